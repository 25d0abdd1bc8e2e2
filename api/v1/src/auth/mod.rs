//! `/v1/store/auth`: log in, who is logged in, log out.

mod email;
mod token;

use crate::{ok, shown, with_session};
use serde::Deserialize;
use stheno_flows::v1::authenticate;
use stheno_http::{Dialect, Reply, Request, Result, Route, StatusCode};

const PATH: &str = "/v1/store/auth";

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::post(PATH, log_in).tries("email"),
        Route::get(PATH, session),
        Route::delete(PATH, log_out),
    ];
    [own, token::routes(), email::routes()].concat()
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

/// The customer whose credentials these are.
async fn authenticated(request: &Request) -> Result<Option<String>> {
    let Credentials { email, password } = request.body_as()?;
    authenticate::run(&request.ctx, &email, &password).await
}

fn refused() -> Reply {
    Reply::bare(StatusCode::UNAUTHORIZED)
}

async fn log_in(request: Request) -> Result<Reply> {
    let Some(id) = authenticated(&request).await? else { return Ok(refused()) };
    let reply = shown::session(&request, &id).await?;
    with_session(&request, &id, reply).await
}

async fn session(request: Request) -> Result<Reply> {
    shown::session(&request, request.actor_id()).await
}

async fn log_out(request: Request) -> Result<Reply> {
    let sessions = request.sessions();
    let cookie = sessions.leave(&request.session, Dialect::V1, request.ctx.now()).await?;
    Ok(match cookie {
        Some(cookie) => ok().with_cookie(&cookie),
        None => ok(),
    })
}
