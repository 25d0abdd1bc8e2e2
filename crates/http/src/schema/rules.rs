//! Rules between members that the contract's validators check and JSON Schema cannot say, by the name that `x-rules` gives
//! them.

use super::check::Run;
use super::issue::Code;
use serde_json::Value;

/// One rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    name: &'static str,
    holds: fn(&Value) -> bool,
    sentence: &'static str,
    /// The members it is about, below the value it is checked on.
    at: &'static [&'static str],
}

impl Rule {
    /// The rule of this name.
    pub fn named(name: &str) -> Option<Self> {
        RULES.iter().find(|rule| rule.name == name).copied()
    }
    /// Complains if the rule does not hold.
    pub fn check(&self, value: &Value, run: &mut Run<'_>) {
        if !(self.holds)(value) {
            run.complain_at(self.at, Code::Told(self.sentence));
        }
    }
}

const RULES: &[Rule] = &[
    Rule {
        name: "buyget_promotion",
        holds: buyget_promotion,
        sentence: "Buyget promotions require at least one buy rule and quantities to be defined",
        at: &[],
    },
    Rule {
        name: "automatic_without_limit",
        holds: |v| {
            v.get("is_automatic") != Some(&Value::Bool(true)) || v.get("limit").is_none_or(Value::is_null)
        },
        sentence: "Automatic promotions cannot have a usage limit",
        at: &["limit"],
    },
    Rule {
        name: "spend_budget_currency",
        holds: |v| !is_text(v, "type", &["spend"]) || is_present(v, "currency_code"),
        sentence: "currency_code is required when budget type is spend",
        at: &["currency_code"],
    },
    Rule {
        name: "usage_budget_currency",
        holds: |v| !is_text(v, "type", &["usage"]) || !is_present(v, "currency_code"),
        sentence: "currency_code should not be present when budget type is usage",
        at: &["currency_code"],
    },
    Rule {
        name: "budget_attribute",
        holds: |v| {
            is_present(v, "attribute") || !is_text(v, "type", &["use_by_attribute", "spend_by_attribute"])
        },
        sentence: "campaign budget attribute is required when budget type is USE_BY_ATTRIBUTE or SPEND_BY_ATTRIBUTE",
        at: &["attribute"],
    },
    Rule {
        name: "root_tax_provider",
        holds: |v| is_present(v, "parent_id") || is_present(v, "provider_id"),
        sentence: "Provider is required when creating a non-province tax region.",
        at: &["provider_id"],
    },
    Rule {
        name: "exactly_one_type",
        holds: |v| v.get("type_id").is_some() != v.get("type").is_some(),
        sentence: "Exactly one of 'type' or 'type_id' must be provided, but not both",
        at: &["type_id", "type"],
    },
    Rule {
        name: "at_most_one_type",
        holds: |v| v.get("type_id").is_none() || v.get("type").is_none(),
        sentence: "Only one of 'type' or 'type_id' can be provided",
        at: &["type_id", "type"],
    },
    Rule {
        name: "items_variant_or_title",
        holds: |v| {
            let mut items = v.as_array().into_iter().flatten();
            items.all(|item| is_present(item, "variant_id") || is_present(item, "title"))
        },
        sentence: "Items must have either a variant_id or a title",
        at: &[],
    },
    Rule { name: "http_url", holds: http_url, sentence: "URL must use http: or https: scheme", at: &[] },
    Rule {
        name: "removed_options",
        holds: |_| false,
        sentence: "The 'options' property was removed in version 2.16.0. Please remove it from your request payload.",
        at: &[],
    },
];

fn is_present(value: &Value, name: &str) -> bool {
    match value.get(name) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        Some(_) => true,
    }
}

fn is_text(value: &Value, name: &str, texts: &[&str]) -> bool {
    value.get(name).and_then(Value::as_str).is_some_and(|text| texts.contains(&text))
}

fn buyget_promotion(promotion: &Value) -> bool {
    if is_present(promotion, "campaign") && is_present(promotion, "campaign_id") {
        return false;
    }
    if !is_text(promotion, "type", &["buyget"]) {
        return true;
    }
    let method = promotion.get("application_method");
    let member = |name: &str| method.and_then(|method| method.get(name));
    let has_rules = member("buy_rules").and_then(Value::as_array).is_some_and(|rules| !rules.is_empty());
    has_rules && member("apply_to_quantity").is_some() && member("buy_rules_min_quantity").is_some()
}

fn http_url(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    if text.is_empty() || text == "#" {
        return true;
    }
    // `new URL` forgives spaces around it and the case of the scheme; without a host it is no web address.
    let text = text.trim().to_ascii_lowercase();
    let rest = text.strip_prefix("https:").or_else(|| text.strip_prefix("http:"));
    rest.is_some_and(|rest| !rest.trim_start_matches(['/', '\\']).is_empty())
}
