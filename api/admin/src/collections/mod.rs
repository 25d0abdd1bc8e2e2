//! `/admin/collections`

use stheno_api_rest::{Absent, read, record};
use stheno_flows::product::plain::COLLECTIONS;
use stheno_flows::product::{batch_link_products_to_collection, create_collections, update_collections};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, ErrorKind, Result};

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/collections", list),
        Route::post("/admin/collections", create),
        Route::get("/admin/collections/{id}", retrieve),
        Route::post("/admin/collections/{id}", update),
        Route::delete("/admin/collections/{id}", delete),
        Route::post("/admin/collections/{id}/products", products),
    ]
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "product_collection", "collections").await
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "product_collection", "collection", id, Absent::Empty).await
}

async fn create(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = create_collections::run(&request.ctx, body).await?;
    answer(&request, &id).await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn update(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = request.param("id").to_owned();
    update_collections::run(&request.ctx, id.clone(), body)
        .await
        .map_err(|error| not_there(error, "Collection", &id))?;
    answer(&request, &id).await
}

/// This API's sentence for a change of a record that is not there.
pub(crate) fn not_there(error: Error, label: &str, id: &str) -> Error {
    match error.kind() {
        ErrorKind::NotFound => {
            Error::not_found(format!("{label} with id \"{id}\" not found")).with_source(error)
        }
        _ => error,
    }
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    COLLECTIONS.delete(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "collection"))
}

async fn products(mut request: Request) -> Result<Reply> {
    let body = std::mem::take(&mut request.body);
    let id = request.param("id").to_owned();
    batch_link_products_to_collection::run(&request.ctx, id.clone(), body).await?;
    answer(&request, &id).await
}
