//! The statuses of an order in the words of Medusa 1, which stored what Medusa 2 computes.

/// What the two statuses are worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// `order.status`
    pub order: &'a str,
    /// Medusa 2's `payment_status`.
    pub payment: &'a str,
    /// Medusa 2's `fulfillment_status`.
    pub fulfillment: &'a str,
    /// Units bought.
    pub ordered: i64,
    /// Units that came back.
    pub returned: i64,
}

const CANCELED: &str = "canceled";

/// `payment_status`
pub fn payment<'a>(progress: &Progress<'a>) -> &'a str {
    match (progress.order, progress.payment) {
        (CANCELED, _) => CANCELED,
        (_, "awaiting" | "authorized" | "partially_authorized" | "partially_captured") => "awaiting",
        (_, same) => same,
    }
}

/// `fulfillment_status`
pub fn fulfillment<'a>(progress: &Progress<'a>) -> &'a str {
    if progress.order == CANCELED {
        return CANCELED;
    }
    if progress.returned > 0 {
        return if progress.returned >= progress.ordered { "returned" } else { "partially_returned" };
    }
    match progress.fulfillment {
        "delivered" => "shipped",
        "partially_delivered" => "partially_shipped",
        same => same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(order: &'a str, payment: &'a str, fulfillment: &'a str, returned: i64) -> Progress<'a> {
        Progress { order, payment, fulfillment, ordered: 2, returned }
    }

    #[test]
    fn payments() {
        for (v2, v1) in [
            ("not_paid", "not_paid"),
            ("authorized", "awaiting"),
            ("partially_captured", "awaiting"),
            ("captured", "captured"),
            ("partially_refunded", "partially_refunded"),
            ("requires_action", "requires_action"),
        ] {
            assert_eq!(payment(&of("pending", v2, "", 0)), v1);
            assert_eq!(payment(&of("canceled", v2, "", 0)), "canceled");
        }
    }

    #[test]
    fn fulfillments() {
        for (v2, returned, v1) in [
            ("not_fulfilled", 0, "not_fulfilled"),
            ("delivered", 0, "shipped"),
            ("partially_delivered", 0, "partially_shipped"),
            ("delivered", 1, "partially_returned"),
            ("delivered", 2, "returned"),
        ] {
            assert_eq!(fulfillment(&of("pending", "", v2, returned)), v1);
        }
        assert_eq!(fulfillment(&of("canceled", "", "delivered", 2)), "canceled");
    }
}
