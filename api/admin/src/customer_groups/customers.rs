//! `POST /admin/customer-groups/{id}/customers`: who is in a group.

use super::answer;
use serde::Deserialize;
use stheno_flows::customer_group::link_customers_to_customer_group::{self, Input};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/customer-groups/{id}/customers", handle)]
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    add: Vec<String>,
    remove: Vec<String>,
}

async fn handle(request: Request) -> Result<Reply> {
    let Body { add, remove } = request.body_as()?;
    let group = request.param("id").to_owned();
    let input = Input { group: group.clone(), add, remove };
    link_customers_to_customer_group::run(&request.ctx, input).await?;
    answer(&request, &group).await
}
