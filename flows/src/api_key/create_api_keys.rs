//! Workflow `create-api-keys`: a key whose token is told once, here.

use crate::auth::hashing;
use serde_json::json;
use stheno_api_key::service::PUBLISHABLE;
use stheno_api_key::{ApiKey, token};
use stheno_ids::ApiKeyId;
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _};
use stheno_workflow::RequestCtx;

/// A key to make.
pub struct Input {
    /// What people call it.
    pub title: String,
    /// `publishable` or `secret`.
    pub kind: String,
    /// The user or key that makes it.
    pub created_by: String,
}

/// A key that was made.
pub struct Created {
    /// The record.
    pub id: ApiKeyId,
    /// What requests show. Of a secret key only the hash is kept.
    pub token: String,
}

/// Makes the key.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<Created> {
    let (shown, salt, kept) = if input.kind == PUBLISHABLE {
        let shown = token::publishable();
        (shown.clone(), String::new(), shown)
    } else {
        hashing::run(token::secret).await?
    };
    let work = ctx.transaction("create-api-keys", move |cx| async move {
        cx.step("create-api-keys").await?;
        let key = ApiKey {
            redacted: token::redacted(&shown),
            token: kept,
            salt,
            title: input.title,
            r#type: input.kind,
            created_by: input.created_by,
            ..ApiKey::new(cx.stamp())
        };
        let id = key.id.clone();
        let told =
            json!({ "id": id.as_str(), "title": key.title, "type": key.r#type, "redacted": key.redacted });
        cx.insert_one(key).await?;
        cx.hook_with("apiKeysCreated", || json!({ "apiKeys": [told] })).await?;
        Ok(Created { id, token: shown })
    });
    work.await
}
