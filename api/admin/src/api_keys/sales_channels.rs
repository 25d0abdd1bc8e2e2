//! `POST /admin/api-keys/{id}/sales-channels`: the channels that a publishable key opens.

use super::lenient;
use stheno_api_rest::batch::AddRemove;
use stheno_flows::api_key::link_sales_channels_to_api_key::{self, Input};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/api-keys/{id}/sales-channels", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let (id, AddRemove { add, remove }) = (request.param("id").to_owned(), request.body_as()?);
    let input = Input { id: id.clone(), add, remove };
    link_sales_channels_to_api_key::run(&request.ctx, input).await?;
    lenient(&request, &id).await
}
