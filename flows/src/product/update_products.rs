//! Workflow `update-products`: columns, and whatever else of a product is named, in the place of what it has.

use super::{create_product_variants, delete_product_variants, input, update_product_variants};
use serde_json::{Map, Value as Json, json};
use stheno_ids::{ProductId, ProductVariantId};
use stheno_kernel::{Error, Result};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records as _, dynamic};
use stheno_product::service::{self, Membership};
use stheno_product::service_option::{self, NewOption};
use stheno_product::{Product, ProductOption, ProductProductOption, ProductVariant};
use stheno_query::GraphRequest;
use stheno_workflow::steps::{create_remote_link_step, delete_records, dismiss_remote_link_step};
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes the product `id`.
pub async fn run(ctx: &RequestCtx, id: String, body: Map<String, Json>, additional_data: Json) -> Result<()> {
    let body = move |cx: FlowTx| async move { run_in(&cx, vec![(id, body)], additional_data).await };
    ctx.transaction("update-products", body).await
}

/// Changes products as a part of another flow.
pub async fn run_in(
    cx: &FlowTx,
    changes: Vec<(String, Map<String, Json>)>,
    additional_data: Json,
) -> Result<()> {
    let ids: Vec<String> = changes.iter().map(|(id, _)| id.clone()).collect();
    require_all(cx, &ids).await?;
    cx.step("update-products").await?;
    for (id, body) in changes {
        update_one(cx, &id, body).await?;
    }
    let records: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
    cx.emit("product.updated", records.clone().into());
    cx.hook_with("productsUpdated", || json!({ "products": records, "additional_data": additional_data }))
        .await?;
    Ok(())
}

async fn require_all(cx: &FlowTx, ids: &[String]) -> Result<()> {
    let known = cx.find_locked::<Product>(Product::ID.is_in(ids)).await?;
    match ids.iter().find(|id| known.iter().all(|product| *product.id != ***id)) {
        None => Ok(()),
        Some(id) => Err(Error::not_found(format!("Product with id \"{id}\" not found"))),
    }
}

async fn update_one(cx: &FlowTx, id: &str, mut body: Map<String, Json>) -> Result<()> {
    body.shift_remove("id");
    let images = body.shift_remove("images");
    let tags = body.shift_remove("tags");
    let categories = body.shift_remove("categories");
    let variants = body.shift_remove("variants");
    let options = body.shift_remove("option_ids");
    let channels = body.shift_remove("sales_channels");
    let profile = body.shift_remove("shipping_profile_id");
    service::restrict(&mut body)?;
    let filter = Product::ID.eq(ProductId::from(id));
    dynamic::update_json(cx.tx(), Product::meta(), filter, &body, cx.now())
        .await
        .map_err(crate::plain::as_invalid)?;
    if let Some(images) = images {
        service::replace_images(cx.tx(), id, input::images(Some(&images)), cx.stamp()).await?;
    }
    if let Some(tags) = tags {
        let tags = input::ids(Some(&tags));
        service::require_tags(cx.tx(), tags.iter()).await?;
        service::replace_pairs(cx.tx(), Membership::Tags, id, &tags).await?;
    }
    if let Some(categories) = categories {
        service::replace_pairs(cx.tx(), Membership::Categories, id, &input::ids(Some(&categories))).await?;
    }
    let unlinked = match options {
        Some(options) => link_options(cx, id, &input::texts(Some(&options))).await?,
        None => Vec::new(),
    };
    if let Some(variants) = variants {
        replace_variants(cx, id, input::objects(Some(variants))).await?;
    }
    if !unlinked.is_empty() {
        let orphans = service_option::unassign(cx.tx(), id, &unlinked).await?;
        delete_records(cx, ProductOption::meta(), &orphans).await?;
    }
    relink(cx, id, channels, profile).await
}

/// Assigns options that the product lacks; answers those that it has and shall lose.
async fn link_options(cx: &FlowTx, id: &str, wanted: &[String]) -> Result<Vec<String>> {
    let held = cx.find::<ProductProductOption>(ProductProductOption::PRODUCT_ID.eq(id)).await?;
    let held: Vec<String> = held.into_iter().map(|pair| pair.product_option_id.into_string()).collect();
    let new = wanted.iter().filter(|option| !held.contains(option));
    let new = new.map(|option| (id.to_owned(), NewOption::Taken { id: option.clone(), values: None }));
    service_option::assign(cx.tx(), new.collect(), cx.stamp()).await?;
    Ok(held.into_iter().filter(|option| !wanted.contains(option)).collect())
}

/// Variants named by their ids are changed, those without are made, and the others of the product go.
async fn replace_variants(cx: &FlowTx, product: &str, variants: Vec<Map<String, Json>>) -> Result<()> {
    let old = cx.find::<ProductVariant>(ProductVariant::PRODUCT_ID.eq(ProductId::from(product))).await?;
    let (mut changed, mut new, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for mut variant in variants {
        match variant.get("id").and_then(Json::as_str).map(str::to_owned) {
            Some(id) => {
                kept.push(id.clone());
                changed.push((id, variant));
            }
            None => {
                let id = ProductVariantId::generate(cx.stamp()).into_string();
                variant.insert("id".into(), id.into());
                variant.insert("product_id".into(), product.into());
                new.push(variant);
            }
        }
    }
    let gone: Vec<String> =
        old.iter().map(|v| v.id.to_string()).filter(|id| !kept.iter().any(|kept| kept == id)).collect();
    if !gone.is_empty() {
        delete_product_variants::run_in(&cx.within("delete-product-variants"), &gone).await?;
    }
    update_product_variants::run_in(&cx.within("update-product-variants"), changed, Json::Null).await?;
    create_product_variants::run_in(&cx.within("create-product-variants"), new, Json::Null).await.map(drop)
}

/// Puts sales channels and the shipping profile in the place of those that the product has.
async fn relink(cx: &FlowTx, id: &str, channels: Option<Json>, profile: Option<Json>) -> Result<()> {
    if channels.is_none() && profile.is_none() {
        return Ok(());
    }
    let link = |module: &str, key: &str, other: &str| {
        LinkInput::new(("product", "product_id", id), (module, key, other))
    };
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    if let Some(channels) = channels {
        let held = linked_ids(cx, "product_sales_channel", "sales_channel_id", id).await?;
        remove.extend(held.iter().map(|channel| link("sales_channel", "sales_channel_id", channel)));
        add.extend(input::ids(Some(&channels)).iter().map(|c| link("sales_channel", "sales_channel_id", c)));
    }
    if let Some(profile) = profile {
        let held = linked_ids(cx, "product_shipping_profile", "shipping_profile_id", id).await?;
        remove.extend(held.iter().map(|profile| link("fulfillment", "shipping_profile_id", profile)));
        add.extend(profile.as_str().map(|profile| link("fulfillment", "shipping_profile_id", profile)));
    }
    dismiss_remote_link_step(cx, remove).await?;
    create_remote_link_step(cx, add).await.map(drop)
}

async fn linked_ids(cx: &FlowTx, entity: &str, column: &str, product: &str) -> Result<Vec<String>> {
    let ask = GraphRequest::new(entity).fields([column]).filter(json!({ "product_id": product }));
    let answer = cx.app().graph().query_in(cx.tx(), ask).await?;
    Ok(answer.rows().iter().map(|row| row.text(column).to_owned()).collect())
}
