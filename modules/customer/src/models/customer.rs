//! `Customer`, table `customer`.

use super::{CustomerAddress, CustomerGroup};
use stheno_ids::CustomerId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{HasMany, ManyToMany, Model};

/// A person or company that buys; guests have no account and may share an e-mail address with one that has.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "customer", entity = "Customer", table = "customer", prefix = "cus")]
#[model(aliases("customer", "customers"), linkable("customer_id"))]
#[model(cascade("addresses"), detach("groups"), search_index)]
#[index(name = "IDX_customer_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_customer_email_has_account_unique",
    on("email", "has_account"),
    unique,
    filter = "deleted_at IS NULL"
)]
pub struct Customer {
    #[field(id)]
    pub id: CustomerId,
    #[field(search)]
    pub company_name: Option<String>,
    #[field(search)]
    pub first_name: Option<String>,
    #[field(search)]
    pub last_name: Option<String>,
    #[field(search)]
    pub email: Option<String>,
    #[field(search)]
    pub phone: Option<String>,
    #[field(default = "false")]
    pub has_account: bool,
    pub metadata: Option<JsonText>,
    pub created_by: Option<String>,
    #[relation(pivot = "customer_group_customer", own = "customer_id", target = "customer_group_id")]
    pub groups: ManyToMany<CustomerGroup>,
    #[relation(key = "customer_id")]
    pub addresses: HasMany<CustomerAddress>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
