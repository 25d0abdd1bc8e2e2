//! `/admin/customers`: who buys, as the shop sees them. Contract: `contract/scenarios/admin/customers.mjs`.

mod addresses;
mod customer_groups;

use serde_json::{Value as Json, json};
use stheno_api_rest::read;
use stheno_flows::customer::{create_customers, remove_customer_account, update_customers};
use stheno_http::{Error, Reply, Request, Result, Route};

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
    let question = read::question(request, "customer").filter(json!({ "id": id }));
    let missing = || Error::not_found(format!("Customer with id: {id} not found"));
    read::retrieve_of(request, question, "customer", missing).await
}

/// The customer as this request selects it, or nothing.
async fn lookup(request: &Request, id: &str) -> Result<Option<Json>> {
    let question = read::question(request, "customer").filter(json!({ "id": id }));
    let app = &request.ctx.app;
    let mut rows = app.graph().query(app.database(), question).await?.to_json();
    Ok(rows.get_mut(0).map(Json::take))
}

/// `{customer}`, or `{}` where there is none, as Medusa answers after a write below a customer.
async fn lenient(request: &Request, id: &str) -> Result<Reply> {
    Ok(match lookup(request, id).await? {
        Some(customer) => Reply::ok(&json!({ "customer": customer })),
        None => Reply::ok(&json!({})),
    })
}
