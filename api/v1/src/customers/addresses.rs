//! `/v1/store/customers/me/addresses`: my address book. Every answer is the whole customer.

use crate::shown;
use serde_json::{Map, Value as Json};
use stheno_flows::customer::delete_customer_addresses;
use stheno_flows::customer::update_customer_addresses::Entry;
use stheno_flows::v1::{add_address, update_address};
use stheno_http::{Reply, Request, Result, Route};

const PATH: &str = "/v1/store/customers/me/addresses";
const ONE: &str = "/v1/store/customers/me/addresses/{address_id}";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post(PATH, create), Route::post(ONE, update), Route::delete(ONE, delete)]
}

#[derive(serde::Deserialize)]
struct Body {
    address: Map<String, Json>,
}

async fn create(request: Request) -> Result<Reply> {
    let Body { address } = request.body_as()?;
    add_address::run(&request.ctx, request.actor_id().to_owned(), address).await?;
    shown::customer(&request, request.actor_id()).await
}

async fn update(request: Request) -> Result<Reply> {
    update_address::run(&request.ctx, entry(&request), request.body.clone()).await?;
    shown::customer(&request, request.actor_id()).await
}

/// What is not there, or another's, is passed over.
async fn delete(request: Request) -> Result<Reply> {
    delete_customer_addresses::run(&request.ctx, entry(&request)).await?;
    shown::customer(&request, request.actor_id()).await
}

fn entry(request: &Request) -> Entry {
    Entry { customer_id: request.actor_id().to_owned(), id: request.param("address_id").to_owned() }
}
