//! `GET /admin/users/me`: the user who asks. A secret key is nobody here.

use super::answer;
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/admin/users/me", handle)]
}

async fn handle(request: Request) -> Result<Reply> {
    answer(&request, request.actor_id()).await
}
