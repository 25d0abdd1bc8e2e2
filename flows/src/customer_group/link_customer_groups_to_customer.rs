//! Workflow `link-customer-groups-to-customer`: a customer joins groups and leaves others.

use stheno_customer::service::{Members, join_groups, leave_groups};
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
    let work = ctx.transaction("link-customer-groups-to-customer", move |cx| async move {
        let Input { customer, add, remove } = input;
        cx.step("link-customer-groups-to-customer").await?;
        let with = |groups| Members { customers: vec![customer.clone()], groups };
        join_groups(cx.tx(), cx.stamp(), &with(add)).await?;
        leave_groups(cx.tx(), &with(remove)).await
    });
    work.await
}
