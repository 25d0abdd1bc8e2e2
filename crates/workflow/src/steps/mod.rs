//! Steps that every flow may use, by Medusa's ids: links, records with their links, and questions to the graph.
//!
//! In a transaction that stands alone, a failure rolls them back. In a [`crate::Flow`], which commits on its way, each of
//! them leaves word by itself how it is undone: rows of links become exactly what they were.
//!
//! ```no_run
//! use stheno_kernel::Result;
//! use stheno_link::LinkInput;
//! use stheno_workflow::RequestCtx;
//! use stheno_workflow::steps::create_remote_link_step;
//!
//! /// `brand-product`: gives a product its brand.
//! pub async fn brand_product(ctx: &RequestCtx, product: String, brand: String) -> Result<()> {
//!     ctx.transaction("brand-product", move |cx| async move {
//!         let link = LinkInput::new(("product", "product_id", product), ("brand", "brand_id", brand));
//!         create_remote_link_step(&cx, vec![link]).await.map(drop)
//!     })
//!     .await
//! }
//! ```

mod links;
mod query;
mod records;
mod undo;

pub use links::{
    create_remote_link_step, dismiss_remote_link_step, remove_remote_link_step, update_remote_links_step,
};
pub use query::{use_query_graph_first_step, use_query_graph_step};
pub use records::{delete_records, remove_records, restore_records};

pub(crate) use undo::register;
pub use undo::tell;
