//! `POST /admin/api-keys/{id}/sales-channels`: the channels that a publishable key opens.

use super::lenient;
use serde::Deserialize;
use stheno_flows::api_key::link_sales_channels_to_api_key::{self, Input};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/api-keys/{id}/sales-channels", handle)]
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    add: Vec<String>,
    remove: Vec<String>,
}

async fn handle(request: Request) -> Result<Reply> {
    let (id, Body { add, remove }) = (request.param("id").to_owned(), request.body_as()?);
    let input = Input { id: id.clone(), add, remove };
    link_sales_channels_to_api_key::run(&request.ctx, input).await?;
    lenient(&request, &id).await
}
