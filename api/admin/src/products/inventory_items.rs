//! `POST /admin/products/{id}/variants/inventory-items/batch`,
//! `POST /admin/products/{id}/variants/{variant_id}/inventory-items`,
//! `POST|DELETE /admin/products/{id}/variants/{variant_id}/inventory-items/{inventory_item_id}`

use super::shown::{self, Root};
use serde_json::{Map, Value as Json, json};
use stheno_flows::product::batch_variant_inventory_items::{self as flow, Pair};
use stheno_http::{Reply, Request};
use stheno_kernel::Result;

fn pair(json: &Map<String, Json>) -> Pair {
    let text = |name: &str| json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    Pair {
        variant: text("variant_id"),
        item: text("inventory_item_id"),
        required_quantity: json.get("required_quantity").cloned(),
    }
}

fn pairs(request: &Request, name: &str) -> Vec<Pair> {
    let list = request.body.get(name).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Json::as_object).map(pair).collect()
}

/// The pair of this request's path, or of its path and body.
fn named(request: &Request) -> Pair {
    let mut body = request.body.clone();
    body.insert("variant_id".into(), request.param("variant_id").into());
    if let Some(item) = request.params.get("inventory_item_id") {
        body.insert("inventory_item_id".into(), item.into());
    }
    pair(&body)
}

pub(super) async fn batch(request: Request) -> Result<Reply> {
    let (create, update, delete) =
        (pairs(&request, "create"), pairs(&request, "update"), pairs(&request, "delete"));
    flow::run(&request.ctx, create.clone(), update.clone(), delete.clone()).await?;
    let links = |pairs: &[Pair]| pairs.iter().map(Pair::to_json).collect::<Vec<_>>();
    Ok(Reply::ok(&json!({ "created": links(&create), "updated": links(&update), "deleted": links(&delete) })))
}

pub(super) async fn create(request: Request) -> Result<Reply> {
    flow::run(&request.ctx, vec![named(&request)], Vec::new(), Vec::new()).await?;
    answer(&request).await
}

pub(super) async fn update(request: Request) -> Result<Reply> {
    flow::run(&request.ctx, Vec::new(), vec![named(&request)], Vec::new()).await?;
    answer(&request).await
}

async fn answer(request: &Request) -> Result<Reply> {
    shown::variant(request, shown::one(request, Root::Variants, request.param("variant_id"))).await
}

pub(super) async fn delete(request: Request) -> Result<Reply> {
    let pair = named(&request);
    flow::run(&request.ctx, Vec::new(), Vec::new(), vec![pair.clone()]).await?;
    let question = shown::one(&request, Root::Variants, request.param("variant_id"));
    let parent = shown::record(&request, Root::Variants, question).await?;
    Ok(Reply::ok(&json!({
        "id": pair.to_json(),
        "object": "variant-inventory-item-link",
        "deleted": true,
        "parent": parent,
    })))
}
