//! `GET /admin/products/{id}/options`, `POST /admin/products/{id}/options/batch`

use super::shown;
use serde_json::json;
use stheno_api_rest::read;
use stheno_flows::product::create_and_link_product_options_to_product;
use stheno_http::{Reply, Request};
use stheno_kernel::Result;

pub(super) async fn list(request: Request) -> Result<Reply> {
    let of_product = json!({ "products": { "id": request.param("id") } });
    let question = read::question(&request, "product_option").filter(of_product);
    read::list_of(&request, question, "product_options").await
}

pub(super) async fn batch(mut request: Request) -> Result<Reply> {
    let product = request.param("id").to_owned();
    let body = std::mem::take(&mut request.body);
    create_and_link_product_options_to_product::run(&request.ctx, product.clone(), body).await?;
    shown::product(&request, &product).await
}
