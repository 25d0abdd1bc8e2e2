//! A token to set a new password: Medusa 2's, told by Medusa 1's event `customer.password_reset`.

use super::{login_of, lowered};
use crate::auth::generate_reset_password_token::{Input, issue_in};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use stheno_auth::service::EMAILPASS;
use stheno_customer::Customer;
use stheno_http::Http;
use stheno_kernel::Result;
use stheno_model::Records as _;
use stheno_workflow::RequestCtx;

/// Makes the token for a registered customer who can log in; nobody is told whether there is one.
pub async fn run(ctx: &RequestCtx, http: Arc<Http>, email: &str) -> Result<()> {
    let names = [lowered(email), email.to_owned()];
    let work = ctx.transaction("v1-generate-customer-password-token", move |cx| async move {
        let registered = Customer::EMAIL.is_in(names).and(Customer::HAS_ACCOUNT.eq(true));
        let Some(customer) = cx.find::<Customer>(registered).await?.pop() else { return Ok(()) };
        let Some(login) = login_of(&cx, &customer).await? else { return Ok(()) };
        let input = Input {
            entity_id: login.entity_id,
            actor_type: "customer".to_owned(),
            provider: EMAILPASS.to_owned(),
            metadata: Json::Null,
        };
        let token = issue_in(&cx, &http, &input).await?;
        let event = json!({
            "id": customer.id.as_str(),
            "email": customer.email,
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "token": token,
        });
        cx.emit("customer.password_reset", event);
        Ok(())
    });
    work.await
}
