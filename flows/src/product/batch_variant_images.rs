//! Workflows `batch-variant-images` and `batch-image-variants`: which images show one variant only.

use stheno_kernel::Result;
use stheno_product::service_variant;
use stheno_workflow::RequestCtx;

/// Gives images to variants, or takes them away; pairs are variant and image.
pub async fn run(ctx: &RequestCtx, add: Vec<(String, String)>, remove: Vec<(String, String)>) -> Result<()> {
    ctx.transaction("batch-variant-images", move |cx| async move {
        cx.step("add-images-to-variant").await?;
        service_variant::change_images(cx.tx(), add, remove, cx.stamp()).await
    })
    .await
}
