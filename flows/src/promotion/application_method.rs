//! What a promotion takes off, and which methods make sense.

use serde::Deserialize;
use serde_json::Value as Json;
use stheno_kernel::{Amount, Error, Result};
use stheno_model::json::big_number;
use stheno_promotion::ApplicationMethod;
use stheno_promotion::service::NewRule;

/// A method as a body names it; on a change, what is left out stays.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    value: Option<Json>,
    #[serde(default, deserialize_with = "said")]
    currency_code: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    max_quantity: Option<Option<i64>>,
    #[serde(default, deserialize_with = "said")]
    apply_to_quantity: Option<Option<i64>>,
    #[serde(default, deserialize_with = "said")]
    buy_rules_min_quantity: Option<Option<i64>>,
    #[serde(default)]
    r#type: Option<String>,
    #[serde(default)]
    target_type: Option<String>,
    #[serde(default)]
    allocation: Option<String>,
    /// What gets cheaper.
    #[serde(default)]
    pub target_rules: Vec<NewRule>,
    /// What must be bought.
    #[serde(default)]
    pub buy_rules: Vec<NewRule>,
}

/// Tells `null` from what is left out.
fn said<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// `each` and `once` need a greatest quantity; `across` must not have one.
fn is_counted(allocation: Option<&str>) -> bool {
    matches!(allocation, Some("each" | "once"))
}

impl Wanted {
    /// The method as it would be.
    pub fn over(&self, old: ApplicationMethod) -> ApplicationMethod {
        let allocation = self.allocation.clone();
        let keeps_quantity = allocation.is_none() || is_counted(allocation.as_deref());
        let code = self.currency_code.clone().map(|code| code.map(|code| code.to_lowercase()));
        ApplicationMethod {
            value: self.value.as_ref().and_then(big_number).or(old.value),
            currency_code: code.unwrap_or(old.currency_code),
            max_quantity: if keeps_quantity { self.max_quantity.unwrap_or(old.max_quantity) } else { None },
            apply_to_quantity: self.apply_to_quantity.unwrap_or(old.apply_to_quantity),
            buy_rules_min_quantity: self.buy_rules_min_quantity.unwrap_or(old.buy_rules_min_quantity),
            r#type: self.r#type.clone().unwrap_or(old.r#type),
            target_type: self.target_type.clone().unwrap_or(old.target_type),
            allocation: allocation.or(old.allocation),
            ..old
        }
    }

    /// Whether a quantity is named beside an allocation that must not have one.
    pub fn quantity_across(&self) -> bool {
        self.allocation.as_deref() == Some("across") && self.max_quantity.flatten().is_some_and(|n| n != 0)
    }
}

/// Refuses rules that do not go with the method of a new promotion.
pub fn check_rules(method: &ApplicationMethod, wanted: &Wanted, promotion_type: &str) -> Result<()> {
    if method.target_type == "order" && !wanted.target_rules.is_empty() {
        return refuse("Target rules for application method with target type (order) is not allowed");
    }
    let is_buyget = promotion_type == "buyget";
    if is_buyget && wanted.buy_rules.is_empty() {
        return refuse("Buy rules are required for buyget promotion type");
    }
    if is_buyget && wanted.target_rules.is_empty() {
        return refuse("Target rules are required for buyget promotion type");
    }
    if !is_buyget && !wanted.buy_rules.is_empty() {
        return refuse("Can't add buy rules to a standard promotion");
    }
    Ok(())
}

/// Refuses methods that make no sense.
pub fn check(method: &ApplicationMethod, promotion_type: &str) -> Result<()> {
    let value = method.value.unwrap_or_default();
    if method.r#type == "percentage" && (value <= Amount::ZERO || value > Amount::HUNDRED) {
        return refuse("Application Method value should be a percentage number between 0 and 100");
    }
    if promotion_type == "buyget" {
        check_buyget(method)?;
    }
    let allocation = method.allocation.as_deref();
    if allocation == Some("across") && method.max_quantity.is_some() {
        return refuse("application_method.max_quantity is not allowed to be set for allocation (across)");
    }
    if method.target_type != "order" && allocation.is_none() {
        return refuse(
            "application_method.allocation should be either 'across OR each OR once' when application_method.target_type is either 'shipping_methods OR items'",
        );
    }
    if is_counted(allocation) && method.max_quantity.is_none() {
        return refuse(
            "application_method.max_quantity is required when application_method.allocation is 'each OR once'",
        );
    }
    if allocation == Some("once") && method.target_type == "order" {
        return refuse("application_method.allocation 'once' is not compatible with target_type 'order'");
    }
    Ok(())
}

fn check_buyget(method: &ApplicationMethod) -> Result<()> {
    let field = "is a required field for Promotion type of buyget";
    let Some(apply_to) = method.apply_to_quantity else {
        return refuse(format!("apply_to_quantity {field}"));
    };
    if method.buy_rules_min_quantity.is_none() {
        return refuse(format!("buy_rules_min_quantity {field}"));
    }
    let Some(max) = method.max_quantity else {
        return refuse(format!("application_method.max_quantity {field}"));
    };
    if max < apply_to {
        return refuse(format!(
            "max_quantity ({max}) must be greater than or equal to apply_to_quantity ({apply_to}) for BUYGET promotions."
        ));
    }
    Ok(())
}

fn refuse(message: impl Into<String>) -> Result<()> {
    Err(Error::invalid_data(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(json: Json) -> ApplicationMethod {
        serde_json::from_value::<Wanted>(json).unwrap().over(ApplicationMethod::default())
    }

    fn refusal(json: Json, promotion_type: &str) -> String {
        check(&method(json), promotion_type).map_or_else(|e| e.message().to_owned(), |()| "fine".to_owned())
    }

    #[test]
    fn methods_that_make_no_sense_are_refused() {
        use serde_json::json;
        let percent = |value| json!({ "type": "percentage", "target_type": "items", "allocation": "across", "value": value });
        assert_eq!(refusal(percent(15), "standard"), "fine");
        assert!(refusal(percent(150), "standard").contains("between 0 and 100"));
        assert!(refusal(percent(0), "standard").contains("between 0 and 100"));
        let each = json!({ "type": "fixed", "target_type": "items", "allocation": "each", "value": 5 });
        assert!(refusal(each, "standard").contains("'each OR once'"));
        let free = json!({ "type": "fixed", "target_type": "order", "value": 5 });
        assert_eq!(refusal(free.clone(), "standard"), "fine");
        assert!(refusal(free, "buyget").starts_with("apply_to_quantity"));
        assert!(
            refusal(json!({ "type": "fixed", "target_type": "items", "value": 5 }), "standard")
                .contains("'across OR each OR once'")
        );
    }
}
