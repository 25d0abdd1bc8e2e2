//! The auth API, one file per resource as in the URL.

mod authenticate;
mod callback;
mod providers;
mod register;
mod reset_password;
mod session;
mod token;
mod update;
mod user;

use stheno_flows::auth::claims::Claims;
use stheno_http::{Reply, Request, Result, Route};

/// Every route of the auth API.
pub fn routes() -> Vec<Route> {
    [
        authenticate::routes(),
        callback::routes(),
        providers::routes(),
        register::routes(),
        reset_password::routes(),
        session::routes(),
        token::routes(),
        update::routes(),
        user::routes(),
    ]
    .concat()
}

/// `{token}`, with a mark where a second factor is asked for before the token names its actor.
fn signed(request: &Request, claims: &Claims) -> Result<Reply> {
    #[derive(serde::Serialize)]
    struct Body {
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        mfa_required: bool,
        token: String,
    }
    let token = request.http.tokens().sign(&claims.context, request.ctx.now())?;
    Ok(Reply::ok(&Body { mfa_required: claims.mfa_required, token }))
}
