//! Workflow `update-product-options`: a new name, other values, other places of values.

use super::input;
use serde_json::{Map, Value as Json, json};
use stheno_ids::ProductOptionId;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, Records as _, dynamic};
use stheno_product::{ProductOption, service_option};
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes an option; one that is not there is no error.
pub async fn run(ctx: &RequestCtx, id: String, body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-product-options", move |cx| async move { run_in(&cx, &id, body).await }).await
}

async fn run_in(cx: &FlowTx, id: &str, mut body: Map<String, Json>) -> Result<()> {
    cx.step("update-product-options").await?;
    let Some(old) = cx.find_locked::<ProductOption>(ProductOption::ID.eq(id)).await?.pop() else {
        return Ok(());
    };
    if body.get("is_exclusive") == Some(&Json::Bool(true)) && !old.is_exclusive {
        return Err(Error::invalid_data(format!(
            "Cannot change product option: {id} from global to exclusive."
        )));
    }
    let values = body.shift_remove("values");
    let ranks = body.shift_remove("ranks").and_then(|ranks| ranks.as_object().cloned()).unwrap_or_default();
    if values.is_some() || !ranks.is_empty() {
        let values = values.map(|values| input::texts(Some(&values)));
        let option = ProductOptionId::from(id);
        service_option::replace_values(cx.tx(), &option, values.as_deref(), &ranks, cx.stamp()).await?;
    }
    dynamic::update_json(cx.tx(), ProductOption::meta(), ProductOption::ID.eq(id), &body, cx.now())
        .await
        .map_err(crate::plain::as_invalid)?;
    cx.emit("product-option.updated", json!({ "id": id }));
    cx.hook_with("productOptionsUpdated", || json!({ "product_options": [{ "id": id }] })).await?;
    Ok(())
}
