//! Workflow `create-tax-regions`: a country or a province of one, with its default rate.

use super::{RATES, REGIONS, rules};
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_tax::TaxRegion;
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates a tax region from a body; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    let text =
        |body: &Map<String, Json>, name: &str| body.get(name).and_then(Json::as_str).map(str::to_owned);
    if text(&body, "provider_id").is_none() && text(&body, "parent_id").is_none() {
        let message = "Invalid request: Provider is required when creating a non-province tax region.";
        return Err(Error::invalid_data(message));
    }
    ctx.transaction("create-tax-regions", move |cx| async move {
        for name in ["country_code", "province_code"] {
            if let Some(Json::String(code)) = body.get_mut(name) {
                *code = code.to_lowercase();
            }
        }
        let default = body.shift_remove("default_tax_rate");
        if let Some(parent_id) = text(&body, "parent_id") {
            let country = text(&body, "country_code").unwrap_or_default();
            let province = text(&body, "province_code");
            check_parent(&cx, &parent_id, &country, province.as_deref()).await?;
        }
        body.insert("created_by".to_owned(), rules::actor(&cx).into());
        let id = REGIONS.create_in(&cx, vec![body]).await?.pop().unwrap_or_default();
        if let Some(Json::Object(mut rate)) = default {
            rate.insert("tax_region_id".to_owned(), id.as_str().into());
            rate.insert("is_default".to_owned(), true.into());
            rate.insert("created_by".to_owned(), rules::actor(&cx).into());
            RATES.create_in(&cx, vec![rate]).await?;
        }
        Ok(id)
    })
    .await
}

async fn check_parent(cx: &FlowTx, parent_id: &str, country: &str, province: Option<&str>) -> Result<()> {
    let this = format!("(country: {country}, province: {})", province.unwrap_or("null"));
    let Some(parent) = cx.lookup::<TaxRegion>(parent_id).await? else {
        return Err(Error::invalid_data(format!(
            "Province region must belong to a parent region. You are trying to create a province region with {this} but parent does not exist"
        )));
    };
    if parent.country_code == country {
        return Ok(());
    }
    Err(Error::invalid_data(format!(
        "Province region must belong to a parent region with the same country code. You are trying to create a province region with {this} but parent expects (country: {})",
        parent.country_code
    )))
}
