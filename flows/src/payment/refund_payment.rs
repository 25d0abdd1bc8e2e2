//! Workflow `refund-payment-workflow`: money that was taken is given back, and the order costs that much less.
//! `POST /admin/payments/{id}/refund`.

use super::capture_payment::{moved, order_of};
use super::outside::{Move, MoveKind, MovePayment, RefundNote, ask};
use super::{digits, provider};
use crate::order::create_order_refund_credit_lines as refund_credit;
use crate::order::transactions::{self, Moved};
use crate::order::update_order::{hold, refuse_canceled};
use serde_json::json;
use stheno_kernel::{Amount, Error, Result};
use stheno_model::{Model as _, Records as _};
use stheno_order::Order;
use stheno_payment::provider::Data;
use stheno_payment::{Payment, Refund, RefundReason, service};
use stheno_workflow::{Flow, FlowTx, RequestCtx};

pub(super) const FLOW: &str = "refund-payment-workflow";

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
        let Asked { refund_reason_id, note, .. } = wanted;
        let refund = RefundNote { id: Refund::new(cx.stamp()).id.to_string(), refund_reason_id, note };
        let way = moved(&allowed.payment, allowed.amount, refund.id.clone(), MoveKind::Refund);
        let data = ask(cx.ctx(), &way).await?;
        record(&cx, allowed, (refund, who(&cx)), &data).await?;
        Ok(false)
    });
    if outside.await? { run_outside(ctx, payment_id, asked).await } else { Ok(()) }
}

/// With a provider outside: it is asked first, under the refund's id as the key, and what it gave back is noted after. Where
/// its answer or the note is lost, the flow is carried on until both are there.
async fn run_outside(ctx: &RequestCtx, id: String, asked: Asked) -> Result<()> {
    let key = id.clone();
    ctx.flow(FLOW, &key, move |flow| async move {
        let ticket = flow.transaction("check-refund", move |cx| async move {
            let Allowed { payment, amount, .. } = allow(&cx, &id, &asked).await?;
            let Asked { refund_reason_id, note, .. } = asked;
            let refund = RefundNote { id: Refund::new(cx.stamp()).id.to_string(), refund_reason_id, note };
            let way = moved(&payment, amount, refund.id.clone(), MoveKind::Refund);
            cx.announce::<MovePayment>(Move { created_by: who(&cx), refund: Some(refund), ..way })
        });
        let data: Data = flow.run(ticket.await?).await?;
        note(flow, data).await
    })
    .await
}

/// Writes down what the provider gave back: it is gone, whatever became of the order meanwhile.
pub(super) async fn note(flow: Flow, data: Data) -> Result<()> {
    let asked = flow.input::<MovePayment>()?;
    let id = flow.key().to_owned();
    flow.finish("refund-payment-step", move |cx| async move {
        let Some((Move { input, created_by, .. }, refund)) =
            asked.and_then(|asked| asked.refund.clone().map(|refund| (asked, refund)))
        else {
            return Ok(());
        };
        let (payment, _, _) = service::hold(cx.tx(), &id).await?;
        let reason = match refund.refund_reason_id.as_deref() {
            Some(id) => cx.lookup::<RefundReason>(id).await?,
            None => None,
        };
        let order = hold(&cx, &order_of_payment(&cx, &payment).await?).await?;
        let amount = input.amount.map_or(payment.amount, |exact| exact.0);
        record(&cx, Allowed { payment, amount, reason, order }, (refund, created_by), &data).await
    })
    .await
}

fn who(cx: &FlowTx) -> Option<String> {
    Some(cx.ctx().actor.id.clone()).filter(|id| !id.is_empty())
}

/// The order that a payment is for; money that belongs to none is not given back here.
async fn order_of_payment(cx: &FlowTx, payment: &Payment) -> Result<String> {
    let collection = &payment.payment_collection_id;
    order_of(cx, collection).await?.ok_or_else(|| {
        Error::not_found(format!("OrderPaymentCollection payment_collection_id not found: {collection}"))
    })
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
    let order_id = order_of_payment(cx, &payment).await?;
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

async fn record(
    cx: &FlowTx,
    allowed: Allowed,
    (noted, created_by): (RefundNote, Option<String>),
    data: &Data,
) -> Result<()> {
    let Allowed { payment, amount, reason, order } = allowed;
    let refund = Refund {
        id: noted.id.into(),
        amount,
        payment_id: payment.id.clone(),
        refund_reason_id: reason.as_ref().map(|reason| reason.id.clone()),
        note: noted.note,
        created_by,
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
