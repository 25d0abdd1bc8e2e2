//! Order exchange to payment collection: what an exchange is paid with. Medusa 2.21 ships this definition, names included, but
//! never loads it.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_order::OrderExchange;
use stheno_payment::PaymentCollection;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "order_exchange_payment_collection",
    long_table: None,
    service: "OrderExchangePaymentPaymentCollectionLink",
    entity: "LinkOrderExchangePaymentCollection",
    id_prefix: "excpay",
    aliases: &["order_exchange_payment_collection", "order_exchange_payment_collections"],
    left: Side::new(OrderExchange::meta, "exchange_id", "order")
        .field("exchange_payment_collections_link")
        .shortcuts(&[Shortcut::list("exchange_payment_collections", "payment_collection")]),
    right: Side::new(PaymentCollection::meta, "payment_collection_id", "payment_collection")
        .many()
        .field("order_exchange_link")
        .shortcuts(&[Shortcut::one("exchange", "order")]),
    extra: &[],
    flag: None,
};
