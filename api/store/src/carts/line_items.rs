//! `/store/carts/{id}/line-items`: puts variants into a cart, changes and removes lines.
//! Contract: `contract/scenarios/store/carts/line-items`.

use super::retrieve;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stheno_flows::cart::add_to_cart::{self, ItemInput};
use stheno_flows::cart::delete_line_items;
use stheno_flows::cart::update_line_item_in_cart::{self, Update};
use stheno_http::{Reply, Request, Result};
use stheno_kernel::JsonWriter;

/// `POST /store/carts/{id}/line-items`
pub(super) async fn create(request: Request) -> Result<Reply> {
    let item: ItemInput = request.body_as()?;
    let id = request.param("id").to_owned();
    let held = add_to_cart::run(&request.ctx, id.clone(), vec![item]).await?;
    retrieve::answer_with(&request, &id, held).await
}

#[derive(Deserialize)]
struct Change {
    #[serde(deserialize_with = "add_to_cart::pieces")]
    quantity: i64,
    #[serde(default)]
    metadata: Option<Map<String, Json>>,
}

/// `POST /store/carts/{id}/line-items/{line_id}`
pub(super) async fn update(request: Request) -> Result<Reply> {
    let change: Change = request.body_as()?;
    let (id, line) = (request.param("id").to_owned(), request.param("line_id").to_owned());
    let metadata = request.body.contains_key("metadata").then_some(change.metadata);
    let held = update_line_item_in_cart::run(
        &request.ctx,
        id.clone(),
        line,
        Update { quantity: change.quantity, metadata },
    )
    .await?;
    retrieve::answer_with(&request, &id, held).await
}

/// `DELETE /store/carts/{id}/line-items/{line_id}`: `{id, object, deleted, parent}`, the parent being the cart.
pub(super) async fn delete(request: Request) -> Result<Reply> {
    let (id, line) = (request.param("id").to_owned(), request.param("line_id").to_owned());
    let held = delete_line_items::run(&request.ctx, id.clone(), vec![line.clone()]).await?;
    let app = &request.ctx.app;
    let cart = app.graph().query(app.database(), retrieve::question(&request, &id).holding(held)).await?;
    let mut out = JsonWriter::default();
    out.begin_object();
    for (key, value) in [("id", line.as_str()), ("object", "line-item")] {
        out.key(key);
        out.string(value);
    }
    out.key("deleted");
    out.raw("true");
    out.key("parent");
    cart.write_first(&mut out);
    out.end_object();
    Ok(Reply::json(out.into_bytes()))
}
