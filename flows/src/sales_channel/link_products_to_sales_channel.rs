//! Workflow `link-products-to-sales-channel`: what a channel sells.

use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::{create_remote_link_step, dismiss_remote_link_step};

/// Adds and removes products of the channel `id`.
pub async fn run(ctx: &RequestCtx, id: String, add: Vec<String>, remove: Vec<String>) -> Result<()> {
    ctx.transaction("link-products-to-sales-channel", move |cx| async move {
        let pairs =
            |products: Vec<String>| -> Vec<LinkInput> { products.iter().map(|p| pair(p, &id)).collect() };
        create_remote_link_step(&cx, pairs(add)).await?;
        dismiss_remote_link_step(&cx, pairs(remove)).await.map(drop)
    })
    .await
}

fn pair(product_id: &str, channel_id: &str) -> LinkInput {
    LinkInput::new(("product", "product_id", product_id), ("sales_channel", "sales_channel_id", channel_id))
}
