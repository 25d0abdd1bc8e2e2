//! Workflow `update-shipping-options-workflow`: changes an option; conditions and prices that are named replace the
//! old ones. An option whose price the provider calculates has no prices of its own.

use super::create_shipping_options::add_type;
use super::{Extras, OPTIONS, prices, providers, rules};
use serde_json::{Map, Value as Json};
use stheno_fulfillment::ShippingOption;
use stheno_ids::PriceSetId;
use stheno_kernel::{Error, Result};
use stheno_link::manage::{self, LinkPattern, LinkPatternSide};
use stheno_model::Records as _;
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes the option `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-shipping-options-workflow", move |cx| async move {
        let Extras { kind, prices, rules } = Extras::take(&mut body)?;
        let Some(old) = cx.find_locked::<ShippingOption>(ShippingOption::ID.eq(id.as_str())).await?.pop()
        else {
            return Err(Error::not_allowed("Providers () are not enabled for the service location"));
        };
        let held = old.provider_id.map(String::from).unwrap_or_default();
        let provider = body.get("provider_id").and_then(Json::as_str).unwrap_or(&held).to_owned();
        providers::check(&cx, &old.service_zone_id, &provider).await?;
        let is_calculated =
            body.get("price_type").and_then(Json::as_str).unwrap_or(&old.price_type) == "calculated";
        if is_calculated {
            let name = body.get("name").and_then(Json::as_str).unwrap_or_default();
            providers::check_calculated(&cx, &provider, name)?;
        }
        let prices = if is_calculated { Some(Vec::new()) } else { prices };
        let currencies = providers::currencies(&cx, prices.as_deref().unwrap_or_default()).await?;
        if let Some(kind) = kind {
            let type_id = add_type(&cx, kind).await?;
            body.insert("shipping_option_type_id".to_owned(), type_id.into());
        }
        OPTIONS.update_in(&cx, &id, body).await?;
        if let Some(rules) = rules {
            rules::replace(&cx, &id, rules).await?;
        }
        if let Some(prices) = prices {
            let set_id = price_set_of(&cx, &id).await?;
            prices::replace(&cx, &set_id, prices, &currencies).await?;
        }
        Ok(())
    })
    .await
}

async fn price_set_of(cx: &FlowTx, option_id: &str) -> Result<PriceSetId> {
    let side = |module: &str, key: &str, ids: Vec<String>| LinkPatternSide {
        module: module.to_owned(),
        key: key.to_owned(),
        ids,
    };
    let pattern = LinkPattern {
        left: side("fulfillment", "shipping_option_id", vec![option_id.to_owned()]),
        right: side("pricing", "price_set_id", Vec::new()),
    };
    let rows = manage::list(cx.tx(), cx.app().links(), &[pattern]).await?;
    let set = rows.first().map(|row| row.text("price_set_id").into());
    set.ok_or_else(|| Error::unexpected_state(format!("Shipping option {option_id} has no price set")))
}
