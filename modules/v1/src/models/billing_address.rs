//! `V1BillingAddress`, table `stheno_v1_billing_address`.

use stheno_ids::{CustomerAddressId, CustomerId};
use stheno_kernel::Timestamp;
use stheno_model::Model;

/// An address of a customer that is for bills only. Medusa 1 keeps it apart from the address book; in Medusa 2's tables it is
/// an address like any other. What is left of one whose address is gone means nothing.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "v1", entity = "V1BillingAddress", table = "stheno_v1_billing_address")]
#[model(primary_key("address_id"))]
#[index(name = "IDX_stheno_v1_billing_address_customer_id", on("customer_id"))]
pub struct V1BillingAddress {
    #[field(id)]
    pub address_id: CustomerAddressId,
    pub customer_id: CustomerId,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
}
