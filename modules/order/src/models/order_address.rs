//! `OrderAddress`, table `order_address`.

use stheno_ids::{CustomerId, OrderAddressId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// Where an order is shipped or billed to; a copy of the cart's address.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "order", entity = "OrderAddress", table = "order_address", prefix = "ordaddr")]
#[model(aliases("order_address", "order_addresses"), linkable("order_address_id"))]
#[index(name = "IDX_order_address_customer_id", on("customer_id"))]
#[index(name = "IDX_order_address_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct OrderAddress {
    #[field(id)]
    pub id: OrderAddressId,
    pub customer_id: Option<CustomerId>,
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
    #[field(search)]
    pub phone: Option<String>,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
