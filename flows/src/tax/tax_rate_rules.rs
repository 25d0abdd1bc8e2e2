//! Workflows `create-tax-rate-rules` and `delete-tax-rate-rules`: what a rate is for, one by one.

use super::rules::{self, Wanted};
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_tax::TaxRateRule;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::delete_records;

/// Adds a rule to the rate `rate_id`.
pub async fn create(ctx: &RequestCtx, rate_id: String, wanted: Wanted) -> Result<()> {
    ctx.transaction("create-tax-rate-rules", move |cx| async move {
        rules::add(&cx, &rate_id, vec![wanted]).await
    })
    .await
}

/// Deletes a rule; an id that is not there is no error.
pub async fn delete(ctx: &RequestCtx, rule_id: String) -> Result<()> {
    ctx.transaction("delete-tax-rate-rules", move |cx| async move {
        cx.step("delete-tax-rate-rules").await?;
        delete_records(&cx, TaxRateRule::meta(), &[rule_id]).await?;
        Ok(())
    })
    .await
}
