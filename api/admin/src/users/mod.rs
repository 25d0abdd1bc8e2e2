//! `/admin/users`: who runs the shop. Contract: `contract/scenarios/admin/users.mjs`.

mod auth_providers;
mod me;
mod reset_password;

use stheno_api_rest::read;
use stheno_flows::user::{remove_user_account, update_users};
use stheno_http::{Reply, Request, Result, Route};

const ONE: &str = "/admin/users/{id}";

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/admin/users", list),
        Route::get(ONE, retrieve),
        Route::post(ONE, update),
        Route::delete(ONE, delete),
    ];
    [own, me::routes(), auth_providers::routes(), reset_password::routes()].concat()
}

async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "user", "users").await
}

async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn update(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    update_users::run(&request.ctx, id.clone(), request.body.clone()).await?;
    answer(&request, &id).await
}

async fn delete(request: Request) -> Result<Reply> {
    let id = request.param("id");
    remove_user_account::run(&request.ctx, id.to_owned()).await?;
    Ok(Reply::deleted(id, "user"))
}

/// The user as this request selects it.
async fn answer(request: &Request, id: &str) -> Result<Reply> {
    read::retrieve(request, "user", "user", id, "User").await
}
