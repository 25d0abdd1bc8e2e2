//! `POST /admin/products/{id}/images/{image_id}/variants/batch`,
//! `POST /admin/products/{id}/variants/{variant_id}/images/batch`

use serde_json::{Value as Json, json};
use stheno_flows::product::batch_variant_images;
use stheno_http::{Reply, Request};
use stheno_kernel::Result;

fn texts(request: &Request, name: &str) -> Vec<String> {
    let list = request.body.get(name).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

pub(super) async fn of_image(request: Request) -> Result<Reply> {
    let (add, remove) = (texts(&request, "add"), texts(&request, "remove"));
    let image = request.param("image_id");
    let pairs =
        |variants: &[String]| variants.iter().map(|variant| (variant.clone(), image.to_owned())).collect();
    batch_variant_images::run(&request.ctx, pairs(&add), pairs(&remove)).await?;
    Ok(Reply::ok(&json!({ "added": add, "removed": remove })))
}

pub(super) async fn of_variant(request: Request) -> Result<Reply> {
    let (add, remove) = (texts(&request, "add"), texts(&request, "remove"));
    let variant = request.param("variant_id");
    let pairs = |images: &[String]| images.iter().map(|image| (variant.to_owned(), image.clone())).collect();
    batch_variant_images::run(&request.ctx, pairs(&add), pairs(&remove)).await?;
    Ok(Reply::ok(&json!({ "added": add, "removed": remove })))
}
