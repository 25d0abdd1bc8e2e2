//! `POST /admin/customers/{id}/customer-groups`: the groups that a customer is in.

use stheno_api_rest::batch::AddRemove;
use stheno_api_rest::{Absent, record};
use stheno_flows::customer_group::link_customer_groups_to_customer::{self, Input};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/admin/customers/{id}/customer-groups", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let AddRemove { add, remove } = request.body_as()?;
    let customer = request.param("id").to_owned();
    let input = Input { customer: customer.clone(), add, remove };
    link_customer_groups_to_customer::run(&request.ctx, input).await?;
    record(&request, "customer", "customer", &customer, Absent::Empty).await
}
