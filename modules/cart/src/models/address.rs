//! `Address`, table `cart_address`.

use stheno_ids::{CartAddressId, CustomerId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// Where a cart is shipped or billed to; a copy, not the customer's address book.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "cart", entity = "Address", table = "cart_address", prefix = "caaddr")]
#[model(aliases("address", "addresses"), linkable("address_id"))]
#[index(name = "IDX_cart_address_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
pub struct Address {
    #[field(id)]
    pub id: CartAddressId,
    pub customer_id: Option<CustomerId>,
    pub company: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub address_1: Option<String>,
    pub address_2: Option<String>,
    pub city: Option<String>,
    pub country_code: Option<String>,
    pub province: Option<String>,
    pub postal_code: Option<String>,
    pub phone: Option<String>,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
