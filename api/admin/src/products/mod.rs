//! `/admin/products`

mod batch;
mod images;
mod inventory_items;
mod options;
pub(crate) mod shown;
mod single;
mod variants;
mod variants_batch;

use stheno_http::Route;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/products", single::list),
        Route::post("/admin/products", single::create),
        Route::post("/admin/products/batch", batch::run),
        Route::get("/admin/products/{id}", single::retrieve),
        Route::post("/admin/products/{id}", single::update),
        Route::delete("/admin/products/{id}", single::delete),
        Route::post("/admin/products/{id}/images/{image_id}/variants/batch", images::of_image),
        Route::get("/admin/products/{id}/options", options::list),
        Route::post("/admin/products/{id}/options/batch", options::batch),
        Route::get("/admin/products/{id}/variants", variants::list),
        Route::post("/admin/products/{id}/variants", variants::create),
        Route::post("/admin/products/{id}/variants/batch", variants_batch::run),
        Route::post("/admin/products/{id}/variants/inventory-items/batch", inventory_items::batch),
        Route::get("/admin/products/{id}/variants/{variant_id}", variants::retrieve),
        Route::post("/admin/products/{id}/variants/{variant_id}", variants::update),
        Route::delete("/admin/products/{id}/variants/{variant_id}", variants::delete),
        Route::post("/admin/products/{id}/variants/{variant_id}/images/batch", images::of_variant),
        Route::post("/admin/products/{id}/variants/{variant_id}/inventory-items", inventory_items::create),
        Route::post(
            "/admin/products/{id}/variants/{variant_id}/inventory-items/{inventory_item_id}",
            inventory_items::update,
        ),
        Route::delete(
            "/admin/products/{id}/variants/{variant_id}/inventory-items/{inventory_item_id}",
            inventory_items::delete,
        ),
    ]
}
