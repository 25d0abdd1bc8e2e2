//! `AuthIdentity`, table `auth_identity`.

use super::{AuthMfaFactor, AuthMfaRecoveryCode, AuthPasswordResetToken, AuthVerification, ProviderIdentity};
use stheno_ids::AuthIdentityId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, Model};

/// Someone who can log in, by any number of providers. `app_metadata` names the customer or user that the
/// identity acts for.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "auth", entity = "AuthIdentity", table = "auth_identity", prefix = "authid")]
#[model(aliases("auth_identity", "auth_identities"), linkable("auth_identity_id"))]
#[model(cascade(
    "provider_identities",
    "mfa_factors",
    "mfa_recovery_codes",
    "verifications",
    "password_reset_tokens"
))]
#[index(name = "IDX_auth_identity_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct AuthIdentity {
    #[field(id)]
    pub id: AuthIdentityId,
    pub app_metadata: Option<JsonText>,
    #[relation(key = "auth_identity_id")]
    pub provider_identities: HasMany<ProviderIdentity>,
    #[relation(key = "auth_identity_id")]
    pub mfa_factors: HasMany<AuthMfaFactor>,
    #[relation(key = "auth_identity_id")]
    pub mfa_recovery_codes: HasMany<AuthMfaRecoveryCode>,
    #[relation(key = "auth_identity_id")]
    pub verifications: HasMany<AuthVerification>,
    #[relation(key = "auth_identity_id")]
    pub password_reset_tokens: HasMany<AuthPasswordResetToken>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
