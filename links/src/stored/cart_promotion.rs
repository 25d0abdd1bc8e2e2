//! Cart to promotion: the codes entered and the promotions that apply by themselves.

use stheno_cart::Cart;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_promotion::Promotion;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "cart_promotion",
    long_table: None,
    service: "CartCartPromotionPromotionLink",
    entity: "LinkCartPromotion",
    id_prefix: "cartpromo",
    aliases: &["cart_promotion", "cart_promotions"],
    left: Side::new(Cart::meta, "cart_id", "cart")
        .many()
        .list_field("cart_link")
        .shortcuts(&[Shortcut::list("promotions", "promotions")]),
    right: Side::new(Promotion::meta, "promotion_id", "promotions").many(),
    extra: &[],
    flag: None,
};
