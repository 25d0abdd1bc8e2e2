//! `ProviderIdentity`, table `provider_identity`.

use super::{AuthIdentity, AuthPasswordResetToken};
use stheno_ids::{AuthIdentityId, ProviderIdentityId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, HasMany, Model};

/// An identity as one provider knows it (`entity_id`: the e-mail address, the provider's user id).
///
/// `provider_metadata` holds the provider's secrets, such as the password hash. Ids are bare ULIDs.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "auth", entity = "ProviderIdentity", table = "provider_identity")]
#[model(aliases("provider_identity", "provider_identities"), linkable("provider_identity_id"))]
#[model(cascade("password_reset_tokens"))]
#[index(name = "IDX_provider_identity_auth_identity_id", on("auth_identity_id"))]
#[index(name = "IDX_provider_identity_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_provider_identity_provider_entity_id", on("entity_id", "provider"), unique)]
#[foreign_key(on("auth_identity_id"), references = "auth_identity", on_delete = "CASCADE", on_update_cascade)]
pub struct ProviderIdentity {
    #[field(id)]
    pub id: ProviderIdentityId,
    pub entity_id: String,
    pub provider: String,
    pub auth_identity_id: AuthIdentityId,
    pub user_metadata: Option<JsonText>,
    #[field(hidden)]
    pub provider_metadata: Option<JsonText>,
    pub auth_identity: BelongsTo<AuthIdentity>,
    #[relation(key = "provider_identity_id")]
    pub password_reset_tokens: HasMany<AuthPasswordResetToken>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
