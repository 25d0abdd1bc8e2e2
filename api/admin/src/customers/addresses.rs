//! `/admin/customers/{id}/addresses`: a customer's address book.

use super::{lenient, lookup};
use serde_json::{Value as Json, json};
use stheno_api_rest::read;
use stheno_flows::customer::update_customer_addresses::Entry;
use stheno_flows::customer::{
    create_customer_addresses, delete_customer_addresses, update_customer_addresses,
};
use stheno_http::{Reply, Request, Result, Route};

const PATH: &str = "/admin/customers/{id}/addresses";
const ONE: &str = "/admin/customers/{id}/addresses/{address_id}";

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
    let theirs = json!({ "customer_id": request.param("id") });
    let question = read::question(&request, "customer_address").filter(theirs);
    read::list_of(&request, question, "addresses").await
}

/// `{}` where there is none, as in Medusa.
async fn retrieve(request: Request) -> Result<Reply> {
    let Entry { customer_id, id } = entry(&request);
    let question = read::question(&request, "customer_address");
    let question = question.filter(json!({ "id": id, "customer_id": customer_id }));
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    Ok(if answer.is_empty() { Reply::ok(&json!({})) } else { Reply::json(read::one(&answer, "address")) })
}

async fn create(mut request: Request) -> Result<Reply> {
    let customer = request.param("id").to_owned();
    let additional = request.take_additional_data().map(Json::Object);
    let body = std::mem::take(&mut request.body);
    create_customer_addresses::run(&request.ctx, customer.clone(), body, additional).await?;
    lenient(&request, &customer).await
}

async fn update(mut request: Request) -> Result<Reply> {
    let additional = request.take_additional_data().map(Json::Object);
    let patch = std::mem::take(&mut request.body);
    update_customer_addresses::run(&request.ctx, entry(&request), patch, additional).await?;
    lenient(&request, request.param("id")).await
}

async fn delete(request: Request) -> Result<Reply> {
    let entry = entry(&request);
    let id = entry.id.clone();
    delete_customer_addresses::run(&request.ctx, entry).await?;
    let mut body = json!({ "id": id, "object": "customer_address", "deleted": true });
    if let (Some(parent), Some(body)) = (lookup(&request, request.param("id")).await?, body.as_object_mut()) {
        body.insert("parent".to_owned(), parent);
    }
    Ok(Reply::ok(&body))
}

fn entry(request: &Request) -> Entry {
    Entry { customer_id: request.param("id").to_owned(), id: request.param("address_id").to_owned() }
}
