//! Workflows `link-sales-channels-to-stock-location` and `batch-links` of fulfillment providers: whom a location serves,
//! and who ships from it.

use crate::linked;
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_workflow::RequestCtx;

/// Adds and removes sales channels of the location `id`.
pub async fn sales_channels(
    ctx: &RequestCtx,
    id: String,
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<()> {
    ctx.transaction("link-sales-channels-to-stock-location", move |cx| async move {
        let pair = |channel: &String| {
            LinkInput::new(
                ("sales_channel", "sales_channel_id", channel.as_str()),
                ("stock_location", "stock_location_id", id.as_str()),
            )
        };
        linked::link(&cx, add.iter().map(pair).collect()).await?;
        linked::unlink(&cx, remove.iter().map(pair).collect()).await
    })
    .await
}

/// Adds and removes fulfillment providers of the location `id`.
pub async fn fulfillment_providers(
    ctx: &RequestCtx,
    id: String,
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<()> {
    ctx.transaction("batch-links", move |cx| async move {
        let pair = |provider: &String| {
            LinkInput::new(
                ("stock_location", "stock_location_id", id.as_str()),
                ("fulfillment", "fulfillment_provider_id", provider.as_str()),
            )
        };
        linked::link(&cx, add.iter().map(pair).collect()).await?;
        linked::unlink(&cx, remove.iter().map(pair).collect()).await
    })
    .await
}
