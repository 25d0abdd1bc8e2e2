//! Workflow `batch-link-products-to-collection`: products into a collection, and out of it.

use super::input::texts;
use serde_json::{Map, Value as Json};
use stheno_ids::ProductCollectionId;
use stheno_kernel::Result;
use stheno_model::{Patch, Records as _};
use stheno_product::Product;
use stheno_workflow::RequestCtx;

/// Runs `{add?, remove?}`. A product leaves the collection that it was in.
pub async fn run(ctx: &RequestCtx, collection: String, body: Map<String, Json>) -> Result<()> {
    ctx.transaction("batch-link-products-to-collection", move |cx| async move {
        cx.step("batch-link-products-to-collection").await?;
        let collection = ProductCollectionId::from(collection);
        let remove = Product::ID.is_in(texts(body.get("remove"))).and(Product::COLLECTION_ID.eq(&collection));
        let none = Patch::at(cx.now()).set(Product::COLLECTION_ID, None::<ProductCollectionId>);
        cx.update::<Product>(remove, none).await?;
        let add = Product::ID.is_in(texts(body.get("add")));
        cx.update::<Product>(add, Patch::at(cx.now()).set(Product::COLLECTION_ID, &collection))
            .await
            .map(drop)
    })
    .await
}
