//! `AuthMfaRecoveryCode`, table `auth_mfa_recovery_code`.

use super::AuthIdentity;
use stheno_ids::{AuthIdentityId, AuthMfaRecoveryCodeId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A one-time code that stands in for a lost second factor; only its hash is kept.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(
    module = "auth",
    entity = "AuthMfaRecoveryCode",
    table = "auth_mfa_recovery_code",
    prefix = "authmfarec"
)]
#[index(
    name = "IDX_auth_mfa_recovery_code_auth_identity_code_hash",
    on("auth_identity_id", "code_hash"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_auth_mfa_recovery_code_auth_identity_id",
    on("auth_identity_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_auth_mfa_recovery_code_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[foreign_key(on("auth_identity_id"), references = "auth_identity", on_delete = "CASCADE", on_update_cascade)]
pub struct AuthMfaRecoveryCode {
    #[field(id)]
    pub id: AuthMfaRecoveryCodeId,
    pub auth_identity_id: AuthIdentityId,
    #[field(hidden)]
    pub code_hash: String,
    pub auth_identity: BelongsTo<AuthIdentity>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
