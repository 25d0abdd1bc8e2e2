//! Return to fulfillment: the parcels of a return. A fulfillment belongs to one return.

use stheno_fulfillment::Fulfillment;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_order::Return;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "return_fulfillment",
    long_table: None,
    service: "OrderReturnFulfillmentFulfillmentLink",
    entity: "LinkReturnFulfillment",
    id_prefix: "retful",
    aliases: &["return_fulfillment", "return_fulfillments"],
    left: Side::new(Return::meta, "return_id", "return")
        .list_field("return_fulfillment_link")
        .shortcuts(&[Shortcut::list("fulfillments", "fulfillments")]),
    right: Side::new(Fulfillment::meta, "fulfillment_id", "fulfillments").many().field("return_link"),
    extra: &[],
    flag: None,
};
