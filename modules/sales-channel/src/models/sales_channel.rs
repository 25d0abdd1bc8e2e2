//! `SalesChannel`, table `sales_channel`.

use stheno_ids::SalesChannelId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// Where things are sold (web shop, market place): products are shown and stock is taken by channel.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "sales_channel", entity = "SalesChannel", table = "sales_channel", prefix = "sc")]
#[model(aliases("sales_channel", "sales_channels"), linkable("sales_channel_id"))]
#[index(name = "IDX_sales_channel_deleted_at", on("deleted_at"))]
pub struct SalesChannel {
    #[field(id)]
    pub id: SalesChannelId,
    #[field(search)]
    pub name: String,
    #[field(search)]
    pub description: Option<String>,
    #[field(default = "false")]
    pub is_disabled: bool,
    pub metadata: Option<JsonText>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
