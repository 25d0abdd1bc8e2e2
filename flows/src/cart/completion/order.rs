//! Steps `create-orders` and `create-remote-links`: a cart becomes an order of version 1. The number of statements does
//! not depend on the number of lines.

use super::facts::Facts;
use crate::cart::CartState;
use crate::cart::load::insert_kept;
use crate::cart::state::rate;
use stheno_cart::{Address, Cart};
use stheno_ids::{OrderAddressId, OrderId, OrderLineItemId};
use stheno_kernel::{Amount, Error, Result, Stamp, Value};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Patch, Records};
use stheno_order::{
    Order, OrderAddress, OrderCreditLine, OrderItem, OrderLineItem, OrderLineItemAdjustment,
    OrderLineItemTaxLine, OrderShipping, OrderShippingMethod, OrderShippingMethodAdjustment,
    OrderShippingMethodTaxLine, OrderSummary, summary,
};
use stheno_payment::PaymentCollection;
use stheno_query::Held;
use stheno_totals::Summary;
use stheno_workflow::FlowTx;
use stheno_workflow::steps::create_remote_link_step;

/// An order to be written.
pub struct NewOrder {
    /// The order.
    pub order: Order,
    /// Its lines, in the order of the cart's.
    pub lines: Vec<OrderLineItem>,
    /// The total.
    pub total: Amount,
    addresses: Vec<OrderAddress>,
    items: Vec<OrderItem>,
    tax_lines: Vec<OrderLineItemTaxLine>,
    adjustments: Vec<OrderLineItemAdjustment>,
    methods: Vec<OrderShippingMethod>,
    shipping: Vec<OrderShipping>,
    method_tax_lines: Vec<OrderShippingMethodTaxLine>,
    method_adjustments: Vec<OrderShippingMethodAdjustment>,
    credit_lines: Vec<OrderCreditLine>,
}

impl NewOrder {
    /// The order of a cart; fails for lines that no order can have.
    pub fn of(cx: &FlowTx, state: &CartState, facts: &Facts) -> Result<Self> {
        let stamp = cx.stamp();
        let billing = state.billing_address.as_ref().map(|address| copied(address, stamp));
        let shipping = state.shipping_address.as_ref().map(|address| copied(address, stamp));
        let id = |address: &Option<OrderAddress>| address.as_ref().map(|a| a.id.clone());
        let order = order_of(&state.cart, id(&shipping), id(&billing), stamp);
        let mut new = Self {
            total: state.total(cx),
            addresses: billing.into_iter().chain(shipping).collect(),
            lines: Vec::with_capacity(state.lines.len()),
            items: Vec::with_capacity(state.lines.len()),
            tax_lines: Vec::new(),
            adjustments: Vec::new(),
            methods: Vec::new(),
            shipping: Vec::new(),
            method_tax_lines: Vec::new(),
            method_adjustments: Vec::new(),
            credit_lines: Vec::new(),
            order,
        };
        new.take_lines(state, facts, stamp)?;
        new.take_methods(state, stamp);
        new.take_credit_lines(state, stamp);
        Ok(new)
    }

    /// The id.
    pub fn id(&self) -> &OrderId {
        &self.order.id
    }

    fn take_lines(&mut self, state: &CartState, facts: &Facts, stamp: &Stamp) -> Result<()> {
        for line in &state.lines {
            let item = &line.item;
            let variant = item.variant_id.as_deref().and_then(|id| facts.variants.get(id));
            if variant.is_some_and(|v| v.product_id.is_none()) {
                return Err(Error::invalid_data("Variant does not have a product"));
            }
            if item.quantity <= 0 {
                return Err(Error::invalid_data("Item quantity must be greater than 0"));
            }
            let metadata = item.metadata.clone().unwrap_or_default();
            let row = OrderLineItem {
                variant_id: item.variant_id.clone().filter(|_| variant.is_some()),
                product_id: variant
                    .and_then(|v| v.product_id.clone())
                    .map(Into::into)
                    .or(item.product_id.clone()),
                is_giftcard: variant.is_some_and(|v| v.is_giftcard),
                metadata: Some(metadata.clone()),
                ..line_of(item, stamp)
            };
            self.items.push(OrderItem {
                quantity: Amount::from(item.quantity),
                metadata: Some(metadata),
                order_id: self.order.id.clone(),
                item_id: row.id.clone(),
                ..OrderItem::new(stamp)
            });
            self.take_taxes(line, &row.id, stamp);
            self.lines.push(row);
        }
        Ok(())
    }

    fn take_taxes(&mut self, line: &crate::cart::state::Line, item_id: &OrderLineItemId, stamp: &Stamp) {
        self.tax_lines.extend(line.tax_lines.iter().map(|tax| OrderLineItemTaxLine {
            description: tax.description.clone(),
            tax_rate_id: tax.tax_rate_id.clone(),
            code: tax.code.clone(),
            rate: rate(tax.rate),
            provider_id: tax.provider_id.clone(),
            metadata: tax.metadata.clone(),
            data: tax.data.clone(),
            item_id: item_id.clone(),
            ..OrderLineItemTaxLine::new(stamp)
        }));
        self.adjustments.extend(line.adjustments.iter().map(|adjustment| OrderLineItemAdjustment {
            description: adjustment.description.clone(),
            promotion_id: adjustment.promotion_id.clone(),
            code: adjustment.code.clone(),
            amount: adjustment.amount,
            provider_id: adjustment.provider_id.clone(),
            is_tax_inclusive: adjustment.is_tax_inclusive,
            item_id: item_id.clone(),
            ..OrderLineItemAdjustment::new(stamp)
        }));
    }

    fn take_methods(&mut self, state: &CartState, stamp: &Stamp) {
        for held in &state.methods {
            let method = &held.method;
            let row = OrderShippingMethod {
                name: method.name.clone(),
                description: method.description.clone(),
                amount: method.amount,
                is_tax_inclusive: method.is_tax_inclusive,
                shipping_option_id: method.shipping_option_id.clone(),
                data: method.data.clone(),
                metadata: method.metadata.clone(),
                ..OrderShippingMethod::new(stamp)
            };
            self.shipping.push(OrderShipping {
                order_id: self.order.id.clone(),
                shipping_method_id: row.id.clone(),
                ..OrderShipping::new(stamp)
            });
            self.method_tax_lines.extend(held.tax_lines.iter().map(|tax| OrderShippingMethodTaxLine {
                description: tax.description.clone(),
                tax_rate_id: tax.tax_rate_id.clone(),
                code: tax.code.clone(),
                rate: rate(tax.rate),
                provider_id: tax.provider_id.clone(),
                metadata: tax.metadata.clone(),
                data: tax.data.clone(),
                shipping_method_id: row.id.clone(),
                ..OrderShippingMethodTaxLine::new(stamp)
            }));
            self.method_adjustments.extend(held.adjustments.iter().map(|a| OrderShippingMethodAdjustment {
                description: a.description.clone(),
                promotion_id: a.promotion_id.clone(),
                code: a.code.clone(),
                amount: a.amount,
                provider_id: a.provider_id.clone(),
                shipping_method_id: row.id.clone(),
                ..OrderShippingMethodAdjustment::new(stamp)
            }));
            self.methods.push(row);
        }
    }

    fn take_credit_lines(&mut self, state: &CartState, stamp: &Stamp) {
        self.credit_lines.extend(state.credit_lines.iter().map(|line| OrderCreditLine {
            reference: line.reference.clone(),
            reference_id: line.reference_id.clone(),
            amount: line.amount,
            metadata: line.metadata.clone(),
            order_id: self.order.id.clone(),
            ..OrderCreditLine::new(stamp)
        }));
    }

    /// Writes it all, what others refer to first; `transactions` are payments that were taken already. Answers the rows.
    pub async fn write(self, cx: &FlowTx, transactions: &[Amount]) -> Result<Held> {
        cx.step("create-orders").await?;
        let credits: Vec<Amount> = self.credit_lines.iter().map(|line| line.amount).collect();
        let stored = Summary::of_new_order(self.total, &credits, transactions);
        let summary = OrderSummary {
            totals: summary::write(&stored),
            order_id: self.order.id.clone(),
            ..OrderSummary::new(cx.stamp())
        };
        let mut held = Held::default();
        self.say_whole(&mut held);
        insert_kept(cx, &mut held, self.addresses).await?;
        insert_kept(cx, &mut held, self.lines).await?;
        insert_kept(cx, &mut held, self.methods).await?;
        insert_kept(cx, &mut held, vec![self.order]).await?;
        insert_kept(cx, &mut held, self.tax_lines).await?;
        insert_kept(cx, &mut held, self.adjustments).await?;
        insert_kept(cx, &mut held, self.method_tax_lines).await?;
        insert_kept(cx, &mut held, self.method_adjustments).await?;
        insert_kept(cx, &mut held, self.items).await?;
        insert_kept(cx, &mut held, self.shipping).await?;
        insert_kept(cx, &mut held, self.credit_lines).await?;
        insert_kept(cx, &mut held, vec![summary]).await?;
        Ok(held)
    }

    /// A new order has what is written with it and nothing else.
    fn say_whole(&self, held: &mut Held) {
        for meta in [OrderItem::meta(), OrderShipping::meta(), OrderCreditLine::meta(), OrderSummary::meta()]
        {
            held.whole(meta.table, "order_id", [self.order.id.as_str()]);
        }
        for meta in [OrderLineItemTaxLine::meta(), OrderLineItemAdjustment::meta()] {
            held.whole(meta.table, "item_id", self.lines.iter().map(|line| line.id.as_str()));
        }
        for meta in [OrderShippingMethodTaxLine::meta(), OrderShippingMethodAdjustment::meta()] {
            held.whole(meta.table, "shipping_method_id", self.methods.iter().map(|m| m.id.as_str()));
        }
    }
}

fn order_of(
    cart: &Cart,
    shipping: Option<OrderAddressId>,
    billing: Option<OrderAddressId>,
    stamp: &Stamp,
) -> Order {
    Order {
        region_id: cart.region_id.clone(),
        customer_id: cart.customer_id.clone(),
        sales_channel_id: cart.sales_channel_id.clone(),
        email: cart.email.clone(),
        currency_code: cart.currency_code.to_lowercase(),
        locale: cart.locale.clone(),
        no_notification: Some(false),
        metadata: cart.metadata.clone(),
        shipping_address_id: shipping,
        billing_address_id: billing,
        ..Order::new(stamp)
    }
}

/// What an order line keeps of the cart's; prices of the day stay.
fn line_of(item: &stheno_cart::LineItem, stamp: &Stamp) -> OrderLineItem {
    OrderLineItem {
        title: item.title.clone(),
        subtitle: item.subtitle.clone(),
        thumbnail: item.thumbnail.clone(),
        product_title: item.product_title.clone(),
        product_description: item.product_description.clone(),
        product_subtitle: item.product_subtitle.clone(),
        product_type: item.product_type.clone(),
        product_type_id: item.product_type_id.clone(),
        product_collection: item.product_collection.clone(),
        product_handle: item.product_handle.clone(),
        variant_sku: item.variant_sku.clone(),
        variant_barcode: item.variant_barcode.clone(),
        variant_title: item.variant_title.clone(),
        variant_option_values: item.variant_option_values.clone(),
        requires_shipping: item.requires_shipping,
        is_discountable: item.is_discountable,
        is_tax_inclusive: item.is_tax_inclusive,
        compare_at_unit_price: item.compare_at_unit_price,
        unit_price: item.unit_price,
        ..OrderLineItem::new(stamp)
    }
}

/// A copy of the cart's address, with the times that it has there.
fn copied(address: &Address, stamp: &Stamp) -> OrderAddress {
    OrderAddress {
        customer_id: address.customer_id.clone(),
        company: address.company.clone(),
        first_name: address.first_name.clone(),
        last_name: address.last_name.clone(),
        address_1: address.address_1.clone(),
        address_2: address.address_2.clone(),
        city: address.city.clone(),
        country_code: address.country_code.clone(),
        province: address.province.clone(),
        postal_code: address.postal_code.clone(),
        phone: address.phone.clone(),
        metadata: address.metadata.clone(),
        created_at: address.created_at,
        updated_at: address.updated_at,
        ..OrderAddress::new(stamp)
    }
}

/// Links the order with what it was made from, and closes the cart.
pub async fn close_cart(
    cx: &FlowTx,
    held: &mut Held,
    state: &CartState,
    facts: &Facts,
    order_id: &OrderId,
) -> Result<()> {
    let order = || (stheno_order::NAME, "order_id", order_id.as_str());
    let mut links = vec![LinkInput::new(order(), (stheno_cart::NAME, "cart_id", state.id().as_str()))];
    links.extend(
        state
            .promotions
            .iter()
            .map(|(id, _)| LinkInput::new(order(), (stheno_promotion::NAME, "promotion_id", id.as_str()))),
    );
    links.extend(facts.payment.collection.iter().map(|collection| {
        LinkInput::new(order(), (stheno_payment::NAME, "payment_collection_id", collection.id.as_str()))
    }));
    create_remote_link_step(cx, links).await?;
    let (table, columns) = ("order_payment_collection", ["order_id", "payment_collection_id"]);
    let pair =
        |known: &PaymentCollection| vec![Value::from(order_id.as_str()), Value::from(known.id.as_str())];
    held.keep_columns(table, &columns, columns[1], facts.payment.collection.iter().map(pair));
    held.whole(table, columns[0], [order_id.as_str()]);
    cx.step("update-carts").await?;
    let patch = Patch::<Cart>::at(cx.now()).set(Cart::COMPLETED_AT, Some(cx.now()));
    cx.update_later(Cart::ID.eq(state.id()), patch).await.map(drop)
}
