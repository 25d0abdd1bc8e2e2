//! `POST /auth/token/refresh`: a fresh token for one that is good.

use stheno_flows::auth::refresh_token;
use stheno_http::{Reply, Request, Result, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::post("/auth/token/refresh", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    let shown = request.auth.as_deref().cloned().unwrap_or_default();
    let claims = refresh_token::run(&request.ctx, &shown).await?;
    crate::signed(&request, &claims)
}
