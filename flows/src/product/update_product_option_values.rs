//! Workflow `update-product-option-values`: another text for a value.

use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, dynamic};
use stheno_product::ProductOptionValue;
use stheno_workflow::RequestCtx;

/// Changes a value of an option.
pub async fn run(ctx: &RequestCtx, id: String, body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-product-option-values", move |cx| async move {
        cx.step("update-product-option-values").await?;
        let filter = ProductOptionValue::ID.eq(id.as_str());
        let changed =
            dynamic::update_json(cx.tx(), ProductOptionValue::meta(), filter, &body, cx.now()).await;
        match changed.map_err(crate::plain::as_invalid)?.is_empty() {
            true => Err(Error::not_found(format!("ProductOptionValue with id: {id} was not found"))),
            false => Ok(()),
        }
    })
    .await
}
