//! Query: `GraphRequest -> GraphPlan -> batches -> answer`, pure until the batches.
//!
//! One statement per relation hop, never per row; hops of one depth go out together. Rows stay cells from the database
//! to the JSON of the answer. A module's records, the links between modules and computed fields are one graph:
//!
//! ```ignore
//! let answer = graph
//!     .query(&db, GraphRequest::new("order").fields(["id", "customer.email", "*items"]).filter(json!({"id": id})))
//!     .await?;
//! let mut json = JsonWriter::default();
//! answer.write_rows(&mut json);
//! ```

pub mod answer;
pub mod compute;
pub mod execute;
pub mod field_tree;
pub mod filter;
pub mod plan;
mod planner;
pub mod registry;
pub mod request;
mod rows;
pub mod sql;

pub use answer::{Answer, NodeView, RowView};
pub use compute::{Asked, Computer, Context, absent};
pub use registry::{Graph, GraphBuilder, Hop};
pub use request::GraphRequest;
