//! Totals of carts, their lines and shipping methods, as computed fields of the graph.

use stheno_kernel::{Amount, Result, Value};
use stheno_query::{Computer, Context, NodeView, RowView};
use stheno_totals::{Adjustment, Cart, LineItem, Rounding, ShippingMethod, TaxLine, cart_totals, item_totals, shipping_totals, wire};

/// Total fields of a line item or shipping method.
const LINE_FIELDS: &[&str] = &[
    "total", "subtotal", "tax_total", "original_total", "original_subtotal", "original_tax_total", "discount_total",
    "discount_subtotal", "discount_tax_total",
];

/// Total fields of a cart.
const CART_FIELDS: &[&str] = stheno_totals::CartAmounts::FIELDS;

const TAXES: [&str; 3] = ["tax_lines.rate", "adjustments.amount", "adjustments.is_tax_inclusive"];

/// A line item from a row of the graph.
pub fn line_item(row: RowView<'_>) -> LineItem {
    LineItem {
        unit_price: amount(row, "unit_price"),
        quantity: amount(row, "quantity"),
        is_tax_inclusive: flag(row, "is_tax_inclusive"),
        tax_lines: tax_lines(row),
        adjustments: adjustments(row),
        detail: None,
    }
}

/// A shipping method from a row of the graph.
pub fn shipping_method(row: RowView<'_>) -> ShippingMethod {
    ShippingMethod {
        amount: amount(row, "amount"),
        is_tax_inclusive: flag(row, "is_tax_inclusive"),
        tax_lines: tax_lines(row),
        adjustments: adjustments(row),
    }
}

/// The number in a column; zero where there is none.
pub fn amount(row: RowView<'_>, name: &str) -> Amount {
    row.get(name).as_decimal().map(Amount::from).unwrap_or_default()
}

fn flag(row: RowView<'_>, name: &str) -> bool {
    row.get(name).as_bool().unwrap_or_default()
}

fn tax_lines(row: RowView<'_>) -> Vec<TaxLine> {
    row.children("tax_lines").map(|line| TaxLine { rate: amount(line, "rate") }).collect()
}

fn adjustments(row: RowView<'_>) -> Vec<Adjustment> {
    let adjustment = |row| Adjustment { amount: amount(row, "amount"), is_tax_inclusive: flag(row, "is_tax_inclusive") };
    row.children("adjustments").map(adjustment).collect()
}

/// A cell as answers print it.
fn cell(amount: Option<Amount>) -> Value {
    amount.map_or(Value::Null, |amount| wire::number(amount).into())
}

/// Fills the totals of `LineItem`.
pub struct LineItemTotals;

impl Computer for LineItemTotals {
    fn fields(&self) -> &'static [&'static str] {
        LINE_FIELDS
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        [&["unit_price", "quantity", "is_tax_inclusive"][..], &TAXES].concat()
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        let totals = rows.iter().map(|row| item_totals(&line_item(row), Rounding::None));
        Ok(totals.map(|t| fields.iter().map(|f| cell(t.get(f))).collect()).collect())
    }
}

/// Fills the totals of `ShippingMethod`.
pub struct ShippingMethodTotals;

impl Computer for ShippingMethodTotals {
    fn fields(&self) -> &'static [&'static str] {
        LINE_FIELDS
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        let mut needs = vec!["amount", "is_tax_inclusive", "tax_lines.rate", "adjustments.amount"];
        needs.dedup();
        needs
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        let totals = rows.iter().map(|row| shipping_totals(&shipping_method(row), Rounding::None));
        Ok(totals.map(|t| fields.iter().map(|f| cell(t.get(f))).collect()).collect())
    }
}

/// Fills the totals of `Cart`.
pub struct CartTotalsComputer;

impl Computer for CartTotalsComputer {
    fn fields(&self) -> &'static [&'static str] {
        CART_FIELDS
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        vec![
            "items.unit_price", "items.quantity", "items.is_tax_inclusive", "items.tax_lines.rate",
            "items.adjustments.amount", "items.adjustments.is_tax_inclusive", "shipping_methods.amount",
            "shipping_methods.is_tax_inclusive", "shipping_methods.tax_lines.rate", "shipping_methods.adjustments.amount",
            "credit_lines.amount",
        ]
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        let totals = rows.iter().map(|row| cart_totals(&cart_input(row), Rounding::None));
        Ok(totals.map(|t| fields.iter().map(|f| cell(t.get(f))).collect()).collect())
    }
}

/// What totals are computed from, read from a row of the graph that holds what [`CartTotalsComputer`] needs.
pub fn cart_input(row: RowView<'_>) -> Cart {
    Cart {
        items: row.children("items").map(line_item).collect(),
        shipping_methods: row.children("shipping_methods").map(shipping_method).collect(),
        credit_lines: row.children("credit_lines").map(|line| amount(line, "amount")).collect(),
        ..Cart::default()
    }
}
