//! `/admin/customer-groups`: groups of customers. Contract: `contract/scenarios/admin/customers.mjs`.

mod customers;

use stheno_api_rest::{Absent, read, record};
use stheno_flows::customer_group::{create_customer_groups, delete_customer_groups, update_customer_groups};
use stheno_http::{Reply, Request, Result, Route};

const ONE: &str = "/admin/customer-groups/{id}";

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/admin/customer-groups", list),
        Route::post("/admin/customer-groups", create),
        Route::get(ONE, retrieve),
        Route::post(ONE, update),
        Route::delete(ONE, delete),
    ];
    [own, customers::routes()].concat()
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "customer_group", "customer_groups").await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn create(request: Request) -> Result<Reply> {
    let id = create_customer_groups::run(&request.ctx, request.body.clone()).await?;
    answer(&request, &id).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_customer_groups::run(&request.ctx, id.clone(), request.body.clone()).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id");
    delete_customer_groups::run(&request.ctx, vec![id.to_owned()]).await?;
    Ok(Reply::deleted(id, "customer_group"))
}

/// The group as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "customer_group", "customer_group", id, Absent::NotFound("Customer group")).await
}
