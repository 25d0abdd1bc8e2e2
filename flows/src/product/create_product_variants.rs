//! Workflow `create-product-variants`: variants with their prices and what they take out of stock.

use super::input;
use super::variant_inventory::{self, NewStock};
use serde_json::{Map, Value as Json, json};
use stheno_ids::ProductVariantId;
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_pricing::service::PriceInput;
use stheno_product::service_variant::{self, NewVariant};
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates variants from bodies that name their `product_id`; answers their ids in order.
pub async fn run(
    ctx: &RequestCtx,
    variants: Vec<Map<String, Json>>,
    additional_data: Json,
) -> Result<Vec<String>> {
    let body = move |cx: FlowTx| async move { run_in(&cx, variants, additional_data).await };
    ctx.transaction("create-product-variants", body).await
}

/// Creates variants as a part of another flow.
pub async fn run_in(
    cx: &FlowTx,
    bodies: Vec<Map<String, Json>>,
    additional_data: Json,
) -> Result<Vec<String>> {
    if bodies.is_empty() {
        return Ok(Vec::new());
    }
    let (mut variants, mut prices, mut stock) = (Vec::new(), Vec::new(), Vec::new());
    for mut body in bodies {
        let options = input::pairs(body.shift_remove("options").as_ref());
        prices.push(PriceInput::parse_all(body.shift_remove("prices").as_ref())?);
        let items = input::objects(body.shift_remove("inventory_items"));
        body.entry("id").or_insert_with(|| ProductVariantId::generate(cx.stamp()).into_string().into());
        stock.push(NewStock { variant: body.clone(), items });
        variants.push(NewVariant { fields: body, options });
    }
    let ids: Vec<String> = variants
        .iter()
        .filter_map(|v| v.fields.get("id").and_then(Json::as_str))
        .map(str::to_owned)
        .collect();
    cx.step("create-product-variants").await?;
    service_variant::create(cx.tx(), variants, cx.stamp()).await.map_err(crate::plain::as_invalid)?;
    let mut links = variant_inventory::create(cx, stock).await?;
    cx.step("create-price-sets").await?;
    let sets = stheno_pricing::service::create_sets(cx.tx(), prices, cx.stamp()).await?;
    links.extend(ids.iter().zip(sets).map(|(variant, set)| price_link(variant, &set)));
    create_remote_link_step(cx, links).await?;
    let records: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
    cx.emit("product-variant.created", records.clone().into());
    cx.hook_with(
        "productVariantsCreated",
        || json!({ "product_variants": records, "additional_data": additional_data }),
    )
    .await?;
    Ok(ids)
}

/// A variant's price set.
pub(super) fn price_link(variant: &str, set: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("pricing", "price_set_id", set))
}
