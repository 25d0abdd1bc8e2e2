//! `POST /admin/sales-channels/{id}/products`: add and remove products.

use stheno_api_rest::batch::AddRemove;
use stheno_flows::sales_channel::link_products_to_sales_channel;
use stheno_http::{Reply, Request, Result};

pub(super) async fn batch(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let AddRemove { add, remove } = request.body_as()?;
    link_products_to_sales_channel::run(&request.ctx, id.clone(), add, remove).await?;
    super::answer(&request, &id).await
}
