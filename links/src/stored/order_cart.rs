//! Order to cart: the cart that an order was placed from. An order has one.

use stheno_cart::Cart;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_order::Order;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "order_cart",
    long_table: None,
    service: "OrderOrderCartCartLink",
    entity: "LinkOrderCart",
    id_prefix: "ordercart",
    aliases: &["order_cart", "order_carts"],
    left: Side::new(Order::meta, "order_id", "order")
        .many()
        .field("cart_link")
        .shortcuts(&[Shortcut::one("cart", "cart")]),
    right: Side::new(Cart::meta, "cart_id", "cart")
        .field("order_link")
        .shortcuts(&[Shortcut::one("order", "order")]),
    extra: &[],
    flag: None,
};
