//! A cart with all its rows, as a flow holds it: locked, changed in memory and in the database alike.

use super::list_shipping_options_for_cart::Candidates;
use super::shopper::Shopper;
use futures_util::try_join;
use std::collections::HashMap;
use std::sync::Arc;
use stheno_cart::{
    Address, Cart, CreditLine, LineItem, LineItemAdjustment, LineItemTaxLine, ShippingMethod,
    ShippingMethodAdjustment, ShippingMethodTaxLine,
};
use stheno_ids::{CartAddressId, CartId};
use stheno_kernel::{Amount, Error, Result};
use stheno_model::Records;
use stheno_totals as totals;
use stheno_workflow::FlowTx;

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
    /// Who buys, once it was asked for.
    pub(super) shopper: Option<Arc<Shopper>>,
    /// Shipping options that were looked up.
    pub(super) options: Candidates,
}

impl CartState {
    /// A cart that was just made.
    pub fn of_new(cart: Cart, shipping_address: Option<Address>, billing_address: Option<Address>) -> Self {
        Self {
            cart,
            shipping_address,
            billing_address,
            lines: Vec::new(),
            methods: Vec::new(),
            credit_lines: Vec::new(),
            shopper: None,
            options: Candidates::default(),
        }
    }

    /// Locks and loads a cart that may still change.
    pub async fn open(cx: &FlowTx, id: &str) -> Result<Self> {
        let state =
            Self::lock(cx, id).await?.ok_or_else(|| Error::not_found(format!("Cart id not found: {id}")))?;
        if state.cart.completed_at.is_some() {
            return Err(Error::invalid_data(format!("Cart {id} is already completed.")));
        }
        Ok(state)
    }

    /// Locks and loads a cart, completed or not.
    pub async fn lock(cx: &FlowTx, id: &str) -> Result<Option<Self>> {
        match cx.find_locked::<Cart>(Cart::ID.eq(id)).await?.pop() {
            Some(cart) => Self::around(cx, cart).await.map(Some),
            None => Ok(None),
        }
    }

    /// Loads a cart to look at.
    pub async fn look(cx: &FlowTx, id: &str) -> Result<Option<Self>> {
        match cx.lookup::<Cart>(id).await? {
            Some(cart) => Self::around(cx, cart).await.map(Some),
            None => Ok(None),
        }
    }

    async fn around(cx: &FlowTx, cart: Cart) -> Result<Self> {
        let id = &cart.id;
        let address_ids: Vec<&CartAddressId> =
            cart.shipping_address_id.iter().chain(cart.billing_address_id.iter()).collect();
        let addresses = async {
            if address_ids.is_empty() {
                Ok(Vec::new())
            } else {
                cx.find::<Address>(Address::ID.is_in(address_ids)).await
            }
        };
        let (items, methods, credit_lines, addresses) = try_join!(
            cx.find_ordered::<LineItem>(LineItem::CART_ID.eq(id), vec![LineItem::ID.ascending()], None),
            cx.find_ordered::<ShippingMethod>(
                ShippingMethod::CART_ID.eq(id),
                vec![ShippingMethod::ID.ascending()],
                None
            ),
            cx.find::<CreditLine>(CreditLine::CART_ID.eq(id)),
            addresses,
        )?;
        let address =
            |id: &Option<CartAddressId>| addresses.iter().find(|a| Some(&a.id) == id.as_ref()).cloned();
        let (shipping_address, billing_address) =
            (address(&cart.shipping_address_id), address(&cart.billing_address_id));
        let (lines, methods) = try_join!(lines_of(cx, items), methods_of(cx, methods))?;
        Ok(Self { lines, methods, credit_lines, ..Self::of_new(cart, shipping_address, billing_address) })
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

async fn lines_of(cx: &FlowTx, items: Vec<LineItem>) -> Result<Vec<Line>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = items.iter().map(|i| i.id.as_str()).collect();
    let (taxes, adjustments) = try_join!(
        cx.find::<LineItemTaxLine>(LineItemTaxLine::ITEM_ID.is_in(ids.iter().copied())),
        cx.find::<LineItemAdjustment>(LineItemAdjustment::ITEM_ID.is_in(ids.iter().copied())),
    )?;
    let mut taxes = grouped(taxes, |t| t.item_id.to_string());
    let mut adjustments = grouped(adjustments, |a| a.item_id.to_string());
    Ok(items
        .into_iter()
        .map(|item| Line {
            tax_lines: taxes.remove(item.id.as_str()).unwrap_or_default(),
            adjustments: adjustments.remove(item.id.as_str()).unwrap_or_default(),
            item,
        })
        .collect())
}

async fn methods_of(cx: &FlowTx, methods: Vec<ShippingMethod>) -> Result<Vec<Method>> {
    if methods.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = methods.iter().map(|m| m.id.as_str()).collect();
    let (taxes, adjustments) = try_join!(
        cx.find::<ShippingMethodTaxLine>(
            ShippingMethodTaxLine::SHIPPING_METHOD_ID.is_in(ids.iter().copied())
        ),
        cx.find::<ShippingMethodAdjustment>(
            ShippingMethodAdjustment::SHIPPING_METHOD_ID.is_in(ids.iter().copied())
        ),
    )?;
    let mut taxes = grouped(taxes, |t| t.shipping_method_id.to_string());
    let mut adjustments = grouped(adjustments, |a| a.shipping_method_id.to_string());
    Ok(methods
        .into_iter()
        .map(|method| Method {
            tax_lines: taxes.remove(method.id.as_str()).unwrap_or_default(),
            adjustments: adjustments.remove(method.id.as_str()).unwrap_or_default(),
            method,
        })
        .collect())
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> String) -> HashMap<String, Vec<T>> {
    let mut groups: HashMap<String, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
