//! What an order owes and was paid (`order_summary.totals`). Rules: Medusa 2.21 `order/utils/calculate-order-change`.

use crate::cart::currency_epsilon;
use crate::fields::amounts;
use crate::math::{abs, add, sub, sum};
use stheno_kernel::Amount;

amounts! {
    /// The stored summary of an order's version.
    pub struct Summary {
        /// Still to pay; below zero, to give back. Read with [`pending_difference`], which knows returns.
        pending_difference,
        /// The order's total as of this version.
        current_order_total,
        /// The order's total before the change that made this version.
        original_order_total,
        /// Paid less refunded.
        transaction_total,
        /// Sum of the payments.
        paid_total,
        /// Sum of the refunds, positive.
        refunded_total,
        /// Credit lines that came with this version.
        credit_line_total,
        /// The order's total as of this version.
        accounting_total,
    }
}

impl Summary {
    /// The summary of a version: totals before and after its change (equal for a new order), credit lines that the
    /// change brings, and all transactions so far (refunds are negative).
    pub fn of_version(
        total_before: Amount,
        total_after: Amount,
        new_credit_lines: &[Amount],
        transactions: &[Amount],
    ) -> Self {
        let transaction_total = sum(transactions.iter().copied());
        Self {
            pending_difference: sub(total_after, transaction_total),
            current_order_total: total_after,
            original_order_total: total_before,
            transaction_total,
            paid_total: sum(transactions.iter().copied().filter(|t| !t.is_negative())),
            refunded_total: sum(transactions.iter().filter(|t| t.is_negative()).map(|t| abs(*t))),
            credit_line_total: sum(new_credit_lines.iter().copied()),
            accounting_total: total_after,
        }
    }
    /// The summary of a new order.
    pub fn of_new_order(total: Amount, credit_lines: &[Amount], transactions: &[Amount]) -> Self {
        Self::of_version(total, total, credit_lines, transactions)
    }
    /// The summary of the next version, which comes with these credit lines.
    pub fn with_credits(self, credits: &[Amount]) -> Self {
        let credit = sum(credits.iter().copied());
        let total = sub(self.current_order_total, credit);
        Self {
            pending_difference: sub(self.pending_difference, credit),
            original_order_total: self.current_order_total,
            current_order_total: total,
            credit_line_total: credit,
            accounting_total: total,
            ..self
        }
    }
    /// With one more transaction.
    pub fn with_transaction(self, amount: Amount) -> Self {
        self.moved(amount, add)
    }
    /// Without a transaction that it had.
    pub fn without_transaction(self, amount: Amount) -> Self {
        self.moved(amount, sub)
    }
    fn moved(mut self, amount: Amount, op: fn(Amount, Amount) -> Amount) -> Self {
        if amount > Amount::ZERO {
            self.paid_total = op(self.paid_total, amount);
        } else {
            self.refunded_total = op(self.refunded_total, abs(amount));
        }
        let before = self.transaction_total;
        self.transaction_total = op(before, amount);
        self.pending_difference = sub(self.pending_difference, sub(self.transaction_total, before));
        self
    }
}

/// The difference that answers print: pieces whose return is asked for are no longer owed, and at most one unit of the
/// currency's last decimal counts as none. `return_requested` is [`crate::LifecycleTotals::return_requested_total`].
pub fn pending_difference(
    order_total: Amount,
    return_requested: Amount,
    transaction_total: Amount,
    currency_digits: u32,
) -> Amount {
    let pending = sub(sub(order_total, return_requested), transaction_total);
    if abs(pending) <= currency_epsilon(currency_digits) { Amount::ZERO } else { pending }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn payments_and_refunds_settle_the_order() {
        let new = Summary::of_new_order(amount("119"), &[], &[]);
        assert_eq!((new.pending_difference, new.accounting_total), (amount("119"), amount("119")));
        let paid = new.with_transaction(amount("119"));
        assert_eq!((paid.pending_difference, paid.paid_total), (Amount::ZERO, amount("119")));
        let refunded = paid.with_transaction(amount("-19"));
        assert_eq!((refunded.pending_difference, refunded.refunded_total), (amount("19"), amount("19")));
        assert_eq!(refunded.transaction_total, Amount::HUNDRED);
        assert_eq!(refunded.without_transaction(amount("-19")), paid);
        assert_eq!(Summary::of_new_order(amount("119"), &[], &[amount("119")]), paid);
    }

    #[test]
    fn a_credit_is_no_longer_owed() {
        let paid = Summary::of_new_order(amount("54"), &[], &[amount("54")]);
        let given_back = paid.with_transaction(amount("-10")).with_credits(&[amount("10")]);
        let moves = [amount("54"), amount("-10")];
        assert_eq!(given_back, Summary::of_version(amount("54"), amount("44"), &[amount("10")], &moves));
        assert_eq!(given_back.pending_difference, Amount::ZERO);
    }

    #[test]
    fn one_cent_is_settled() {
        assert_eq!(pending_difference(amount("10.01"), Amount::ZERO, amount("10"), 2), Amount::ZERO);
        assert_eq!(pending_difference(amount("10.02"), Amount::ZERO, amount("10"), 2), amount("0.02"));
        assert_eq!(pending_difference(amount("10"), amount("4"), amount("10"), 2), amount("-4"));
    }
}
