//! Totals of carts, their lines and shipping methods, as computed fields of the graph.

use crate::models;
use stheno_kernel::{Result, Value};
use stheno_model::Model as _;
use stheno_query::{Asked, Computer, Context, GraphBuilder, NodeView};
use stheno_totals::graph::{
    CreditLineComputer, ItemComputer, MethodComputer, Of, Part, PartComputer, cell, whole, widen,
};
use stheno_totals::{RoundingPolicy, cart_totals};

/// Adds the totals of carts to the graph, rounded as the shop rounds.
pub fn graph(builder: GraphBuilder, policy: RoundingPolicy) -> GraphBuilder {
    let part = |part, of_shipping| PartComputer { of: Of::Cart, part, of_shipping, policy };
    builder
        .absent_when_null(models::Cart::meta(), &["shipping_address_id", "billing_address_id"])
        .computer(models::Cart::meta(), CartComputer(policy))
        .computer(models::LineItem::meta(), ItemComputer(Of::Cart, policy))
        .computer(models::LineItemTaxLine::meta(), part(Part::TaxLine, false))
        .computer(models::LineItemAdjustment::meta(), part(Part::Adjustment, false))
        .computer(models::ShippingMethod::meta(), MethodComputer(policy))
        .computer(models::ShippingMethodTaxLine::meta(), part(Part::TaxLine, true))
        .computer(models::ShippingMethodAdjustment::meta(), part(Part::Adjustment, true))
        .computer(models::CreditLine::meta(), CreditLineComputer)
}

/// Fills the totals of `Cart`.
struct CartComputer(RoundingPolicy);

impl Computer for CartComputer {
    fn fields(&self) -> &'static [&'static str] {
        Of::Cart.fields()
    }
    fn widen(&self, asked: &mut Asked<'_>) {
        if asked.has_all("") {
            Of::Cart.fields().iter().filter(|f| !f.starts_with("raw_")).for_each(|field| asked.show(field));
            ["items.*", "shipping_methods.*", "credit_lines.*"].into_iter().for_each(|path| asked.show(path));
        }
        widen(Of::Cart, asked);
        // Upstream keys the methods it totals, so their ids show with any of their fields.
        if asked.has("shipping_methods") {
            asked.show("shipping_methods.id");
        }
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        Of::Cart.needs()
    }
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        _context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        let totals =
            rows.iter().map(|row| cart_totals(&whole(Of::Cart, row), self.0.of(row.text("currency_code"))));
        Ok(totals
            .map(|totals| fields.iter().map(|field| cell(field, |name| totals.get(name))).collect())
            .collect())
    }
}
