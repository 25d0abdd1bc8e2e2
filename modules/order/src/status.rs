//! How far an order is paid and fulfilled, from its payment collections and fulfillments. Rules: Medusa 2.21
//! `core-flows/order/utils/aggregate-status`.

use stheno_kernel::Amount;
use stheno_query::RowView;

/// The computed field of the payment's state.
pub const PAYMENT: &str = "payment_status";
/// The computed field of the fulfillment's state.
pub const FULFILLMENT: &str = "fulfillment_status";

/// What [`payment`] reads.
pub(crate) const PAYMENT_NEEDS: [&str; 4] = [
    "payment_collections.status",
    "payment_collections.amount",
    "payment_collections.captured_amount",
    "payment_collections.refunded_amount",
];
/// What [`fulfillment`] reads.
pub(crate) const FULFILLMENT_NEEDS: [&str; 6] = [
    "fulfillments.packed_at",
    "fulfillments.shipped_at",
    "fulfillments.delivered_at",
    "fulfillments.canceled_at",
    "items.quantity",
    "items.detail.fulfilled_quantity",
];

/// A payment collection, as far as its state matters.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// Its own status.
    pub status: String,
    /// What is to be paid.
    pub amount: Amount,
    /// What was taken.
    pub captured: Amount,
    /// What was given back.
    pub refunded: Amount,
}

fn number(row: RowView<'_>, name: &str) -> Amount {
    row.get(name).as_decimal().map(Amount::from).unwrap_or_default()
}

pub(crate) fn payment(row: RowView<'_>) -> &'static str {
    let read = |row: RowView<'_>| Collection {
        status: row.text("status").to_owned(),
        amount: number(row, "amount"),
        captured: number(row, "captured_amount"),
        refunded: number(row, "refunded_amount"),
    };
    let collections: Vec<Collection> = row.children("payment_collections").map(read).collect();
    payment_status(&collections)
}

/// The state of all payment collections together. Partial ones count a half, hence the doubled numbers.
pub fn payment_status(collections: &[Collection]) -> &'static str {
    let epsilon = Amount::parse("0.01").unwrap_or_default();
    let (mut captured, mut refunded) = (0, 0);
    for collection in collections {
        let weight = |taken: Amount| if collection.amount - taken <= epsilon { 2 } else { 1 };
        if collection.captured > Amount::ZERO || collection.amount.is_zero() {
            captured += weight(collection.captured);
        }
        if collection.refunded > Amount::ZERO {
            refunded += weight(collection.refunded);
        }
    }
    let count = |status: &str| collections.iter().filter(|c| c.status == status).count();
    let open = collections.len() - count("canceled");
    if refunded > 0 {
        return if refunded == captured { "refunded" } else { "partially_refunded" };
    }
    if captured > 0 {
        return if captured == 2 * open { "captured" } else { "partially_captured" };
    }
    match count("authorized") {
        0 => {}
        all if all == open => return "authorized",
        _ => return "partially_authorized",
    }
    if !collections.is_empty() && open == 0 {
        return "canceled";
    }
    if count("awaiting") > 0 { "awaiting" } else { "not_paid" }
}

/// How far one fulfillment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing has happened yet.
    Open,
    /// Packed.
    Fulfilled,
    /// Handed over.
    Shipped,
    /// Arrived.
    Delivered,
    /// Called off.
    Canceled,
}

pub(crate) fn fulfillment(row: RowView<'_>) -> &'static str {
    let progress = |row: RowView<'_>| {
        let is_set = |name: &str| !row.get(name).is_null();
        match () {
            () if is_set("canceled_at") => Progress::Canceled,
            () if is_set("delivered_at") => Progress::Delivered,
            () if is_set("shipped_at") => Progress::Shipped,
            () if is_set("packed_at") => Progress::Fulfilled,
            () => Progress::Open,
        }
    };
    let fulfillments: Vec<Progress> = row.children("fulfillments").map(progress).collect();
    let is_left =
        row.children("items").any(|item| number(item, "fulfilled_quantity") < number(item, "quantity"));
    fulfillment_status(&fulfillments, is_left)
}

/// The state of all fulfillments together; `is_left` where some pieces are in none.
pub fn fulfillment_status(fulfillments: &[Progress], is_left: bool) -> &'static str {
    let count = |progress: Progress| fulfillments.iter().filter(|p| **p == progress).count();
    let open = fulfillments.len() - count(Progress::Canceled);
    for (progress, whole, part) in [
        (Progress::Delivered, "delivered", "partially_delivered"),
        (Progress::Shipped, "shipped", "partially_shipped"),
        (Progress::Fulfilled, "fulfilled", "partially_fulfilled"),
    ] {
        match count(progress) {
            0 => {}
            all if all == open && !is_left => return whole,
            _ => return part,
        }
    }
    if !fulfillments.is_empty() && open == 0 { "canceled" } else { "not_fulfilled" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collection(status: &str, amount: i64, captured: i64, refunded: i64) -> Collection {
        let [amount, captured, refunded] = [amount, captured, refunded].map(Amount::from);
        Collection { status: status.into(), amount, captured, refunded }
    }

    #[test]
    fn payments() {
        let of = |list: &[Collection]| payment_status(list);
        assert_eq!(of(&[]), "not_paid");
        assert_eq!(of(&[collection("authorized", 54, 0, 0)]), "authorized");
        assert_eq!(of(&[collection("completed", 54, 54, 0)]), "captured");
        assert_eq!(of(&[collection("completed", 54, 54, 10)]), "partially_refunded");
        assert_eq!(of(&[collection("completed", 54, 54, 54)]), "refunded");
        assert_eq!(of(&[collection("authorized", 54, 10, 0)]), "partially_captured");
        assert_eq!(of(&[collection("canceled", 54, 0, 0)]), "canceled");
        assert_eq!(of(&[collection("awaiting", 54, 0, 0)]), "awaiting");
        assert_eq!(
            of(&[collection("authorized", 5, 0, 0), collection("not_paid", 5, 0, 0)]),
            "partially_authorized"
        );
    }

    #[test]
    fn fulfillments() {
        use Progress::{Canceled, Delivered, Fulfilled, Shipped};
        assert_eq!(fulfillment_status(&[], true), "not_fulfilled");
        assert_eq!(fulfillment_status(&[Fulfilled], false), "fulfilled");
        assert_eq!(fulfillment_status(&[Fulfilled], true), "partially_fulfilled");
        assert_eq!(fulfillment_status(&[Shipped, Fulfilled], false), "partially_shipped");
        assert_eq!(fulfillment_status(&[Delivered, Canceled], false), "delivered");
        assert_eq!(fulfillment_status(&[Canceled], true), "canceled");
    }
}
