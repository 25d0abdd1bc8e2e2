//! Workflow `update-product-variants`: columns, option values, prices, and whether stock is kept.

use super::{input, variant_inventory};
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use stheno_ids::PriceSetId;
use stheno_kernel::Result;
use stheno_pricing::service::{self as pricing, PriceInput};
use stheno_product::service_variant::{self, VariantChange};
use stheno_query::GraphRequest;
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes a variant of a product; none where the product has no such variant.
pub async fn run(
    ctx: &RequestCtx,
    product: String,
    variant: String,
    body: Map<String, Json>,
    additional_data: Json,
) -> Result<()> {
    let body = move |cx: FlowTx| async move {
        use stheno_model::Records as _;
        use stheno_product::ProductVariant;
        let own =
            ProductVariant::ID.eq(variant.as_str()).and(ProductVariant::PRODUCT_ID.eq(product.as_str()));
        match cx.count::<ProductVariant>(own).await? {
            0 => Ok(()),
            _ => run_in(&cx, vec![(variant, body)], additional_data).await,
        }
    };
    ctx.transaction("update-product-variants", body).await
}

/// Changes variants as a part of another flow.
pub async fn run_in(
    cx: &FlowTx,
    changes: Vec<(String, Map<String, Json>)>,
    additional_data: Json,
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = changes.iter().map(|(id, _)| id.clone()).collect();
    let (mut rows, mut prices) = (Vec::new(), Vec::new());
    let (mut kept, mut dismissed) = (Vec::new(), Vec::new());
    for (id, mut body) in changes {
        for name in ["id", "product_id", "inventory_items"] {
            body.shift_remove(name);
        }
        if let Some(of_variant) = body.shift_remove("prices").filter(Json::is_array) {
            prices.push((id.clone(), PriceInput::parse_all(Some(&of_variant))?));
        }
        match body.get("manage_inventory") {
            Some(Json::Bool(true)) => kept.push(id.clone()),
            Some(Json::Bool(false)) => dismissed.push(id.clone()),
            _ => {}
        }
        let options = body.shift_remove("options").filter(Json::is_object);
        let options = options.map(|options| input::pairs(Some(&options)));
        rows.push(VariantChange { id, fields: body, options });
    }
    cx.step("update-product-variants").await?;
    service_variant::update(cx.tx(), rows, cx.stamp()).await.map_err(crate::plain::as_invalid)?;
    variant_inventory::dismiss(cx, &dismissed).await?;
    variant_inventory::provide(cx, &kept).await?;
    replace_prices(cx, prices).await?;
    let records: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
    cx.emit("product-variant.updated", records.clone().into());
    cx.hook_with(
        "productVariantsUpdated",
        || json!({ "product_variants": records, "additional_data": additional_data }),
    )
    .await?;
    Ok(())
}

/// Gives variants prices in the place of those that they have; a variant without a price set gets one.
async fn replace_prices(cx: &FlowTx, prices: Vec<(String, Vec<PriceInput>)>) -> Result<()> {
    if prices.is_empty() {
        return Ok(());
    }
    cx.step("update-price-sets").await?;
    let ids: Vec<&str> = prices.iter().map(|(id, _)| id.as_str()).collect();
    let ask = GraphRequest::new("product_variant_price_set")
        .fields(["variant_id", "price_set_id"])
        .filter(json!({ "variant_id": ids }));
    let answer = cx.app().graph().query_in(cx.tx(), ask).await?;
    let mut sets: HashMap<String, String> = HashMap::new();
    for row in answer.rows().iter() {
        sets.insert(row.text("variant_id").to_owned(), row.text("price_set_id").to_owned());
    }
    let (with, without): (Vec<_>, Vec<_>) = prices.into_iter().partition(|(id, _)| sets.contains_key(id));
    let known =
        with.into_iter().filter_map(|(id, prices)| Some((PriceSetId::from(sets.remove(&id)?), prices)));
    pricing::replace(cx.tx(), known.collect(), cx.stamp()).await?;
    let (owners, new): (Vec<String>, Vec<Vec<PriceInput>>) = without.into_iter().unzip();
    let made = pricing::create_sets(cx.tx(), new, cx.stamp()).await?;
    let links = owners.iter().zip(made).map(|(id, set)| super::create_product_variants::price_link(id, &set));
    create_remote_link_step(cx, links.collect()).await.map(drop)
}
