//! `AuthMfaFactor`, table `auth_mfa_factor`.

use super::AuthIdentity;
use stheno_ids::{AuthIdentityId, AuthMfaFactorId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A second factor of an identity: one pending or enabled factor for each provider.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "auth", entity = "AuthMfaFactor", table = "auth_mfa_factor", prefix = "authmfa")]
#[index(name = "IDX_auth_mfa_factor_auth_identity_id", on("auth_identity_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_auth_mfa_factor_auth_identity_provider_active",
    on("auth_identity_id", "provider"),
    unique,
    filter = "deleted_at IS NULL AND status IN ('pending', 'enabled')"
)]
#[index(name = "IDX_auth_mfa_factor_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[foreign_key(on("auth_identity_id"), references = "auth_identity", on_delete = "CASCADE", on_update_cascade)]
pub struct AuthMfaFactor {
    #[field(id)]
    pub id: AuthMfaFactorId,
    pub auth_identity_id: AuthIdentityId,
    pub provider: String,
    pub status: String,
    #[field(hidden)]
    pub provider_metadata: Option<JsonText>,
    pub metadata: Option<JsonText>,
    pub auth_identity: BelongsTo<AuthIdentity>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
