//! Order claim to payment collection: what a claim is paid with. Medusa 2.21 ships this definition, names included, but
//! never loads it.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_order::OrderClaim;
use stheno_payment::PaymentCollection;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "order_claim_payment_collection",
    long_table: None,
    service: "OrderClaimPaymentPaymentCollectionLink",
    entity: "LinkOrderClaimPaymentCollection",
    id_prefix: "claimpay",
    aliases: &["order_claim_payment_collection", "order_claim_payment_collections"],
    left: Side::new(OrderClaim::meta, "claim_id", "order")
        .field("claim_payment_collections_link")
        .shortcuts(&[Shortcut::list("claim_payment_collections", "payment_collection")]),
    right: Side::new(PaymentCollection::meta, "payment_collection_id", "payment_collection")
        .many()
        .field("order_claim_link")
        .shortcuts(&[Shortcut::one("claim", "order")]),
    extra: &[],
    flag: None,
};
