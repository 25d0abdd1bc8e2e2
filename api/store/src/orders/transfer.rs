//! `/store/orders/{id}/transfer`: an order changes hands. Contract: `contract/scenarios/store/order-transfers.mjs`.

use serde::Deserialize;
use serde_json::json;
use stheno_api_rest::orders;
use stheno_flows::order::transfer::Words;
use stheno_flows::order::transfer::request_order_transfer_workflow::{self, Input};
use stheno_flows::order::transfer::{
    accept_order_transfer_workflow, cancel_transfer_order_request, decline_transfer_order_request,
};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/store/orders/{id}/transfer/request", request),
        Route::post("/store/orders/{id}/transfer/accept", accept),
        Route::post("/store/orders/{id}/transfer/decline", decline),
        Route::post("/store/orders/{id}/transfer/cancel", cancel),
    ]
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    description: Option<String>,
    update_order_email: bool,
}

#[derive(Deserialize)]
struct Shown {
    token: String,
}

/// Asks for the order on behalf of whoever is logged in.
async fn request(request: Request) -> Result<Reply> {
    let Asked { description, update_order_email } = request.body_as()?;
    let input = Input {
        order_id: request.param("id").to_owned(),
        customer_id: request.actor_id().to_owned(),
        words: Words { description, internal_note: None },
        update_order_email,
    };
    request_order_transfer_workflow::run(&request.ctx, input).await?;
    answer(&request).await
}

async fn accept(request: Request) -> Result<Reply> {
    let Shown { token } = request.body_as()?;
    accept_order_transfer_workflow::run(&request.ctx, request.param("id").to_owned(), token).await?;
    answer(&request).await
}

async fn decline(request: Request) -> Result<Reply> {
    let Shown { token } = request.body_as()?;
    decline_transfer_order_request::run(&request.ctx, request.param("id").to_owned(), token).await?;
    answer(&request).await
}

async fn cancel(request: Request) -> Result<Reply> {
    cancel_transfer_order_request::run(&request.ctx, request.param("id").to_owned()).await?;
    answer(&request).await
}

async fn answer(request: &Request) -> Result<Reply> {
    orders::retrieve(request, request.param("id"), json!({})).await
}
