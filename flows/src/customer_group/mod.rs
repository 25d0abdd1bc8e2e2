//! Groups of customers, and who is in them.

pub mod create_customer_groups;
pub mod delete_customer_groups;
pub mod link_customer_groups_to_customer;
pub mod link_customers_to_customer_group;
pub mod update_customer_groups;

use crate::plain::Plain;
use stheno_customer::CustomerGroup;
use stheno_customer::service::{Members, join_groups, leave_groups};
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_workflow::{FlowTx, RequestCtx};

/// Groups have no rules and, in Medusa, no events.
const GROUPS: Plain =
    Plain { model: CustomerGroup::meta, flow: "customer-groups", event: "", label: "Customer group" };

/// Workflow `flow`, whose one step has its name: customers come into groups, others leave theirs.
async fn move_members(ctx: &RequestCtx, flow: &'static str, (come, go): (Members, Members)) -> Result<()> {
    let work = ctx.transaction(flow, move |cx: FlowTx| async move {
        cx.step(flow).await?;
        join_groups(cx.tx(), cx.stamp(), &come).await?;
        leave_groups(cx.tx(), &go).await
    });
    work.await
}
