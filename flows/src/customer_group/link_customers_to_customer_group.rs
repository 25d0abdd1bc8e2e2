//! Workflow `link-customers-to-customer-group`: customers join a group, others leave it.

use super::move_members;
use stheno_customer::service::Members;
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Who comes and who goes.
pub struct Input {
    /// The group.
    pub group: String,
    /// Customers that join.
    pub add: Vec<String>,
    /// Customers that leave.
    pub remove: Vec<String>,
}

/// Adds and removes.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<()> {
    let Input { group, add, remove } = input;
    let with = |customers| Members { customers, groups: vec![group.clone()] };
    move_members(ctx, "link-customers-to-customer-group", (with(add), with(remove))).await
}
