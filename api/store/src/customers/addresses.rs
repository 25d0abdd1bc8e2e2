//! `/store/customers/me/addresses`: my address book. Contract: `contract/scenarios/store/customers/addresses.mjs`.

use super::{answer, parent};
use serde_json::json;
use stheno_api_rest::read;
use stheno_flows::customer::update_customer_addresses::Entry;
use stheno_flows::customer::{
    create_customer_addresses, delete_customer_addresses, update_customer_addresses,
};
use stheno_http::{Error, Reply, Request, Result, Route};

const PATH: &str = "/store/customers/me/addresses";
const ONE: &str = "/store/customers/me/addresses/{address_id}";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, list),
        Route::post(PATH, create),
        Route::get(ONE, retrieve),
        Route::post(ONE, update),
        Route::delete(ONE, delete),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    let mine = json!({ "customer_id": request.actor_id() });
    let question = read::question(&request, "customer_address").filter(mine);
    read::list_of(&request, question, "addresses").await
}

async fn retrieve(request: Request) -> Result<Reply> {
    let Entry { customer_id, id } = entry(&request);
    let question = read::question(&request, "customer_address");
    let question = question.filter(json!({ "id": id, "customer_id": customer_id }));
    read::retrieve_of(&request, question, "address", || missing(&id)).await
}

async fn create(request: Request) -> Result<Reply> {
    let customer = request.actor_id().to_owned();
    create_customer_addresses::run(&request.ctx, customer.clone(), request.body.clone(), None).await?;
    answer(&request, &customer).await
}

async fn update(request: Request) -> Result<Reply> {
    let was_there =
        update_customer_addresses::run(&request.ctx, entry(&request), request.body.clone(), None).await?;
    require(was_there, &request)?;
    answer(&request, request.actor_id()).await
}

/// `id` of the answer is the customer's, as in Medusa.
async fn delete(request: Request) -> Result<Reply> {
    let was_there = delete_customer_addresses::run(&request.ctx, entry(&request)).await?;
    require(was_there, &request)?;
    let id = request.actor_id();
    let parent = parent(&request, id).await?;
    Ok(Reply::ok(&json!({ "id": id, "object": "address", "deleted": true, "parent": parent })))
}

fn entry(request: &Request) -> Entry {
    Entry { customer_id: request.actor_id().to_owned(), id: request.param("address_id").to_owned() }
}

fn require(was_there: bool, request: &Request) -> Result<()> {
    if was_there { Ok(()) } else { Err(missing(request.param("address_id"))) }
}

fn missing(id: &str) -> Error {
    Error::not_found(format!("Address with id: {id} was not found"))
}
