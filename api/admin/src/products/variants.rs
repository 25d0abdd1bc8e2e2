//! `GET|POST /admin/products/{id}/variants`, `GET|POST|DELETE /admin/products/{id}/variants/{variant_id}`

use super::shown::{self, Root};
use serde_json::{Value as Json, json};
use stheno_flows::product::{create_product_variants, delete_product_variants, update_product_variants};
use stheno_http::{Reply, Request};
use stheno_kernel::Result;

pub(super) async fn list(request: Request) -> Result<Reply> {
    let mut filters = request.selection.filters.clone();
    filters.insert("product_id".into(), request.param("id").into());
    let question = shown::question(&request, Root::Variants, filters);
    shown::list(&request, Root::Variants, question, "variants").await
}

pub(super) async fn create(mut request: Request) -> Result<Reply> {
    let additional_data = request.take_additional_data().map(Json::Object).unwrap_or_default();
    let product = request.param("id").to_owned();
    let mut body = std::mem::take(&mut request.body);
    body.insert("product_id".into(), product.clone().into());
    create_product_variants::run(&request.ctx, vec![body], additional_data).await?;
    shown::product(&request, &product).await
}

pub(super) async fn retrieve(request: Request) -> Result<Reply> {
    let question = shown::one(&request, Root::Variants, request.param("variant_id"))
        .filter(json!({ "product_id": request.param("id") }));
    shown::variant(&request, question).await
}

pub(super) async fn update(mut request: Request) -> Result<Reply> {
    let additional_data = request.take_additional_data().map(Json::Object).unwrap_or_default();
    let (product, variant) = (request.param("id").to_owned(), request.param("variant_id").to_owned());
    let body = std::mem::take(&mut request.body);
    update_product_variants::run(&request.ctx, product.clone(), variant, body, additional_data).await?;
    shown::product(&request, &product).await
}

pub(super) async fn delete(request: Request) -> Result<Reply> {
    let variant = request.param("variant_id").to_owned();
    delete_product_variants::run(&request.ctx, vec![variant.clone()]).await?;
    let question = shown::one(&request, Root::Products, request.param("id"));
    let parent = shown::record(&request, Root::Products, question).await?;
    Ok(Reply::ok(&json!({ "id": variant, "object": "variant", "deleted": true, "parent": parent })))
}
