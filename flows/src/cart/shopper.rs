//! What prices and promotions know of who buys: groups of the customer, and which prices include tax for them.

use super::state::CartState;
use futures_util::try_join;
use std::sync::Arc;
use stheno_customer::CustomerGroupCustomer;
use stheno_ids::{CustomerId, RegionId};
use stheno_kernel::Result;
use stheno_model::Records;
use stheno_pricing::rules::PricePreference;
use stheno_workflow::FlowTx;

/// Who buys, and where. Read once in a flow, and again if the cart's customer, currency or region is another.
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
        let groups = async {
            match &of.0 {
                Some(id) => cx.find::<CustomerGroupCustomer>(CustomerGroupCustomer::CUSTOMER_ID.eq(id)).await,
                None => Ok(Vec::new()),
            }
        };
        let (groups, preferences) = try_join!(groups, preferences(cx, &of.1, of.2.as_deref()))?;
        let groups = groups.into_iter().map(|row| row.customer_group_id.into()).collect();
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
    use stheno_pricing::PricePreference as Row;
    let values = [Some(currency_code), region_id].into_iter().flatten();
    let rows = cx.find::<Row>(Row::VALUE.is_in(values)).await?;
    let preference = |row: Row| PricePreference {
        attribute: row.attribute,
        value: row.value.unwrap_or_default(),
        is_tax_inclusive: row.is_tax_inclusive,
    };
    Ok(rows.into_iter().map(preference).collect())
}
