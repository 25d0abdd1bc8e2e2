//! Workflow `create-product-options`: options that any product may take, unless they say otherwise.

use super::input;
use serde_json::{Map, Value as Json, json};
use stheno_kernel::Result;
use stheno_product::service_option;
use stheno_workflow::{FlowTx, RequestCtx};

/// Creates an option; answers its id.
pub async fn run(ctx: &RequestCtx, body: Map<String, Json>) -> Result<String> {
    ctx.transaction("create-product-options", move |cx| async move { run_in(&cx, &body).await }).await
}

/// Creates an option as a part of another flow.
pub async fn run_in(cx: &FlowTx, body: &Map<String, Json>) -> Result<String> {
    cx.step("create-product-options").await?;
    let made = service_option::create(cx.tx(), &[input::option(body, false)], cx.stamp()).await;
    let id = made.map_err(crate::plain::as_invalid)?.into_iter().next().map(|(id, _)| id).unwrap_or_default();
    cx.emit("product-option.created", json!({ "id": id }));
    cx.hook_with("productOptionsCreated", || json!({ "product_options": [{ "id": id }] })).await?;
    Ok(id)
}
