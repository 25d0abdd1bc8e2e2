//! What the graph is asked for, to show an order.

use stheno_v1::rules::selection::Selection;

/// What the two statuses are worked out from.
pub(crate) const STATUS_FIELDS: [&str; 7] = [
    "id",
    "status",
    "payment_status",
    "fulfillment_status",
    "items.detail.quantity",
    "items.detail.return_received_quantity",
    "items.detail.return_dismissed_quantity",
];
const ALWAYS: [&str; 17] = [
    "display_id",
    "email",
    "customer_id",
    "region_id",
    "sales_channel_id",
    "currency_code",
    "no_notification",
    "canceled_at",
    "created_at",
    "updated_at",
    "metadata",
    "shipping_address_id",
    "billing_address_id",
    "cart_link.cart_id",
    "items.*",
    "items.detail.fulfilled_quantity",
    "items.detail.shipped_quantity",
];
const OF_TOTALS: [&str; 16] = [
    "items.tax_lines.*",
    "items.adjustments.*",
    "shipping_methods.*",
    "shipping_methods.detail.return_id",
    "shipping_methods.detail.exchange_id",
    "shipping_methods.detail.claim_id",
    "shipping_methods.tax_lines.*",
    "shipping_methods.adjustments.*",
    "payment_collections.payments.*",
    "payment_collections.payments.refunds.*",
    "payment_collections.payments.refunds.refund_reason.code",
    "credit_lines.amount",
    "credit_lines.reference",
    "region.*",
    "shipping_address.country_code",
    "promotions.*",
];
/// Relations of Medusa 1, and where Medusa 2 has what they show.
const RELATIONS: [(&str, &[&str]); 9] = [
    ("items.variant", &["items.variant.*"]),
    (
        "discounts",
        &["promotions.application_method.*", "promotions.campaign.*", "promotions.campaign.budget.*"],
    ),
    ("shipping_methods.shipping_option", &["shipping_methods.shipping_option.*"]),
    ("shipping_address", &["shipping_address.*"]),
    ("billing_address", &["billing_address.*"]),
    ("customer", &["customer.*", "customer.addresses.id", "customer.addresses.is_default_billing"]),
    ("fulfillments", &["fulfillments.*", "fulfillments.labels.tracking_number"]),
    ("fulfillments.items", &["fulfillments.items.*"]),
    ("fulfillments.tracking_links", &["fulfillments.labels.*"]),
];

/// The fields for orders of this selection.
pub(crate) fn order_fields(selection: &Selection) -> Vec<&'static str> {
    let mut fields: Vec<&'static str> = STATUS_FIELDS.into_iter().chain(ALWAYS).collect();
    if selection.totals {
        fields.extend(OF_TOTALS);
    }
    let shown = RELATIONS.into_iter().filter(|(relation, _)| selection.has(relation));
    fields.extend(shown.flat_map(|(_, paths)| paths.iter().copied()));
    fields
}
