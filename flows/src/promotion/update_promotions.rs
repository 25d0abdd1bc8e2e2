//! Workflow `update-promotions`: changes a promotion and its method. A change of status is told apart by the hook of
//! `update-promotions-status`.

use super::application_method::{self, Wanted};
use super::{PLAIN, campaign, missing};
use serde_json::{Map, Value as Json, json};
use stheno_kernel::{Error, Result};
use stheno_model::{Patch, Records as _};
use stheno_promotion::{ApplicationMethod, Promotion};
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes the promotion `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-promotions", move |cx| async move {
        let additional_data = body.shift_remove("additional_data");
        let Some(promotion) = cx.find_locked::<Promotion>(Promotion::ID.eq(id.as_str())).await?.pop() else {
            return Err(missing(&id));
        };
        let wanted: Option<Wanted> = match body.shift_remove("application_method") {
            None => None,
            Some(json) => Some(
                serde_json::from_value(json)
                    .map_err(|e| Error::invalid_data(format!("Invalid request: {e}")))?,
            ),
        };
        check_limit(&body, &promotion)?;
        let of_promotion = ApplicationMethod::PROMOTION_ID.eq(id.as_str());
        let method = cx.find::<ApplicationMethod>(of_promotion).await?.pop();
        check_campaign(&cx, &body, &promotion, method.as_ref(), wanted.as_ref()).await?;
        let status =
            body.get("status").and_then(Json::as_str).filter(|s| *s != promotion.status).map(str::to_owned);
        PLAIN.update_in(&cx, &id, body).await?;
        if let (Some(method), Some(wanted)) = (method, wanted) {
            change_method(&cx, method, &wanted, &promotion.r#type).await?;
        }
        let told = || json!({ "promotions": [{ "id": id }], "additional_data": additional_data });
        if status.is_some() {
            cx.within("update-promotions-status").hook_with("promotionStatusUpdated", told).await?;
        }
        cx.hook_with("promotionsUpdated", told).await?;
        Ok(())
    })
    .await
}

fn check_limit(body: &Map<String, Json>, promotion: &Promotion) -> Result<()> {
    let used = promotion.used;
    match body.get("limit").and_then(Json::as_i64) {
        Some(limit) if limit < used => Err(Error::invalid_data(format!(
            "Promotion limit ({limit}) cannot be less than current usage ({used})"
        ))),
        _ => Ok(()),
    }
}

async fn check_campaign(
    cx: &FlowTx,
    body: &Map<String, Json>,
    promotion: &Promotion,
    method: Option<&ApplicationMethod>,
    wanted: Option<&Wanted>,
) -> Result<()> {
    let Some(id) = body.get("campaign_id").and_then(Json::as_str) else { return Ok(()) };
    let new = wanted.map(|wanted| wanted.over(ApplicationMethod::default()));
    let currency = method
        .and_then(|method| method.currency_code.clone())
        .or_else(|| new.and_then(|method| method.currency_code));
    let missing = Error::invalid_data(format!("Could not find campaign with id {id}"));
    let other = Error::invalid_data(format!(
        "Currency code doesn't match for campaign ({id}) and promotion ({})",
        promotion.id
    ));
    campaign::check(cx, id, currency.as_deref(), missing, other).await
}

async fn change_method(
    cx: &FlowTx,
    old: ApplicationMethod,
    wanted: &Wanted,
    promotion_type: &str,
) -> Result<()> {
    let new = wanted.over(old);
    application_method::check(&new, promotion_type)?;
    let patch = Patch::<ApplicationMethod>::at(cx.now())
        .set(ApplicationMethod::VALUE, new.value)
        .set(ApplicationMethod::CURRENCY_CODE, new.currency_code)
        .set(ApplicationMethod::MAX_QUANTITY, new.max_quantity)
        .set(ApplicationMethod::APPLY_TO_QUANTITY, new.apply_to_quantity)
        .set(ApplicationMethod::BUY_RULES_MIN_QUANTITY, new.buy_rules_min_quantity)
        .set(ApplicationMethod::TYPE, new.r#type)
        .set(ApplicationMethod::TARGET_TYPE, new.target_type)
        .set(ApplicationMethod::ALLOCATION, new.allocation);
    cx.update(ApplicationMethod::ID.eq(&new.id), patch).await?;
    Ok(())
}
