//! `POST /v1/store/orders/batch/customer/token`, `.../customer/confirm`: orders placed without an account become a customer's.

use crate::ok;
use serde::Deserialize;
use std::sync::Arc;
use stheno_flows::v1::{confirm_customer_order_claim, request_customer_order_claim};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/v1/store/orders/batch/customer/token", ask),
        Route::post("/v1/store/orders/customer/confirm", confirm),
    ]
}

#[derive(Deserialize)]
struct Orders {
    order_ids: Vec<String>,
}

async fn ask(request: Request) -> Result<Reply> {
    let Orders { order_ids } = request.body_as()?;
    let (http, customer) = (Arc::clone(&request.http), request.actor_id().to_owned());
    request_customer_order_claim::run(&request.ctx, http, customer, order_ids).await?;
    Ok(ok())
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

/// The token is the authority: whoever holds it reads the mail of the order's address.
async fn confirm(request: Request) -> Result<Reply> {
    let Token { token } = request.body_as()?;
    confirm_customer_order_claim::run(&request.ctx, request.http.tokens(), &token).await?;
    Ok(ok())
}
