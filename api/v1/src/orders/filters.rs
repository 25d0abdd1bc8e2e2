//! The filters of my orders, as a question to the graph. Pure.

use serde_json::{Map, Value as Json, json};
use stheno_http::{Error, Result};
use stheno_v1::rules::dates;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Filters {
    /// What the tables know, but for free text.
    stored: Vec<Json>,
    /// Free text.
    text: Option<String>,
    /// Any of these, which are worked out; none asks for all.
    pub payment_status: Vec<String>,
    /// Likewise.
    pub fulfillment_status: Vec<String>,
    /// How many to skip.
    pub offset: u64,
    /// How many to show at most.
    pub limit: u64,
}

/// Parameters that a column answers as they are.
const EXACT: [&str; 4] = ["id", "region_id", "currency_code", "status"];
const DATES: [&str; 3] = ["created_at", "updated_at", "canceled_at"];

impl Filters {
    /// Reads a validated query for a customer's own orders.
    pub fn read(query: &Map<String, Json>, customer_id: &str) -> Result<Self> {
        let mut all = vec![json!({ "customer_id": customer_id })];
        let named = |name: &&str| query.get(*name).filter(|value| !is_empty(value));
        for name in EXACT {
            all.extend(named(&name).map(|value| json!({ name: value })));
        }
        all.extend(named(&"cart_id").map(|id| json!({ "cart_link": { "cart_id": id } })));
        // No order has a rate of its own.
        all.extend(named(&"tax_rate").map(|_| json!({ "id": [] })));
        match named(&"q").and_then(Json::as_str) {
            Some(_) => {}
            None => {
                let own = ["display_id", "email"];
                all.extend(own.iter().filter_map(|name| named(name).map(|value| json!({ *name: value }))));
            }
        }
        for name in DATES {
            if let Some(Json::Object(bounds)) = query.get(name) {
                all.push(json!({ name: span(bounds)? }));
            }
        }
        let list = |name: &str| -> Vec<String> {
            let values = query.get(name).and_then(Json::as_array).into_iter().flatten();
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let number = |name: &str| query.get(name).and_then(Json::as_u64).unwrap_or_default();
        Ok(Self {
            text: named(&"q").and_then(Json::as_str).map(str::to_owned),
            stored: all,
            payment_status: list("payment_status"),
            fulfillment_status: list("fulfillment_status"),
            offset: number("offset"),
            limit: number("limit"),
        })
    }

    /// The free text, if an order's number may hold it.
    pub fn digits(&self) -> Option<&str> {
        self.text.as_deref().filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The filter for the graph; `numbered` are the orders whose number holds the free text.
    pub fn question(&self, numbered: &[String]) -> Json {
        let text = self.text.as_deref().map(|text| search(text, numbered));
        let all: Vec<Json> = self.stored.iter().cloned().chain(text).collect();
        json!({ "$and": all })
    }

    /// Whether something is asked for that only shows when an order is looked at.
    pub fn is_worked_out(&self) -> bool {
        !self.payment_status.is_empty() || !self.fulfillment_status.is_empty()
    }
}

fn is_empty(value: &Json) -> bool {
    value.as_str() == Some("")
}

fn span(bounds: &Map<String, Json>) -> Result<Json> {
    let mut all = Map::new();
    for (name, bound) in bounds {
        let at = bound.as_str().and_then(dates::instant);
        let at = at.ok_or_else(|| Error::invalid_data(format!("{name} must be a Date instance")))?;
        all.insert(format!("${name}"), at.to_string().into());
    }
    Ok(Json::Object(all))
}

/// Free text: anywhere in what an order is known by. Orders without a shipping address are not found by it.
fn search(text: &str, numbered: &[String]) -> Json {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = json!({ "$ilike": format!("%{escaped}%") });
    let customer = ["first_name", "last_name", "phone"].map(|name| json!({ "customer": { name: like } }));
    let order = [json!({ "email": like }), json!({ "id": numbered })];
    let shipping = json!({ "shipping_address": { "first_name": like } });
    let any: Vec<Json> = order.into_iter().chain([shipping]).chain(customer).collect();
    json!({ "shipping_address_id": { "$ne": null }, "$or": any })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: Json) -> Result<Filters> {
        Filters::read(query.as_object().unwrap(), "cus_1")
    }

    #[test]
    fn free_text_puts_two_filters_aside() {
        let filters =
            read(json!({ "q": "5%", "email": "a@b.test", "region_id": "reg_1", "limit": 10, "offset": 2 }));
        let filters = filters.unwrap();
        let text = filters.question(&["order_5".to_owned()]).to_string();
        assert!(text.contains("order_5") && filters.digits().is_none());
        assert!(text.contains("reg_1") && text.contains("%5\\\\%%") && !text.contains("a@b.test"), "{text}");
        assert_eq!((filters.limit, filters.offset), (10, 2));
    }

    #[test]
    fn bounds_become_operators() {
        let filters = read(json!({ "created_at": { "gt": "2024", "lte": "1700000000" } })).unwrap();
        let bounds = &filters.question(&[])["$and"][1]["created_at"];
        assert_eq!(bounds, &json!({ "$gt": "2024-01-01T00:00:00.000Z", "$lte": "2023-11-14T22:13:20.000Z" }));
        let refused = read(json!({ "created_at": { "gt": "foo" } })).unwrap_err();
        assert_eq!(refused.message(), "gt must be a Date instance");
    }

    #[test]
    fn statuses_are_kept_apart() {
        let filters =
            read(json!({ "payment_status": ["awaiting"], "status": ["pending"], "q": "" })).unwrap();
        assert!(filters.is_worked_out());
        assert_eq!(
            filters.question(&[]),
            json!({ "$and": [{ "customer_id": "cus_1" }, { "status": ["pending"] }] })
        );
    }
}
