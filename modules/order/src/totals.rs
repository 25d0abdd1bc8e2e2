//! Totals of orders, their lines and shipping methods, as computed fields of the graph.
//!
//! Where a total of the order is asked for, everything that is shown whole below it (`*items`) shows its totals too.

use crate::models;
use crate::status;
use crate::summary;
use std::sync::LazyLock;
use stheno_kernel::{Amount, Result, Value};
use stheno_model::Model as _;
use stheno_query::{Asked, Computer, Context, GraphBuilder, NodeView, RowView, absent};
use stheno_totals::{
    Adjustment, AdjustmentTotals, Cart, CartAmounts, CartTotals, CreditLineTotals, Detail, ItemTotals, LifecycleTotals,
    LineItem, LineTotals, RefundableTotals, Rounding, ShippingMethod, ShippingTotals, TaxLine, TaxLineTotals,
    cart_totals, item_totals, shipping_totals, wire,
};

/// Fields, each with its `raw_` twin.
fn with_raw(groups: &[&'static [&'static str]]) -> Vec<&'static str> {
    let names = groups.iter().flat_map(|group| group.iter());
    names.flat_map(|name| [*name, &*format!("raw_{name}").leak()]).collect()
}

static LINE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| with_raw(&[LineTotals::FIELDS, LifecycleTotals::FIELDS, RefundableTotals::FIELDS]));
static METHOD: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[LineTotals::FIELDS]));
static TAX_LINE: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[TaxLineTotals::FIELDS]));
static ADJUSTMENT: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[AdjustmentTotals::FIELDS]));
static CREDIT_LINE: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[CreditLineTotals::FIELDS]));
static ORDER: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut fields = with_raw(&[CartAmounts::FIELDS, LifecycleTotals::FIELDS]);
    fields.extend([SUMMARY, status::PAYMENT, status::FULFILLMENT]);
    fields
});

const SUMMARY: &str = "summary";

/// Quantities of a line's version, by the names of [`Detail`].
const DETAIL: [&str; 6] = [
    "detail.fulfilled_quantity",
    "detail.shipped_quantity",
    "detail.return_requested_quantity",
    "detail.return_received_quantity",
    "detail.return_dismissed_quantity",
    "detail.written_off_quantity",
];
const ITEM: [&str; 6] = [
    "unit_price",
    "quantity",
    "is_tax_inclusive",
    "tax_lines.rate",
    "adjustments.amount",
    "adjustments.is_tax_inclusive",
];
const SHIPPING: [&str; 4] = ["amount", "is_tax_inclusive", "tax_lines.rate", "adjustments.amount"];

/// The number in a column; zero where there is none.
fn amount(row: RowView<'_>, name: &str) -> Amount {
    row.get(name).as_decimal().map(Amount::from).unwrap_or_default()
}

fn flag(row: RowView<'_>, name: &str) -> bool {
    row.get(name).as_bool().unwrap_or_default()
}

fn tax_lines(row: RowView<'_>) -> Vec<TaxLine> {
    row.children("tax_lines").map(|line| TaxLine { rate: amount(line, "rate") }).collect()
}

fn adjustments(row: RowView<'_>) -> Vec<Adjustment> {
    let read = |row| Adjustment { amount: amount(row, "amount"), is_tax_inclusive: flag(row, "is_tax_inclusive") };
    row.children("adjustments").map(read).collect()
}

/// A line from a row that holds what [`ItemComputer`] needs.
fn line_item(row: RowView<'_>) -> LineItem {
    LineItem {
        unit_price: amount(row, "unit_price"),
        quantity: amount(row, "quantity"),
        is_tax_inclusive: flag(row, "is_tax_inclusive"),
        tax_lines: tax_lines(row),
        adjustments: adjustments(row),
        detail: Some(Detail {
            fulfilled_quantity: amount(row, "fulfilled_quantity"),
            shipped_quantity: amount(row, "shipped_quantity"),
            return_requested_quantity: amount(row, "return_requested_quantity"),
            return_received_quantity: amount(row, "return_received_quantity"),
            return_dismissed_quantity: amount(row, "return_dismissed_quantity"),
            written_off_quantity: amount(row, "written_off_quantity"),
        }),
    }
}

fn shipping_method(row: RowView<'_>) -> ShippingMethod {
    ShippingMethod {
        amount: amount(row, "amount"),
        is_tax_inclusive: flag(row, "is_tax_inclusive"),
        tax_lines: tax_lines(row),
        adjustments: adjustments(row),
    }
}

fn order(row: RowView<'_>) -> Cart {
    Cart {
        items: row.children("items").map(line_item).collect(),
        shipping_methods: row.children("shipping_methods").map(shipping_method).collect(),
        credit_lines: row.children("credit_lines").map(|line| amount(line, "amount")).collect(),
        ..Cart::default()
    }
}

/// A cell as answers print it: the number, or the exact text for a `raw_` field.
fn cell(field: &str, get: impl Fn(&str) -> Option<Amount>) -> Value {
    match field.strip_prefix("raw_") {
        Some(name) => get(name).map_or_else(absent, |amount| wire::raw(amount).into()),
        None => get(field).map_or_else(absent, |amount| wire::number(amount).into()),
    }
}

fn cells(fields: &[&'static str], get: impl Fn(&str) -> Option<Amount>) -> Vec<Value> {
    fields.iter().map(|field| cell(field, &get)).collect()
}

/// Fills the totals of `OrderLineItem`.
pub struct ItemComputer;

impl Computer for ItemComputer {
    fn fields(&self) -> &'static [&'static str] {
        &LINE
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        [&ITEM[..], &DETAIL].concat()
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        let totals = rows.iter().map(|row| item_totals(&line_item(row), Rounding::None));
        Ok(totals.map(|totals| cells(fields, |name| totals.get(name))).collect())
    }
}

/// Fills the totals of `OrderShippingMethod`.
pub struct MethodComputer;

impl Computer for MethodComputer {
    fn fields(&self) -> &'static [&'static str] {
        &METHOD
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        SHIPPING.to_vec()
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        let totals = rows.iter().map(|row| shipping_totals(&shipping_method(row), Rounding::None));
        Ok(totals.map(|totals| cells(fields, |name| totals.get(name))).collect())
    }
}

/// What a tax line or adjustment hangs on.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// A tax line.
    TaxLine,
    /// An adjustment.
    Adjustment,
}

/// Fills the totals of tax lines and adjustments, which follow from the line that they hang on: their columns are
/// fetched where [`OrderComputer`] shows these totals.
pub struct PartComputer {
    /// Which of the two.
    pub part: Part,
    /// Whether it hangs on a shipping method rather than on a line.
    pub of_shipping: bool,
}

type PartAmounts = Vec<Box<dyn Fn(&str) -> Option<Amount>>>;

impl PartComputer {
    fn parts(&self, parent: RowView<'_>) -> PartAmounts {
        let (taxes, adjustments) = if self.of_shipping {
            let ShippingTotals { tax_lines, adjustments, .. } = shipping_totals(&shipping_method(parent), Rounding::None);
            (tax_lines, adjustments)
        } else {
            let ItemTotals { tax_lines, adjustments, .. } = item_totals(&line_item(parent), Rounding::None);
            (tax_lines, adjustments)
        };
        match self.part {
            Part::TaxLine => taxes.into_iter().map(|t| Box::new(move |name: &str| t.get(name)) as Box<_>).collect(),
            Part::Adjustment => {
                adjustments.into_iter().map(|a| Box::new(move |name: &str| a.get(name)) as Box<_>).collect()
            }
        }
    }
    fn relation(&self) -> &'static str {
        match self.part {
            Part::TaxLine => "tax_lines",
            Part::Adjustment => "adjustments",
        }
    }
}

impl Computer for PartComputer {
    fn fields(&self) -> &'static [&'static str] {
        match self.part {
            Part::TaxLine => &TAX_LINE,
            Part::Adjustment => &ADJUSTMENT,
        }
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        vec!["id"]
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        let parents = rows.parents();
        let of_row = |row: RowView<'_>, parent: &Option<RowView<'_>>| {
            let parent = (*parent)?;
            let at = parent.children(self.relation()).position(|sibling| sibling.get("id") == row.get("id"))?;
            self.parts(parent).into_iter().nth(at)
        };
        let row_cells = |(row, parent): (RowView<'_>, &Option<RowView<'_>>)| match of_row(row, parent) {
            Some(get) => cells(fields, get),
            None => fields.iter().map(|_| absent()).collect(),
        };
        Ok(rows.iter().zip(&parents).map(row_cells).collect())
    }
}

/// Fills the totals of `OrderCreditLine`.
pub struct CreditLineComputer;

impl Computer for CreditLineComputer {
    fn fields(&self) -> &'static [&'static str] {
        &CREDIT_LINE
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        vec!["amount"]
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        Ok(rows.iter().map(|row| cells(fields, |_| Some(amount(row, "amount")))).collect())
    }
}

/// Fills the totals, the summary and the two statuses of `Order`.
pub struct OrderComputer;

/// Whether a field is one of the totals.
fn is_total(field: &str) -> bool {
    !matches!(field, SUMMARY | status::PAYMENT | status::FULFILLMENT)
}

impl OrderComputer {
    /// What everything that is shown whole below `relation` shows as well.
    fn widen_relation(asked: &mut Asked<'_>, relation: &str, fields: &[&'static str]) {
        let parts = [("tax_lines", &*TAX_LINE), ("adjustments", &*ADJUSTMENT)];
        if asked.has_all(relation) {
            fields.iter().for_each(|field| asked.show(&format!("{relation}.{field}")));
            parts.iter().for_each(|(part, _)| asked.show(&format!("{relation}.{part}.*")));
        }
        for (part, fields) in parts {
            let path = format!("{relation}.{part}");
            if asked.has_all(&path) {
                fields.iter().for_each(|field| asked.show(&format!("{path}.{field}")));
            }
        }
    }

    /// Parts show totals that follow from the line's columns.
    fn need_columns(asked: &mut Asked<'_>) {
        for (relation, needs) in [("items", [&ITEM[..], &DETAIL].concat()), ("shipping_methods", SHIPPING.to_vec())] {
            let parts = ["tax_lines", "adjustments"].map(|part| format!("{relation}.{part}"));
            let shows = |field: &&str| parts.iter().any(|part| asked.has(&format!("{part}.{field}")));
            if TAX_LINE.iter().any(|field| shows(field)) {
                needs.iter().for_each(|need| asked.need(&format!("{relation}.{need}")));
            }
        }
    }
}

impl Computer for OrderComputer {
    fn fields(&self) -> &'static [&'static str] {
        &ORDER
    }
    fn widen(&self, asked: &mut Asked<'_>) {
        let is_whole = asked.has_all("");
        if is_whole {
            ORDER.iter().filter(|field| is_total(field)).for_each(|field| asked.show(field));
            ["items.*", "shipping_methods.*", "credit_lines.*", SUMMARY].into_iter().for_each(|field| asked.show(field));
        }
        if ORDER.iter().any(|field| is_total(field) && asked.has(field)) {
            Self::widen_relation(asked, "items", &LINE);
            Self::widen_relation(asked, "shipping_methods", &METHOD);
            if asked.has_all("credit_lines") {
                CREDIT_LINE.iter().for_each(|field| asked.show(&format!("credit_lines.{field}")));
            }
            Self::need_columns(asked);
            return;
        }
        // Without a total of the order, upstream knows no totals of lines, and no quantities apart from `detail`.
        for (relation, fields) in [("items", &*LINE), ("shipping_methods", &*METHOD)] {
            fields.iter().for_each(|field| asked.drop(&format!("{relation}.{field}")));
            for field in TAX_LINE.iter() {
                asked.drop(&format!("{relation}.tax_lines.{field}"));
                asked.drop(&format!("{relation}.adjustments.{field}"));
            }
        }
        asked.drop("items.quantity");
        asked.drop("items.raw_quantity");
    }
    fn needs(&self, fields: &[&'static str]) -> Vec<&'static str> {
        let mut needs = Vec::new();
        if fields.contains(&SUMMARY) {
            needs.push("summary.totals");
        }
        if fields.contains(&status::PAYMENT) {
            needs.extend(status::PAYMENT_NEEDS);
        }
        if fields.contains(&status::FULFILLMENT) {
            needs.extend(status::FULFILLMENT_NEEDS);
        }
        if fields.iter().any(|field| is_total(field)) {
            needs.extend(NEEDS);
        }
        needs
    }
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], _context: &Context) -> Result<Vec<Vec<Value>>> {
        let has_totals = fields.iter().any(|field| is_total(field));
        let of_row = |row: RowView<'_>| {
            let totals = has_totals.then(|| cart_totals(&order(row), Rounding::None));
            fields.iter().map(|field| order_cell(row, field, totals.as_ref())).collect()
        };
        Ok(rows.iter().map(of_row).collect())
    }
}

const NEEDS: [&str; 17] = [
    "items.unit_price",
    "items.quantity",
    "items.is_tax_inclusive",
    "items.tax_lines.rate",
    "items.adjustments.amount",
    "items.adjustments.is_tax_inclusive",
    "items.detail.fulfilled_quantity",
    "items.detail.shipped_quantity",
    "items.detail.return_requested_quantity",
    "items.detail.return_received_quantity",
    "items.detail.return_dismissed_quantity",
    "items.detail.written_off_quantity",
    "shipping_methods.amount",
    "shipping_methods.is_tax_inclusive",
    "shipping_methods.tax_lines.rate",
    "shipping_methods.adjustments.amount",
    "credit_lines.amount",
];

fn order_cell(row: RowView<'_>, field: &str, totals: Option<&CartTotals>) -> Value {
    match field {
        SUMMARY => row.child(SUMMARY).map_or_else(absent, |stored| match stored.get("totals").as_json() {
            Some(stored) => summary::shown(stored, totals),
            None => absent(),
        }),
        status::PAYMENT => status::payment(row).into(),
        status::FULFILLMENT => status::fulfillment(row).into(),
        total => cell(total, |name| totals?.get(name)),
    }
}

/// What the graph knows of orders beyond the tables: totals, versions, and the line's own metadata beneath the version's.
pub fn graph(graph: GraphBuilder) -> GraphBuilder {
    let part = |part, of_shipping| PartComputer { part, of_shipping };
    graph
        .computer(models::Order::meta(), OrderComputer)
        .computer(models::OrderLineItem::meta(), ItemComputer)
        .computer(models::OrderShippingMethod::meta(), MethodComputer)
        .computer(models::OrderCreditLine::meta(), CreditLineComputer)
        .computer(models::OrderLineItemTaxLine::meta(), part(Part::TaxLine, false))
        .computer(models::OrderLineItemAdjustment::meta(), part(Part::Adjustment, false))
        .computer(models::OrderShippingMethodTaxLine::meta(), part(Part::TaxLine, true))
        .computer(models::OrderShippingMethodAdjustment::meta(), part(Part::Adjustment, true))
        .versioned(models::Order::meta(), "summary", "version")
        .versioned(models::Order::meta(), "credit_lines", "version")
        .versioned(models::OrderLineItem::meta(), "adjustments", "version")
        .versioned(models::OrderShippingMethod::meta(), "adjustments", "version")
        .beneath(models::Order::meta(), "items", ("metadata", "line_item_metadata"))
}
