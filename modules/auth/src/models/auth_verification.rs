//! `AuthVerification`, table `auth_verification`.

use super::AuthIdentity;
use stheno_ids::{AuthIdentityId, AuthVerificationId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A proof, asked for or given, that an address (`entity_id`) belongs to an identity.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "auth", entity = "AuthVerification", table = "auth_verification", prefix = "authver")]
#[index(
    name = "IDX_auth_verification_auth_identity_id",
    on("auth_identity_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_auth_verification_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_auth_verification_unique_auth_identity_entity_id_entity_typ",
    on("auth_identity_id", "entity_id", "entity_type"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[foreign_key(on("auth_identity_id"), references = "auth_identity", on_delete = "CASCADE", on_update_cascade)]
pub struct AuthVerification {
    #[field(id)]
    pub id: AuthVerificationId,
    pub auth_identity_id: AuthIdentityId,
    pub entity_id: String,
    pub entity_type: String,
    pub code_provider: String,
    pub verified_at: Option<Timestamp>,
    pub requested_at: Timestamp,
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
