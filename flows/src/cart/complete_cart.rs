//! Workflow `complete-cart`: a cart becomes an order, once, however often and by however many it is asked.
//! `POST /store/carts/{id}/complete`.
//!
//! With a provider that reaches nothing outside, all of it is one transaction. With any other, the cart is checked in
//! one transaction, the payment authorized between transactions, and the order placed in a second one: there is no order
//! without an authorization, and an authorization without an order is canceled.

use super::CartState;
use super::completion::facts::Facts;
use super::completion::order::{NewOrder, close_cart};
use super::completion::{reserve, usage};
use crate::payment::authorize_session::{Verdict, authorization, judge, told};
use crate::payment::outside::{Authorization, AuthorizeSession};
use crate::payment::{digits, provider};
use serde_json::json;
use stheno_database::{Later, Select, Type};
use stheno_inventory::rules::{Claim, Line};
use stheno_kernel::{Amount, Error, ErrorKind, Result};
use stheno_model::{Model as _, Records};
use stheno_order::OrderTransaction;
use stheno_payment::provider::{Session, SessionStatus};
use stheno_payment::service::{self, Paid};
use stheno_payment::{Capture, PaymentCollection, PaymentSession};
use stheno_query::Held;
use stheno_workflow::{Flow, FlowTx, RequestCtx, Ticket};

const FLOW: &str = "complete-cart";

/// What became of the cart.
#[derive(Debug)]
pub enum Completed {
    /// The order, by its id, with the rows that are known.
    Order(String, Held),
    /// The payment did not work; the cart stays, and the shopper reads why.
    Refused(Error),
}

/// What one transaction came to.
enum Outcome {
    Done(Completed),
    /// A provider outside has to be asked first.
    Outside,
}

/// Completes a cart. An error of the payment is an answer; every other error is one.
pub async fn run(ctx: &RequestCtx, cart_id: String) -> Result<Completed> {
    match complete(ctx, cart_id).await {
        Err(error)
            if matches!(error.kind(), ErrorKind::PaymentAuthorization | ErrorKind::PaymentRequiresMore) =>
        {
            Ok(Completed::Refused(error))
        }
        outcome => outcome,
    }
}

async fn complete(ctx: &RequestCtx, cart_id: String) -> Result<Completed> {
    let id = cart_id.clone();
    let outcome = ctx.transaction(FLOW, move |cx| async move { attempt(&cx, &id).await }).await?;
    match outcome {
        Outcome::Done(completed) => Ok(completed),
        Outcome::Outside => run_outside(ctx, cart_id).await,
    }
}

/// All of it, unless a provider outside has to be asked.
async fn attempt(cx: &FlowTx, cart_id: &str) -> Result<Outcome> {
    let ready = match Checked::of(cx, cart_id).await? {
        Checked::Placed(order_id) => return Ok(Outcome::Done(known_order(order_id))),
        Checked::Open(ready) => ready,
    };
    let granted = match &ready.session {
        None => None,
        Some(session) if ready.is_paid() => Some(known(session)),
        Some(session) => {
            let provider = provider(cx.app(), &session.provider_id)?;
            if !provider.is_local() {
                return Ok(Outcome::Outside);
            }
            cx.hook_with("beforePaymentAuthorization", || json!({ "input": { "id": cart_id } })).await?;
            cx.step("authorize-payment-session-step").await?;
            let answer = provider.authorize(authorization(session).input(&session.id)).await.map_err(told)?;
            match judge(answer) {
                Verdict::Granted(answer) => Some(answer),
                Verdict::Refused(answer, error) => {
                    service::record_refusal(cx.tx(), &session.id, &answer, cx.now()).await?;
                    return Ok(Outcome::Done(Completed::Refused(error)));
                }
            }
        }
    };
    place(cx, *ready, granted).await.map(Outcome::Done)
}

/// What the first transaction of a flow with a provider outside came to.
enum Asked {
    Placed(String),
    Authorize(Ticket<AuthorizeSession>, String),
}

async fn run_outside(ctx: &RequestCtx, cart_id: String) -> Result<Completed> {
    let key = cart_id.clone();
    ctx.flow(FLOW, &key, |flow| async move {
        let id = cart_id.clone();
        let asked = flow.transaction("check-cart", move |cx| async move {
            match Checked::of(&cx, &id).await? {
                Checked::Placed(order_id) => Ok(Asked::Placed(order_id)),
                Checked::Open(ready) => {
                    let session = ready.session.as_ref().ok_or_else(no_sessions)?;
                    cx.hook_with("beforePaymentAuthorization", || json!({ "input": { "id": id } })).await?;
                    let asked: Authorization = authorization(session);
                    Ok(Asked::Authorize(cx.announce::<AuthorizeSession>(asked)?, session.id.to_string()))
                }
            }
        });
        match asked.await? {
            Asked::Placed(order_id) => Ok(known_order(order_id)),
            Asked::Authorize(ticket, session_id) => {
                let answer = flow.run(ticket).await.map_err(told)?;
                settle(&flow, cart_id, session_id, answer).await
            }
        }
    })
    .await
}

/// The second transaction: the order, or the refusal.
async fn settle(flow: &Flow, cart_id: String, session_id: String, answer: Session) -> Result<Completed> {
    match judge(answer) {
        Verdict::Granted(answer) => {
            let place = move |cx: FlowTx| async move {
                match Checked::of(&cx, &cart_id).await? {
                    Checked::Placed(order_id) => Ok(known_order(order_id)),
                    Checked::Open(ready) => {
                        // A cart that changed meanwhile has lost its session: what was authorized is canceled.
                        if ready.session.as_ref().is_none_or(|session| session.id.as_str() != session_id) {
                            return Err(Error::conflict("The cart has changed while it was paid"));
                        }
                        place(&cx, *ready, Some(answer)).await
                    }
                }
            };
            flow.finish("place-order", place).await
        }
        Verdict::Refused(answer, error) => {
            let note = move |cx: FlowTx| async move {
                service::record_refusal(cx.tx(), &session_id, &answer, cx.now()).await?;
                Ok(Completed::Refused(error))
            };
            flow.finish("update-payment-session", note).await
        }
    }
}

/// A cart after everything that can be wrong with it was looked at.
enum Checked {
    /// It is completed already; the order's id.
    Placed(String),
    /// It can be completed.
    Open(Box<Ready>),
}

/// A cart that can be completed.
struct Ready {
    state: CartState,
    facts: Facts,
    /// The attempt to pay; none where nothing is to be paid.
    session: Option<PaymentSession>,
}

impl Checked {
    async fn of(cx: &FlowTx, cart_id: &str) -> Result<Self> {
        let missing = || Error::not_found(format!("Cart with id '{cart_id}' not found"));
        let state = CartState::lock(cx, cart_id).await?.ok_or_else(missing)?;
        if state.cart.completed_at.is_some() {
            return match order_of(cx, cart_id).await? {
                Some(order_id) => Ok(Self::Placed(order_id)),
                None => Err(Error::invalid_data(format!("Cart {cart_id} is already completed."))),
            };
        }
        cx.step("validate-cart-items").await?;
        if state.lines.is_empty() {
            return Err(Error::invalid_data("Cannot complete a cart with no items"));
        }
        let facts = Facts::load(cx, &state).await?;
        cx.step("validate-cart-payments").await?;
        let session = payable(cx, &state, &facts)?;
        cx.hook_with("validate", || json!({ "input": { "id": cart_id }, "cart": { "id": cart_id } })).await?;
        cx.step("validate-shipping").await?;
        validate_shipping(&state, &facts)?;
        Ok(Self::Open(Box::new(Ready { state, facts, session })))
    }
}

impl Ready {
    /// Whether the session led to a payment before.
    fn is_paid(&self) -> bool {
        let session = self.session.as_ref().filter(|session| session.authorized_at.is_some());
        session.is_some_and(|session| {
            self.facts.payment.payments.iter().any(|p| p.payment_session_id == session.id)
        })
    }
}

async fn order_of(cx: &FlowTx, cart_id: &str) -> Result<Option<String>> {
    let select = Select::from("order_cart")
        .column("order_id", Type::Text)
        .filter(stheno_database::Expr::column("cart_id").eq(cart_id))
        .filter(stheno_database::Expr::column("deleted_at").is_null());
    let row = cx.run(select).await?.into_values().pop();
    Ok(row.as_ref().and_then(|id| id.as_str()).map(str::to_owned))
}

fn no_sessions() -> Error {
    Error::invalid_data("Payment sessions are required to complete cart")
}

/// The attempt to pay that the order is placed with.
fn payable(cx: &FlowTx, state: &CartState, facts: &Facts) -> Result<Option<PaymentSession>> {
    const PROCESSABLE: [&str; 5] =
        ["pending", "requires_more", "authorized", "captured", "pending_authorization"];
    let credit: Amount = state.credit_lines.iter().map(|line| line.amount).sum();
    if !credit.is_negative() && state.total(cx) <= Amount::ZERO {
        return Ok(None);
    }
    let payment = &facts.payment;
    if payment.collection.is_none() {
        return Err(Error::invalid_data("Payment collection has not been initiated for cart"));
    }
    let sessions = || payment.sessions.iter().filter(|s| PROCESSABLE.contains(&s.status.as_str()));
    let first = sessions().next().ok_or_else(no_sessions)?;
    if let (Some(enabled), Some(region)) = (&payment.enabled, &state.cart.region_id) {
        let mut strangers: Vec<&str> = Vec::new();
        for id in sessions().map(|s| s.provider_id.as_str()) {
            if !enabled.iter().any(|known| known == id) && !strangers.contains(&id) {
                strangers.push(id);
            }
        }
        if !strangers.is_empty() {
            let (s, are) = if strangers.len() > 1 { ("s", "are") } else { ("", "is") };
            return Err(Error::invalid_data(format!(
                "Payment provider{s} {} {are} not enabled in the cart's region {region}.",
                strangers.join(", ")
            )));
        }
    }
    Ok(Some(first.clone()))
}

fn validate_shipping(state: &CartState, facts: &Facts) -> Result<()> {
    let mut shipped = state.lines.iter().filter(|line| line.item.requires_shipping).peekable();
    if shipped.peek().is_some() && state.methods.is_empty() {
        return Err(Error::invalid_data(
            "No shipping method selected but the cart contains items that require shipping.",
        ));
    }
    let available: Vec<Option<&str>> = state
        .methods
        .iter()
        .map(|held| facts.profiles.get(held.method.shipping_option_id.as_deref()?)?.as_deref())
        .collect();
    let required = |line: &super::state::Line| {
        let variant = line.item.variant_id.as_deref().and_then(|id| facts.variants.get(id));
        variant.and_then(|variant| variant.shipping_profile_id.clone())
    };
    if shipped.any(|line| !available.contains(&required(line).as_deref())) {
        return Err(Error::invalid_data(
            "The cart items require shipping profiles that are not satisfied by the current shipping methods",
        ));
    }
    Ok(())
}

/// An order that was placed before.
fn known_order(order_id: String) -> Completed {
    Completed::Order(order_id, Held::default())
}

/// What a session said when it was authorized before.
fn known(session: &PaymentSession) -> Session {
    Session { data: session.data.parse().unwrap_or_default(), status: SessionStatus::Authorized }
}

/// Places the order. Everything is undone together if any part fails.
async fn place(cx: &FlowTx, ready: Ready, granted: Option<Session>) -> Result<Completed> {
    let is_paid = ready.is_paid();
    let Ready { state, facts, session } = ready;
    let order = NewOrder::of(cx, &state, &facts)?;
    let order_id = order.id().clone();
    let claims = claims(&state, &facts, &order)?;
    let reserved = reserve::reserve(cx, claims, &facts.stock).await?;
    usage::register(cx, &state).await?;
    let mut collection = None;
    let captures = match (session, granted) {
        (Some(session), Some(answer)) if !is_paid => {
            let (capture, row) = pay(cx, &facts, &session, &answer).await?;
            collection = row;
            capture.into_iter().collect()
        }
        (Some(_), Some(_)) => service::moves(cx.tx(), &facts.payment.payments).await?.0,
        _ => Vec::new(),
    };
    let taken: Vec<Amount> = captures.iter().map(|capture| capture.amount).collect();
    let mut held = order.write(cx, &taken).await?;
    held.keep_later(PaymentCollection::meta(), collection);
    record_transactions(cx, &order_id, &state.cart.currency_code, captures).await?;
    close_cart(cx, &mut held, &state, &facts, &order_id).await?;
    cx.emit("order.placed", json!({ "id": order_id.as_str() }));
    if !reserved.is_empty() {
        let told =
            |id: &stheno_ids::ReservationItemId| json!({ "id": id.as_str(), "order_id": order_id.as_str() });
        cx.emit("reservation-item.created", reserved.iter().map(told).collect());
    }
    let input = || json!({ "order_id": order_id.as_str(), "cart_id": state.id().as_str() });
    cx.hook_with("orderCreated", input).await?;
    let held = if cx.was_hooked() { Held::default() } else { held };
    Ok(Completed::Order(order_id.into_string(), held))
}

fn claims(state: &CartState, facts: &Facts, order: &NewOrder) -> Result<Vec<Claim>> {
    let lines: Vec<Line> = order
        .lines
        .iter()
        .zip(&state.lines)
        .filter_map(|(row, line)| {
            Some(Line {
                id: Some(row.id.to_string()),
                variant_id: row.variant_id.as_deref()?.to_owned(),
                quantity: Amount::from(line.item.quantity),
                allow_backorder: false,
            })
        })
        .collect();
    reserve::claims(&lines, &facts.stock, state.cart.sales_channel_id.as_deref().unwrap_or_default())
}

/// Notes the authorization, and what it makes of the collection; answers what was taken at once, and the collection's row
/// as far as it is known.
async fn pay(
    cx: &FlowTx,
    facts: &Facts,
    session: &PaymentSession,
    answer: &Session,
) -> Result<(Option<Capture>, Option<Later>)> {
    let payment = &facts.payment;
    let is_deferred = answer.status == SessionStatus::PendingAuthorization;
    let capture = if is_deferred {
        service::record_refusal(cx.tx(), &session.id, answer, cx.now()).await?;
        None
    } else {
        service::record_authorization(cx.tx(), session, answer, cx.stamp()).await?.1
    };
    let Some(collection) = &payment.collection else { return Ok((None, None)) };
    let decimals = digits(&collection.currency_code);
    if !payment.payments.is_empty() {
        service::refresh_collection(cx.tx(), &collection.id, decimals, cx.now()).await?;
        return Ok((capture, None));
    }
    let is_authorized = |s: &&PaymentSession| {
        if s.id == session.id { !is_deferred } else { s.status == SessionStatus::Authorized.as_str() }
    };
    let paid = Paid {
        authorized: payment.sessions.iter().filter(is_authorized).map(|s| s.amount).sum(),
        captured: capture.as_ref().map(|capture| capture.amount).unwrap_or_default(),
        refunded: Amount::ZERO,
        has_sessions: true,
    };
    let row = service::settle(cx.tx(), collection, &paid, decimals, cx.now()).await?;
    Ok((capture, Some(row)))
}

async fn record_transactions(
    cx: &FlowTx,
    order_id: &stheno_ids::OrderId,
    currency_code: &str,
    captures: Vec<Capture>,
) -> Result<()> {
    if captures.is_empty() {
        return Ok(());
    }
    cx.step("add-order-transaction").await?;
    let row = |capture: Capture| OrderTransaction {
        amount: capture.amount,
        currency_code: currency_code.to_owned(),
        reference: Some("capture".to_owned()),
        reference_id: Some(capture.id.into_string()),
        order_id: order_id.clone(),
        ..OrderTransaction::new(cx.stamp())
    };
    cx.insert(captures.into_iter().map(row).collect()).await
}
