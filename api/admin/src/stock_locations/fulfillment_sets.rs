//! `POST /admin/stock-locations/{id}/fulfillment-sets`: a kind of delivery from there.

use serde::Deserialize;
use stheno_flows::stock_location::create_location_fulfillment_set;
use stheno_http::{Reply, Request, Result};

#[derive(Deserialize)]
struct Body {
    name: String,
    r#type: String,
}

pub(super) async fn create(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let body: Body = request.body_as()?;
    create_location_fulfillment_set::run(&request.ctx, id.clone(), body.name, body.r#type).await?;
    super::answer(&request, &id, super::MISSING).await
}
