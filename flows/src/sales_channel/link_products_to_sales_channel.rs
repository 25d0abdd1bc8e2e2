//! Workflow `link-products-to-sales-channel`: what a channel sells.

use crate::linked;
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_workflow::RequestCtx;

/// Adds and removes products of the channel `id`.
pub async fn run(ctx: &RequestCtx, id: String, add: Vec<String>, remove: Vec<String>) -> Result<()> {
    ctx.transaction("link-products-to-sales-channel", move |cx| async move {
        let pairs =
            |products: Vec<String>| -> Vec<LinkInput> { products.iter().map(|p| pair(p, &id)).collect() };
        linked::link(&cx, pairs(add)).await?;
        linked::unlink(&cx, pairs(remove)).await
    })
    .await
}

fn pair(product_id: &str, channel_id: &str) -> LinkInput {
    LinkInput::new(("product", "product_id", product_id), ("sales_channel", "sales_channel_id", channel_id))
}
