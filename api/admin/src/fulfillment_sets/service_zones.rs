//! `/admin/fulfillment-sets/{id}/service-zones`: create, retrieve, update, delete. Changes answer the whole set.

use serde_json::json;
use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, record};
use stheno_flows::fulfillment::{create_service_zones, service_zones, update_service_zones};
use stheno_http::{Reply, Request, Result};

pub(super) async fn create(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    create_service_zones::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    set(&request, &id).await
}

pub(super) async fn retrieve(mut request: Request) -> Result<Reply> {
    // The contract's default fields name the set's `type`, which a zone has not.
    request.selection.fields.retain(|field| field != "type");
    let id = request.param("zone_id");
    record(&request, "service_zone", "service_zone", id, Absent::NotFound("Service zone")).await
}

pub(super) async fn update(request: Request) -> Result<Reply> {
    let (id, zone_id) = (request.param("id").to_owned(), request.param("zone_id").to_owned());
    update_service_zones::run(&request.ctx, id.clone(), zone_id, plain_body(&request)).await?;
    set(&request, &id).await
}

pub(super) async fn delete(request: Request) -> Result<Reply> {
    let (id, zone_id) = (request.param("id").to_owned(), request.param("zone_id").to_owned());
    let parent = service_zones::delete(&request.ctx, id, zone_id.clone()).await?;
    Ok(Reply::ok(&json!({ "id": zone_id, "object": "service_zone", "deleted": true, "parent": parent })))
}

async fn set(request: &Request, id: &str) -> Result<Reply> {
    record(request, "fulfillment_set", "fulfillment_set", id, Absent::Empty).await
}
