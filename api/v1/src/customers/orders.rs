//! `GET /v1/store/customers/me/orders`: what I bought.

use crate::orders::filters::Filters;
use crate::orders::page;
use crate::shown;
use serde_json::json;
use stheno_http::{Reply, Request, Result, Route};
use stheno_v1::rules::selection::Selection;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/v1/store/customers/me/orders", list)]
}

async fn list(request: Request) -> Result<Reply> {
    let text = |name: &str| request.query.get(name).and_then(|value| value.as_str());
    let selection = Selection::of_list(text("fields"), text("expand"))?;
    let filters = Filters::read(&request.query, request.actor_id())?;
    shown::require_customer(&request, request.actor_id()).await?;
    let found = page::find(&request, &filters, &selection).await?;
    let orders = shown::orders(&request, &found.answer, &selection).await?;
    let page::Found { count, offset, limit, .. } = found;
    Ok(Reply::ok(&json!({ "orders": orders, "count": count, "offset": offset, "limit": limit })))
}
