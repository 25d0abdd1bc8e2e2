//! `GET /v1/store/customers/me/payment-methods`: what I saved with payment providers.

use crate::shown;
use serde_json::{Value as Json, json};
use stheno_flows::payment::list_payment_methods;
use stheno_http::{Reply, Request, Result, Route};
use stheno_v1::rules::naming;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/v1/store/customers/me/payment-methods", list)]
}

async fn list(request: Request) -> Result<Reply> {
    shown::require_customer(&request, request.actor_id()).await?;
    let saved = list_payment_methods::run(&request.ctx, request.actor_id()).await?;
    let methods: Vec<Json> = saved
        .iter()
        .map(|method| json!({ "provider_id": naming::provider(&method.provider_id), "data": method.data }))
        .collect();
    Ok(Reply::ok(&json!({ "payment_methods": methods })))
}
