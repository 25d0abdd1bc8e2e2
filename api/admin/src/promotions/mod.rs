//! `/admin/promotions`: list, create, retrieve, update, delete; the rules of one, and what rules may say.

mod options;
mod rules;

use serde_json::json;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::promotion::{create_promotions, delete_promotions, update_promotions};
use stheno_http::{Error, Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/promotions", list),
        Route::post("/admin/promotions", create),
        Route::get("/admin/promotions/rule-attribute-options/{rule_type}", options::attributes),
        Route::get("/admin/promotions/rule-value-options/{rule_type}/{rule_attribute_id}", options::values),
        Route::get("/admin/promotions/{id}", retrieve),
        Route::post("/admin/promotions/{id}", update),
        Route::delete("/admin/promotions/{id}", delete),
        Route::post("/admin/promotions/{id}/rules/batch", rules::rules),
        Route::post("/admin/promotions/{id}/target-rules/batch", rules::target_rules),
        Route::post("/admin/promotions/{id}/buy-rules/batch", rules::buy_rules),
        Route::get("/admin/promotions/{id}/{rule_type}", rules::list),
    ]
}

const KEYS: [(&str, &str); 1] = [("campaign", "campaign_id")];

async fn list(mut request: Request) -> Result<Reply> {
    read::show_keys(&mut request, &KEYS);
    read::list(&request, "promotion", "promotions").await
}

async fn create(request: Request) -> Result<Reply> {
    let id = create_promotions::run(&request.ctx, request.body_as()?).await?;
    answer(request, &id).await
}

async fn retrieve(mut request: Request) -> Result<Reply> {
    read::show_keys(&mut request, &KEYS);
    let id = request.param("id");
    let either = json!({ "$or": [{ "id": id }, { "code": id }] });
    let question = read::question(&request, "promotion").filter(either);
    let missing = || Error::not_found(format!("Promotion with id or code: {id} was not found"));
    read::retrieve_of(&request, question, "promotion", missing).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_promotions::run(&request.ctx, id.clone(), request.body.clone()).await?;
    answer(request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_promotions::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "promotion"))
}

async fn answer(mut request: Request, id: &str) -> Result<Reply> {
    read::show_keys(&mut request, &KEYS);
    record(&request, "promotion", "promotion", id, Absent::Empty).await
}
