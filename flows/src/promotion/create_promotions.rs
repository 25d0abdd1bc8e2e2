//! Workflow `create-promotions`: a promotion with its method, rules and perhaps a campaign.

use super::application_method::{self, Wanted};
use super::campaign;
use crate::plain::as_invalid;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::{Model as _, Records as _};
use stheno_promotion::service::{self, NewRule, RuleKind};
use stheno_promotion::{ApplicationMethod, Promotion};
use stheno_workflow::{FlowTx, RequestCtx};

/// A promotion as a body names it.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    code: String,
    #[serde(default)]
    is_automatic: Option<bool>,
    #[serde(default)]
    is_tax_inclusive: Option<bool>,
    r#type: String,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    campaign_id: Option<String>,
    #[serde(default)]
    campaign: Option<campaign::Wanted>,
    application_method: Wanted,
    #[serde(default)]
    rules: Option<Vec<NewRule>>,
    #[serde(default)]
    limit: Option<i64>,
    #[serde(default)]
    metadata: Option<Map<String, Json>>,
    #[serde(default)]
    additional_data: Option<Json>,
}

/// Creates a promotion; answers its id.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<String> {
    ctx.transaction("create-promotions", move |cx| async move {
        if input.campaign.is_some() && input.campaign_id.is_some() {
            return Err(Error::invalid_data(
                "Provide either the 'campaign' or 'campaign_id' parameter; both cannot be used simultaneously.",
            ));
        }
        cx.step("create-promotions").await?;
        let mut promotion = promotion_of(&cx, &input);
        let method = method_of(&cx, &input, &promotion)?;
        promotion.campaign_id = campaign_of(&cx, &input, &method).await?.map(Into::into);
        let (id, method_id) = (promotion.id.as_str().to_owned(), method.id.as_str().to_owned());
        cx.insert_one(promotion).await.map_err(as_invalid)?;
        cx.insert_one(method).await?;
        let Wanted { target_rules, buy_rules, .. } = input.application_method;
        let rules = input.rules.unwrap_or_default();
        let kinds = [
            (RuleKind::Rules, &id, rules),
            (RuleKind::TargetRules, &method_id, target_rules),
            (RuleKind::BuyRules, &method_id, buy_rules),
        ];
        for (kind, owner, rules) in kinds {
            service::add_rules(cx.tx(), kind, owner, rules, cx.stamp()).await?;
        }
        let data = input.additional_data;
        let told = || json!({ "promotions": [{ "id": id }], "additional_data": data });
        cx.hook_with("promotionsCreated", told).await?;
        Ok(id)
    })
    .await
}

fn promotion_of(cx: &FlowTx, input: &Input) -> Promotion {
    let new = Promotion::new(cx.stamp());
    Promotion {
        code: input.code.clone(),
        is_automatic: input.is_automatic.unwrap_or(new.is_automatic),
        is_tax_inclusive: input.is_tax_inclusive.unwrap_or(new.is_tax_inclusive),
        r#type: input.r#type.clone(),
        status: input.status.clone().unwrap_or_else(|| new.status.clone()),
        limit: input.limit,
        metadata: input.metadata.as_ref().map(JsonText::of),
        ..new
    }
}

fn method_of(cx: &FlowTx, input: &Input, promotion: &Promotion) -> Result<ApplicationMethod> {
    let wanted = &input.application_method;
    let method = wanted
        .over(ApplicationMethod { promotion_id: promotion.id.clone(), ..ApplicationMethod::new(cx.stamp()) });
    application_method::check_rules(&method, wanted, &promotion.r#type)?;
    if wanted.quantity_across() {
        return Err(Error::invalid_data(
            "application_method.max_quantity is not allowed to be set for allocation (across)",
        ));
    }
    application_method::check(&method, &promotion.r#type)?;
    Ok(method)
}

async fn campaign_of(cx: &FlowTx, input: &Input, method: &ApplicationMethod) -> Result<Option<String>> {
    let currency = method.currency_code.as_deref();
    if let Some(wanted) = &input.campaign {
        return Ok(Some(campaign::create(cx, wanted.clone(), currency).await?.into_string()));
    }
    if let Some(id) = &input.campaign_id {
        let missing = Error::not_found(format!("Could not find campaign with id - {id}"));
        let other = Error::invalid_data("Currency between promotion and campaigns should match");
        campaign::check(cx, id, currency, missing, other).await?;
    }
    Ok(input.campaign_id.clone())
}
