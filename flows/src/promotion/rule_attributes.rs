//! What rules of promotions may look at, and where the values to choose from come from.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use stheno_kernel::{Error, Result};

/// The promotion that the rules are for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// `standard`, `buyget`
    #[serde(default)]
    pub promotion_type: Option<String>,
    /// `fixed`, `percentage`
    #[serde(default)]
    pub application_method_type: Option<String>,
    /// `order`, `shipping_methods`, `items`
    #[serde(default)]
    pub application_method_target_type: Option<String>,
}

impl Asked {
    /// Only what is made cheaper is known.
    pub fn of_target(target_type: Option<&str>) -> Self {
        Self { application_method_target_type: target_type.map(str::to_owned), ..Self::default() }
    }
}

/// Where the values of an attribute come from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The entity.
    pub entity: &'static str,
    /// The field that is shown.
    pub label: &'static str,
    /// The field that is compared.
    pub value: &'static str,
}

/// Id, path in the context, and name of attributes.
type Attributes = &'static [(&'static str, &'static str, &'static str)];

const OF_CART: Attributes = &[
    ("customer_group", "customer.groups.id", "Customer Group"),
    ("region", "region.id", "Region"),
    ("country", "shipping_address.country_code", "Country"),
    ("sales_channel", "sales_channel_id", "Sales Channel"),
];
const OF_ITEMS: Attributes = &[
    ("product", "items.product.id", "Product"),
    ("product_category", "items.product.categories.id", "Product Category"),
    ("product_collection", "items.product.collection_id", "Product Collection"),
    ("product_type", "items.product.type_id", "Product Type"),
    ("product_tag", "items.product.tags.id", "Product Tag"),
];
const OF_SHIPPING: Attributes = &[(
    "shipping_option_type",
    "shipping_methods.shipping_option.shipping_option_type_id",
    "Shipping Option Type",
)];

/// The attributes of a kind of rules (`rules`, `target-rules`, `buy-rules`).
pub fn of(rule_type: &str, asked: &Asked) -> Result<Vec<Json>> {
    let is_shipping = asked.application_method_target_type.as_deref() == Some("shipping_methods");
    let is_buyget = asked.promotion_type.as_deref() == Some("buyget");
    let of_method = if is_shipping { OF_SHIPPING } else { OF_ITEMS };
    let plain = |list: Attributes| -> Vec<Json> { list.iter().map(plain).collect() };
    Ok(match rule_type.replace('-', "_").as_str() {
        "rules" => {
            let is_required = asked.application_method_type.as_deref() == Some("fixed");
            let currency = json!({
                "id": "currency_code", "value": "currency_code", "label": "Currency Code", "field_type": "select",
                "required": is_required, "disguised": true, "hydrate": true, "operators": [equals()],
            });
            [plain(OF_CART), vec![currency]].concat()
        }
        "target_rules" if is_buyget => {
            let number = number("apply_to_quantity", "Quantity of items promotion will apply to");
            [plain(of_method), vec![number]].concat()
        }
        "buy_rules" if is_buyget => {
            let number = number("buy_rules_min_quantity", "Minimum quantity of items");
            [plain(of_method), vec![number]].concat()
        }
        "target_rules" | "buy_rules" => plain(of_method),
        _ => return Err(Error::invalid_data(format!("Invalid param rule_type ({rule_type})"))),
    })
}

fn plain((id, value, label): &(&str, &str, &str)) -> Json {
    json!({
        "id": id, "value": value, "label": label, "required": false, "field_type": "multiselect",
        "operators": [operator("in"), operator("eq"), operator("ne")],
    })
}

/// A number of the application method that is shown as a rule.
fn number(id: &str, label: &str) -> Json {
    json!({
        "id": id, "value": id, "label": label, "field_type": "number", "required": true, "disguised": true,
        "operators": [equals()],
    })
}

fn equals() -> Json {
    operator("eq")
}

fn operator(id: &str) -> Json {
    json!({ "id": id, "value": id, "label": operator_label(id) })
}

/// The name of an operator.
pub fn operator_label(id: &str) -> &str {
    match id {
        "in" => "In",
        "eq" => "Equals",
        "ne" => "Not In",
        other => other,
    }
}

/// Where the values of an attribute come from; refuses attributes that the kind of rules does not know.
pub fn source(rule_type: &str, attribute: &str, asked: &Asked) -> Result<Source> {
    let known = of(rule_type, asked)?.iter().any(|a| a.get("id").and_then(Json::as_str) == Some(attribute));
    let refusal = || Error::invalid_data(format!("Invalid rule attribute - {attribute}"));
    if known { source_of(attribute).ok_or_else(refusal) } else { Err(refusal()) }
}

/// As [`source`], for an attribute that is known to belong.
pub(super) fn source_of(attribute: &str) -> Option<Source> {
    let (entity, label, value) = match attribute {
        "region" => ("region", "name", "id"),
        "currency_code" => ("currency", "name", "code"),
        "customer_group" => ("customer_group", "name", "id"),
        "sales_channel" => ("sales_channel", "name", "id"),
        "country" => ("country", "display_name", "iso_2"),
        "product" => ("product", "title", "id"),
        "product_category" => ("product_category", "name", "id"),
        "product_collection" => ("product_collection", "title", "id"),
        "product_type" => ("product_type", "value", "id"),
        "product_tag" => ("product_tag", "value", "id"),
        "shipping_option_type" => ("shipping_option_type", "label", "id"),
        _ => return None,
    };
    Some(Source { entity, label, value })
}
