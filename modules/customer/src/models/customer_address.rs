//! `CustomerAddress`, table `customer_address`.

use super::Customer;
use stheno_ids::{CustomerAddressId, CustomerId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// An entry of a customer's address book; at most one is the default for shipping and one for billing.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "customer", entity = "CustomerAddress", table = "customer_address", prefix = "cuaddr")]
#[model(aliases("customer_address", "customer_addresses"), linkable("customer_address_id"))]
#[index(name = "IDX_customer_address_customer_id", on("customer_id"))]
#[index(name = "IDX_customer_address_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_customer_address_unique_customer_billing",
    on("customer_id"),
    unique,
    filter = "is_default_billing = true"
)]
#[index(
    name = "IDX_customer_address_unique_customer_shipping",
    on("customer_id"),
    unique,
    filter = "is_default_shipping = true"
)]
#[foreign_key(on("customer_id"), references = "customer", on_delete = "CASCADE", on_update_cascade)]
pub struct CustomerAddress {
    #[field(id)]
    pub id: CustomerAddressId,
    #[field(search)]
    pub address_name: Option<String>,
    #[field(default = "false")]
    pub is_default_shipping: bool,
    #[field(default = "false")]
    pub is_default_billing: bool,
    #[field(search)]
    pub company: Option<String>,
    #[field(search)]
    pub first_name: Option<String>,
    #[field(search)]
    pub last_name: Option<String>,
    #[field(search)]
    pub address_1: Option<String>,
    #[field(search)]
    pub address_2: Option<String>,
    #[field(search)]
    pub city: Option<String>,
    pub country_code: Option<String>,
    #[field(search)]
    pub province: Option<String>,
    #[field(search)]
    pub postal_code: Option<String>,
    pub phone: Option<String>,
    pub metadata: Option<JsonText>,
    pub customer_id: CustomerId,
    pub customer: BelongsTo<Customer>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
