//! Names that changed between the two versions.

/// A payment or fulfillment provider: `pp_system_default` was `manual`, `pp_stripe_stripe` was `stripe`.
pub fn provider(id: &str) -> &str {
    if id == "pp_system_default" {
        return "manual";
    }
    let bare = id.strip_prefix("pp_").unwrap_or(id);
    match bare.split_once('_') {
        Some((name, instance)) if name == instance => name,
        _ => id,
    }
}

/// The reason of a refund, where it is one that Medusa 1 knew.
pub fn refund_reason(code: &str) -> &'static str {
    match code {
        "discount" => "discount",
        "return" => "return",
        "swap" => "swap",
        "claim" => "claim",
        _ => "other",
    }
}

/// Whether a credit line only says that money was given back, which is told as a refund already.
pub fn is_of_refund(reference: &str) -> bool {
    matches!(reference, "payment_collection" | "refund")
}

/// How the price of a shipping option is found.
pub fn price_type(price_type: &str) -> &str {
    if price_type == "flat" { "flat_rate" } else { price_type }
}

/// The type of a discount's rule.
pub fn discount_type(method: &str, target: &str, is_whole: bool) -> &'static str {
    match (method, target) {
        ("percentage", "shipping_methods") if is_whole => "free_shipping",
        ("percentage", _) => "percentage",
        _ => "fixed",
    }
}

/// What a discount's rule is shared out over.
pub fn allocation(allocation: &str) -> &'static str {
    if allocation == "each" { "item" } else { "total" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_lose_their_prefix() {
        for (id, expected) in [
            ("pp_system_default", "manual"),
            ("pp_stripe_stripe", "stripe"),
            ("pp_stripe_bancontact", "pp_stripe_bancontact"),
            ("manual_manual", "manual"),
            ("own", "own"),
        ] {
            assert_eq!(provider(id), expected);
        }
    }

    #[test]
    fn discounts_and_reasons() {
        assert_eq!(discount_type("percentage", "shipping_methods", true), "free_shipping");
        assert_eq!(discount_type("percentage", "shipping_methods", false), "percentage");
        assert_eq!(discount_type("fixed", "items", true), "fixed");
        assert_eq!((allocation("each"), allocation("across")), ("item", "total"));
        assert_eq!((refund_reason("claim"), refund_reason("pricing_error")), ("claim", "other"));
    }
}
