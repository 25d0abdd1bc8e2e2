//! Cart to payment collection: what a cart is paid with. A payment collection serves one cart.

use stheno_cart::Cart;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_payment::PaymentCollection;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "cart_payment_collection",
    long_table: None,
    service: "CartCartPaymentPaymentCollectionLink",
    entity: "LinkCartPaymentCollection",
    id_prefix: "capaycol",
    aliases: &["cart_payment_collection", "cart_payment_collections"],
    left: Side::new(Cart::meta, "cart_id", "cart")
        .field("payment_collection_link")
        .shortcuts(&[Shortcut::one("payment_collection", "payment_collection")]),
    right: Side::new(PaymentCollection::meta, "payment_collection_id", "payment_collection")
        .many()
        .field("cart_link")
        .shortcuts(&[Shortcut::one("cart", "cart")]),
    extra: &[],
    flag: None,
};
