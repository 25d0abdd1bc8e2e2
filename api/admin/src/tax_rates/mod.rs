//! `/admin/tax-rates`: list, create, retrieve, update, delete; the rules of one.

mod rules;

use stheno_api_rest::resource::plain_body;
use stheno_api_rest::{Absent, read, record};
use stheno_flows::tax::{RATES, create_tax_rates, update_tax_rates};
use stheno_http::{Reply, Request, Result, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/tax-rates", |request| async move {
            read::list(&request, "tax_rate", "tax_rates").await
        }),
        Route::post("/admin/tax-rates", create),
        Route::get(
            "/admin/tax-rates/{id}",
            |request| async move { answer(&request, request.param("id")).await },
        ),
        Route::post("/admin/tax-rates/{id}", update),
        Route::delete("/admin/tax-rates/{id}", delete),
        Route::post("/admin/tax-rates/{id}/rules", rules::create),
        Route::delete("/admin/tax-rates/{id}/rules/{rule_id}", rules::delete),
    ]
}

async fn create(request: Request) -> Result<Reply> {
    let id = create_tax_rates::run(&request.ctx, plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_tax_rates::run(&request.ctx, id.clone(), plain_body(&request)).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    RATES.delete(&request.ctx, vec![id.clone()]).await?;
    Ok(Reply::deleted(&id, "tax_rate"))
}

/// The rate as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    record(request, "tax_rate", "tax_rate", id, Absent::Empty).await
}
