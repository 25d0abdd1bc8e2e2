//! A change of an order's status: allowed from some, checked and written by one statement.

use stheno_kernel::{Error, Result};
use stheno_model::{Patch, Records};
use stheno_order::Order;
use stheno_workflow::FlowTx;

/// Gives the order a status where `allowed` holds of it; `refused` says why not.
pub(super) async fn change(
    cx: &FlowTx,
    id: &str,
    to: &str,
    allowed: stheno_database::Expr,
    refused: impl FnOnce() -> Error,
) -> Result<()> {
    let patch = Patch::<Order>::at(cx.now()).set(Order::STATUS, to);
    if cx.update(Order::ID.eq(id).and(allowed), patch).await? > 0 {
        return Ok(());
    }
    match cx.lookup::<Order>(id).await? {
        Some(_) => Err(refused()),
        None => Err(Error::not_found(format!("Order with id \"{id}\" not found"))),
    }
}
