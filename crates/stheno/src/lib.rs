//! Stheno as a framework: put modules, links, flows, routes and subscribers together, and serve them.
//!
//! The one crate that a shop depends on. What it builds is an [`App`]; commerce comes as [`Module`]s.

pub mod builder;
pub mod module;
mod openapi;

pub use builder::{Builder, Built};
pub use module::Module;
pub use serde_json;
pub use stheno_database::{Database, Options as DatabaseOptions};
pub use stheno_workflow::{Actor, App, RequestCtx};

/// What derived code names in a shop.
#[doc(hidden)]
pub use stheno_model as __model;

/// What a file of a shop starts with.
pub mod prelude {
    pub use crate::{App, Builder, Module, RequestCtx};
    pub use serde_json::{Value as Json, json};
    pub use stheno_database::{Expr, Migration, Tx};
    pub use stheno_event::Event;
    pub use stheno_http::{Method, Reply, Request, Route, RouteSpec};
    pub use stheno_kernel::{Amount, Error, JsonText, Result, Timestamp, Value};
    pub use stheno_link::{Extra, LinkInput, LinkPattern, LinkRow, RecordKeys, define_link, read_only, side};
    pub use stheno_model::{BelongsTo, Conflict, HasMany, HasOne, ManyToMany, Model, Patch, Records};
    pub use stheno_query::GraphRequest;
    pub use stheno_workflow::FlowTx;
    pub use stheno_workflow::steps::{
        create_remote_link_step, delete_records, dismiss_remote_link_step, remove_records,
        remove_remote_link_step, restore_records, update_remote_links_step, use_query_graph_first_step,
        use_query_graph_step,
    };
}
