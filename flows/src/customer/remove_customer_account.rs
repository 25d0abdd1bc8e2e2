//! Workflow `remove-customer-account`: a customer goes, with addresses and places in groups, and with every login that acts
//! for nobody else.

use super::create_customer_account::ACTOR_KEY;
use super::emit;
use serde_json::json;
use stheno_auth::service;
use stheno_customer::Customer;
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::delete_records;

/// Removes a customer; one that is not there is no error.
pub async fn run(ctx: &RequestCtx, id: String) -> Result<()> {
    let work = ctx.transaction("remove-customer-account", move |cx| async move {
        let delete = cx.within("delete-customers");
        delete.step("delete-customers").await?;
        let gone = delete_records(&delete, Customer::meta(), std::slice::from_ref(&id)).await?;
        delete.hook_with("customersDeleted", || json!({ "ids": gone })).await?;
        emit(&delete, "deleted", &gone);
        cx.step("delete-auth-identity").await?;
        service::release_actor(cx.tx(), ACTOR_KEY, &id, cx.now()).await
    });
    work.await
}
