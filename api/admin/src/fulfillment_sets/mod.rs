//! `/admin/fulfillment-sets`: delete one; its service zones.

mod service_zones;

use stheno_flows::fulfillment::delete_fulfillment_sets;
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::delete("/admin/fulfillment-sets/{id}", delete),
        Route::post("/admin/fulfillment-sets/{id}/service-zones", service_zones::create),
        Route::get("/admin/fulfillment-sets/{id}/service-zones/{zone_id}", service_zones::retrieve),
        Route::post("/admin/fulfillment-sets/{id}/service-zones/{zone_id}", service_zones::update),
        Route::delete("/admin/fulfillment-sets/{id}/service-zones/{zone_id}", service_zones::delete),
    ]
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_fulfillment_sets::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "fulfillment_set"))
}
