//! `POST /admin/products/batch`

use super::shown::{self, Root};
use serde_json::json;
use stheno_flows::product::batch_products::{self, Batch};
use stheno_http::{Reply, Request};
use stheno_kernel::Result;

pub(super) async fn run(mut request: Request) -> Result<Reply> {
    let batch = Batch::read(std::mem::take(&mut request.body));
    let updated: Vec<String> = batch.update.iter().map(|(id, _)| id.clone()).collect();
    let deleted = batch.delete.clone();
    let created = batch_products::run(&request.ctx, batch).await?;
    Ok(Reply::ok(&json!({
        "created": shown::records(&request, Root::Products, &created).await?,
        "updated": shown::records(&request, Root::Products, &updated).await?,
        "deleted": { "ids": deleted, "object": "product", "deleted": true },
    })))
}
