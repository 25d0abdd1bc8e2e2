//! Whether a customer with an account has an e-mail address.

use super::lowered;
use stheno_customer::Customer;
use stheno_database::Tx;
use stheno_kernel::Result;
use stheno_model::Records as _;
use stheno_workflow::RequestCtx;

/// `true` for a registered customer, whichever way the address is typed.
pub async fn run(ctx: &RequestCtx, email: &str) -> Result<bool> {
    let names = [lowered(email), email.to_owned()];
    let registered = Customer::EMAIL.is_in(names).and(Customer::HAS_ACCOUNT.eq(true));
    let work = move |tx: Tx| async move { tx.count::<Customer>(registered).await };
    Ok(ctx.app.database().read(work).await? > 0)
}
