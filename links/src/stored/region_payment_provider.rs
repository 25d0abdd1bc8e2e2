//! Region to payment provider: how shoppers of a region may pay.

use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_payment::PaymentProvider;
use stheno_region::Region;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "region_payment_provider",
    long_table: None,
    service: "RegionRegionPaymentPaymentProviderLink",
    entity: "LinkRegionPaymentProvider",
    id_prefix: "regpp",
    aliases: &["region_payment_provider", "region_payment_providers"],
    left: Side::new(Region::meta, "region_id", "region")
        .many()
        .list_field("payment_provider_link")
        .shortcuts(&[Shortcut::list("payment_providers", "payment_provider")]),
    right: Side::new(PaymentProvider::meta, "payment_provider_id", "payment_provider")
        .many()
        .list_field("region_link")
        .shortcuts(&[Shortcut::list("regions", "region")]),
    extra: &[],
    flag: None,
};
