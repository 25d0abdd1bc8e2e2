//! `Notification`, table `notification`.

use super::NotificationProvider;
use stheno_ids::{NotificationId, NotificationProviderId};
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::{BelongsTo, Model};

/// A message to someone through a channel; an `idempotency_key` is sent once.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "notification", entity = "Notification", table = "notification", prefix = "noti")]
#[model(aliases("notification", "notifications"), linkable("notification_id"))]
#[index(name = "IDX_notification_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_notification_idempotency_key_unique",
    on("idempotency_key"),
    unique,
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_notification_provider_id", on("provider_id"))]
#[index(name = "IDX_notification_receiver_id", on("receiver_id"))]
#[check("status IN ('pending', 'success', 'failure')")]
#[foreign_key(
    on("provider_id"),
    references = "notification_provider",
    on_delete = "SET NULL",
    on_update_cascade
)]
pub struct Notification {
    #[field(id)]
    pub id: NotificationId,
    #[field(search)]
    pub to: String,
    #[field(search)]
    pub from: Option<String>,
    pub channel: String,
    pub template: Option<String>,
    pub data: Option<JsonText>,
    pub provider_data: Option<JsonText>,
    pub trigger_type: Option<String>,
    #[field(search)]
    pub resource_id: Option<String>,
    pub resource_type: Option<String>,
    pub receiver_id: Option<String>,
    pub original_notification_id: Option<NotificationId>,
    pub idempotency_key: Option<String>,
    pub external_id: Option<String>,
    #[field(values("pending", "success", "failure"), default = "'pending'::text")]
    pub status: String,
    pub provider_id: Option<NotificationProviderId>,
    #[relation(nullable)]
    pub provider: BelongsTo<NotificationProvider>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
