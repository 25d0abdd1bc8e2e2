//! `POST /auth/{auth_provider}/user`: a user for an identity whose provider vouches for an e-mail address. Identities of
//! `emailpass` have no such address: they become users by an invitation.

use super::create_user_account::{Profile, bind, create_in};
use crate::auth::authenticate::require_provider;
use serde_json::{Map, Value as Json};
use stheno_auth::service;
use stheno_http::AuthContext;
use stheno_ids::UserId;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_user::User;
use stheno_workflow::RequestCtx;

/// The user of that address, or a new one.
pub async fn run(ctx: &RequestCtx, provider: &str, shown: &AuthContext) -> Result<UserId> {
    if require_provider(provider).is_err() {
        let message = format!("The actor type user is not allowed to use the auth provider {provider}");
        return Err(Error::not_allowed(message));
    }
    if !shown.actor_id.is_empty() {
        let message = "The user is already registered and cannot create a new account.";
        return Err(Error::invalid_data(message));
    }
    let Some(profile) = profile(&shown.user_metadata) else {
        return Err(Error::invalid_data("Email is required to create a user account."));
    };
    let (provider, identity_id) = (provider.to_owned(), shown.auth_identity_id.clone());
    let work = ctx.transaction("create-user-account", move |cx| async move {
        let logins = service::logins_of(cx.tx(), &identity_id).await?;
        if !matches!(logins.as_slice(), [login] if login.provider == provider) {
            return Err(Error::unauthorized(format!(
                "Only {provider} identities can create a user account for this authentication context"
            )));
        }
        match cx.find::<User>(User::EMAIL.eq(profile.email.as_str())).await?.pop() {
            Some(user) => bind(&cx, &identity_id, &user.id).await.map(|()| user.id),
            None => create_in(&cx, &identity_id, profile).await,
        }
    });
    work.await
}

/// What the provider says of the person.
fn profile(claims: &Map<String, Json>) -> Option<Profile> {
    let text = |name: &str| claims.get(name).and_then(Json::as_str).map(str::to_owned);
    let email = text("email").filter(|email| !email.is_empty())?;
    Some(Profile { email, first_name: text("given_name"), last_name: text("family_name") })
}
