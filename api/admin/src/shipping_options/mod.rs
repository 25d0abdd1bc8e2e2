//! `/admin/shipping-options`: list, create, retrieve, update, delete; the rules of one.

mod rules;

use serde_json::json;
use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::shipping_option::{
    create_shipping_options, delete_shipping_options, update_shipping_options,
};
use stheno_http::{Reply, Request, Result, Route};

const KEYS: [(&str, &str); 2] =
    [("service_zone", "service_zone_id"), ("shipping_profile", "shipping_profile_id")];

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/shipping-options", list),
        Route::post("/admin/shipping-options", create),
        Route::get("/admin/shipping-options/{id}", retrieve),
        Route::post("/admin/shipping-options/{id}", update),
        Route::delete("/admin/shipping-options/{id}", delete),
        Route::post("/admin/shipping-options/{id}/rules/batch", rules::batch),
    ]
}

async fn list(mut request: Request) -> Result<Reply> {
    read::show_keys(&mut request, &KEYS);
    let filters = &mut request.selection.filters;
    if let Some(id) = filters.shift_remove("stock_location_id") {
        let set = json!({ "fulfillment_set": { "locations_link": { "stock_location_id": id } } });
        filters.insert("service_zone".to_owned(), set);
    }
    let mut all = Vec::new();
    for (name, attribute, yes) in
        [("is_return", "is_return", "true"), ("admin_only", "enabled_in_store", "false")]
    {
        if let Some(asked) = filters.shift_remove(name).and_then(|json| json.as_bool()) {
            let rule = json!({ "rules": { "attribute": attribute, "value": yes } });
            all.push(if asked { rule } else { json!({ "$not": rule }) });
        }
    }
    if !all.is_empty() {
        filters.insert("$and".to_owned(), all.into());
    }
    read::list(&request, "shipping_option", "shipping_options").await
}

async fn create(request: Request) -> Result<Reply> {
    let id = create_shipping_options::run(&request.ctx, plain_body(&request)).await?;
    answer(request, &id).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    answer(request, &id).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_shipping_options::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_shipping_options::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "shipping_option"))
}

async fn answer(mut request: Request, id: &str) -> Result<Reply> {
    read::show_keys(&mut request, &KEYS);
    record(&request, "shipping_option", "shipping_option", id, Absent::NotFound("Shipping Option")).await
}
