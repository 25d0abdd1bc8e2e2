//! The campaign that a promotion is part of: one that is there, or one that is made with it.

use crate::plain::as_invalid;
use serde::Deserialize;
use serde_json::Value as Json;
use stheno_ids::CampaignId;
use stheno_kernel::{Error, Result, Timestamp};
use stheno_model::json::big_number;
use stheno_model::{Model as _, Records as _};
use stheno_promotion::{Campaign, CampaignBudget};
use stheno_workflow::FlowTx;

/// A campaign as a body names it.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    name: String,
    campaign_identifier: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    starts_at: Option<String>,
    #[serde(default)]
    ends_at: Option<String>,
    #[serde(default)]
    budget: Option<WantedBudget>,
}

#[derive(Clone, Debug, Deserialize)]
struct WantedBudget {
    r#type: String,
    #[serde(default)]
    limit: Option<Json>,
    #[serde(default)]
    currency_code: Option<String>,
    #[serde(default)]
    attribute: Option<String>,
}

/// Makes a campaign with its budget; answers its id.
pub async fn create(cx: &FlowTx, wanted: Wanted, currency_code: Option<&str>) -> Result<CampaignId> {
    cx.step("create-campaigns").await?;
    let campaign = Campaign {
        name: wanted.name,
        campaign_identifier: wanted.campaign_identifier,
        description: wanted.description,
        starts_at: instant(wanted.starts_at.as_deref(), "starts_at")?,
        ends_at: instant(wanted.ends_at.as_deref(), "ends_at")?,
        ..Campaign::new(cx.stamp())
    };
    let id = campaign.id.clone();
    cx.insert_one(campaign).await.map_err(as_invalid)?;
    let Some(budget) = wanted.budget else { return Ok(id) };
    let code = budget.currency_code.map(|code| code.to_lowercase());
    if budget.r#type == "spend" && code.as_deref() != currency_code {
        return Err(Error::invalid_data("Currency between promotion and campaigns should match"));
    }
    if budget.r#type == "spend" && code.is_none() {
        return Err(Error::invalid_data("Campaign Budget type is a required field"));
    }
    let budget = CampaignBudget {
        r#type: budget.r#type,
        limit: budget.limit.as_ref().and_then(big_number),
        currency_code: code,
        attribute: budget.attribute,
        campaign_id: id.clone(),
        ..CampaignBudget::new(cx.stamp())
    };
    cx.insert_one(budget).await?;
    Ok(id)
}

/// Refuses a campaign that is not there, or whose budget is in another currency.
pub async fn check(
    cx: &FlowTx,
    id: &str,
    currency_code: Option<&str>,
    missing: Error,
    other: Error,
) -> Result<()> {
    if cx.lookup::<Campaign>(id).await?.is_none() {
        return Err(missing);
    }
    let spends = CampaignBudget::CAMPAIGN_ID.eq(id).and(CampaignBudget::TYPE.eq("spend"));
    let budget = cx.find::<CampaignBudget>(spends).await?.pop();
    match budget {
        Some(budget) if budget.currency_code.as_deref() != currency_code => Err(other),
        _ => Ok(()),
    }
}

fn instant(text: Option<&str>, field: &str) -> Result<Option<Timestamp>> {
    let Some(text) = text else { return Ok(None) };
    Timestamp::parse(text)
        .map(Some)
        .ok_or_else(|| Error::invalid_data(format!("Invalid request: Field '{field}' is no date")))
}
