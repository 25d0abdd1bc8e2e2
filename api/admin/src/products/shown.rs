//! Products and variants as the admin API shows them: a variant's prices carry their rules as an object.

use serde_json::{Map, Value as Json, json};
use stheno_api_rest::read;
use stheno_http::{Reply, Request};
use stheno_kernel::Result;
use stheno_query::{Answer, GraphRequest};

/// What a question is about: where its variants are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// Products, with variants below.
    Products,
    /// Variants.
    Variants,
}

impl Root {
    fn variants(self) -> &'static str {
        match self {
            Self::Products => "variants.",
            Self::Variants => "",
        }
    }
    fn entity(self) -> &'static str {
        match self {
            Self::Products => "product",
            Self::Variants => "product_variant",
        }
    }
}

/// The request's question, with `filters` in the place of the query's.
pub fn question(request: &Request, root: Root, filters: Map<String, Json>) -> GraphRequest {
    let mut question = GraphRequest::new(root.entity())
        .fields(fields(&request.selection.fields, root))
        .lenient()
        .with_deleted(request.selection.with_deleted)
        .filter(Json::Object(filters));
    if let Some(page) = &request.selection.pagination {
        question = question.page(page.skip, page.take);
        for (path, descending) in &page.order {
            question = question.order(path.clone(), *descending);
        }
    }
    question
}

/// The question about the record `id`.
pub fn one(request: &Request, root: Root, id: &str) -> GraphRequest {
    GraphRequest::new(root.entity())
        .fields(fields(&request.selection.fields, root))
        .lenient()
        .filter(json!({ "id": id }))
}

/// The fields asked for, and what Medusa shows beside them: options of values where the product's are shown as well.
/// Prices are asked for by either of their ways. Products do not show the stock of their variants.
fn fields(asked: &[String], root: Root) -> Vec<String> {
    let variants = root.variants();
    let of_set = format!("{variants}price_set.prices.");
    let as_planned = |field: &String| match field.strip_prefix(&of_set) {
        Some(rest) => format!("{variants}prices.{rest}"),
        None if root == Root::Products && field == "variants.inventory_quantity" => "variants.id".to_owned(),
        None => field.clone(),
    };
    let mut fields: Vec<String> = asked.iter().map(as_planned).collect();
    let values = format!("{variants}options.*");
    if root == Root::Products && fields.iter().any(|f| f == "options.*") && fields.contains(&values) {
        fields.push(format!("{variants}options.option.*"));
    }
    fields
}

/// Whether prices or their set are among the fields: only then rows are reshaped.
fn shows_prices(request: &Request, root: Root) -> bool {
    let pricing = ["prices", "price_set"].map(|name| format!("{}{name}", root.variants()));
    request.selection.fields.iter().any(|field| pricing.iter().any(|name| field.starts_with(name)))
}

/// The rows of an answer.
pub fn rows(request: &Request, root: Root, answer: &Answer) -> Vec<Json> {
    let Json::Array(mut rows) = answer.to_json() else { return Vec::new() };
    if shows_prices(request, root) {
        rows.iter_mut().for_each(|row| reshape(row, root));
    }
    rows
}

/// `{<plural>: [...], count, offset, limit}`
pub async fn list(request: &Request, root: Root, question: GraphRequest, plural: &str) -> Result<Reply> {
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    if !shows_prices(request, root) {
        return Ok(Reply::json(read::page(&answer, plural)));
    }
    let (offset, limit) = answer.page();
    let rows = rows(request, root, &answer);
    Ok(Reply::ok(&json!({ plural: rows, "count": answer.count(), "offset": offset, "limit": limit })))
}

/// The record `id`, if it is there.
pub async fn record(request: &Request, root: Root, question: GraphRequest) -> Result<Option<Json>> {
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    Ok(rows(request, root, &answer).into_iter().next())
}

/// `{product: {...}}`; empty where it is not there.
pub async fn product(request: &Request, id: &str) -> Result<Reply> {
    match record(request, Root::Products, one(request, Root::Products, id)).await? {
        Some(product) => Ok(Reply::ok(&json!({ "product": product }))),
        None => Ok(Reply::ok(&json!({}))),
    }
}

/// `{variant: {...}}`; empty where it is not there.
pub async fn variant(request: &Request, question: GraphRequest) -> Result<Reply> {
    match record(request, Root::Variants, question).await? {
        Some(variant) => Ok(Reply::ok(&json!({ "variant": variant }))),
        None => Ok(Reply::ok(&json!({}))),
    }
}

/// The records with these ids, in the order in which they were made.
pub async fn records(request: &Request, root: Root, ids: &[String]) -> Result<Vec<Json>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let question = GraphRequest::new(root.entity())
        .fields(fields(&request.selection.fields, root))
        .lenient()
        .filter(json!({ "id": ids }));
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    Ok(rows(request, root, &answer))
}

fn reshape(row: &mut Json, root: Root) {
    match root {
        Root::Variants => reshape_variant(row),
        Root::Products => {
            if let Some(Json::Array(variants)) = row.get_mut("variants") {
                variants.iter_mut().for_each(reshape_variant);
            }
        }
    }
}

/// What of a price is shown, beside `variant_id` and `rules`.
const PRICE: [&str; 7] =
    ["id", "amount", "currency_code", "min_quantity", "max_quantity", "created_at", "updated_at"];

/// What the admin API does not show of a variant.
const PRICE_SET: &str = "price_set";

fn reshape_variant(variant: &mut Json) {
    let id = variant.get("id").cloned();
    if let Json::Object(members) = variant {
        members.shift_remove(PRICE_SET);
    }
    if let Some(Json::Array(prices)) = variant.get_mut("prices") {
        for price in prices.iter_mut() {
            *price = reshape_price(price, id.as_ref());
        }
    }
}

fn reshape_price(price: &Json, variant: Option<&Json>) -> Json {
    let mut shown = Map::new();
    for name in PRICE {
        if let Some(value) = price.get(name) {
            shown.insert(name.into(), value.clone());
        }
    }
    if let Some(variant) = variant {
        shown.insert("variant_id".into(), variant.clone());
    }
    let rules = price.get("price_rules").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let pair = |rule: &Json| {
        let attribute = rule.get("attribute").and_then(Json::as_str).filter(|a| !a.is_empty())?;
        Some((attribute.to_owned(), rule.get("value").cloned().unwrap_or_default()))
    };
    shown.insert("rules".into(), Json::Object(rules.iter().filter_map(pair).collect()));
    Json::Object(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_carry_their_rules_as_an_object() {
        let mut variant = json!({ "id": "v", "prices": [{
            "id": "p", "amount": 1, "raw_amount": {}, "price_list_id": null,
            "price_rules": [{ "attribute": "region_id", "value": "reg" }, { "attribute": "", "value": "x" }],
        }] });
        reshape_variant(&mut variant);
        let price = json!({ "id": "p", "amount": 1, "variant_id": "v", "rules": { "region_id": "reg" } });
        assert_eq!(variant, json!({ "id": "v", "prices": [price] }));
    }

    #[test]
    fn products_do_not_show_stock() {
        let asked = ["id", "variants.inventory_quantity"].map(str::to_owned);
        assert_eq!(fields(&asked, Root::Products), ["id", "variants.id"]);
        assert_eq!(fields(&asked, Root::Variants), asked);
    }
}
