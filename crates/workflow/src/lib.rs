//! Workflows: steps that can be undone, hooks, and the context that every use case is handed first.
//!
//! # How to write a flow
//!
//! A flow is an async function over a [`RequestCtx`], in a file of its own that is named after Medusa's workflow id.
//!
//! **Only the database is touched** (nearly always): one [`RequestCtx::transaction`]. All of it happens or nothing, so
//! there is nothing to undo and nothing to journal. Name the steps, emit events, and run the shop's hooks where Medusa
//! has them:
//!
//! ```no_run
//! use serde_json::json;
//! use stheno_database::{Compare, Expr, Update};
//! use stheno_kernel::{Error, Result};
//! use stheno_workflow::RequestCtx;
//!
//! /// `reserve-stock`: check and write are one statement, so that two at once cannot take the last piece twice.
//! pub async fn reserve(ctx: &RequestCtx, item: String, quantity: i64) -> Result<()> {
//!     ctx.transaction("reserve-stock", move |cx| async move {
//!         cx.hook_with("validate", || json!({"item_id": item, "quantity": quantity})).await?;
//!         cx.step("take-stock").await?;
//!         let enough = Expr::column("left").compare(Compare::Gte, Expr::param(quantity));
//!         let taken = cx.execute(Update {
//!             table: "stock",
//!             set: vec![("left", Expr::column("left").minus(Expr::param(quantity)))],
//!             filter: Expr::column("id").eq(item.as_str()).and(enough),
//!             returning: vec![],
//!         });
//!         if taken.await? == 0 {
//!             return Err(Error::not_allowed(format!("Not enough of {item}")));
//!         }
//!         cx.emit("stock.reserved", json!({"id": item}));
//!         Ok(())
//!     })
//!     .await
//! }
//! ```
//!
//! Links, records with their links, and questions to the graph have steps of their own: [`steps`].
//!
//! A part that is a workflow of its own takes the [`FlowTx`] of the whole, under its own id: [`FlowTx::within`].
//!
//! **Something outside is touched**: [`RequestCtx::flow`]. What reaches outside is an [`Outside`] step with an undo, and
//! stands between transactions; a transaction before it leaves word how to undo what it committed ([`Undo`]). Both are
//! registered by name, since another node may have to end the flow.
//!
//! ```no_run
//! use serde::{Deserialize, Serialize};
//! use stheno_kernel::{Error, Result};
//! use stheno_workflow::{FlowRegistry, FlowTx, Outside, RequestCtx, Undo};
//!
//! #[derive(Clone, Serialize, Deserialize)]
//! pub struct Charge { session: String }
//!
//! /// Has the provider take the money.
//! struct ChargeCard;
//!
//! impl Outside for ChargeCard {
//!     const NAME: &'static str = "charge-card";
//!     type Input = Charge;
//!     type Output = String;
//!     async fn run(ctx: RequestCtx, key: String, input: Charge) -> Result<String> {
//!         # let _ = (ctx, key);
//!         // The provider of `ctx.app.extension()`, with `key` as the idempotency key.
//!         Ok(format!("receipt of {}", input.session))
//!     }
//!     async fn undo(ctx: RequestCtx, key: String, input: Charge, output: Option<String>) -> Result<()> {
//!         # let _ = (ctx, key, input, output);
//!         // Refund what was taken under `key`, if anything was. May be called again.
//!         Ok(())
//!     }
//! }
//!
//! /// Opens the cart again.
//! struct ReopenCart;
//!
//! impl Undo for ReopenCart {
//!     const NAME: &'static str = "reopen-cart";
//!     type Input = String;
//!     async fn undo(cx: FlowTx, cart: String) -> Result<()> {
//!         # let _ = (cx, cart);
//!         Ok(())
//!     }
//! }
//!
//! pub fn register(flows: &mut FlowRegistry) {
//!     flows.outside::<ChargeCard>().undo::<ReopenCart>();
//! }
//!
//! /// `complete-cart`, for one cart at a time.
//! pub async fn complete(ctx: &RequestCtx, cart: String, session: String) -> Result<String> {
//!     let key = cart.clone();
//!     ctx.flow("complete-cart", &key, |flow| async move {
//!         let charge = flow
//!             .transaction("close-cart", |cx| async move {
//!                 // ... close it by a conditional update; answer the order if there is one already ...
//!                 cx.on_failure::<ReopenCart>(&cart)?;
//!                 cx.announce::<ChargeCard>(Charge { session })
//!             })
//!             .await?;
//!         let receipt = flow.run(charge).await?;
//!         flow.finish("create-order", |cx| async move {
//!             cx.emit("order.placed", serde_json::json!({"id": "order_1"}));
//!             Ok(receipt)
//!         })
//!         .await
//!     })
//!     .await
//! }
//! ```
//!
//! **Its tests** enumerate the steps ([`Faults::passed`]) and fail at each ([`Faults::fail_nth_step`]), crash at each and
//! [`recover`], run twice, and undo twice: `tests/workflow/flows.rs` is the model. Why it is so: ADR 0003.

pub mod context;
mod faults;
mod flow;
mod hooks;
mod journal;
mod lock;
mod metrics;
mod node;
mod recovery;
mod registry;
pub mod steps;
mod transaction;
mod work;

pub use context::{Actor, App, AppParts, RequestCtx, WeakApp};
pub use faults::Faults;
pub use flow::{Flow, Ticket};
pub use hooks::Hooks;
pub use node::{Node, Running};
pub use recovery::{recover, schedule_recovery};
pub use registry::{FlowRegistry, Outside, Undo};
pub use transaction::FlowTx;
pub use work::Work;

use stheno_database::ddl::Table;

/// The tables of this crate, for migrations. The journal's, `workflow_execution`, is of the module workflow-engine.
pub fn tables() -> Vec<Table> {
    vec![lock::table()]
}
