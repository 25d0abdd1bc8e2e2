//! Workflows of region.

mod countries;
pub mod create_regions;
pub mod delete_regions;
mod payment_providers;
pub mod update_regions;

use serde_json::{Map, Value as Json};
use stheno_model::Model as _;
use stheno_region::Region;

use crate::plain::Plain;

/// Regions without the rules of their countries and providers.
const PLAIN: Plain = Plain { model: Region::meta, flow: "regions", event: "region", label: "Region" };

/// The attribute of price preferences that name a region.
const REGION_ID: &str = "region_id";

/// A body's members that are no columns of a region.
#[derive(Default)]
struct Extras {
    countries: Option<Vec<String>>,
    payment_providers: Option<Vec<String>>,
    is_tax_inclusive: Option<bool>,
}

impl Extras {
    /// Takes them out of the body; the currency's code becomes lower case.
    fn take(body: &mut Map<String, Json>) -> Self {
        let texts = |json: Json| -> Option<Vec<String>> {
            Some(json.as_array()?.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
        };
        if let Some(Json::String(code)) = body.get_mut("currency_code") {
            *code = code.to_lowercase();
        }
        Self {
            countries: body.shift_remove("countries").and_then(texts),
            payment_providers: body.shift_remove("payment_providers").and_then(texts),
            is_tax_inclusive: body.shift_remove("is_tax_inclusive").and_then(|json| json.as_bool()),
        }
    }
}
