//! `AccountHolder`, table `account_holder`.

use stheno_ids::AccountHolderId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// A customer as a payment provider knows them (`external_id`), so that saved payment methods can be found.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "payment", entity = "AccountHolder", table = "account_holder", prefix = "acchld")]
#[model(aliases("account_holder", "account_holders"), linkable("account_holder_id"))]
#[index(name = "IDX_account_holder_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_account_holder_provider_id_external_id_unique",
    on("provider_id", "external_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
pub struct AccountHolder {
    #[field(id)]
    pub id: AccountHolderId,
    pub provider_id: String,
    pub external_id: String,
    pub email: Option<String>,
    #[field(default = "'{}'::jsonb")]
    pub data: JsonText,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
