//! `/admin/reservations`: list, create, retrieve, update, delete.

use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::inventory::{create_reservations, delete_reservations, update_reservations};
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/reservations", list),
        Route::post("/admin/reservations", create),
        Route::get("/admin/reservations/{id}", retrieve),
        Route::post("/admin/reservations/{id}", update),
        Route::delete("/admin/reservations/{id}", delete),
    ]
}

async fn list(mut request: Request) -> Result<Reply> {
    without_levels(&mut request);
    read::list(&request, "reservation", "reservations").await
}

async fn retrieve(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    answer(request, &id).await
}

async fn create(request: Request) -> Result<Reply> {
    let input: create_reservations::Input = request.body_as()?;
    let ids = create_reservations::run(&request.ctx, vec![input.into_reservation(&request.ctx)?]).await?;
    answer(request, ids.first().map_or("", String::as_str)).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_reservations::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    delete_reservations::run(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "reservation"))
}

/// The contract's default fields name `inventory_item.*location_levels`, which means nothing.
fn without_levels(request: &mut Request) {
    request.selection.fields.retain(|field| !field.contains(".*location_levels"));
}

async fn answer(mut request: Request, id: &str) -> Result<Reply> {
    without_levels(&mut request);
    record(&request, "reservation", "reservation", id, Absent::WasNotFound("Reservation")).await
}
