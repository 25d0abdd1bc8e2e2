//! Workflow `capture-payment-workflow`: money that was promised is taken. `POST /admin/payments/{id}/capture`.

use super::outside::{Move, MoveKind, MovePayment, ask};
use super::{digits, provider};
use crate::order::transactions::{self, Moved};
use serde_json::json;
use stheno_database::{Expr, Select, Type};
use stheno_kernel::{Amount, Result};
use stheno_payment::provider::{Data, PaymentInput};
use stheno_payment::{Payment, service};
use stheno_workflow::{Flow, FlowTx, RequestCtx};

pub(super) const FLOW: &str = "capture-payment-workflow";

/// Takes `amount` of a payment, or all of it. A payment that is taken already is left as it is.
pub async fn run(ctx: &RequestCtx, payment_id: String, amount: Option<Amount>) -> Result<()> {
    let created_by = Some(ctx.actor.id.clone()).filter(|id| !id.is_empty());
    let id = payment_id.clone();
    let wanted = created_by.clone();
    let outside = ctx.transaction(FLOW, move |cx| async move {
        let (payment, captures, _) = service::hold(cx.tx(), &id).await?;
        if !provider(cx.app(), &payment.provider_id)?.is_local() {
            return Ok(true);
        }
        cx.step("capture-payment-step").await?;
        let decimals = digits(&payment.currency_code);
        let by = wanted.as_deref();
        let taken =
            service::record_capture(cx.tx(), (&payment, &captures), amount, by, decimals, cx.stamp()).await?;
        if let Some(capture) = &taken {
            let asked = moved(&payment, capture.amount, capture.id.to_string(), MoveKind::Capture);
            let data = ask(cx.ctx(), &asked).await?;
            service::set_data(cx.tx(), &payment.id, &data, cx.now()).await?;
        }
        finish(&cx, &payment, taken).await?;
        Ok(false)
    });
    if outside.await? { run_outside(ctx, payment_id, amount, created_by).await } else { Ok(()) }
}

/// With a provider outside: it is asked first, under a key of the payment, and what it took is noted after. Where its answer
/// or the note is lost, the flow is carried on until both are there.
async fn run_outside(ctx: &RequestCtx, id: String, amount: Option<Amount>, by: Option<String>) -> Result<()> {
    let key = id.clone();
    ctx.flow(FLOW, &key, move |flow| async move {
        let ticket = flow.transaction("check-capture", move |cx| async move {
            let (payment, captures, _) = service::hold(cx.tx(), &id).await?;
            let decimals = digits(&payment.currency_code);
            let check = service::check_capture((&payment, &captures), amount, decimals)?;
            match check {
                Some(amount) => {
                    let key = format!("{}_{}", payment.id, captures.len());
                    let asked = moved(&payment, amount, key, MoveKind::Capture);
                    cx.announce::<MovePayment>(Move { created_by: by, ..asked }).map(Some)
                }
                None => Ok(None),
            }
        });
        let Some(ticket) = ticket.await? else { return Ok(()) };
        let data: Data = flow.run(ticket).await?;
        note(flow, data).await
    })
    .await
}

/// Writes down what the provider took.
pub(super) async fn note(flow: Flow, data: Data) -> Result<()> {
    let asked = flow.input::<MovePayment>()?;
    let id = flow.key().to_owned();
    flow.finish("capture-payment-step", move |cx| async move {
        let (payment, captures, _) = service::hold(cx.tx(), &id).await?;
        let decimals = digits(&payment.currency_code);
        let (amount, by) = asked.map_or((None, None), |asked| (asked.input.amount, asked.created_by));
        let (amount, by) = (amount.map(|exact| exact.0), by.as_deref());
        let taken =
            service::record_capture(cx.tx(), (&payment, &captures), amount, by, decimals, cx.stamp()).await?;
        service::set_data(cx.tx(), &payment.id, &data, cx.now()).await?;
        finish(&cx, &payment, taken).await
    })
    .await
}

/// What a provider is asked about a payment.
pub(super) fn moved(payment: &Payment, amount: Amount, key: String, kind: MoveKind) -> Move {
    let data = payment.data.as_ref().and_then(|data| data.parse::<Data>().ok()).unwrap_or_default();
    let input =
        PaymentInput { data, amount: Some(stheno_payment::provider::Exact(amount)), idempotency_key: key };
    Move { provider_id: payment.provider_id.clone(), input, kind, created_by: None, refund: None }
}

async fn finish(cx: &FlowTx, payment: &Payment, taken: Option<stheno_payment::Capture>) -> Result<()> {
    if let Some(capture) = taken {
        let decimals = digits(&payment.currency_code);
        service::refresh_collection(cx.tx(), &payment.payment_collection_id, decimals, cx.now()).await?;
        if let Some(order_id) = order_of(cx, &payment.payment_collection_id).await? {
            let moved = Moved {
                amount: capture.amount,
                currency_code: payment.currency_code.clone(),
                reference: "capture",
                reference_id: capture.id.into_string(),
            };
            transactions::add(cx, &order_id, vec![moved]).await?;
        }
    }
    cx.emit("payment.captured", json!({ "id": payment.id.as_str() }));
    Ok(())
}

/// The order that a collection pays.
pub(crate) async fn order_of(cx: &FlowTx, collection_id: &str) -> Result<Option<String>> {
    let select = Select::from("order_payment_collection")
        .column("order_id", Type::Text)
        .filter(Expr::column("payment_collection_id").eq(collection_id))
        .filter(Expr::column("deleted_at").is_null());
    let row = cx.run(select).await?.into_values().pop();
    Ok(row.as_ref().and_then(|id| id.as_str()).map(str::to_owned))
}
