//! `POST /admin/users/{id}/reset-password`: a reset token for a user, which an administrator hands on.

use crate::auth::generate_reset_password_token::{self, Input};
use serde_json::json;
use std::sync::Arc;
use stheno_auth::service::EMAILPASS;
use stheno_database::Tx;
use stheno_http::Http;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_user::User;
use stheno_workflow::RequestCtx;

/// The token.
pub async fn run(ctx: &RequestCtx, http: Arc<Http>, id: &str) -> Result<String> {
    let wanted = id.to_owned();
    let read = ctx.app.database().read(move |tx: Tx| async move { tx.lookup::<User>(&wanted).await });
    let Some(user) = read.await? else {
        return Err(Error::not_found(format!("User with id: {id} was not found")));
    };
    let input = Input {
        entity_id: user.email,
        actor_type: "user".to_owned(),
        provider: EMAILPASS.to_owned(),
        metadata: json!({}),
    };
    generate_reset_password_token::run(ctx, http, input).await
}
