//! Workflow `link-customer-groups-to-customer`: a customer joins groups and leaves others.

use super::move_members;
use stheno_customer::service::Members;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Where the customer comes and goes.
pub struct Input {
    /// The customer.
    pub customer: String,
    /// Groups to join.
    pub add: Vec<String>,
    /// Groups to leave.
    pub remove: Vec<String>,
}

/// Adds and removes.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<()> {
    let Input { customer, add, remove } = input;
    let with = |groups| Members { customers: vec![customer.clone()], groups };
    move_members(ctx, "link-customer-groups-to-customer", (with(add), with(remove))).await
}
