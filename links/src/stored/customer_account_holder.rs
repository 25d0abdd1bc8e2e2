//! Customer to account holder: who a customer is at a payment provider. An account holder is one customer's.

use stheno_customer::Customer;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_payment::AccountHolder;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "customer_account_holder",
    long_table: None,
    service: "CustomerCustomerPaymentAccountHolderLink",
    entity: "LinkCustomerAccountHolder",
    id_prefix: "custacchldr",
    aliases: &["customer_account_holder", "customer_account_holders"],
    left: Side::new(Customer::meta, "customer_id", "customer")
        .list_field("account_holder_link")
        .shortcuts(&[Shortcut::list("account_holders", "account_holder")]),
    right: Side::new(AccountHolder::meta, "account_holder_id", "account_holder")
        .many()
        .field("customer_link")
        .shortcuts(&[Shortcut::one("customer", "customer")]),
    extra: &[],
    flag: None,
};
