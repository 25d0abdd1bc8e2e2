//! Order to promotion: the promotions that an order was placed with.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_order::Order;
use stheno_promotion::Promotion;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "order_promotion",
    long_table: None,
    service: "OrderOrderPromotionPromotionLink",
    entity: "LinkOrderPromotion",
    id_prefix: "orderpromo",
    aliases: &["order_promotion", "order_promotions"],
    left: Side::new(Order::meta, "order_id", "order")
        .many()
        .list_field("promotion_link")
        .shortcuts(&[Shortcut::list("promotions", "promotions"), Shortcut::list("promotion", "promotions")]),
    right: Side::new(Promotion::meta, "promotion_id", "promotions").many().field("order_link"),
    extra: &[],
    flag: None,
};
