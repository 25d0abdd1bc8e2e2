//! `GET|POST /admin/products`, `GET|POST|DELETE /admin/products/{id}`

use super::shown::{self, Root};
use serde_json::{Value as Json, json};
use stheno_flows::product::filters::{self, Audience};
use stheno_flows::product::{create_products, delete_products, update_products};
use stheno_http::{Reply, Request};
use stheno_kernel::{Error, Result};

pub(super) async fn list(request: Request) -> Result<Reply> {
    let mut conditions = known(&request);
    filters::products(&request.ctx, &mut conditions, Audience::Admin).await?;
    let question = shown::question(&request, Root::Products, conditions);
    shown::list(&request, Root::Products, question, "products").await
}

/// This list takes parameters that it does not know, and passes over them.
fn known(request: &Request) -> serde_json::Map<String, Json> {
    const KNOWN: [&str; 20] = [
        "variants",
        "status",
        "price_list_id",
        "$and",
        "$or",
        "sales_channel_id",
        "q",
        "id",
        "title",
        "handle",
        "is_giftcard",
        "categories",
        "options",
        "option_value_id",
        "external_id",
        "collection_id",
        "tags",
        "type_id",
        "created_at",
        "updated_at",
    ];
    let mut filters = request.selection.filters.clone();
    filters.retain(|name, _| KNOWN.contains(&name.as_str()) || name == "deleted_at");
    filters
}

pub(super) async fn create(mut request: Request) -> Result<Reply> {
    let additional_data = request.take_additional_data().map(Json::Object).unwrap_or_default();
    let body = std::mem::take(&mut request.body);
    let ids = create_products::run(&request.ctx, vec![body], additional_data).await?;
    shown::product(&request, ids.first().map_or("", String::as_str)).await
}

pub(super) async fn retrieve(request: Request) -> Result<Reply> {
    let question = shown::one(&request, Root::Products, request.param("id"));
    match shown::record(&request, Root::Products, question).await? {
        Some(product) => Ok(Reply::ok(&json!({ "product": product }))),
        None => Err(Error::not_found("Product not found")),
    }
}

pub(super) async fn update(mut request: Request) -> Result<Reply> {
    let additional_data = request.take_additional_data().map(Json::Object).unwrap_or_default();
    let body = std::mem::take(&mut request.body);
    let id = request.param("id").to_owned();
    update_products::run(&request.ctx, id.clone(), body, additional_data).await?;
    shown::product(&request, &id).await
}

pub(super) async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_products::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "product"))
}
