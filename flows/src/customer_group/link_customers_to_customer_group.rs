//! Workflow `link-customers-to-customer-group`: customers join a group, others leave it.

use stheno_customer::service::{Members, join_groups, leave_groups};
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
    let work = ctx.transaction("link-customers-to-customer-group", move |cx| async move {
        let Input { group, add, remove } = input;
        cx.step("link-customers-to-customer-group").await?;
        let with = |customers| Members { customers, groups: vec![group.clone()] };
        join_groups(cx.tx(), cx.stamp(), &with(add)).await?;
        leave_groups(cx.tx(), &with(remove)).await
    });
    work.await
}
