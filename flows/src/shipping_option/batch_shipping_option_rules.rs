//! Workflow `batch-shipping-option-rules`: adds, changes and removes conditions of an option.

use super::rules::{self, Wanted};
use serde::Deserialize;
use stheno_fulfillment::ShippingOption;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_workflow::RequestCtx;

/// What to do.
#[derive(Debug, Default, Deserialize)]
pub struct Input {
    /// New conditions.
    #[serde(default)]
    create: Vec<Wanted>,
    /// Changed ones.
    #[serde(default)]
    update: Vec<Wanted>,
    /// Ids of those that go; `None` where the caller said nothing.
    #[serde(default)]
    pub delete: Option<Vec<String>>,
}

/// The ids of what was done.
#[derive(Debug, Default)]
pub struct Output {
    /// New conditions.
    pub created: Vec<String>,
    /// Changed ones.
    pub updated: Vec<String>,
}

/// Changes the conditions of the option `id`.
pub async fn run(ctx: &RequestCtx, id: String, input: Input) -> Result<Output> {
    ctx.transaction("batch-shipping-option-rules", move |cx| async move {
        if cx.find_locked::<ShippingOption>(ShippingOption::ID.eq(id.as_str())).await?.is_empty() {
            return Err(Error::not_found(format!("Shipping Option with id: {id} not found")));
        }
        let created = rules::add(&cx, &id, input.create).await?;
        let updated = rules::change(&cx, &id, input.update).await?;
        rules::remove(&cx, &id, &input.delete.unwrap_or_default()).await?;
        Ok(Output { created, updated })
    })
    .await
}
