//! Workflow `create-user-account`: a user, and the identity that acts for it.

use super::emit;
use crate::auth::hashing;
use crate::plain::as_invalid;
use stheno_auth::service;
use stheno_ids::UserId;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, Records as _};
use stheno_user::User;
use stheno_workflow::{FlowTx, RequestCtx};

/// The member of an identity's metadata that names its user.
pub const ACTOR_KEY: &str = "user_id";

/// Who the user is.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Held by one user only.
    pub email: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
}

/// A user with a new login by e-mail address and password: `stheno user`.
pub async fn create_admin(ctx: &RequestCtx, email: &str, password: &str) -> Result<()> {
    if email.is_empty() || password.is_empty() {
        return Err(Error::invalid_data("A user needs an e-mail address and a password"));
    }
    let hash = hashing::hash(password.to_owned()).await?;
    let email = email.to_owned();
    let work = ctx.transaction("create-user-account", move |cx| async move {
        let (identity, _) = service::register(cx.tx(), cx.stamp(), &email, hash).await?;
        create_in(&cx, &identity.id, Profile { email, ..Profile::default() }).await.map(drop)
    });
    work.await
}

/// A user for an identity that acts for none yet, as a part of a flow.
pub async fn create_in(cx: &FlowTx, identity_id: &str, profile: Profile) -> Result<UserId> {
    cx.step("create-users").await?;
    let Profile { email, first_name, last_name } = profile;
    let user = User { email, first_name, last_name, ..User::new(cx.stamp()) };
    let id = user.id.clone();
    cx.insert_one(user).await.map_err(as_invalid)?;
    bind(cx, identity_id, &id).await?;
    emit(cx, "created", &[id.to_string()]);
    Ok(id)
}

/// Lets an identity act for a user.
pub(super) async fn bind(cx: &FlowTx, identity_id: &str, user_id: &str) -> Result<()> {
    cx.step("set-auth-app-metadata").await?;
    if service::bind_actor(cx.tx(), identity_id, ACTOR_KEY, user_id, cx.now()).await? {
        return Ok(());
    }
    Err(Error::invalid_data("The user is already registered and cannot create a new account."))
}
