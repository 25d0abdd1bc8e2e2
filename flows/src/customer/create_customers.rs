//! Workflow `create-customers`: customers without an account, made by the shop.

use super::{emit, hook};
use crate::plain::as_invalid;
use serde_json::{Map, Value as Json};
use stheno_customer::Customer;
use stheno_kernel::Result;
use stheno_model::{Model as _, dynamic};
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates a customer on behalf of the actor; answers its id.
pub async fn run(ctx: &RequestCtx, mut body: Map<String, Json>, additional: Option<Json>) -> Result<String> {
    let created_by = ctx.actor.id.clone();
    body.insert("created_by".to_owned(), created_by.into());
    let work = ctx.transaction("create-customers", move |cx| async move {
        create_in(&cx, body, additional).await.map_err(as_invalid)
    });
    work.await
}

/// Creates a customer as a part of a flow. Two at once with the same address and kind: the unique index lets one through,
/// the other errs with `Duplicate`.
pub async fn create_in(cx: &FlowTx, row: Map<String, Json>, additional: Option<Json>) -> Result<String> {
    let id = write_in(cx, row, additional).await?;
    emit(cx, "created", std::slice::from_ref(&id));
    Ok(id)
}

/// As [`create_in`]; telling of it is the caller's.
pub(crate) async fn write_in(
    cx: &FlowTx,
    row: Map<String, Json>,
    additional: Option<Json>,
) -> Result<String> {
    let cx = &cx.within("create-customers");
    cx.step("create-customers").await?;
    let ids = dynamic::insert_json(cx.tx(), Customer::meta(), vec![row], cx.stamp()).await?;
    hook(cx, ("customersCreated", "customers"), ("customer", &ids), additional).await?;
    Ok(ids.into_iter().next().unwrap_or_default())
}
