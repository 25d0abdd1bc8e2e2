//! What the client of Medusa 1 calls, under `/v1`: customers, their logins, addresses, saved ways to pay and orders. The records
//! and flows are those of Medusa 2; a folder per resource as in the URL, `shown/` has the shapes.

mod auth;
mod customers;
mod orders;
mod shown;

use stheno_http::{AuthContext, Dialect, Reply, Request, Result, Route, StatusCode};

/// Every route of the v1 API.
pub fn routes() -> Vec<Route> {
    [auth::routes(), customers::routes(), orders::routes()].concat()
}

/// An answer that logs a customer in: with the cookie of a new session.
async fn with_session(request: &Request, customer_id: &str, reply: Reply) -> Result<Reply> {
    let context = AuthContext::of_customer(customer_id);
    let (before, now) = (&request.session, request.ctx.now());
    let sessions = request.sessions();
    let cookie = sessions.start(&context, Dialect::V1, before, &request.headers, now).await?;
    Ok(match cookie {
        Some(cookie) => reply.with_cookie(&cookie),
        None => reply,
    })
}

/// The answer of Medusa 1 where there is nothing to tell: `OK`.
fn ok() -> Reply {
    Reply::bare(StatusCode::OK)
}
