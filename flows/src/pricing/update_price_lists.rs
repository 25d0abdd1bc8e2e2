//! Workflow `update-price-lists`: columns and conditions of a list.

use super::create_price_lists::set_rules;
use serde_json::{Map, Value as Json};
use stheno_ids::PriceListId;
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, dynamic};
use stheno_pricing::PriceList;
use stheno_workflow::RequestCtx;

/// Changes a price list.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-price-lists", move |cx| async move {
        cx.step("update-price-lists").await?;
        let rules = body.shift_remove("rules").filter(Json::is_object);
        if let Some(Json::Object(rules)) = &rules {
            body.insert("rules_count".into(), rules.len().into());
        }
        let id = PriceListId::from(id);
        let changed =
            dynamic::update_json(cx.tx(), PriceList::meta(), PriceList::ID.eq(&id), &body, cx.now()).await?;
        if changed.is_empty() {
            return Err(Error::not_found(format!("Price lists with id: {id} was not found")));
        }
        set_rules(&cx, &id, rules.as_ref()).await
    })
    .await
}
