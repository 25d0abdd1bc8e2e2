//! Workflow `refund-payment-workflow`: money that was taken is given back, and the order costs that much less.
//! `POST /admin/payments/{id}/refund`.

use super::capture_payment::{moved, order_of};
use super::outside::{MoveKind, MovePayment, ask};
use super::{digits, provider};
use crate::order::create_order_refund_credit_lines as refund_credit;
use crate::order::transactions::{self, Moved};
use crate::order::update_order::{hold, refuse_canceled};
use serde_json::json;
use stheno_ids::RefundId;
use stheno_kernel::{Amount, Error, Result};
use stheno_model::{Model as _, Records as _};
use stheno_order::Order;
use stheno_payment::provider::Data;
use stheno_payment::{Payment, Refund, RefundReason, service};
use stheno_workflow::{FlowTx, RequestCtx};

const FLOW: &str = "refund-payment-workflow";

/// What a merchant asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Major units; all of the payment unless given.
    pub amount: Option<Amount>,
    /// Why, of the shop's reasons.
    pub refund_reason_id: Option<String>,
    /// Why, in words.
    pub note: Option<String>,
}

/// A refund that may be made: its payment is held, its order too.
struct Allowed {
    payment: Payment,
    amount: Amount,
    reason: Option<RefundReason>,
    order: Order,
}

/// Gives back what is asked for, of what was taken.
pub async fn run(ctx: &RequestCtx, payment_id: String, asked: Asked) -> Result<()> {
    let (id, wanted) = (payment_id.clone(), asked.clone());
    let outside = ctx.transaction(FLOW, move |cx| async move {
        let allowed = allow(&cx, &id, &wanted).await?;
        if !provider(cx.app(), &allowed.payment.provider_id)?.is_local() {
            return Ok(true);
        }
        cx.step("refund-payment-step").await?;
        let refund = Refund::new(cx.stamp()).id;
        let way = moved(&allowed.payment, allowed.amount, refund.to_string(), MoveKind::Refund);
        let data = ask(cx.ctx(), &way).await?;
        record(&cx, allowed, refund, &wanted, &data).await?;
        Ok(false)
    });
    if outside.await? { run_outside(ctx, payment_id, asked).await } else { Ok(()) }
}

/// With a provider outside: it is asked first, under the refund's id as the key, and what it gave back is noted after.
async fn run_outside(ctx: &RequestCtx, id: String, asked: Asked) -> Result<()> {
    let key = id.clone();
    ctx.flow(FLOW, &key, move |flow| async move {
        let (asked_id, wanted) = (id.clone(), asked.clone());
        let ticket = flow.transaction("check-refund", move |cx| async move {
            let Allowed { payment, amount, .. } = allow(&cx, &asked_id, &wanted).await?;
            let refund = Refund::new(cx.stamp()).id;
            let way = moved(&payment, amount, refund.to_string(), MoveKind::Refund);
            Ok((cx.announce::<MovePayment>(way)?, refund))
        });
        let (ticket, refund) = ticket.await?;
        let data: Data = flow.run(ticket).await?;
        flow.finish("refund-payment-step", move |cx| async move {
            let allowed = allow(&cx, &id, &asked).await?;
            record(&cx, allowed, refund, &asked, &data).await
        })
        .await
    })
    .await
}

/// Everything that can be wrong, in the contract's order. Two refunds at once of one payment take turns here.
async fn allow(cx: &FlowTx, payment_id: &str, asked: &Asked) -> Result<Allowed> {
    if cx.lookup::<Payment>(payment_id).await?.is_none() {
        return Err(Error::not_found(format!("Payment id not found: {payment_id}")));
    }
    let (payment, captures, refunds) = service::hold(cx.tx(), payment_id).await?;
    cx.step("validate-refund-payment-exceeds-captured-amount").await?;
    let decimals = stheno_currency::data::decimal_digits(&payment.currency_code);
    let amount = service::check_refund((&payment, &captures, &refunds), asked.amount, decimals)?;
    let order_id = order_of(cx, &payment.payment_collection_id).await?.ok_or_else(|| {
        let collection = &payment.payment_collection_id;
        Error::not_found(format!("OrderPaymentCollection payment_collection_id not found: {collection}"))
    })?;
    let reason = match asked.refund_reason_id.as_deref() {
        Some(id) => {
            let found = cx.lookup::<RefundReason>(id).await?;
            Some(found.ok_or_else(|| Error::not_found(format!("RefundReason id not found: {id}")))?)
        }
        None => None,
    };
    let order = hold(cx, &order_id).await?;
    refuse_canceled(&order)?;
    Ok(Allowed { payment, amount, reason, order })
}

async fn record(cx: &FlowTx, allowed: Allowed, id: RefundId, asked: &Asked, data: &Data) -> Result<()> {
    let Allowed { payment, amount, reason, order } = allowed;
    let by = Some(cx.ctx().actor.id.clone()).filter(|id| !id.is_empty());
    let refund = Refund {
        id,
        amount,
        payment_id: payment.id.clone(),
        refund_reason_id: reason.as_ref().map(|reason| reason.id.clone()),
        note: asked.note.clone(),
        created_by: by,
        ..Refund::new(cx.stamp())
    };
    let reference_id = refund.id.to_string();
    cx.insert_one(refund).await?;
    service::set_data(cx.tx(), &payment.id, data, cx.now()).await?;
    let collection = &payment.payment_collection_id;
    service::refresh_collection(cx.tx(), collection, digits(&payment.currency_code), cx.now()).await?;
    // What the order was overpaid by is owed to the customer anyway; only what goes beyond makes it cost less.
    let credit = refund_credit::beyond(amount, refund_credit::pending(cx, &order).await?);
    let currency_code = payment.currency_code.clone();
    let back = Moved { amount: -amount, currency_code, reference: "refund", reference_id };
    transactions::add(cx, &order.id, vec![back]).await?;
    if credit > Amount::ZERO {
        let why = reason.map_or_else(
            || ("payment_collection".to_owned(), collection.to_string()),
            |reason| (reason.label, reason.code),
        );
        refund_credit::give(cx, &order, credit, why).await?;
    }
    cx.emit("payment.refunded", json!({ "id": payment.id.as_str() }));
    Ok(())
}
