//! Workflow `link-sales-channels-to-api-key`: which channels a publishable key opens.

use stheno_api_key::ApiKey;
use stheno_api_key::service::PUBLISHABLE;
use stheno_kernel::{Error, Result};
use stheno_link::LinkInput;
use stheno_model::Records as _;
use stheno_sales_channel::SalesChannel;
use stheno_workflow::steps::{create_remote_link_step, dismiss_remote_link_step};
use stheno_workflow::{FlowTx, RequestCtx};

/// Channels to open and to close.
pub struct Input {
    /// The key.
    pub id: String,
    /// Channels that it opens from now on.
    pub add: Vec<String>,
    /// Channels that it no longer opens.
    pub remove: Vec<String>,
}

/// Links and unlinks.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<()> {
    let work = ctx.transaction("link-sales-channels-to-api-key", move |cx| async move {
        let Input { id, add, remove } = input;
        let Some(key) = cx.lookup::<ApiKey>(&id).await? else {
            return Err(Error::not_found(format!("API Key with id: {id} was not found")));
        };
        if key.r#type != PUBLISHABLE {
            let message = "Sales channels can only be associated with publishable API keys";
            return Err(Error::invalid_data(message));
        }
        require_channels(&cx, &add).await?;
        let links = |channels: &[String]| channels.iter().map(|channel| link(&id, channel)).collect();
        create_remote_link_step(&cx, links(&add)).await?;
        dismiss_remote_link_step(&cx, links(&remove)).await.map(drop)
    });
    work.await
}

fn link(key: &str, channel: &str) -> LinkInput {
    LinkInput::new(("api_key", "publishable_key_id", key), ("sales_channel", "sales_channel_id", channel))
}

async fn require_channels(cx: &FlowTx, ids: &[String]) -> Result<()> {
    cx.step("validate-sales-channels-exist").await?;
    if ids.is_empty() {
        return Ok(());
    }
    let found = cx.find::<SalesChannel>(SalesChannel::ID.is_in(ids)).await?;
    let is_missing = |id: &&String| !found.iter().any(|channel| channel.id.as_str() == id.as_str());
    let missing: Vec<&str> = ids.iter().filter(is_missing).map(String::as_str).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_data(format!("Sales channels with IDs {} do not exist", missing.join(", "))))
}
