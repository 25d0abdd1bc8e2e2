//! `GET`, `POST /v1/store/customers/me`: my account.

use crate::shown;
use stheno_flows::v1::update_customer;
use stheno_http::{Reply, Request, Result, Route};

const PATH: &str = "/v1/store/customers/me";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, retrieve), Route::post(PATH, update)]
}

async fn retrieve(request: Request) -> Result<Reply> {
    shown::customer(&request, request.actor_id()).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.actor_id().to_owned();
    update_customer::run(&request.ctx, id.clone(), request.body.clone()).await?;
    shown::customer(&request, &id).await
}
