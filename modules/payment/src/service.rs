//! Payments and what a collection makes of them. Rules: Medusa 2.21 `payment/services/payment-module`.

use crate::provider::{Data, Session, SessionStatus};
use crate::{Capture, Payment, PaymentCollection, PaymentSession, Refund};
use std::cmp::Ordering;
use stheno_database::{Later, Tx};
use stheno_kernel::{Amount, Error, JsonText, Result, Stamp, Timestamp};
use stheno_model::{Model as _, Patch, Records};

/// What was promised, taken and given back for a collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// Sum of the authorized sessions.
    pub authorized: Amount,
    /// Sum of the captures.
    pub captured: Amount,
    /// Sum of the refunds.
    pub refunded: Amount,
    /// Whether there is any session.
    pub has_sessions: bool,
}

/// Compares amounts as amounts of a currency.
fn compare(a: Amount, b: Amount, digits: Option<u32>) -> Ordering {
    match digits {
        Some(digits) => a.round_to(digits).cmp(&b.round_to(digits)),
        None => a.cmp(&b),
    }
}

/// The status of a collection; `digits` are the currency's decimals, none where it has none.
pub fn collection_status(amount: Amount, paid: &Paid, digits: Option<u32>) -> &'static str {
    if compare(paid.captured, amount, digits) != Ordering::Less {
        return "completed";
    }
    match paid.authorized > Amount::ZERO {
        true if compare(paid.authorized, amount, digits) != Ordering::Less => "authorized",
        true => "partially_authorized",
        false if paid.has_sessions => "awaiting",
        false => "not_paid",
    }
}

/// Writes to a collection what was paid; answers its row, when it is there.
pub async fn settle(
    tx: &Tx,
    collection: &PaymentCollection,
    paid: &Paid,
    digits: Option<u32>,
    now: Timestamp,
) -> Result<Later> {
    let status = collection_status(collection.amount, paid, digits);
    let mut patch = Patch::<PaymentCollection>::at(now)
        .set(PaymentCollection::STATUS, status)
        .set(PaymentCollection::AUTHORIZED_AMOUNT, Some(paid.authorized))
        .set(PaymentCollection::CAPTURED_AMOUNT, Some(paid.captured))
        .set(PaymentCollection::REFUNDED_AMOUNT, Some(paid.refunded));
    if status == "completed" {
        patch = patch.set(PaymentCollection::COMPLETED_AT, Some(now));
    }
    tx.update_later(PaymentCollection::ID.eq(&collection.id), patch).await
}

/// Reads what was paid for a collection, and writes it there.
pub async fn refresh_collection(tx: &Tx, id: &str, digits: Option<u32>, now: Timestamp) -> Result<()> {
    let Some(collection) = tx.lookup::<PaymentCollection>(id).await? else { return Ok(()) };
    let sessions = tx.find::<PaymentSession>(PaymentSession::PAYMENT_COLLECTION_ID.eq(id)).await?;
    let payments = tx.find::<Payment>(Payment::PAYMENT_COLLECTION_ID.eq(id)).await?;
    let (captures, refunds) = moves(tx, &payments).await?;
    let paid = Paid {
        authorized: sessions.iter().filter(|s| s.status == "authorized").map(|s| s.amount).sum(),
        captured: captures.iter().map(|c| c.amount).sum(),
        refunded: refunds.iter().map(|r| r.amount).sum(),
        has_sessions: !sessions.is_empty(),
    };
    settle(tx, &collection, &paid, digits, now).await.map(drop)
}

/// The captures and refunds of payments.
pub async fn moves(tx: &Tx, payments: &[Payment]) -> Result<(Vec<Capture>, Vec<Refund>)> {
    if payments.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let ids = || payments.iter().map(|p| &p.id);
    let captures = tx.find::<Capture>(Capture::PAYMENT_ID.is_in(ids())).await?;
    let refunds = tx.find::<Refund>(Refund::PAYMENT_ID.is_in(ids())).await?;
    Ok((captures, refunds))
}

/// A payment of an authorized session; with its capture where the provider took the money at once.
pub async fn record_authorization(
    tx: &Tx,
    session: &PaymentSession,
    answer: &Session,
    stamp: &Stamp,
) -> Result<(Payment, Option<Capture>)> {
    let data = JsonText::of(&answer.data);
    let patch = Patch::<PaymentSession>::at(stamp.now)
        .set(PaymentSession::STATUS, SessionStatus::Authorized.as_str())
        .set(PaymentSession::DATA, data.clone())
        .set(PaymentSession::AUTHORIZED_AT, Some(session.authorized_at.unwrap_or(stamp.now)));
    // Somebody may have opened another session in its place meanwhile.
    if tx.update(PaymentSession::ID.eq(&session.id), patch).await? == 0 {
        return Err(Error::conflict("The payment session is gone"));
    }
    let mut payment = Payment {
        amount: session.amount,
        currency_code: session.currency_code.clone(),
        provider_id: session.provider_id.clone(),
        data: Some(data),
        payment_collection_id: session.payment_collection_id.clone(),
        payment_session_id: session.id.clone(),
        ..Payment::new(stamp)
    };
    let is_captured = answer.status == SessionStatus::Captured;
    payment.captured_at = is_captured.then_some(stamp.now);
    let capture = is_captured.then(|| Capture {
        amount: session.amount,
        payment_id: payment.id.clone(),
        ..Capture::new(stamp)
    });
    tx.insert_later(vec![payment.clone()]).await?;
    tx.insert_later(capture.iter().cloned().collect()).await?;
    Ok((payment, capture))
}

/// Notes what a provider said of a session that it did not authorize.
pub async fn record_refusal(tx: &Tx, session_id: &str, answer: &Session, now: Timestamp) -> Result<()> {
    let patch = Patch::<PaymentSession>::at(now)
        .set(PaymentSession::STATUS, answer.status.as_str())
        .set(PaymentSession::DATA, JsonText::of(&answer.data));
    tx.update(PaymentSession::ID.eq(session_id), patch).await.map(drop)
}

/// Writes what a provider keeps with a payment.
pub async fn set_data(tx: &Tx, payment_id: &str, data: &Data, now: Timestamp) -> Result<()> {
    let patch = Patch::<Payment>::at(now).set(Payment::DATA, Some(JsonText::of(data)));
    tx.update(Payment::ID.eq(payment_id), patch).await.map(drop)
}

/// A payment that is held until the transaction ends, with its captures and refunds.
pub async fn hold(tx: &Tx, id: &str) -> Result<(Payment, Vec<Capture>, Vec<Refund>)> {
    let found = tx.find_locked::<Payment>(Payment::ID.eq(id)).await?.pop();
    let payment = found.ok_or_else(|| Error::not_found(format!("Payment with id: {id} was not found")))?;
    let (captures, refunds) = moves(tx, std::slice::from_ref(&payment)).await?;
    Ok((payment, captures, refunds))
}

/// What would be taken of a held payment: the amount asked for, or all of it. None where everything was taken before.
pub fn check_capture(
    (payment, captures): (&Payment, &[Capture]),
    amount: Option<Amount>,
    digits: Option<u32>,
) -> Result<Option<Amount>> {
    if payment.canceled_at.is_some() {
        return Err(Error::invalid_data(format!("The payment: {} has been canceled.", payment.id)));
    }
    if payment.captured_at.is_some() {
        return Ok(None);
    }
    let amount = amount.unwrap_or(payment.amount);
    if amount <= Amount::ZERO {
        return Err(Error::invalid_data("Capture amount must be greater than 0."));
    }
    let before: Amount = captures.iter().map(|c| c.amount).sum();
    if compare(amount, payment.amount - before, digits) == Ordering::Greater {
        return Err(Error::invalid_data(
            "You cannot capture more than the authorized amount substracted by what is already captured.",
        ));
    }
    Ok(Some(amount))
}

/// Notes that [`check_capture`]'s amount of a held payment was taken.
pub async fn record_capture(
    tx: &Tx,
    (payment, captures): (&Payment, &[Capture]),
    amount: Option<Amount>,
    created_by: Option<&str>,
    digits: Option<u32>,
    stamp: &Stamp,
) -> Result<Option<Capture>> {
    let Some(amount) = check_capture((payment, captures), amount, digits)? else { return Ok(None) };
    let before: Amount = captures.iter().map(|c| c.amount).sum();
    let capture = Capture {
        amount,
        payment_id: payment.id.clone(),
        created_by: created_by.map(str::to_owned),
        ..Capture::new(stamp)
    };
    tx.insert_one(capture.clone()).await?;
    if compare(before + amount, payment.amount, digits) != Ordering::Less {
        let patch = Patch::<Payment>::at(stamp.now).set(Payment::CAPTURED_AT, Some(stamp.now));
        tx.update(Payment::ID.eq(&payment.id), patch).await?;
    }
    Ok(Some(capture))
}

/// What may be given back of a held payment: the amount asked for, or all of it. In whole units of the currency's last
/// decimal, never more than was taken; the original lets one unit more pass.
pub fn check_refund(
    (payment, captures, refunds): (&Payment, &[Capture], &[Refund]),
    amount: Option<Amount>,
    digits: Option<u32>,
) -> Result<Amount> {
    if amount.is_some_and(|amount| amount <= Amount::ZERO) {
        return Err(Error::invalid_data("Refund amount must be greater than 0."));
    }
    let taken: Amount = captures.iter().map(|c| c.amount).sum();
    let given: Amount = refunds.iter().map(|r| r.amount).sum();
    let wanted = amount.unwrap_or(payment.amount);
    if compare(given + wanted, taken, digits) != Ordering::Greater {
        return Ok(wanted);
    }
    Err(Error::invalid_data(match amount {
        Some(_) => "You are not allowed to refund more than the captured amount",
        None => "You cannot refund more than what is captured on the payment.",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn no_more_is_given_back_than_was_taken() {
        let payment = Payment { amount: amount("54"), ..Payment::default() };
        let captures = [Capture { amount: amount("30.006"), ..Capture::default() }];
        let refunds = [Refund { amount: amount("10"), ..Refund::default() }];
        let check =
            |asked: Option<&str>| check_refund((&payment, &captures, &refunds), asked.map(amount), Some(2));
        assert_eq!(check(Some("20.01")).unwrap(), amount("20.01"));
        assert!(check(Some("20.02")).is_err() && check(Some("0")).is_err() && check(None).is_err());
        assert!(check_refund((&payment, &captures, &refunds), Some(amount("20.01")), None).is_err());
        let all = [Capture { amount: amount("54"), ..Capture::default() }];
        assert_eq!(check_refund((&payment, &all, &[]), None, Some(2)).unwrap(), amount("54"));
    }

    #[test]
    fn a_collection_follows_its_payments() {
        let of = |authorized: &str, captured: &str, has_sessions| {
            let paid = Paid {
                authorized: amount(authorized),
                captured: amount(captured),
                refunded: Amount::ZERO,
                has_sessions,
            };
            collection_status(amount("54.005"), &paid, Some(2))
        };
        assert_eq!((of("0", "0", false), of("0", "0", true)), ("not_paid", "awaiting"));
        assert_eq!((of("10", "0", true), of("54.01", "0", true)), ("partially_authorized", "authorized"));
        assert_eq!((of("54.01", "10", true), of("54.01", "54.01", true)), ("authorized", "completed"));
        assert_eq!(collection_status(Amount::ZERO, &Paid::default(), None), "completed");
    }
}
