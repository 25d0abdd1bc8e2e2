//! Order to payment collection: what an order is paid with. A collection belongs to one order and goes with it.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_order::Order;
use stheno_payment::PaymentCollection;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "order_payment_collection",
    long_table: None,
    service: "OrderOrderPaymentPaymentCollectionLink",
    entity: "LinkOrderPaymentCollection",
    id_prefix: "ordpay",
    aliases: &["order_payment_collection", "order_payment_collections"],
    left: Side::new(Order::meta, "order_id", "order")
        .field("payment_collections_link")
        .shortcuts(&[Shortcut::list("payment_collections", "payment_collection")]),
    right: Side::new(PaymentCollection::meta, "payment_collection_id", "payment_collection")
        .many()
        .deleted_with_other()
        .field("order_link")
        .shortcuts(&[Shortcut::one("order", "order")]),
    extra: &[],
    flag: None,
};
