//! A cart line item's adjustment to the promotion that made it.

use stheno_cart::LineItemAdjustment;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_promotion::Promotion;

pub(crate) const LINKS: [ReadOnlyLink; 1] =
    [ReadOnlyLink::one((LineItemAdjustment::meta, "promotion_id"), "promotion", (Promotion::meta, "id"))];
