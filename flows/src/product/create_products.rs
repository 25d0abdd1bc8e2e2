//! Workflow `create-products`: products with everything that hangs on them, any number in one go.

use super::{create_product_variants, input};
use serde_json::{Map, Value as Json, json};
use stheno_ids::ProductId;
use stheno_kernel::{Error, Result};
use stheno_link::LinkInput;
use stheno_product::service::{self, NewProduct};
use stheno_product::service_option::NewOption;
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates products from bodies; answers their ids in order.
pub async fn run(
    ctx: &RequestCtx,
    products: Vec<Map<String, Json>>,
    additional_data: Json,
) -> Result<Vec<String>> {
    ctx.transaction("create-products", move |cx| async move { run_in(&cx, products, additional_data).await })
        .await
}

/// A body taken apart.
struct Parts {
    product: NewProduct,
    variants: Vec<Map<String, Json>>,
    sales_channels: Vec<String>,
    shipping_profile: Option<String>,
}

/// Creates products as a part of another flow.
pub async fn run_in(
    cx: &FlowTx,
    bodies: Vec<Map<String, Json>>,
    additional_data: Json,
) -> Result<Vec<String>> {
    cx.step("validate-product-input").await?;
    require_options(&bodies)?;
    let mut parts = bodies.into_iter().map(|body| take_apart(cx, body)).collect::<Result<Vec<_>>>()?;
    cx.step("create-products").await?;
    let products = parts.iter().map(|part| part.product.clone()).collect();
    service::create(cx.tx(), products, cx.stamp()).await.map_err(crate::plain::as_invalid)?;
    create_remote_link_step(cx, links_of(&parts)).await?;
    let ids: Vec<String> = parts.iter().map(|part| part.product.id().to_owned()).collect();
    let mut variants = Vec::new();
    for (part, id) in parts.iter_mut().zip(&ids) {
        for mut variant in std::mem::take(&mut part.variants) {
            variant.insert("product_id".into(), id.clone().into());
            variants.push(variant);
        }
    }
    create_product_variants::run_in(&cx.within("create-product-variants"), variants, additional_data.clone())
        .await?;
    let records: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
    cx.emit("product.created", records.clone().into());
    cx.hook_with("productsCreated", || json!({ "products": records, "additional_data": additional_data }))
        .await?;
    Ok(ids)
}

fn require_options(bodies: &[Map<String, Json>]) -> Result<()> {
    let lacks =
        |body: &&Map<String, Json>| body.get("options").and_then(Json::as_array).is_none_or(Vec::is_empty);
    let titles: Vec<&str> = bodies
        .iter()
        .filter(lacks)
        .map(|body| body.get("title").and_then(Json::as_str).unwrap_or_default())
        .collect();
    if titles.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_data(format!("Product options are not provided for: [{}].", titles.join(", "))))
}

fn take_apart(cx: &FlowTx, mut body: Map<String, Json>) -> Result<Parts> {
    let mut take = |name: &str| body.shift_remove(name);
    let images: Vec<String> =
        input::images(take("images").as_ref()).into_iter().map(|(_, url)| url).collect();
    let options = take("options");
    let options = options.as_ref().and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let mut product = NewProduct {
        options: options.iter().filter_map(input::option_of_product).collect(),
        tags: input::ids(take("tags").as_ref()),
        categories: input::ids(take("categories").as_ref()),
        ..NewProduct::default()
    };
    let variants = input::objects(take("variants"));
    let sales_channels = input::ids(take("sales_channels").as_ref());
    let shipping_profile = take("shipping_profile_id").and_then(|id| id.as_str().map(str::to_owned));
    if body.get("status").is_some_and(Json::is_null) {
        body.shift_remove("status");
    }
    body.entry("id").or_insert_with(|| ProductId::generate(cx.stamp()).into_string().into());
    service::complete(&mut body, images.first().map(String::as_str))?;
    product.fields = body;
    product.images = images;
    refuse_doubles(&product)?;
    Ok(Parts { product, variants, sales_channels, shipping_profile })
}

fn title_of(fields: &Map<String, Json>) -> &str {
    fields.get("title").and_then(Json::as_str).unwrap_or_default()
}

/// An option is named once.
fn refuse_doubles(product: &NewProduct) -> Result<()> {
    let ids: Vec<&str> = product
        .options
        .iter()
        .filter_map(|option| match option {
            NewOption::Taken { id, .. } => Some(id.as_str()),
            NewOption::Made(_) => None,
        })
        .collect();
    let doubles: Vec<&str> =
        (1..ids.len()).filter(|at| ids[..*at].contains(&ids[*at])).map(|at| ids[at]).collect();
    if doubles.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_data(format!(
        "Product \"{}\" has duplicate option assignments: [{}]",
        title_of(&product.fields),
        doubles.join(", ")
    )))
}

fn links_of(parts: &[Parts]) -> Vec<LinkInput> {
    let channel = |product: &str, id: &str| {
        LinkInput::new(("product", "product_id", product), ("sales_channel", "sales_channel_id", id))
    };
    let profile = |product: &str, id: &str| {
        LinkInput::new(("product", "product_id", product), ("fulfillment", "shipping_profile_id", id))
    };
    let of_part = |part: &Parts| -> Vec<LinkInput> {
        let id = part.product.id();
        let channels = part.sales_channels.iter().map(|channel_id| channel(id, channel_id));
        channels.chain(part.shipping_profile.iter().map(|profile_id| profile(id, profile_id))).collect()
    };
    parts.iter().flat_map(of_part).collect()
}
