//! `ApiKey`, table `api_key`.

use stheno_ids::ApiKeyId;
use stheno_kernel::Timestamp;
use stheno_model::Model;

/// A key that a storefront (publishable) or a program (secret) shows with its requests.
///
/// `token` is plain for publishable keys, the scrypt hash of the secret for secret ones, which nobody is shown;
/// `redacted` is what lists show.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "api_key", entity = "ApiKey", table = "api_key", prefix = "apk")]
#[model(aliases("api_key", "api_keys"), linkable("api_key_id", "publishable_key_id"))]
#[index(name = "IDX_api_key_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_api_key_redacted", on("redacted"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_api_key_revoked_at", on("revoked_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_api_key_token_unique", on("token"), unique)]
#[index(name = "IDX_api_key_type", on("type"))]
#[check("type IN ('publishable', 'secret')")]
pub struct ApiKey {
    #[field(id)]
    pub id: ApiKeyId,
    #[field(shown_where("type", "publishable"))]
    pub token: String,
    #[field(hidden)]
    pub salt: String,
    #[field(search)]
    pub redacted: String,
    #[field(search)]
    pub title: String,
    #[field(values("publishable", "secret"))]
    pub r#type: String,
    pub last_used_at: Option<Timestamp>,
    pub created_by: String,
    pub revoked_by: Option<String>,
    pub revoked_at: Option<Timestamp>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
