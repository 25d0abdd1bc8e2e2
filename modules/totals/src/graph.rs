//! Totals as computed fields of the graph, for carts and orders alike.
//!
//! Where a total of the whole is asked for, everything that is shown whole below it (`*items`) shows its totals too.

use crate::{
    Adjustment, AdjustmentTotals, Cart, CartAmounts, CreditLineTotals, Detail, ItemTotals, LifecycleTotals,
    LineItem, LineTotals, RefundableTotals, Rounding, RoundingPolicy, ShippingMethod, ShippingTotals,
    TaxLine, TaxLineTotals, item_totals, shipping_totals, wire,
};
use std::sync::LazyLock;
use stheno_kernel::{Amount, Result, Value};
use stheno_query::{Asked, Computer, Context, NodeView, RowView, absent};

/// Fields, each with its `raw_` twin.
fn with_raw(groups: &[&'static [&'static str]]) -> Vec<&'static str> {
    let names = groups.iter().flat_map(|group| group.iter());
    names.flat_map(|name| [*name, &*format!("raw_{name}").leak()]).collect()
}

static LINE: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[LineTotals::FIELDS]));
static LIVED_LINE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| with_raw(&[LineTotals::FIELDS, LifecycleTotals::FIELDS, RefundableTotals::FIELDS]));
static TAX_LINE: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[TaxLineTotals::FIELDS]));
static ADJUSTMENT: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[AdjustmentTotals::FIELDS]));
static CREDIT_LINE: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[CreditLineTotals::FIELDS]));
static WHOLE: LazyLock<Vec<&'static str>> = LazyLock::new(|| with_raw(&[CartAmounts::FIELDS]));
static LIVED_WHOLE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| with_raw(&[CartAmounts::FIELDS, LifecycleTotals::FIELDS]));

/// Whose totals these are: an order's lines have lived on (`detail`), a cart's have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A cart.
    Cart,
    /// An order.
    Order,
}

impl Of {
    /// Totals of the whole.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Cart => &WHOLE,
            Self::Order => &LIVED_WHOLE,
        }
    }
    /// Totals of a line.
    pub fn line_fields(self) -> &'static [&'static str] {
        match self {
            Self::Cart => &LINE,
            Self::Order => &LIVED_LINE,
        }
    }
    /// Columns of a line that its totals need.
    pub fn line_needs(self) -> Vec<&'static str> {
        match self {
            Self::Cart => ITEM.to_vec(),
            Self::Order => [&ITEM[..], &DETAIL].concat(),
        }
    }
    /// Paths below the whole that its totals need.
    pub fn needs(self) -> Vec<&'static str> {
        static CART: LazyLock<Vec<&'static str>> = LazyLock::new(|| needs_of(Of::Cart));
        static ORDER: LazyLock<Vec<&'static str>> = LazyLock::new(|| needs_of(Of::Order));
        match self {
            Self::Cart => CART.clone(),
            Self::Order => ORDER.clone(),
        }
    }
}

fn needs_of(of: Of) -> Vec<&'static str> {
    let below = |relation: &'static str, needs: Vec<&'static str>| {
        needs.into_iter().map(move |need| &*format!("{relation}.{need}").leak())
    };
    let (items, methods) = (below("items", of.line_needs()), below("shipping_methods", SHIPPING.to_vec()));
    items.chain(methods).chain(["credit_lines.amount", "currency_code"]).collect()
}

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
    let read =
        |row| Adjustment { amount: amount(row, "amount"), is_tax_inclusive: flag(row, "is_tax_inclusive") };
    row.children("adjustments").map(read).collect()
}

/// A line from a row that holds what [`Of::line_needs`] names.
pub fn line_item(of: Of, row: RowView<'_>) -> LineItem {
    let detail = || Detail {
        fulfilled_quantity: amount(row, "fulfilled_quantity"),
        shipped_quantity: amount(row, "shipped_quantity"),
        return_requested_quantity: amount(row, "return_requested_quantity"),
        return_received_quantity: amount(row, "return_received_quantity"),
        return_dismissed_quantity: amount(row, "return_dismissed_quantity"),
        written_off_quantity: amount(row, "written_off_quantity"),
    };
    LineItem {
        unit_price: amount(row, "unit_price"),
        quantity: amount(row, "quantity"),
        is_tax_inclusive: flag(row, "is_tax_inclusive"),
        tax_lines: tax_lines(row),
        adjustments: adjustments(row),
        detail: (of == Of::Order).then(detail),
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

/// The whole from a row that holds what [`Of::needs`] names.
pub fn whole(of: Of, row: RowView<'_>) -> Cart {
    Cart {
        items: row.children("items").map(|item| line_item(of, item)).collect(),
        shipping_methods: row.children("shipping_methods").map(shipping_method).collect(),
        credit_lines: row.children("credit_lines").map(|line| amount(line, "amount")).collect(),
        ..Cart::default()
    }
}

/// A cell as answers print it: the number, or the exact text for a `raw_` field.
pub fn cell(field: &str, get: impl Fn(&str) -> Option<Amount>) -> Value {
    match field.strip_prefix("raw_") {
        Some(name) => get(name).map_or_else(absent, |amount| wire::raw(amount).into()),
        None => get(field).map_or_else(absent, |amount| wire::number(amount).into()),
    }
}

fn cells(fields: &[&'static str], get: impl Fn(&str) -> Option<Amount>) -> Vec<Value> {
    fields.iter().map(|field| cell(field, &get)).collect()
}

/// How the amounts of each row are rounded; `wholes` are the carts or orders that they are amounts of.
fn roundings(policy: RoundingPolicy, wholes: &[Option<RowView<'_>>]) -> Vec<Rounding> {
    let of = |whole: &Option<RowView<'_>>| policy.of(whole.map_or("", |row| row.text("currency_code")));
    wholes.iter().map(of).collect()
}

/// As [`roundings`], of rows that hang on a whole.
fn roundings_below(policy: RoundingPolicy, rows: NodeView<'_>) -> Vec<Rounding> {
    if policy.is_exact() { vec![Rounding::None; rows.len()] } else { roundings(policy, &rows.parents()) }
}

/// Fills the totals of line items.
pub struct ItemComputer(pub Of, pub RoundingPolicy);

impl Computer for ItemComputer {
    fn fields(&self) -> &'static [&'static str] {
        self.0.line_fields()
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        self.0.line_needs()
    }
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        _context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        let roundings = roundings_below(self.1, rows);
        let totals = rows.iter().zip(roundings);
        let totals = totals.map(|(row, rounding)| item_totals(&line_item(self.0, row), rounding));
        Ok(totals.map(|totals| cells(fields, |name| totals.get(name))).collect())
    }
}

/// Fills the totals of shipping methods.
pub struct MethodComputer(pub RoundingPolicy);

impl Computer for MethodComputer {
    fn fields(&self) -> &'static [&'static str] {
        &LINE
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        SHIPPING.to_vec()
    }
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        _context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        let roundings = roundings_below(self.0, rows);
        let totals = rows.iter().zip(roundings);
        let totals = totals.map(|(row, rounding)| shipping_totals(&shipping_method(row), rounding));
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

/// Fills the totals of tax lines and adjustments, which follow from the line that they hang on: its columns are fetched
/// where [`widen`] shows these totals.
pub struct PartComputer {
    /// Whose.
    pub of: Of,
    /// Which of the two.
    pub part: Part,
    /// Whether it hangs on a shipping method rather than on a line.
    pub of_shipping: bool,
    /// How its amounts are rounded.
    pub policy: RoundingPolicy,
}

type PartAmounts = Vec<Box<dyn Fn(&str) -> Option<Amount>>>;

impl PartComputer {
    fn parts(&self, parent: RowView<'_>, rounding: Rounding) -> PartAmounts {
        let (taxes, adjustments) = if self.of_shipping {
            let ShippingTotals { tax_lines, adjustments, .. } =
                shipping_totals(&shipping_method(parent), rounding);
            (tax_lines, adjustments)
        } else {
            let ItemTotals { tax_lines, adjustments, .. } =
                item_totals(&line_item(self.of, parent), rounding);
            (tax_lines, adjustments)
        };
        match self.part {
            Part::TaxLine => {
                taxes.into_iter().map(|t| Box::new(move |name: &str| t.get(name)) as Box<_>).collect()
            }
            Part::Adjustment => {
                adjustments.into_iter().map(|a| Box::new(move |name: &str| a.get(name)) as Box<_>).collect()
            }
        }
    }
    /// How the amounts of each line are rounded, by its place in its node; empty where nothing is.
    fn roundings(&self, rows: NodeView<'_>) -> Vec<Rounding> {
        let lines = rows.above().filter(|_| !self.policy.is_exact());
        lines.map(|lines| roundings_below(self.policy, lines)).unwrap_or_default()
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
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        _context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        let (parents, roundings) = (rows.parents(), self.roundings(rows));
        let of_row = |row: RowView<'_>, parent: &Option<RowView<'_>>| {
            let parent = (*parent)?;
            let at =
                parent.children(self.relation()).position(|sibling| sibling.get("id") == row.get("id"))?;
            let rounding = roundings.get(parent.place()).copied().unwrap_or_default();
            self.parts(parent, rounding).into_iter().nth(at)
        };
        let row_cells = |(row, parent): (RowView<'_>, &Option<RowView<'_>>)| match of_row(row, parent) {
            Some(get) => cells(fields, get),
            None => fields.iter().map(|_| absent()).collect(),
        };
        Ok(rows.iter().zip(&parents).map(row_cells).collect())
    }
}

/// Fills the totals of credit lines.
pub struct CreditLineComputer;

impl Computer for CreditLineComputer {
    fn fields(&self) -> &'static [&'static str] {
        &CREDIT_LINE
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        vec!["amount"]
    }
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        _context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        Ok(rows.iter().map(|row| cells(fields, |_| Some(amount(row, "amount")))).collect())
    }
}

/// What a total of the whole brings along: everything that is shown whole below it shows its totals as well. Without
/// one, upstream knows no totals of lines either.
pub fn widen(of: Of, asked: &mut Asked<'_>) {
    let relations = [("items", of.line_fields()), ("shipping_methods", &LINE[..])];
    if asked.has_all("") {
        of.fields().iter().for_each(|field| asked.show(field));
        ["items.*", "shipping_methods.*", "credit_lines.*"]
            .into_iter()
            .for_each(|relation| asked.show(relation));
    }
    if !of.fields().iter().any(|field| asked.has(field)) {
        for (relation, fields) in relations {
            fields.iter().for_each(|field| asked.drop(&format!("{relation}.{field}")));
            for field in TAX_LINE.iter() {
                asked.drop(&format!("{relation}.tax_lines.{field}"));
                asked.drop(&format!("{relation}.adjustments.{field}"));
            }
        }
        return;
    }
    for (relation, fields) in relations {
        widen_relation(asked, relation, fields);
    }
    if asked.has_all("credit_lines") {
        CREDIT_LINE.iter().for_each(|field| asked.show(&format!("credit_lines.{field}")));
    }
    need_columns(of, asked);
}

fn widen_relation(asked: &mut Asked<'_>, relation: &str, fields: &[&'static str]) {
    let parts = [("tax_lines", &*TAX_LINE), ("adjustments", &*ADJUSTMENT)];
    if asked.has_all(relation) {
        fields.iter().for_each(|field| asked.show(&format!("{relation}.{field}")));
        for (part, _) in parts {
            let path = format!("{relation}.{part}");
            if !asked.has(&path) {
                asked.show(&format!("{path}.*"));
            }
        }
    }
    for (part, fields) in parts {
        let path = format!("{relation}.{part}");
        if asked.has_all(&path) {
            fields.iter().for_each(|field| asked.show(&format!("{path}.{field}")));
        }
    }
}

/// Parts show totals that follow from the line's columns.
fn need_columns(of: Of, asked: &mut Asked<'_>) {
    for (relation, needs) in [("items", of.line_needs()), ("shipping_methods", SHIPPING.to_vec())] {
        let parts = ["tax_lines", "adjustments"].map(|part| format!("{relation}.{part}"));
        let shows = |field: &&str| parts.iter().any(|part| asked.has(&format!("{part}.{field}")));
        if TAX_LINE.iter().any(shows) {
            needs.iter().for_each(|need| asked.need(&format!("{relation}.{need}")));
        }
    }
}
