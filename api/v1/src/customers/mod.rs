//! `/v1/store/customers`: registration, my account, forgotten passwords.

mod addresses;
mod me;
mod orders;
mod password;
mod payment_methods;

use crate::{shown, with_session};
use stheno_flows::v1::create_customer;
use stheno_http::{Reply, Request, Result, Route};

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![Route::post("/v1/store/customers", create).tries("email")];
    [own, me::routes(), addresses::routes(), orders::routes(), payment_methods::routes(), password::routes()]
        .concat()
}

/// Registers and logs in: one piece of work, so that nobody is told of a failure and has an account.
async fn create(request: Request) -> Result<Reply> {
    let register = |request: Request| async move {
        let id = create_customer::run(&request.ctx, request.body.clone()).await?;
        let reply = shown::customer(&request, &id).await?;
        with_session(&request, &id, reply).await
    };
    request.as_one(register).await
}
