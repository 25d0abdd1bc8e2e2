//! Workflow `batch-products`: create, update and delete in one transaction.

use super::{create_products, delete_products, update_products};
use serde_json::{Map, Value as Json};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// What to do.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Bodies of products to make.
    pub create: Vec<Map<String, Json>>,
    /// Ids and changes.
    pub update: Vec<(String, Map<String, Json>)>,
    /// Ids.
    pub delete: Vec<String>,
}

impl Batch {
    /// Reads `{create?, update?, delete?}`; changes name their record by `id`.
    pub fn read(mut body: Map<String, Json>) -> Self {
        let mut objects = |name: &str| super::input::objects(body.shift_remove(name));
        let (create, update) = (objects("create"), objects("update"));
        let update = update.into_iter().map(|mut change| {
            let id = change.shift_remove("id").and_then(|id| id.as_str().map(str::to_owned));
            (id.unwrap_or_default(), change)
        });
        Self { create, update: update.collect(), delete: super::input::texts(body.get("delete")) }
    }
}

/// Runs the batch; answers the ids of what was made.
pub async fn run(ctx: &RequestCtx, batch: Batch) -> Result<Vec<String>> {
    ctx.transaction("batch-products", move |cx| async move {
        let created = match batch.create.is_empty() {
            true => Vec::new(),
            false => create_products::run_in(&cx.within("create-products"), batch.create, Json::Null).await?,
        };
        if !batch.update.is_empty() {
            update_products::run_in(&cx.within("update-products"), batch.update, Json::Null).await?;
        }
        delete_products::run_in(&cx.within("delete-products"), &batch.delete).await?;
        Ok(created)
    })
    .await
}
