//! `AuthPasswordResetToken`, table `auth_password_reset_token`.

use super::{AuthIdentity, ProviderIdentity};
use stheno_ids::{AuthIdentityId, AuthPasswordResetTokenId, ProviderIdentityId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A token to set a new password; only its hash is kept.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(
    module = "auth",
    entity = "AuthPasswordResetToken",
    table = "auth_password_reset_token",
    prefix = "authprt"
)]
#[index(
    name = "IDX_auth_password_reset_token_auth_identity_id",
    on("auth_identity_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_auth_password_reset_token_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_auth_password_reset_token_expires_at", on("expires_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_auth_password_reset_token_provider_identity_id",
    on("provider_identity_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_auth_password_reset_token_token_hash", on("token_hash"), filter = "deleted_at IS NULL")]
#[foreign_key(on("auth_identity_id"), references = "auth_identity", on_delete = "CASCADE", on_update_cascade)]
#[foreign_key(
    on("provider_identity_id"),
    references = "provider_identity",
    on_delete = "CASCADE",
    on_update_cascade
)]
pub struct AuthPasswordResetToken {
    #[field(id)]
    pub id: AuthPasswordResetTokenId,
    pub auth_identity_id: AuthIdentityId,
    pub provider_identity_id: ProviderIdentityId,
    pub entity_id: String,
    #[field(hidden)]
    pub token_hash: String,
    pub expires_at: Timestamp,
    pub auth_identity: BelongsTo<AuthIdentity>,
    pub provider_identity: BelongsTo<ProviderIdentity>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
