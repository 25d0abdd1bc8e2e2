//! `GET /store/products-by-brand?brand=Acme`: what `GET /store/products` shows, of one brand or several.

use stheno::prelude::*;
use stheno_commerce::products;

/// Takes what `/store/products` takes, and the names of brands.
pub fn route() -> Route {
    Route::get("/store/products-by-brand", list).like("/store/products", |spec| {
        let names =
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] });
        Ok(spec.and_query(&json!({ "brand": names }), &["brand"])?)
    })
}

/// By name of the brand, and within it by the position that the link holds.
async fn list(mut request: Request) -> Result<Reply> {
    let name = request.take_filter("brand");
    let of_brand = |question: GraphRequest| {
        question
            .filter(json!({ "brand": { "name": name } }))
            .order("brand.name", false)
            .order("brand_link.position", false)
    };
    products::list_of(&request, of_brand).await
}
