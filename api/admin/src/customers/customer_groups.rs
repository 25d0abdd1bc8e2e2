//! `POST /admin/customers/{id}/customer-groups`: the groups that a customer is in.

use super::lenient;
use serde::Deserialize;
use stheno_flows::customer_group::link_customer_groups_to_customer::{self, Input};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/customers/{id}/customer-groups", handle)]
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    add: Vec<String>,
    remove: Vec<String>,
}

async fn handle(request: Request) -> Result<Reply> {
    let Body { add, remove } = request.body_as()?;
    let customer = request.param("id").to_owned();
    let input = Input { customer: customer.clone(), add, remove };
    link_customer_groups_to_customer::run(&request.ctx, input).await?;
    lenient(&request, &customer).await
}
