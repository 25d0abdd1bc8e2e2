//! `/admin/product-options`

use serde_json::json;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::product::{
    create_product_options, delete_product_options, update_product_option_values, update_product_options,
};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

const VALUES: &str = "/admin/product-options/{id}/values";
const VALUE: &str = "/admin/product-options/{id}/values/{value_id}";

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/product-options", list),
        Route::post("/admin/product-options", create),
        Route::get("/admin/product-options/{id}", retrieve),
        Route::post("/admin/product-options/{id}", update),
        Route::delete("/admin/product-options/{id}", delete),
        Route::get(VALUES, list_values),
        Route::get(VALUE, retrieve_value),
        Route::post(VALUE, update_value),
        Route::delete(VALUE, delete_value),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "product_option", "product_options").await
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "product_option", "product_option", id, Absent::Empty).await
}

async fn create(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = create_product_options::run(&request.ctx, body).await?;
    answer(&request, &id).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn update(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = request.param("id").to_owned();
    update_product_options::run(&request.ctx, id.clone(), body).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_product_options::run(&request.ctx, id.clone()).await?;
    Ok(Reply::deleted(&id, "product_option"))
}

async fn list_values(request: Request) -> Result<Reply> {
    let of_option = json!({ "option_id": request.param("id") });
    let question = read::question(&request, "product_option_value").filter(of_option);
    read::list_of(&request, question, "product_option_values").await
}

async fn value(request: &Request, id: &str) -> Result<Reply> {
    record(request, "product_option_value", "product_option_value", id, Absent::Empty).await
}

async fn retrieve_value(request: Request) -> Result<Reply> {
    value(&request, request.param("value_id")).await
}

async fn update_value(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = request.param("value_id").to_owned();
    update_product_option_values::run(&request.ctx, id.clone(), body).await?;
    value(&request, &id).await
}

async fn delete_value(request: Request) -> Result<Reply> {
    let id = request.param("value_id").to_owned();
    delete_product_options::run_value(&request.ctx, id.clone()).await?;
    Ok(Reply::deleted(&id, "product_option_value"))
}
