//! Workflow `batch-links`, as far as it joins variants and inventory items: what variants take out of stock.

use super::variant_inventory::link;
use crate::linked;
use serde_json::{Value as Json, json};
use stheno_kernel::Result;
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

/// Links pairs, or changes the quantity of those that are linked; parts others.
pub async fn run(ctx: &RequestCtx, set: Vec<Pair>, gone: Vec<Pair>) -> Result<()> {
    ctx.transaction("batch-links", move |cx| async move {
        let inputs = |pairs: Vec<Pair>| {
            let input =
                |pair: Pair| link(&pair.variant, &pair.item, pair.required_quantity.unwrap_or_default());
            pairs.into_iter().map(input).collect::<Vec<_>>()
        };
        linked::link(&cx, inputs(set)).await?;
        linked::unlink(&cx, inputs(gone)).await
    })
    .await
}
