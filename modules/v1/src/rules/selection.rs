//! What of an order is shown: `fields` and `expand`, by the rules of each kind of route.

use std::collections::BTreeSet;
use stheno_kernel::{Error, Result};

/// The fields without `fields`.
pub const DEFAULT_FIELDS: [&str; 12] = [
    "id",
    "status",
    "fulfillment_status",
    "payment_status",
    "display_id",
    "cart_id",
    "customer_id",
    "email",
    "region_id",
    "currency_code",
    "tax_rate",
    "created_at",
];
/// Columns of an order beyond those.
const MORE_FIELDS: [&str; 10] = [
    "updated_at",
    "billing_address_id",
    "shipping_address_id",
    "draft_order_id",
    "canceled_at",
    "metadata",
    "no_notification",
    "idempotency_key",
    "external_id",
    "sales_channel_id",
];
/// Totals may be named among the fields; they are shown anyway.
const TOTALS: [&str; 10] = [
    "subtotal",
    "tax_total",
    "shipping_total",
    "discount_total",
    "gift_card_total",
    "total",
    "paid_total",
    "refunded_total",
    "refundable_amount",
    "items.refundable",
];
/// The constant `object: "order"`.
const OBJECT: &str = "object";
/// Shown whatever is named.
const ALWAYS_FIELDS: [&str; 3] = ["id", "created_at", "tax_rate"];

/// The relations without `expand`.
const DEFAULT_RELATIONS: [&str; 16] = [
    "shipping_address",
    "fulfillments",
    "fulfillments.items",
    "fulfillments.tracking_links",
    "items",
    "items.variant",
    "items.tax_lines",
    "items.adjustments",
    "shipping_methods",
    "shipping_methods.shipping_option",
    "shipping_methods.tax_lines",
    "discounts",
    "discounts.rule",
    "customer",
    "payments",
    "region",
];
/// What the totals are worked out from.
const OF_TOTALS: [&str; 15] = [
    "items",
    "items.variant",
    "items.tax_lines",
    "items.adjustments",
    "shipping_methods",
    "shipping_methods.tax_lines",
    "discounts",
    "discounts.rule",
    "payments",
    "region",
    "swaps",
    "claims",
    "gift_cards",
    "gift_card_transactions",
    "refunds",
];
const BILLING: &str = "billing_address";

/// What of an order is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Columns.
    pub fields: Vec<&'static str>,
    /// Relations, by their paths; a path's parents are among them.
    pub relations: BTreeSet<&'static str>,
    /// Whether the kind of record is shown.
    pub object: bool,
    /// Whether totals are shown, of the order and within it.
    pub totals: bool,
    /// Whether `raw_discount_total` is one of them.
    pub raw_discount: bool,
}

impl Selection {
    /// Whether a relation is shown.
    pub fn has(&self, relation: &str) -> bool {
        self.relations.contains(relation)
    }

    /// The customer's own orders: any column; what the totals need is shown too.
    pub fn of_list(fields: Option<&str>, expand: Option<&str>) -> Result<Self> {
        let columns: Vec<&'static str> = DEFAULT_FIELDS.into_iter().chain(MORE_FIELDS).collect();
        let (fields, _) = chosen(fields, &columns)?;
        let known = || DEFAULT_RELATIONS.into_iter().chain(OF_TOTALS).chain([BILLING]);
        let asked = relations(expand, &known().collect::<Vec<_>>())?;
        let relations = with_parents(asked.into_iter().chain(OF_TOTALS));
        Ok(Self { fields, relations, object: true, totals: true, raw_discount: true })
    }

    /// An order that anybody may look up: only what a storefront shows by default, and the address of the bill.
    pub fn of_one(fields: Option<&str>, expand: Option<&str>) -> Result<Self> {
        let (fields, object) = chosen(fields, &DEFAULT_FIELDS)?;
        let known: Vec<&'static str> = DEFAULT_RELATIONS.into_iter().chain([BILLING]).collect();
        let asked = with_parents(relations(expand, &known)?);
        let beneath = |path: &&'static str| path.split_once('.').is_some_and(|(top, _)| asked.contains(top));
        let loaded: Vec<&'static str> = OF_TOTALS.into_iter().filter(beneath).collect();
        let relations = with_parents(asked.into_iter().chain(loaded));
        Ok(Self { fields, relations, object, totals: true, raw_discount: false })
    }

    /// The record as it is: every column and the lines, nothing worked out.
    pub fn raw() -> Self {
        let fields = DEFAULT_FIELDS.into_iter().chain(MORE_FIELDS).collect();
        Self {
            fields,
            relations: BTreeSet::from(["items"]),
            object: true,
            totals: false,
            raw_discount: false,
        }
    }
}

/// The columns that `fields` leads to, of those that are known, and whether `object` is among what is shown.
fn chosen(asked: Option<&str>, known: &[&'static str]) -> Result<(Vec<&'static str>, bool)> {
    let parts: Vec<&str> = names(asked).collect();
    if parts.is_empty() {
        return Ok((DEFAULT_FIELDS.to_vec(), true));
    }
    let bare = |part: &str| part.trim_start_matches(['+', '-', '*', ' ']).to_owned();
    let find = |part: &str| known.iter().copied().find(|name| *name == part);
    let is_known = |part: &str| part == OBJECT || TOTALS.contains(&part) || find(part).is_some();
    let strange: Vec<String> = parts.iter().map(|part| bare(part)).filter(|part| !is_known(part)).collect();
    refuse(&strange)?;
    let is_change = |part: &&str| part.starts_with(['+', '-', '*', ' ']);
    if !parts.iter().all(is_change) {
        let is_named = |name: &str| parts.iter().any(|part| bare(part) == name);
        let shown = |name: &&'static str| ALWAYS_FIELDS.contains(name) || is_named(name);
        return Ok((known.iter().copied().filter(shown).collect(), is_named(OBJECT)));
    }
    let (mut fields, mut object) = (DEFAULT_FIELDS.to_vec(), true);
    for part in parts {
        let name = bare(part);
        let removes = part.starts_with('-');
        object = if name == OBJECT { !removes } else { object };
        match find(&name) {
            Some(field) if removes => fields.retain(|kept| *kept != field || ALWAYS_FIELDS.contains(kept)),
            Some(field) if !fields.contains(&field) => fields.push(field),
            _ => {}
        }
    }
    Ok((fields, object))
}

fn relations(asked: Option<&str>, known: &[&'static str]) -> Result<Vec<&'static str>> {
    let parts: Vec<&str> = names(asked).collect();
    if parts.is_empty() {
        return Ok(DEFAULT_RELATIONS.to_vec());
    }
    let find = |part: &str| known.iter().copied().find(|name| *name == part);
    let strange: Vec<String> =
        parts.iter().filter(|part| find(part).is_none()).map(|part| (*part).to_owned()).collect();
    refuse(&strange)?;
    Ok(parts.into_iter().filter_map(find).collect())
}

fn names(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.unwrap_or_default().split(',').map(str::trim_end).filter(|name| !name.is_empty())
}

fn with_parents(paths: impl IntoIterator<Item = &'static str>) -> BTreeSet<&'static str> {
    let with_parent =
        |path: &'static str| path.split_once('.').map(|(parent, _)| parent).into_iter().chain([path]);
    paths.into_iter().flat_map(with_parent).collect()
}

fn refuse(strange: &[String]) -> Result<()> {
    if strange.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_data(format!("Requested fields [{}] are not valid", strange.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(fields: &str) -> String {
        Selection::of_list(Some(fields), None).unwrap().fields.join(" ")
    }

    #[test]
    fn plain_names_replace_and_signed_ones_change() {
        let all = DEFAULT_FIELDS.join(" ");
        assert_eq!(list(""), all);
        assert_eq!(list("email,metadata"), "id email tax_rate created_at metadata");
        assert_eq!(list("+metadata"), format!("{all} metadata"));
        assert_eq!(list(" metadata"), format!("{all} metadata"));
        assert_eq!(list("*metadata,+metadata"), format!("{all} metadata"));
        assert_eq!(list("-email"), all.replace("email ", ""));
        assert_eq!(list("-id"), all);
        assert_eq!(list("total,items.refundable"), "id tax_rate created_at");
        assert_eq!(list("+metadata,email"), "id email tax_rate created_at metadata");
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let told = |selected: Result<Selection>| selected.unwrap_err().message().to_owned();
        assert_eq!(told(Selection::of_list(Some("x,+y"), None)), "Requested fields [x, y] are not valid");
        assert_eq!(
            told(Selection::of_one(Some("metadata"), None)),
            "Requested fields [metadata] are not valid"
        );
        assert_eq!(
            told(Selection::of_one(None, Some("refunds"))),
            "Requested fields [refunds] are not valid"
        );
        assert!(Selection::of_one(Some("total,object,email"), Some("billing_address")).is_ok());
    }

    #[test]
    fn lists_keep_what_totals_need() {
        let shown = Selection::of_list(None, Some("customer")).unwrap();
        assert!(shown.has("customer") && shown.has("items.tax_lines") && shown.has("swaps"));
        assert!(!shown.has("shipping_address") && !shown.has("fulfillments"));
        assert!(!shown.has("shipping_methods.shipping_option"));
    }

    #[test]
    fn one_order_shows_what_is_named() {
        let shown = Selection::of_one(None, Some("items")).unwrap();
        let expected = ["items", "items.adjustments", "items.tax_lines", "items.variant"];
        assert_eq!(shown.relations, BTreeSet::from(expected));
        let whole = Selection::of_one(None, None).unwrap();
        assert!(whole.has("fulfillments.tracking_links") && !whole.has("swaps") && !whole.has(BILLING));
        assert!(!whole.raw_discount && whole.object);
        assert!(!Selection::of_one(Some("email"), None).unwrap().object);
        assert!(Selection::of_one(None, Some("fulfillments.items")).unwrap().has("fulfillments"));
    }
}
