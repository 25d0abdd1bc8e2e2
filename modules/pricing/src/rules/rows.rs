//! The columns of prices, rules and price lists that decide which price applies.

use std::sync::Arc;
use stheno_kernel::{Amount, Timestamp};

/// A row of `price` that is not deleted.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceRow {
    /// `price_…`
    pub id: String,
    /// ISO 4217, lower case.
    pub currency_code: String,
    /// Major units.
    pub amount: Amount,
    /// From this many pieces on.
    pub min_quantity: Option<Amount>,
    /// Up to this many pieces.
    pub max_quantity: Option<Amount>,
    /// All must match.
    pub rules: Vec<PriceRule>,
    /// The list that the price belongs to; rows of one list share it.
    pub price_list: Option<Arc<PriceList>>,
}

/// A row of `price_rule` that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceRule {
    /// A path into the context: `region_id`, `customer.groups.id`.
    pub attribute: String,
    /// Compares numbers only; any other value of the context must equal `value`, whatever the operator.
    pub operator: RuleOperator,
    /// Text, also of a number.
    pub value: String,
}

/// How a rule compares a number of the context with its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum RuleOperator {
    #[default]
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
}

impl RuleOperator {
    /// Reads the column.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "eq" => Self::Eq,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            _ => return None,
        })
    }
}

/// A row of `price_list` that is not deleted, with its rules.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceList {
    /// `plist_…`
    pub id: String,
    /// Sale or override.
    pub list_type: PriceListType,
    /// Whether `status` is `active`.
    pub is_active: bool,
    /// Inclusive.
    pub starts_at: Option<Timestamp>,
    /// Inclusive.
    pub ends_at: Option<Timestamp>,
    /// All must match.
    pub rules: Vec<PriceListRule>,
}

/// A row of `price_list_rule` that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceListRule {
    /// A path into the context.
    pub attribute: String,
    /// One of these must be among the context's values.
    pub values: Vec<String>,
}

/// What a price list does to the default price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceListType {
    /// The lower of the two counts, and the default stays the original price.
    Sale,
    /// The list's price counts, and is the original price too.
    Override,
}

impl PriceListType {
    /// Reads the column.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "sale" => Some(Self::Sale),
            "override" => Some(Self::Override),
            _ => None,
        }
    }
    /// The text of the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Override => "override",
        }
    }
}

/// A row of `price_preference`: whether prices of a region or currency include tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricePreference {
    /// `region_id` or `currency_code`.
    pub attribute: String,
    /// The region's id or the currency's code.
    pub value: String,
    /// Whether they do.
    pub is_tax_inclusive: bool,
}
