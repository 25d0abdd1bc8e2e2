//! Workflow `batch-links`, as far as it joins variants and inventory items: what variants take out of stock.

use super::variant_inventory::link;
use crate::common::batch_links::{self, Batch};
use serde_json::{Value as Json, json};
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_workflow::RequestCtx;

/// A variant and an item.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The variant.
    pub variant: String,
    /// The item.
    pub item: String,
    /// How many of the item one of the variant takes; one where nothing is said.
    pub required_quantity: Option<Json>,
}

impl Pair {
    /// The link as Medusa answers it: its keys by module.
    pub fn to_json(&self) -> Json {
        let mut link = json!({
            "product": { "variant_id": self.variant },
            "inventory": { "inventory_item_id": self.item },
        });
        if let (Some(quantity), Json::Object(members)) = (&self.required_quantity, &mut link) {
            members.insert("data".into(), json!({ "required_quantity": quantity }));
        }
        link
    }
}

impl From<Pair> for LinkInput {
    fn from(pair: Pair) -> Self {
        link(&pair.variant, &pair.item, pair.required_quantity.unwrap_or_default())
    }
}

/// Links pairs, changes the quantity of others that are linked, and parts others.
pub async fn run(ctx: &RequestCtx, create: Vec<Pair>, update: Vec<Pair>, delete: Vec<Pair>) -> Result<()> {
    let inputs = |pairs: Vec<Pair>| pairs.into_iter().map(LinkInput::from).collect();
    let batch = Batch { create: inputs(create), update: inputs(update), delete: inputs(delete) };
    batch_links::run(ctx, batch).await.map(drop)
}
