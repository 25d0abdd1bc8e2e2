//! `CustomerGroup`, table `customer_group`.

use super::Customer;
use stheno_ids::CustomerGroupId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{ManyToMany, Model};

/// A set of customers that prices and promotions can name.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "customer", entity = "CustomerGroup", table = "customer_group", prefix = "cusgroup")]
#[model(aliases("customer_group", "customer_groups"), linkable("customer_group_id"))]
#[model(detach("customers"))]
#[index(name = "IDX_customer_group_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_customer_group_name_unique", on("name"), unique, filter = "deleted_at IS NULL")]
pub struct CustomerGroup {
    #[field(id)]
    pub id: CustomerGroupId,
    #[field(search, translatable)]
    pub name: String,
    pub metadata: Option<JsonText>,
    pub created_by: Option<String>,
    #[relation(pivot = "customer_group_customer", own = "customer_group_id", target = "customer_id")]
    pub customers: ManyToMany<Customer>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
