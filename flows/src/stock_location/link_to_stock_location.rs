//! Workflows `link-sales-channels-to-stock-location` and `batch-links` of fulfillment providers: whom a location serves,
//! and who ships from it.

use crate::common::batch_links::{self, Batch};
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::{create_remote_link_step, dismiss_remote_link_step};

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
        create_remote_link_step(&cx, add.iter().map(pair).collect()).await?;
        dismiss_remote_link_step(&cx, remove.iter().map(pair).collect()).await.map(drop)
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
    let pair = |provider: &String| {
        LinkInput::new(
            ("stock_location", "stock_location_id", id.as_str()),
            ("fulfillment", "fulfillment_provider_id", provider.as_str()),
        )
    };
    let (create, delete) = (add.iter().map(pair).collect(), remove.iter().map(pair).collect());
    batch_links::run(ctx, Batch { create, delete, ..Batch::default() }).await.map(drop)
}
