//! `POST /v1/store/customers/password-token`, `.../password-reset`: a forgotten password.

use crate::shown;
use serde::Deserialize;
use std::sync::Arc;
use stheno_flows::v1::reset_customer_password::Input;
use stheno_flows::v1::{generate_customer_password_token, reset_customer_password};
use stheno_http::{Reply, Request, Result, Route, StatusCode};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/v1/store/customers/password-token", token).tries("email"),
        Route::post("/v1/store/customers/password-reset", reset).tries("email"),
    ]
}

#[derive(Deserialize)]
struct TokenBody {
    email: String,
}

/// 204 whether anybody has the address or not, and before anybody looks.
async fn token(request: Request) -> Result<Reply> {
    let TokenBody { email } = request.body_as()?;
    let http = Arc::clone(&request.http);
    let work = |ctx| async move { generate_customer_password_token::run(&ctx, http, &email).await };
    request.http.afterwards(&request.ctx, work).await;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

#[derive(Deserialize)]
struct ResetBody {
    email: String,
    token: String,
    password: String,
}

async fn reset(request: Request) -> Result<Reply> {
    let ResetBody { email, token, password } = request.body_as()?;
    let input = Input { email, token, password };
    let id = reset_customer_password::run(&request.ctx, request.http.tokens(), input).await?;
    shown::bare_customer(&request, &id).await
}
