//! `NotificationProvider`, table `notification_provider`.

use super::Notification;
use stheno_ids::NotificationProviderId;
use stheno_kernel::Timestamp;
use stheno_model::{HasMany, Model};

/// A sender of messages that is installed, and the channels that it serves.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "notification",
    entity = "NotificationProvider",
    table = "notification_provider",
    prefix = "notpro"
)]
#[index(name = "IDX_notification_provider_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
pub struct NotificationProvider {
    #[field(id)]
    pub id: NotificationProviderId,
    pub handle: String,
    pub name: String,
    #[field(default = "true")]
    pub is_enabled: bool,
    #[field(default = "'{}'::text[]")]
    pub channels: Vec<String>,
    #[relation(key = "provider_id")]
    pub notifications: HasMany<Notification>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
