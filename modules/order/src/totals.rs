//! Totals of orders, their lines and shipping methods, as computed fields of the graph; and what else answers show of an
//! order that the tables do not: the summary of its version, and the two statuses.

use crate::models;
use crate::status;
use crate::summary;
use std::sync::LazyLock;
use stheno_kernel::{Result, Value};
use stheno_model::Model as _;
use stheno_query::{Asked, Computer, Context, GraphBuilder, NodeView, RowView, absent};
use stheno_totals::graph::{
    CreditLineComputer, ItemComputer, MethodComputer, Of, Part, PartComputer, cell, whole, widen,
};
use stheno_totals::{CartTotals, RoundingPolicy, cart_totals};

/// What the graph knows of orders beyond the tables: totals, versions, and the line's own metadata beneath the version's.
pub fn graph(graph: GraphBuilder, policy: RoundingPolicy) -> GraphBuilder {
    let part = |part, of_shipping| PartComputer { of: Of::Order, part, of_shipping, policy };
    graph
        .computer(models::Order::meta(), OrderComputer(policy))
        .computer(models::OrderLineItem::meta(), ItemComputer(Of::Order, policy))
        .computer(models::OrderShippingMethod::meta(), MethodComputer(policy))
        .computer(models::OrderCreditLine::meta(), CreditLineComputer)
        .computer(models::OrderLineItemTaxLine::meta(), part(Part::TaxLine, false))
        .computer(models::OrderLineItemAdjustment::meta(), part(Part::Adjustment, false))
        .computer(models::OrderShippingMethodTaxLine::meta(), part(Part::TaxLine, true))
        .computer(models::OrderShippingMethodAdjustment::meta(), part(Part::Adjustment, true))
        .versioned(models::Order::meta(), SUMMARY, "version")
        .versioned(models::Order::meta(), "credit_lines", "version")
        .versioned(models::OrderLineItem::meta(), "adjustments", "version")
        .versioned(models::OrderShippingMethod::meta(), "adjustments", "version")
        .beneath(models::Order::meta(), "items", ("metadata", "line_item_metadata"))
        .absent_when_null(models::Order::meta(), &["shipping_address", "billing_address"])
        .absent_when_null(models::Return::meta(), &["claim_id", "exchange_id"])
        .absent_when_null(models::OrderClaim::meta(), &["return_id"])
        .absent_when_null(models::OrderExchange::meta(), &["return_id"])
}

const SUMMARY: &str = "summary";

static FIELDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| [Of::Order.fields(), &[SUMMARY, status::PAYMENT, status::FULFILLMENT]].concat());

/// Whether a field is one of the totals.
fn is_total(field: &str) -> bool {
    !matches!(field, SUMMARY | status::PAYMENT | status::FULFILLMENT)
}

/// Fills the totals, the summary and the two statuses of `Order`.
struct OrderComputer(RoundingPolicy);

impl Computer for OrderComputer {
    fn fields(&self) -> &'static [&'static str] {
        &FIELDS
    }
    fn widen(&self, asked: &mut Asked<'_>) {
        widen(Of::Order, asked);
        // Without a total of the order, upstream knows no quantities apart from `detail`.
        if !Of::Order.fields().iter().any(|field| asked.has(field)) {
            asked.drop("items.quantity");
            asked.drop("items.raw_quantity");
        }
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
            needs.extend(Of::Order.needs());
        }
        needs
    }
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        _context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        let has_totals = fields.iter().any(|field| is_total(field));
        let of_row = |row: RowView<'_>| {
            let totals =
                has_totals.then(|| cart_totals(&whole(Of::Order, row), self.0.of(row.text("currency_code"))));
            fields.iter().map(|field| order_cell(row, field, totals.as_ref())).collect()
        };
        Ok(rows.iter().map(of_row).collect())
    }
}

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
