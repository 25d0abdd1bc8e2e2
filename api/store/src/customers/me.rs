//! `GET`, `POST /store/customers/me`: my account.

use super::answer;
use stheno_flows::customer::update_customers;
use stheno_http::{Reply, Request, Result, Route};

const PATH: &str = "/store/customers/me";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, retrieve), Route::post(PATH, update)]
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.actor_id()).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.actor_id().to_owned();
    update_customers::run(&request.ctx, id.clone(), request.body.clone(), None).await?;
    answer(&request, &id).await
}
