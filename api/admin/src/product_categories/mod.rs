//! `/admin/product-categories`

use serde_json::json;
use stheno_api_rest::categories;
use stheno_flows::product::{
    batch_link_products_to_category, create_product_categories, delete_product_categories,
    update_product_categories,
};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, Result};

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/product-categories", list),
        Route::post("/admin/product-categories", create),
        Route::get("/admin/product-categories/{id}", retrieve),
        Route::post("/admin/product-categories/{id}", update),
        Route::delete("/admin/product-categories/{id}", delete),
        Route::post("/admin/product-categories/{id}/products", products),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    let (asked, growth) = categories::asked(&request);
    categories::list(&request, asked, growth).await
}

async fn found(request: &Request, id: &str) -> Result<Option<Reply>> {
    let (mut asked, growth) = categories::asked(request);
    asked.filters.insert("id".into(), id.into());
    categories::first(request, asked, growth).await
}

/// The category as it is now; nothing where it is not there.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    Ok(found(request, id).await?.unwrap_or_else(|| Reply::ok(&json!({}))))
}

async fn retrieve(request: Request) -> Result<Reply> {
    let id = request.param("id");
    let missing = || Error::not_found(format!("Product category with id: {id} was not found"));
    found(&request, id).await?.ok_or_else(missing)
}

async fn create(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = create_product_categories::run(&request.ctx, body).await?;
    answer(&request, &id).await
}

async fn update(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = request.param("id").to_owned();
    update_product_categories::run(&request.ctx, id.clone(), body).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_product_categories::run(&request.ctx, id.clone()).await?;
    Ok(Reply::deleted(&id, "product_category"))
}

async fn products(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = request.param("id").to_owned();
    batch_link_products_to_category::run(&request.ctx, id.clone(), body).await?;
    answer(&request, &id).await
}
