//! `POST /admin/stock-locations/{id}/sales-channels` and `/fulfillment-providers`: add and remove.

use stheno_api_rest::Absent;
use stheno_api_rest::batch::AddRemove;
use stheno_flows::stock_location::link_to_stock_location;
use stheno_http::{Reply, Request, Result};

pub(super) async fn sales_channels(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let AddRemove { add, remove } = request.body_as()?;
    link_to_stock_location::sales_channels(&request.ctx, id.clone(), add, remove).await?;
    super::answer(&request, &id, Absent::Empty).await
}

pub(super) async fn fulfillment_providers(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let AddRemove { add, remove } = request.body_as()?;
    link_to_stock_location::fulfillment_providers(&request.ctx, id.clone(), add, remove).await?;
    super::answer(&request, &id, Absent::Empty).await
}
