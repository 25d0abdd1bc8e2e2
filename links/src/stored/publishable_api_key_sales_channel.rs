//! API key to sales channel: the channels that a publishable key opens.

use stheno_api_key::ApiKey;
use stheno_link::{LinkDefinition, Shortcut, Side};
use stheno_model::Model as _;
use stheno_sales_channel::SalesChannel;

pub(crate) const LINK: LinkDefinition = LinkDefinition {
    table: "publishable_api_key_sales_channel",
    long_table: None,
    service: "ApiKeyApiKeySalesChannelSalesChannelLink",
    entity: "LinkPublishableApiKeySalesChannel",
    id_prefix: "pksc",
    aliases: &["publishable_api_key_sales_channel", "publishable_api_key_sales_channels"],
    left: Side::new(ApiKey::meta, "publishable_key_id", "api_key")
        .many()
        .list_field("sales_channels_link")
        .shortcuts(&[Shortcut::list("sales_channels", "sales_channel")]),
    right: Side::new(SalesChannel::meta, "sales_channel_id", "sales_channel")
        .many()
        .list_field("api_keys_link")
        .shortcuts(&[Shortcut::list("publishable_api_keys", "api_key")]),
    extra: &[],
    flag: None,
};
