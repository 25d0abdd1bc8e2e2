//! Workflow `create-shipping-options-workflow`: an option with its type, conditions, price set and prices.

use super::{Extras, OPTIONS, prices, providers, rules};
use serde_json::{Map, Value as Json};
use stheno_fulfillment::ShippingOptionType;
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records as _};
use stheno_pricing::PriceSet;
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates an option from a body; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>) -> Result<String> {
    ctx.transaction("create-shipping-options-workflow", move |cx| async move {
        let Extras { kind, prices, rules } = Extras::take(&mut body)?;
        let text = |name: &str| body.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        providers::check(&cx, &text("service_zone_id"), &text("provider_id")).await?;
        if text("price_type") == "calculated" {
            providers::check_calculated(&cx, &text("provider_id"), &text("name"))?;
        }
        let prices = prices.unwrap_or_default();
        let currencies = providers::currencies(&cx, &prices).await?;
        if let Some(kind) = kind {
            let id = add_type(&cx, kind).await?;
            body.insert("shipping_option_type_id".to_owned(), id.into());
        }
        let id = OPTIONS.create_in(&cx, vec![body]).await?.pop().unwrap_or_default();
        rules::add(&cx, &id, rules.unwrap_or_default()).await?;
        cx.step("add-shipping-options-prices-step").await?;
        let set = PriceSet::new(cx.stamp());
        let set_id = set.id.clone();
        cx.insert_one(set).await?;
        prices::add(&cx, &set_id, &prices, &currencies).await?;
        let link = LinkInput::new(
            ("fulfillment", "shipping_option_id", id.as_str()),
            ("pricing", "price_set_id", set_id.as_str()),
        );
        create_remote_link_step(&cx, vec![link]).await?;
        Ok(id)
    })
    .await
}

/// Makes the type that comes with an option; answers its id.
pub(super) async fn add_type(cx: &FlowTx, kind: super::NewType) -> Result<String> {
    let super::NewType { label, description, code } = kind;
    let made = ShippingOptionType { label, description, code, ..ShippingOptionType::new(cx.stamp()) };
    let id = made.id.as_str().to_owned();
    cx.insert_one(made).await?;
    Ok(id)
}
