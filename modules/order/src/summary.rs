//! The stored summary of an order's version (`order_summary.totals`): read, written, and shown.

use stheno_kernel::{Amount, JsonText, JsonWriter, Value};
use stheno_totals::{CartTotals, Summary, pending_difference, wire};

/// Decimals of the currency where nothing is known of it.
const DIGITS: u32 = 2;

/// The stored text of a summary: each number with its exact `raw_` twin.
pub fn write(summary: &Summary) -> JsonText {
    let mut out = JsonWriter::with_capacity(800);
    out.begin_object();
    for name in Summary::FIELDS {
        let amount = summary.get(name).unwrap_or_default();
        out.key(name);
        out.value(&wire::number(amount).into());
        out.key(&format!("raw_{name}"));
        out.value(&Value::Json(wire::raw(amount)));
    }
    out.end_object();
    JsonText::from_trusted(String::from_utf8(out.into_bytes()).unwrap_or_default())
}

/// Reads a summary back; numbers that are missing are zero.
pub fn read(stored: &JsonText) -> Summary {
    let members = stored.to_value();
    let amount = |name: &str| {
        let exact = members.get(format!("raw_{name}")).and_then(|raw| raw.get("value"));
        let text = exact.and_then(|value| value.as_str()).map(str::to_owned);
        let text = text.or_else(|| members.get(name).map(ToString::to_string));
        text.and_then(|text| Amount::parse(&text)).unwrap_or_default()
    };
    Summary {
        pending_difference: amount("pending_difference"),
        current_order_total: amount("current_order_total"),
        original_order_total: amount("original_order_total"),
        transaction_total: amount("transaction_total"),
        paid_total: amount("paid_total"),
        refunded_total: amount("refunded_total"),
        credit_line_total: amount("credit_line_total"),
        accounting_total: amount("accounting_total"),
    }
}

/// The summary as answers show it: with totals at hand, what is still to pay follows from them.
pub(crate) fn shown(stored: &JsonText, totals: Option<&CartTotals>) -> Value {
    let Some(totals) = totals else { return Value::Json(stored.clone()) };
    let mut summary = read(stored);
    let requested = totals.lifecycle.as_ref().map(|l| l.return_requested_total).unwrap_or_default();
    summary.pending_difference =
        pending_difference(totals.amounts.total, requested, summary.transaction_total, DIGITS);
    Value::Json(write(&summary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_written_and_read_back() {
        let summary = Summary::of_new_order(Amount::parse("70.8").unwrap(), &[], &[]);
        let stored = write(&summary);
        assert!(stored.as_str().contains(r#""paid_total":0,"raw_paid_total":{"value":"0","precision":20}"#));
        assert_eq!(read(&stored), summary);
        assert_eq!(
            read(&JsonText::from_trusted(r#"{"paid_total": 12.5}"#)).paid_total,
            Amount::parse("12.5").unwrap()
        );
    }
}
