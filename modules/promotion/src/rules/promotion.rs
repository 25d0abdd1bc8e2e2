//! The columns of promotions, and the cart that they are measured against.

use super::attributes::Attributes;
use stheno_kernel::{Amount, Timestamp};

/// A promotion that is not deleted, with everything that hangs on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Promotion {
    /// `promo_…`
    pub id: String,
    /// What the shopper types.
    pub code: String,
    /// Applies without a code.
    pub is_automatic: bool,
    /// Whether a fixed value includes tax.
    pub is_tax_inclusive: bool,
    /// Whether `status` is `active`.
    pub is_active: bool,
    /// Standard, or buy some and get some.
    pub promotion_type: PromotionType,
    /// How often it may be used.
    pub limit: Option<i64>,
    /// How often it was used.
    pub used: i64,
    /// What it takes off, and where; without one it does nothing.
    pub method: Option<Method>,
    /// Conditions on the cart. All must hold.
    pub rules: Vec<Rule>,
    /// The campaign that it is part of.
    pub campaign: Option<Campaign>,
}

impl Promotion {
    /// Whether the promotion and its campaign run.
    pub fn runs(&self, now: Timestamp) -> bool {
        let in_campaign = |c: &Campaign| {
            c.starts_at.is_none_or(|start| start <= now) && c.ends_at.is_none_or(|end| now < end)
        };
        self.is_active && self.campaign.as_ref().is_none_or(in_campaign)
    }
}

/// `promotion.type`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum PromotionType {
    Standard,
    BuyGet,
}

/// A row of `promotion_application_method`.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// An amount or a percentage.
    pub method_type: MethodType,
    /// What it is taken off.
    pub target: Target,
    /// How it is spread over the lines; for the order always across.
    pub allocation: Option<Allocation>,
    /// Major units or percent.
    pub value: Amount,
    /// If set, the cart must be of this currency.
    pub currency_code: Option<String>,
    /// Pieces: of each line (each), of all lines (once), or of all lines that are got (buy and get).
    pub max_quantity: Option<Amount>,
    /// Buy and get: pieces that one round gives.
    pub apply_to_quantity: Option<Amount>,
    /// Buy and get: pieces that one round needs.
    pub buy_rules_min_quantity: Option<Amount>,
    /// Conditions on the lines that are reduced. All must hold.
    pub target_rules: Vec<Rule>,
    /// Buy and get: conditions on the lines that must be bought. All must hold.
    pub buy_rules: Vec<Rule>,
}

/// `promotion_application_method.type`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum MethodType {
    Fixed,
    Percentage,
}

/// `promotion_application_method.target_type`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum Target {
    Items,
    Order,
    ShippingMethods,
}

/// `promotion_application_method.allocation`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// The value on every line.
    Each,
    /// The value spread over all lines by their worth.
    Across,
    /// The value on the cheapest pieces, up to `max_quantity` of them.
    Once,
}

/// A row of `promotion_rule` with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// A path: into the cart for the promotion's own rules; below `items.` or `shipping_methods.` for target rules.
    pub attribute: String,
    /// How the values compare.
    pub operator: Operator,
    /// Texts, also of numbers.
    pub values: Vec<String>,
}

/// `promotion_rule.operator`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum Operator {
    Eq,
    In,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
}

/// A row of `promotion_campaign`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Campaign {
    /// Inclusive.
    pub starts_at: Option<Timestamp>,
    /// Exclusive.
    pub ends_at: Option<Timestamp>,
    /// What the campaign may cost.
    pub budget: Option<Budget>,
}

/// A row of `promotion_campaign_budget`.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// What is counted.
    pub kind: BudgetKind,
    /// None, or zero, is without limit.
    pub limit: Option<Amount>,
    /// Counted so far.
    pub used: Amount,
}

/// What a budget counts.
#[derive(Clone, Debug, PartialEq)]
pub enum BudgetKind {
    /// The money taken off.
    Spend,
    /// Uses.
    Usage,
    /// Uses by each value of an attribute.
    UseByAttribute {
        /// `customer_id` or `customer_email`.
        attribute: String,
        /// Uses by this cart's value ([`super::budget_attribute_value`]) so far; `None` where there were none.
        used: Option<Amount>,
    },
}

/// The cart to reduce.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cart {
    /// ISO 4217, lower case.
    pub currency_code: String,
    /// Lines in their order.
    pub items: Vec<CartItem>,
    /// Shipping methods in their order.
    pub shipping_methods: Vec<CartShippingMethod>,
    /// What the promotions' own rules ask about: all of the cart but its items and shipping methods.
    pub attributes: Attributes,
}

/// A line of the cart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CartItem {
    /// `cali_…`
    pub id: String,
    /// Before discounts, without tax.
    pub subtotal: Amount,
    /// Before discounts, with tax.
    pub original_total: Amount,
    /// Pieces.
    pub quantity: Amount,
    /// Others are left alone, except by buy and get.
    pub is_discountable: bool,
    /// What target rules ask about, without the prefix `items.`.
    pub attributes: Attributes,
}

/// A shipping method of the cart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CartShippingMethod {
    /// `casm_…`
    pub id: String,
    /// Before discounts, without tax.
    pub subtotal: Amount,
    /// What target rules ask about, without the prefix `shipping_methods.`.
    pub attributes: Attributes,
}

macro_rules! from_text {
    ($($type:ident { $($text:literal => $variant:ident,)* })*) => {$(
        impl $type {
            /// Reads the column.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}
from_text! {
    PromotionType { "standard" => Standard, "buyget" => BuyGet, }
    MethodType { "fixed" => Fixed, "percentage" => Percentage, }
    Target { "items" => Items, "order" => Order, "shipping_methods" => ShippingMethods, }
    Allocation { "each" => Each, "across" => Across, "once" => Once, }
    Operator { "eq" => Eq, "in" => In, "ne" => Ne, "gt" => Gt, "gte" => Gte, "lt" => Lt, "lte" => Lte, }
}
