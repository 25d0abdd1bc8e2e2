//! `CustomerGroupCustomer`, table `customer_group_customer`.

use super::{Customer, CustomerGroup};
use stheno_ids::{CustomerGroupCustomerId, CustomerGroupId, CustomerId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A customer's place in a group.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "customer",
    entity = "CustomerGroupCustomer",
    table = "customer_group_customer",
    prefix = "cusgc"
)]
#[model(
    aliases("customer_group_customer", "customer_group_customers"),
    linkable("customer_group_customer_id")
)]
#[index(
    name = "IDX_customer_group_customer_customer_group_id",
    on("customer_group_id"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_customer_group_customer_customer_id", on("customer_id"))]
// A group's members, without a look at their rows.
#[index(
    name = "stheno_customer_group_customer_members",
    on("customer_group_id", "customer_id", "deleted_at")
)]
#[index(name = "IDX_customer_group_customer_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[foreign_key(
    on("customer_group_id"),
    references = "customer_group",
    on_delete = "CASCADE",
    on_update_cascade
)]
#[foreign_key(on("customer_id"), references = "customer", on_delete = "CASCADE", on_update_cascade)]
pub struct CustomerGroupCustomer {
    #[field(id)]
    pub id: CustomerGroupCustomerId,
    pub created_by: Option<String>,
    pub metadata: Option<JsonText>,
    pub customer_id: CustomerId,
    pub customer_group_id: CustomerGroupId,
    pub customer: BelongsTo<Customer>,
    pub customer_group: BelongsTo<CustomerGroup>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
