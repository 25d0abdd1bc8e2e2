//! `POST /admin/customer-groups/{id}/customers`: who is in a group.

use super::answer;
use stheno_api_rest::batch::AddRemove;
use stheno_flows::customer_group::link_customers_to_customer_group::{self, Input};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/customer-groups/{id}/customers", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let AddRemove { add, remove } = request.body_as()?;
    let group = request.param("id").to_owned();
    let input = Input { group: group.clone(), add, remove };
    link_customers_to_customer_group::run(&request.ctx, input).await?;
    answer(&request, &group).await
}
