//! `/admin/customers`: who buys, as the shop sees them. Contract: `contract/scenarios/admin/customers.mjs`.

mod addresses;
mod customer_groups;

use serde_json::Value as Json;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::customer::{create_customers, remove_customer_account, update_customers};
use stheno_http::{Reply, Request, Result, Route};

const ONE: &str = "/admin/customers/{id}";

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/admin/customers", list),
        Route::post("/admin/customers", create),
        Route::get(ONE, retrieve),
        Route::post(ONE, update),
        Route::delete(ONE, delete),
    ];
    [own, addresses::routes(), customer_groups::routes()].concat()
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "customer", "customers").await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn create(mut request: Request) -> Result<Reply> {
    let additional = request.take_additional_data().map(Json::Object);
    let id = create_customers::run(&request.ctx, std::mem::take(&mut request.body), additional).await?;
    answer(&request, &id).await
}

async fn update(mut request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let additional = request.take_additional_data().map(Json::Object);
    let patch = std::mem::take(&mut request.body);
    update_customers::run(&request.ctx, id.clone(), patch, additional).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id");
    remove_customer_account::run(&request.ctx, id.to_owned()).await?;
    Ok(Reply::deleted(id, "customer"))
}

/// The customer as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "customer", "customer", id, Absent::NotFound("Customer")).await
}
