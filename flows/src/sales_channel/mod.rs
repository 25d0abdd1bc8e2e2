//! Workflows of sales channel.

pub mod delete_sales_channels;
pub mod link_products_to_sales_channel;
pub mod update_sales_channels;

use crate::plain::Plain;
use stheno_model::Model as _;
use stheno_sales_channel::SalesChannel;

/// Sales channels: only their deletion has a rule.
pub const PLAIN: Plain = Plain {
    model: SalesChannel::meta,
    flow: "sales-channels",
    event: "sales-channel",
    label: "Sales channel",
};
