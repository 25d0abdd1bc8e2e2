//! What totals are computed from: the columns of cart and order lines that matter, and nothing else.

use stheno_kernel::Amount;

/// A tax line of an item or of a shipping method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxLine {
    /// In percent: 19 for 19 %.
    pub rate: Amount,
}

/// A discount on the whole line, not on one piece of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Major units.
    pub amount: Amount,
    /// Whether `amount` includes tax.
    pub is_tax_inclusive: bool,
}

/// How far the pieces of an order's line have come (`order_item`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the columns of `order_item`")]
pub struct Detail {
    pub fulfilled_quantity: Amount,
    pub shipped_quantity: Amount,
    pub return_requested_quantity: Amount,
    pub return_received_quantity: Amount,
    pub return_dismissed_quantity: Amount,
    pub written_off_quantity: Amount,
}

/// A line item of a cart or an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineItem {
    /// Price of one piece, in major units.
    pub unit_price: Amount,
    /// Pieces.
    pub quantity: Amount,
    /// Whether `unit_price` includes tax.
    pub is_tax_inclusive: bool,
    /// Rates add up; no rate is charged on another.
    pub tax_lines: Vec<TaxLine>,
    /// Discounts.
    pub adjustments: Vec<Adjustment>,
    /// For lines of orders only. Pieces that came back (received or dismissed) leave the line's totals.
    pub detail: Option<Detail>,
}

/// A shipping method of a cart or an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShippingMethod {
    /// Major units.
    pub amount: Amount,
    /// Whether `amount` includes tax.
    pub is_tax_inclusive: bool,
    /// Rates add up.
    pub tax_lines: Vec<TaxLine>,
    /// Discounts.
    pub adjustments: Vec<Adjustment>,
}

/// A cart or an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Cart {
    /// Line items.
    pub items: Vec<LineItem>,
    /// Shipping methods.
    pub shipping_methods: Vec<ShippingMethod>,
    /// Amounts of the credit lines; they carry no tax.
    pub credit_lines: Vec<Amount>,
    /// Decimals of the currency, 2 where unknown.
    pub currency_digits: u32,
}

impl Default for Cart {
    fn default() -> Self {
        Self { items: vec![], shipping_methods: vec![], credit_lines: vec![], currency_digits: 2 }
    }
}
