//! Versions of an order: a confirmed change makes a new one, which holds copies of what the version before held. Contract:
//! Medusa 2.21 `order/utils/apply-order-changes`.

use crate::change::Credit;
use crate::{
    Order, OrderCreditLine, OrderItem, OrderLineItem, OrderLineItemAdjustment, OrderShipping,
    OrderShippingMethodAdjustment, OrderSummary, summary,
};
use serde_json::json;
use stheno_database::Tx;
use stheno_kernel::{Amount, Result, Stamp};
use stheno_model::{Model as _, Records as _};

/// Copies what the current version of `order` holds to `version`, its summary too, and adds what is new there. The order's
/// own column is the caller's to set; the caller holds the order.
pub async fn copy(tx: &Tx, stamp: &Stamp, order: &Order, version: i64, credits: &[Credit]) -> Result<()> {
    copy_items(tx, stamp, order, version).await?;
    copy_shipping(tx, stamp, order, version).await?;
    let of_order = OrderCreditLine::ORDER_ID.eq(&order.id).and(OrderCreditLine::VERSION.eq(order.version));
    let credit = tx.find::<OrderCreditLine>(of_order).await?.into_iter().map(|line| OrderCreditLine {
        id: OrderCreditLine::new(stamp).id,
        version,
        created_at: stamp.now,
        updated_at: stamp.now,
        ..line
    });
    let new = credits.iter().map(|credit| OrderCreditLine {
        version,
        amount: credit.amount,
        reference: credit.reference.clone(),
        reference_id: credit.reference_id.clone(),
        metadata: Some(json!({ "created_in_version": version }).into()),
        order_id: order.id.clone(),
        ..OrderCreditLine::new(stamp)
    });
    tx.insert(credit.chain(new).collect()).await?;
    let amounts: Vec<Amount> = credits.iter().map(|credit| credit.amount).collect();
    let of_order = OrderSummary::ORDER_ID.eq(&order.id).and(OrderSummary::VERSION.eq(order.version));
    let summaries = tx.find::<OrderSummary>(of_order).await?.into_iter().map(|row| {
        let mut totals = summary::read(&row.totals);
        totals.accounting_total = totals.current_order_total;
        if !amounts.is_empty() {
            totals = totals.with_credits(&amounts);
        }
        OrderSummary {
            id: OrderSummary::new(stamp).id,
            version,
            totals: summary::write(&totals),
            created_at: stamp.now,
            updated_at: stamp.now,
            ..row
        }
    });
    tx.insert(summaries.collect()).await
}

/// Lines of which nothing is left stay behind.
async fn copy_items(tx: &Tx, stamp: &Stamp, order: &Order, version: i64) -> Result<()> {
    let of_order = OrderItem::ORDER_ID.eq(&order.id).and(OrderItem::VERSION.eq(order.version));
    let items = tx.find::<OrderItem>(of_order).await?;
    let of_items = OrderLineItemAdjustment::ITEM_ID
        .is_in(items.iter().map(|item| &item.item_id))
        .and(OrderLineItemAdjustment::VERSION.eq(order.version));
    let adjustments = tx.find::<OrderLineItemAdjustment>(of_items).await?.into_iter();
    let adjustments = adjustments.map(|row| OrderLineItemAdjustment {
        id: OrderLineItemAdjustment::new(stamp).id,
        version,
        created_at: stamp.now,
        updated_at: stamp.now,
        ..row
    });
    tx.insert(adjustments.collect()).await?;
    // A copy holds the price that applies, be it the version's own or the line's.
    let priced_by_line = items.iter().filter(|item| item.unit_price.is_none()).map(|item| &item.item_id);
    let lines = tx.find::<OrderLineItem>(OrderLineItem::ID.is_in(priced_by_line)).await?;
    let price = |item: &OrderItem| {
        let of_line = || lines.iter().find(|line| line.id == item.item_id).map(|line| line.unit_price);
        item.unit_price.or_else(of_line)
    };
    let left = items.into_iter().filter(|item| item.quantity > Amount::ZERO);
    let copies = left.map(|item| OrderItem {
        id: OrderItem::new(stamp).id,
        version,
        unit_price: price(&item),
        created_at: stamp.now,
        updated_at: stamp.now,
        ..item
    });
    tx.insert(copies.collect()).await
}

async fn copy_shipping(tx: &Tx, stamp: &Stamp, order: &Order, version: i64) -> Result<()> {
    let of_order = OrderShipping::ORDER_ID.eq(&order.id).and(OrderShipping::VERSION.eq(order.version));
    let shipping = tx.find::<OrderShipping>(of_order).await?;
    let of_methods = OrderShippingMethodAdjustment::SHIPPING_METHOD_ID
        .is_in(shipping.iter().map(|row| &row.shipping_method_id))
        .and(OrderShippingMethodAdjustment::VERSION.eq(order.version));
    let adjustments = tx.find::<OrderShippingMethodAdjustment>(of_methods).await?.into_iter();
    let adjustments = adjustments.map(|row| OrderShippingMethodAdjustment {
        id: OrderShippingMethodAdjustment::new(stamp).id,
        version,
        created_at: stamp.now,
        updated_at: stamp.now,
        ..row
    });
    tx.insert(adjustments.collect()).await?;
    let copies = shipping.into_iter().map(|row| OrderShipping {
        id: OrderShipping::new(stamp).id,
        version,
        created_at: stamp.now,
        updated_at: stamp.now,
        ..row
    });
    tx.insert(copies.collect()).await
}
