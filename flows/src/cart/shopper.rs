//! What prices and promotions know of who buys: groups of the customer, and which prices include tax for them.

use super::state::CartState;
use serde_json::json;
use std::sync::Arc;
use stheno_ids::{CustomerId, RegionId};
use stheno_kernel::Result;
use stheno_pricing::rules::PricePreference;
use stheno_query::{GraphRequest, RowView};
use stheno_workflow::FlowTx;

/// Who buys, and where. Worked out once in a flow, and again if the cart's customer, currency or region is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shopper {
    /// Ids of the customer's groups.
    pub groups: Vec<String>,
    /// Which prices include tax.
    pub preferences: Arc<[PricePreference]>,
    of: Key,
}

type Key = (Option<CustomerId>, String, Option<RegionId>);

impl Shopper {
    /// Who buys this cart.
    pub async fn of(cx: &FlowTx, state: &mut CartState) -> Result<Arc<Self>> {
        let cart = &state.cart;
        let of = (cart.customer_id.clone(), cart.currency_code.clone(), cart.region_id.clone());
        if let Some(known) = state.shopper.as_ref().filter(|known| known.of == of) {
            return Ok(Arc::clone(known));
        }
        let preferences = preferences(cx, &of.1, of.2.as_deref()).await?;
        let groups = state.groups.clone();
        let shopper = Arc::new(Self { groups, preferences: preferences.into(), of });
        state.shopper = Some(Arc::clone(&shopper));
        Ok(shopper)
    }
}

/// The tax preferences of a currency and a region.
async fn preferences(
    cx: &FlowTx,
    currency_code: &str,
    region_id: Option<&str>,
) -> Result<Vec<PricePreference>> {
    let values: Vec<&str> = [Some(currency_code), region_id].into_iter().flatten().collect();
    let question = GraphRequest::of::<stheno_pricing::PricePreference>()
        .fields(["attribute", "value", "is_tax_inclusive"])
        .filter(json!({ "value": values }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    let preference = |row: RowView<'_>| PricePreference {
        attribute: row.text("attribute").to_owned(),
        value: row.text("value").to_owned(),
        is_tax_inclusive: row.get("is_tax_inclusive").as_bool().unwrap_or_default(),
    };
    Ok(answer.rows().iter().map(preference).collect())
}
