//! Workflows of shipping option.

pub mod batch_shipping_option_rules;
pub mod create_shipping_options;
pub mod delete_shipping_options;
mod prices;
mod providers;
mod rules;
pub mod update_shipping_option_types;
pub mod update_shipping_options;

use crate::plain::Plain;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stheno_fulfillment::{ShippingOption, ShippingOptionType};
use stheno_kernel::{Error, Result};
use stheno_model::Model as _;

/// Types of shipping options, which have no rules of their own.
pub const TYPES: Plain = Plain {
    model: ShippingOptionType::meta,
    flow: "shipping-option-types",
    event: "shipping-option-type",
    label: "Shipping option type",
};

const OPTIONS: Plain = Plain {
    model: ShippingOption::meta,
    flow: "shipping-options",
    event: "shipping-option",
    label: "Shipping option",
};

/// A type that is made with its option.
#[derive(Deserialize)]
struct NewType {
    label: String,
    #[serde(default)]
    description: Option<String>,
    code: String,
}

/// A body's members that are no columns of an option.
struct Extras {
    kind: Option<NewType>,
    prices: Option<Vec<prices::Wanted>>,
    rules: Option<Vec<rules::Wanted>>,
}

impl Extras {
    /// Takes them out of the body; `type_id` becomes the column that it means.
    fn take(body: &mut Map<String, Json>) -> Result<Self> {
        if let Some(id) = body.shift_remove("type_id") {
            body.insert("shipping_option_type_id".to_owned(), id);
        }
        Ok(Self {
            kind: member(body, "type")?,
            prices: member(body, "prices")?,
            rules: member(body, "rules")?,
        })
    }
}

fn member<T: serde::de::DeserializeOwned>(body: &mut Map<String, Json>, name: &str) -> Result<Option<T>> {
    let Some(json) = body.shift_remove(name) else { return Ok(None) };
    serde_json::from_value(json).map(Some).map_err(|e| Error::invalid_data(format!("Invalid request: {e}")))
}
