//! HTTP: actors, sessions, validation, fields, errors, and the routes that hold a handler each.
//!
//! A route is a method, a path of the contract and a handler. What the contract says about it (who may call, what query
//! and body may hold, which fields it shows) has been checked before the handler runs:
//!
//! ```
//! use stheno_http::{Reply, Request, Result, Route};
//!
//! pub fn routes() -> Vec<Route> {
//!     vec![Route::get("/store/greetings/{id}", retrieve), Route::post("/store/greetings", create)]
//! }
//!
//! async fn retrieve(request: Request) -> Result<Reply> {
//!     // `request.selection.fields` goes to Query; the bytes that Query answers go out through `Reply::wrap`.
//!     let json = format!(r#"{{"id":"{}"}}"#, request.param("id"));
//!     Ok(Reply::wrap("greeting", json))
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct Body {
//!     text: String,
//! }
//!
//! async fn create(request: Request) -> Result<Reply> {
//!     let body: Body = request.body_as()?;
//!     Ok(Reply::ok(&serde_json::json!({ "greeting": { "text": body.text } })))
//! }
//! ```
//!
//! A route that is not Medusa's brings its own rules: `Route::get(..).with_spec(RouteSpec::store().with_body(schema)?)`.
//! [`Server::router`] puts routes, [`Contract`] and [`HttpConfig`] together. The crate knows no API keys: the application
//! registers an [`auth::Authenticator`] as the extension [`auth::Authentication`].

pub mod accept;
pub mod auth;
pub mod body;
mod config;
mod contract;
mod cors;
mod dialect;
mod dispatch;
pub mod error;
pub mod fields;
pub mod idempotency;
mod json_error;
mod locale;
pub mod matrix;
mod observed;
mod operator;
mod process;
pub mod query_string;
mod reply;
mod request;
mod route;
pub mod schema;
mod serve;
mod server;
pub mod spec;

pub use auth::{AuthContext, PublishableKey};
pub use axum::http::{Method, StatusCode};
pub use config::{AttemptLimits, BODY_LIMIT, HttpConfig, METADATA_LIMIT, QUERY_DEPTH_MAX, QUERY_TAKE_MAX};
pub use contract::{Amendment, Contract};
pub use cors::Cors;
pub use dialect::{Dialect, V1Claims};
pub use fields::{Pagination, QueryConfig, Selection};
pub use matrix::routes;
pub use observed::TraceContext;
pub use operator::Readiness;
pub use reply::{Page, Reply};
pub use request::{Params, RawParts, Request};
pub use route::Route;
pub use schema::Schema;
pub use server::{AttemptStorage, Http, OperatorServer, Server, SessionStorage};
pub use spec::{AuthRule, BodyMode, Credential, RouteSpec};
pub use stheno_kernel::{Error, Result};
