//! Whether the rules of a shipping option hold.

use std::collections::BTreeMap;
use stheno_kernel::{Decimal, JsonText, Timestamp};

/// A row of `shipping_option_rule` that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// A path into the context.
    pub attribute: String,
    /// How the two compare.
    pub operator: Operator,
    /// What the attribute is compared to.
    pub value: RuleValue,
}

/// `shipping_option_rule.operator`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum Operator {
    In,
    Nin,
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
}

impl Operator {
    /// Reads the column.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "in" => Self::In,
            "nin" => Self::Nin,
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            _ => return None,
        })
    }
}

/// `shipping_option_rule.value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleValue {
    /// A JSON text.
    Text(String),
    /// The texts of a JSON array.
    List(Vec<String>),
    /// A JSON number: it has an order, but equals no text.
    Number(String),
    /// Anything else; it compares to nothing.
    Other,
}

impl RuleValue {
    /// Reads the column.
    pub fn parse(json: &JsonText) -> Self {
        use serde_json::Value as Json;
        let text = |json: Json| match json {
            Json::String(text) => Some(text),
            _ => None,
        };
        match json.to_value() {
            Json::String(text) => Self::Text(text),
            Json::Number(number) => Self::Number(number.to_string()),
            Json::Array(list) => Self::List(list.into_iter().filter_map(text).collect()),
            Json::Bool(_) | Json::Null | Json::Object(_) => Self::Other,
        }
    }
}

/// What rules can ask about, by path, as text: `is_return`, `enabled_in_store`, `customer.id`.
pub type Context = BTreeMap<String, String>;

/// What an attribute that the context lacks compares as.
const UNDEFINED: &str = "undefined";

/// Whether all rules hold.
pub fn context_is_valid(rules: &[Rule], context: &Context) -> bool {
    rules.iter().all(|rule| {
        let value = context.get(&rule.attribute).map_or(UNDEFINED, String::as_str);
        holds(rule, value)
    })
}

fn holds(rule: &Rule, value: &str) -> bool {
    let is_same = || matches!(&rule.value, RuleValue::Text(text) if text == value);
    let is_listed = || match &rule.value {
        RuleValue::List(list) => list.iter().any(|text| text == value),
        // A text holds every part of itself; the admin API takes arrays only.
        RuleValue::Text(text) => text.contains(value),
        RuleValue::Number(_) | RuleValue::Other => false,
    };
    let order = || match &rule.value {
        RuleValue::Text(limit) | RuleValue::Number(limit) => order(value, limit),
        RuleValue::List(_) | RuleValue::Other => None,
    };
    match rule.operator {
        Operator::In => is_listed(),
        Operator::Nin => !is_listed(),
        Operator::Eq => is_same(),
        Operator::Ne => !is_same(),
        Operator::Gt => order().is_some_and(|o| o.is_gt()),
        Operator::Gte => order().is_some_and(|o| o.is_ge()),
        Operator::Lt => order().is_some_and(|o| o.is_lt()),
        Operator::Lte => order().is_some_and(|o| o.is_le()),
    }
}

/// Two numbers or two times; anything else has no order.
fn order(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    let number =
        |text: &str| text.trim().parse::<Decimal>().or_else(|_| Decimal::from_scientific(text.trim())).ok();
    match (number(a), number(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        (None, None) => Some(Timestamp::parse(a)?.cmp(&Timestamp::parse(b)?)),
        _ => None,
    }
}
