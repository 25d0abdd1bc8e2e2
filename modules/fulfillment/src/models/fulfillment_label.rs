//! `FulfillmentLabel`, table `fulfillment_label`.

use super::Fulfillment;
use stheno_ids::{FulfillmentId, FulfillmentLabelId};
use stheno_kernel::Timestamp;
use stheno_model::{BelongsTo, Model};

/// A parcel's shipping label and tracking number.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "fulfillment", entity = "FulfillmentLabel", table = "fulfillment_label", prefix = "fulla")]
#[model(aliases("fulfillment_label", "fulfillment_labels"), linkable("fulfillment_label_id"))]
#[index(name = "IDX_fulfillment_label_deleted_at", on("deleted_at"), filter = "deleted_at IS NOT NULL")]
#[index(name = "IDX_fulfillment_label_fulfillment_id", on("fulfillment_id"), filter = "deleted_at IS NULL")]
#[foreign_key(on("fulfillment_id"), references = "fulfillment", on_delete = "CASCADE", on_update_cascade)]
pub struct FulfillmentLabel {
    #[field(id)]
    pub id: FulfillmentLabelId,
    pub tracking_number: String,
    pub tracking_url: String,
    pub label_url: String,
    pub fulfillment_id: FulfillmentId,
    pub fulfillment: BelongsTo<Fulfillment>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
