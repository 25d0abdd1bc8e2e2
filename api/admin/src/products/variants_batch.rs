//! `POST /admin/products/{id}/variants/batch`

use super::shown::{self, Root};
use serde_json::json;
use stheno_flows::product::batch_product_variants;
use stheno_flows::product::batch_products::Batch;
use stheno_http::{Reply, Request};
use stheno_kernel::Result;

pub(super) async fn run(mut request: Request) -> Result<Reply> {
    let batch = Batch::read(std::mem::take(&mut request.body));
    let updated: Vec<String> = batch.update.iter().map(|(id, _)| id.clone()).collect();
    let deleted = batch.delete.clone();
    let product = request.param("id").to_owned();
    let created = batch_product_variants::run(&request.ctx, product, batch).await?;
    Ok(Reply::ok(&json!({
        "created": shown::records(&request, Root::Variants, &created).await?,
        "updated": shown::records(&request, Root::Variants, &updated).await?,
        "deleted": { "ids": deleted, "object": "variant", "deleted": true },
    })))
}
