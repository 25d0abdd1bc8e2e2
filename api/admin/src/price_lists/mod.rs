//! `/admin/price-lists`

use serde_json::{Map, Value as Json, json};
use stheno_api_rest::read;
use stheno_flows::pricing::{create_price_lists, plain::LISTS, update_price_lists};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, Result};

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/price-lists", list),
        Route::post("/admin/price-lists", create),
        Route::get("/admin/price-lists/{id}", retrieve),
        Route::post("/admin/price-lists/{id}", update),
        Route::delete("/admin/price-lists/{id}", delete),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), read::question(&request, "price_list")).await?;
    let (offset, limit) = answer.page();
    let rows = rows(answer.to_json());
    Ok(Reply::ok(&json!({ "price_lists": rows, "count": answer.count(), "offset": offset, "limit": limit })))
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    let app = &request.ctx.app;
    let question = read::question(request, "price_list").filter(json!({ "id": id }));
    let answer = app.graph().query(app.database(), question).await?;
    match rows(answer.to_json()).into_iter().next() {
        Some(list) => Ok(Reply::ok(&json!({ "price_list": list }))),
        None => Err(Error::not_found(format!("Price list with id: {id} was not found"))),
    }
}

/// Lists carry their conditions as an object: `{attribute: [values]}`.
fn rows(json: Json) -> Vec<Json> {
    let Json::Array(mut rows) = json else { return Vec::new() };
    for row in rows.iter_mut().filter_map(Json::as_object_mut) {
        if let Some(Json::Array(list)) = row.shift_remove("price_list_rules") {
            let pair = |rule: &Json| {
                Some((
                    rule.get("attribute")?.as_str()?.to_owned(),
                    rule.get("value").cloned().unwrap_or_default(),
                ))
            };
            let rules: Map<String, Json> = list.iter().filter_map(pair).collect();
            row.insert("rules".into(), Json::Object(rules));
        }
    }
    rows
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn create(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = create_price_lists::run(&request.ctx, body).await?;
    answer(&request, &id).await
}

async fn update(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = request.param("id").to_owned();
    update_price_lists::run(&request.ctx, id.clone(), body).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    LISTS.delete(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "price_list"))
}
