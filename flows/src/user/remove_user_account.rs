//! Workflow `remove-user-account`: a user goes, and every login that acts for nobody else.

use super::create_user_account::ACTOR_KEY;
use super::emit;
use stheno_auth::service;
use stheno_kernel::{Error, Result};
use stheno_model::Model as _;
use stheno_user::User;
use stheno_workflow::RequestCtx;
use stheno_workflow::steps::delete_records;

/// Removes a user; one that is not there is no error. Nobody removes themselves.
pub async fn run(ctx: &RequestCtx, id: String) -> Result<()> {
    if ctx.actor.id == id {
        return Err(Error::not_allowed("A user cannot delete itself"));
    }
    let work = ctx.transaction("remove-user-account", move |cx| async move {
        cx.step("delete-users").await?;
        let gone = delete_records(&cx, User::meta(), std::slice::from_ref(&id)).await?;
        cx.step("delete-auth-identity").await?;
        service::release_actor(cx.tx(), ACTOR_KEY, &id, cx.now()).await?;
        emit(&cx, "deleted", &gone);
        Ok(())
    });
    work.await
}
