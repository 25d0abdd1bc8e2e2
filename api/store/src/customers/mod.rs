//! `/store/customers`: who buys, and their address book.

mod addresses;
mod me;

use stheno_api_rest::read;
use stheno_flows::customer::create_customer_account;
use stheno_http::{Reply, Request, Result, Route};

pub(crate) fn routes() -> Vec<Route> {
    [vec![Route::post("/store/customers", create)], me::routes(), addresses::routes()].concat()
}

/// `POST /store/customers`: the account of whoever registered. Contract: `contract/scenarios/store/customers/me.mjs`.
async fn create(request: Request) -> Result<Reply> {
    let id = create_customer_account::run(&request.ctx, request.body.clone()).await?;
    answer(&request, &id).await
}

/// The customer as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    read::retrieve(request, "customer", "customer", id, "Customer").await
}
