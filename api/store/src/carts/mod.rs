//! Routes below `/store/carts`.

mod complete;
mod create;
mod customer;
mod default_fields;
mod line_items;
mod promotions;
mod retrieve;
mod shipping_methods;
mod taxes;
mod update;

use stheno_http::Route;

/// The routes.
pub fn routes() -> Vec<Route> {
    let own = vec![
        Route::post("/store/carts", create::handle),
        Route::get("/store/carts/{id}", retrieve::handle),
        Route::post("/store/carts/{id}", update::handle),
        Route::post("/store/carts/{id}/line-items", line_items::create),
        Route::post("/store/carts/{id}/line-items/{line_id}", line_items::update),
        Route::delete("/store/carts/{id}/line-items/{line_id}", line_items::delete),
        Route::post("/store/carts/{id}/promotions", promotions::add),
        Route::delete("/store/carts/{id}/promotions", promotions::remove),
        Route::post("/store/carts/{id}/shipping-methods", shipping_methods::handle),
        Route::post("/store/carts/{id}/taxes", taxes::handle),
        Route::post("/store/carts/{id}/customer", customer::handle),
    ];
    [own, complete::routes()].concat()
}
