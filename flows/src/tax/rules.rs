//! What a tax rate is for.

use crate::plain::as_invalid;
use serde::Deserialize;
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _};
use stheno_tax::TaxRateRule;
use stheno_workflow::FlowTx;
use stheno_workflow::steps::delete_records;

/// A rule as a body names it.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    reference: String,
    reference_id: String,
}

/// Adds rules to a rate.
pub(super) async fn add(cx: &FlowTx, rate_id: &str, wanted: Vec<Wanted>) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    cx.step("create-tax-rate-rules").await?;
    let rows = wanted.into_iter().map(|rule| TaxRateRule {
        reference: rule.reference,
        reference_id: rule.reference_id,
        tax_rate_id: rate_id.into(),
        created_by: actor(cx),
        ..TaxRateRule::new(cx.stamp())
    });
    cx.insert(rows.collect()).await.map_err(as_invalid)
}

/// Gives a rate exactly these rules.
pub(super) async fn replace(cx: &FlowTx, rate_id: &str, wanted: Vec<Wanted>) -> Result<()> {
    cx.step("delete-tax-rate-rules").await?;
    let old = cx.find::<TaxRateRule>(TaxRateRule::TAX_RATE_ID.eq(rate_id)).await?;
    let ids: Vec<String> = old.into_iter().map(|rule| rule.id.into_string()).collect();
    delete_records(cx, TaxRateRule::meta(), &ids).await?;
    add(cx, rate_id, wanted).await
}

/// Who makes a record.
pub(super) fn actor(cx: &FlowTx) -> Option<String> {
    Some(cx.ctx().actor.id.clone()).filter(|id| !id.is_empty())
}
