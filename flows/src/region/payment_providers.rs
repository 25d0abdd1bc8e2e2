//! Payment providers of a region: a set of links.

use stheno_kernel::{Error, Result};
use stheno_link::LinkInput;
use stheno_link::manage::{self, LinkPattern, LinkPatternSide};
use stheno_model::Records as _;
use stheno_payment::PaymentProvider;
use stheno_workflow::FlowTx;
use stheno_workflow::steps::{create_remote_link_step, dismiss_remote_link_step};

/// Gives a region exactly these providers.
pub(super) async fn set(cx: &FlowTx, region_id: &str, provider_ids: &[String], is_new: bool) -> Result<()> {
    cx.step("add-region-payment-providers-step").await?;
    let enabled = PaymentProvider::ID.is_in(provider_ids).and(PaymentProvider::IS_ENABLED.eq(true));
    let found = cx.find::<PaymentProvider>(enabled).await?;
    let missing: Vec<&str> =
        provider_ids.iter().map(String::as_str).filter(|id| !found.iter().any(|p| *p.id == **id)).collect();
    if !missing.is_empty() {
        let ids = missing.join(", ");
        return Err(Error::not_found(format!("Payment providers with ids {ids} not found or not enabled")));
    }
    let held = if is_new { Vec::new() } else { held(cx, region_id).await? };
    let gone = held.iter().filter(|id| !provider_ids.contains(id)).map(|id| pair(region_id, id)).collect();
    dismiss_remote_link_step(cx, gone).await?;
    let fresh = provider_ids.iter().filter(|id| !held.contains(id)).map(|id| pair(region_id, id)).collect();
    create_remote_link_step(cx, fresh).await.map(drop)
}

async fn held(cx: &FlowTx, region_id: &str) -> Result<Vec<String>> {
    let side = |module: &str, key: &str, ids: Vec<String>| LinkPatternSide {
        module: module.to_owned(),
        key: key.to_owned(),
        ids,
    };
    let pattern = LinkPattern {
        left: side("region", "region_id", vec![region_id.to_owned()]),
        right: side("payment", "payment_provider_id", Vec::new()),
    };
    let rows = manage::list(cx.tx(), cx.app().links(), &[pattern]).await?;
    Ok(rows.iter().map(|row| row.text("payment_provider_id").to_owned()).collect())
}

fn pair(region_id: &str, provider_id: &str) -> LinkInput {
    LinkInput::new(("region", "region_id", region_id), ("payment", "payment_provider_id", provider_id))
}
