//! A cart with all its rows, as a flow holds it: locked, changed in memory and in the database alike.

use super::list_shipping_options_for_cart::Candidates;
use super::load::{insert_kept, load};
use super::shopper::Shopper;
use std::sync::Arc;
use stheno_cart::{
    Address, Cart, CreditLine, LineItem, LineItemAdjustment, LineItemTaxLine, ShippingMethod,
    ShippingMethodAdjustment, ShippingMethodTaxLine,
};
use stheno_customer::Customer;
use stheno_database::Expr;
use stheno_ids::CartId;
use stheno_kernel::{Amount, Error, Result};
use stheno_model::{Column, Conflict, Model, Patch, Records};
use stheno_payment::PaymentCollection;
use stheno_query::Held;
use stheno_region::Region;
use stheno_totals as totals;
use stheno_workflow::FlowTx;
use stheno_workflow::steps::remove_records;

/// A line with what hangs on it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line.
    pub item: LineItem,
    /// Its taxes.
    pub tax_lines: Vec<LineItemTaxLine>,
    /// Its discounts.
    pub adjustments: Vec<LineItemAdjustment>,
}

/// A shipping method with what hangs on it.
#[derive(Clone, Debug)]
pub struct Method {
    /// The method.
    pub method: ShippingMethod,
    /// Its taxes.
    pub tax_lines: Vec<ShippingMethodTaxLine>,
    /// Its discounts.
    pub adjustments: Vec<ShippingMethodAdjustment>,
}

/// A cart with all its rows.
#[derive(Clone, Debug)]
pub struct CartState {
    /// The cart.
    pub cart: Cart,
    /// Where it goes.
    pub shipping_address: Option<Address>,
    /// Who pays.
    pub billing_address: Option<Address>,
    /// Lines, oldest first.
    pub lines: Vec<Line>,
    /// Shipping methods, oldest first.
    pub methods: Vec<Method>,
    /// Credit lines.
    pub credit_lines: Vec<CreditLine>,
    /// Whose it is.
    pub customer: Option<Customer>,
    /// Where it is sold.
    pub region: Option<Region>,
    /// What is to be paid for it, if a shopper began to pay.
    pub collection: Option<PaymentCollection>,
    /// The promotions that it is linked with: ids and codes.
    pub promotions: Vec<(String, String)>,
    /// The groups of the customer whose it was when it was read.
    pub(super) groups: Vec<String>,
    /// All these rows as the database holds them, for the answer.
    pub held: Held,
    /// Who buys, once it was asked for.
    pub(super) shopper: Option<Arc<Shopper>>,
    /// Shipping options that were looked up.
    pub(super) options: Candidates,
}

impl CartState {
    /// A cart of which nothing else is known.
    pub(super) fn of(cart: Cart) -> Self {
        Self {
            cart,
            shipping_address: None,
            billing_address: None,
            lines: Vec::new(),
            methods: Vec::new(),
            credit_lines: Vec::new(),
            customer: None,
            region: None,
            collection: None,
            promotions: Vec::new(),
            groups: Vec::new(),
            held: Held::default(),
            shopper: None,
            options: Candidates::default(),
        }
    }

    /// Locks and loads a cart that may still change.
    pub async fn open(cx: &FlowTx, id: &str) -> Result<Self> {
        let state =
            Self::lock(cx, id).await?.ok_or_else(|| Error::not_found(format!("Cart id not found: {id}")))?;
        state.require_open()?;
        Ok(state)
    }

    /// Fails for a cart that is an order already.
    pub(super) fn require_open(&self) -> Result<()> {
        if self.cart.completed_at.is_some() {
            return Err(Error::invalid_data(format!("Cart {} is already completed.", self.cart.id)));
        }
        Ok(())
    }

    /// Locks and loads a cart, completed or not.
    pub async fn lock(cx: &FlowTx, id: &str) -> Result<Option<Self>> {
        load(cx, id, true).await
    }

    /// Loads a cart to look at.
    pub async fn look(cx: &FlowTx, id: &str) -> Result<Option<Self>> {
        load(cx, id, false).await
    }

    /// The rows, for the answer; none where a shop's hook may have changed them.
    pub(super) fn into_held(self, cx: &FlowTx) -> Held {
        if cx.was_hooked() { Held::default() } else { self.held }
    }

    /// Changes the cart's own row.
    pub(super) async fn patch(&mut self, cx: &FlowTx, patch: Patch<Cart>) -> Result<()> {
        let row = cx.update_later(Cart::ID.eq(&self.cart.id), patch).await?;
        self.held.keep_later(Cart::meta(), [row]);
        Ok(())
    }

    /// Writes new rows of the cart.
    pub(super) async fn insert<M: Model>(&mut self, cx: &FlowTx, records: Vec<M>) -> Result<()> {
        insert_kept(cx, &mut self.held, records).await
    }

    /// Writes these columns of rows of the cart, whatever their number in one statement.
    pub(super) async fn update<M: Model>(
        &mut self,
        cx: &FlowTx,
        records: Vec<M>,
        columns: &[Column<M>],
    ) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        // The lock of the cart keeps them there, so that none of them is new.
        let update = columns.iter().map(|column| column.name()).collect();
        let conflict = Conflict { target: vec![M::meta().key()], target_filter: None, update };
        self.held.keep_later(M::meta(), cx.upsert_later(records, conflict).await?);
        Ok(())
    }

    /// Removes rows of the cart for good, and writes others in their place.
    pub(super) async fn replace<M: Model>(
        &mut self,
        cx: &FlowTx,
        stale: &[String],
        fresh: Vec<M>,
    ) -> Result<()> {
        let meta = M::meta();
        if !stale.is_empty() {
            remove_records(cx, meta, Expr::column(meta.key()).is_in(stale)).await?;
            self.held.drop_rows(meta.table, stale);
        }
        self.insert(cx, fresh).await
    }

    /// The id.
    pub fn id(&self) -> &CartId {
        &self.cart.id
    }

    /// What totals are computed from.
    pub fn totals_input(&self) -> totals::Cart {
        totals::Cart {
            items: self.lines.iter().map(Line::totals_input).collect(),
            shipping_methods: self.methods.iter().map(Method::totals_input).collect(),
            credit_lines: self.credit_lines.iter().map(|line| line.amount).collect(),
            ..totals::Cart::default()
        }
    }

    /// The variants of the lines, each once.
    pub(super) fn variant_ids(&self) -> Vec<String> {
        let lines = self.lines.iter();
        let mut ids: Vec<String> =
            lines.filter_map(|line| line.item.variant_id.clone()).map(Into::into).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// What the shopper pays, rounded as the shop rounds.
    pub fn total(&self, cx: &FlowTx) -> Amount {
        let policy =
            cx.app().extension::<totals::RoundingPolicy>().map_or(totals::RoundingPolicy::EXACT, |p| *p);
        totals::cart_totals(&self.totals_input(), policy.of(&self.cart.currency_code)).amounts.total
    }

    /// Codes of promotions that discount something.
    pub fn adjustment_codes(&self) -> Vec<String> {
        let lines = self.lines.iter().flat_map(|l| l.adjustments.iter().filter_map(|a| a.code.clone()));
        let methods = self.methods.iter().flat_map(|m| m.adjustments.iter().filter_map(|a| a.code.clone()));
        let mut codes: Vec<String> = Vec::new();
        for code in lines.chain(methods) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }
}

impl Line {
    /// A line without taxes and discounts.
    pub fn of_new(item: LineItem) -> Self {
        Self { item, tax_lines: Vec::new(), adjustments: Vec::new() }
    }
    /// What totals are computed from.
    pub fn totals_input(&self) -> totals::LineItem {
        totals::LineItem {
            unit_price: self.item.unit_price,
            quantity: Amount::from(self.item.quantity),
            is_tax_inclusive: self.item.is_tax_inclusive,
            tax_lines: self.tax_lines.iter().map(|t| totals::TaxLine { rate: rate(t.rate) }).collect(),
            adjustments: self
                .adjustments
                .iter()
                .map(|a| totals::Adjustment { amount: a.amount, is_tax_inclusive: a.is_tax_inclusive })
                .collect(),
            detail: None,
        }
    }
}

impl Method {
    /// A method without taxes and discounts.
    pub fn of_new(method: ShippingMethod) -> Self {
        Self { method, tax_lines: Vec::new(), adjustments: Vec::new() }
    }
    /// What totals are computed from.
    pub fn totals_input(&self) -> totals::ShippingMethod {
        totals::ShippingMethod {
            amount: self.method.amount,
            is_tax_inclusive: self.method.is_tax_inclusive,
            tax_lines: self.tax_lines.iter().map(|t| totals::TaxLine { rate: rate(t.rate) }).collect(),
            adjustments: self
                .adjustments
                .iter()
                .map(|a| totals::Adjustment { amount: a.amount, is_tax_inclusive: false })
                .collect(),
        }
    }
}

/// A tax rate from its column; the shortest digits of the float are what was stored.
pub fn rate(stored: f64) -> Amount {
    Amount::parse(&stored.to_string()).unwrap_or_default()
}
