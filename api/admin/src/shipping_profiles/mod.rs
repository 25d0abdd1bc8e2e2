//! `/admin/shipping-profiles`: list, create, retrieve, update, delete.

use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, Resource, record};
use stheno_flows::fulfillment::SHIPPING_PROFILES;
use stheno_http::{Reply, Request, Result, Route};

const RESOURCE: Resource = Resource {
    path: "/admin/shipping-profiles",
    one: "/admin/shipping-profiles/{id}",
    entity: "shipping_profile",
    singular: "shipping_profile",
    plural: "shipping_profiles",
    plain: SHIPPING_PROFILES,
};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(RESOURCE.path, |request| async move { RESOURCE.list(request).await }),
        Route::post(RESOURCE.path, |request| async move { RESOURCE.create(request).await }),
        Route::get(RESOURCE.one, |request| async move { answer(&request, request.param("id")).await }),
        Route::post(RESOURCE.one, update),
        Route::delete(RESOURCE.one, |request| async move { RESOURCE.delete(request).await }),
    ]
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    SHIPPING_PROFILES.update(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, RESOURCE.entity, RESOURCE.singular, id, Absent::Empty).await
}
