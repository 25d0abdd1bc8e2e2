//! Questions that a client writes itself, with the context that prices are calculated in.

use serde_json::Value as Json;
use stheno_database::{Expr, Select, Tx, Type};
use stheno_kernel::{Amount, Error, Result, Timestamp, Value};
use stheno_pricing::computed::CalculatedPriceContext;
use stheno_pricing::rules::{Context as PriceContext, ContextValue, PricePreference};
use stheno_query::{Answer, Graph, GraphRequest};
use stheno_workflow::RequestCtx;

/// The field that a context is for.
const FIELD: &str = "calculated_price";

/// Answers a question about `entity`. Its context has the original's shape: an object for each relation on the way to
/// what is priced, and there `calculated_price: {currency_code, region_id, ...}`.
pub async fn query(ctx: &RequestCtx, entity: &str, question: GraphRequest) -> Result<Answer> {
    let graph = std::sync::Arc::clone(ctx.app.graph());
    let context = question.client_context();
    let context = context.map(|context| price_context(&graph, entity, context, ctx.now())).transpose()?;
    let Some(price) = context.flatten() else { return graph.query(ctx.app.database(), question).await };
    let read = move |tx: Tx| async move {
        let preferences = preferences(&tx, &price).await?;
        let question = question.context(FIELD, CalculatedPriceContext { price, preferences });
        graph.query_in(&tx, question).await
    };
    ctx.app.database().read(read).await
}

/// The one context of prices that a question brings.
fn price_context(graph: &Graph, entity: &str, json: &Json, now: Timestamp) -> Result<Option<PriceContext>> {
    let mut found = Vec::new();
    collect(json, &mut Vec::new(), &mut found)?;
    let mut contexts = Vec::new();
    for (path, attributes) in found {
        // Whatever has no such field is refused in the words of a question for it.
        graph.plan(entity, &[path])?;
        contexts.push(read(attributes, now)?);
    }
    let first = contexts.pop();
    if contexts.iter().any(|context| Some(context) != first.as_ref()) {
        return Err(Error::invalid_data("Prices of one question are calculated in one context"));
    }
    Ok(first)
}

/// Every context with the path of its field.
fn collect<'a>(json: &'a Json, way: &mut Vec<&'a str>, found: &mut Vec<(String, &'a Json)>) -> Result<()> {
    let Some(members) = json.as_object() else {
        let at = if way.is_empty() { String::new() } else { format!(" '{}'", way.join(".")) };
        return Err(Error::invalid_data(format!("The context{at} must be an object")));
    };
    // Clients in JavaScript mark their contexts by a member of this name.
    for (name, value) in members.iter().filter(|(name, _)| *name != "__type") {
        way.push(name);
        if name == FIELD {
            found.push((way.join("."), value));
        } else if value.as_object().is_some_and(|inside| inside.keys().all(|name| name == "__type")) {
            return Err(Error::invalid_data(format!("The context '{}' is not known", way.join("."))));
        } else {
            collect(value, way, found)?;
        }
        way.pop();
    }
    Ok(())
}

fn read(json: &Json, now: Timestamp) -> Result<PriceContext> {
    if !json.is_object() {
        return Err(Error::invalid_data("The context of calculated_price must be an object"));
    }
    let currency = json.get("currency_code").and_then(Json::as_str).filter(|code| !code.is_empty());
    let currency_code = currency.map(str::to_lowercase).ok_or_else(|| {
        Error::invalid_data("Method calculatePrices requires currency_code in the pricing context")
    })?;
    let quantity = match json.get("quantity") {
        None | Some(Json::Null) => None,
        Some(Json::Number(number)) => Some(Amount::parse(&number.to_string()).ok_or_else(bad_quantity)?),
        Some(_) => return Err(bad_quantity()),
    };
    let mut context = PriceContext { currency_code, quantity, now, ..PriceContext::default() };
    context.set_json(json);
    context.attributes.remove("__type");
    Ok(context)
}

fn bad_quantity() -> Error {
    Error::invalid_data("quantity in the pricing context must be a number")
}

/// Which prices include tax, as far as it matters here.
async fn preferences(tx: &Tx, price: &PriceContext) -> Result<Vec<PricePreference>> {
    let of = |attribute: &str| Expr::column("attribute").eq(attribute);
    let currency = of("currency_code").and(Expr::column("value").eq(price.currency_code.as_str()));
    let regions = match price.attributes.get("region_id") {
        Some(ContextValue::Texts(ids)) => of("region_id").and(Expr::column("value").is_in(ids)),
        _ => Expr::never(),
    };
    let select = Select::from("price_preference")
        .column("attribute", Type::Text)
        .column("value", Type::Text)
        .column("is_tax_inclusive", Type::Bool)
        .filter(currency.or(regions))
        .filter(Expr::column("deleted_at").is_null());
    let preference = |row: Vec<Value>| match row.as_slice() {
        [Value::Text(attribute), Value::Text(value), inclusive] => Some(PricePreference {
            attribute: attribute.clone(),
            value: value.clone(),
            is_tax_inclusive: inclusive.as_bool().unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(tx.run(select).await?.into_rows().filter_map(preference).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(json: &Json) -> String {
        read(json, Timestamp::default()).unwrap_err().message().to_owned()
    }

    #[test]
    fn contexts_are_found_by_their_path() {
        let json = json!({ "__type": "QueryContext", "variants": { "calculated_price": { "currency_code": "EUR" } } });
        let mut found = Vec::new();
        collect(&json, &mut Vec::new(), &mut found).unwrap();
        assert_eq!(found[0].0, "variants.calculated_price");
        let price = read(found[0].1, Timestamp::default()).unwrap();
        assert_eq!((price.currency_code.as_str(), price.attributes.len()), ("eur", 0));
        for (json, message) in [
            (json!([]), "The context must be an object"),
            (json!({ "variants": 5 }), "The context 'variants' must be an object"),
            (json!({ "variants": { "other": {} } }), "The context 'variants.other' is not known"),
        ] {
            assert_eq!(collect(&json, &mut Vec::new(), &mut Vec::new()).unwrap_err().message(), message);
        }
    }

    #[test]
    fn attributes_are_by_path_and_the_rest_is_checked() {
        let json = json!({
            "currency_code": "eur", "quantity": 3, "region_id": "reg_1",
            "customer": { "groups": [{ "id": "a" }, { "id": "b" }] },
        });
        let price = read(&json, Timestamp::default()).unwrap();
        assert_eq!(price.quantity, Amount::parse("3"));
        let names: Vec<&str> = price.attributes.keys().map(String::as_str).collect();
        assert_eq!(names, ["customer.groups.id", "region_id"]);
        let no_currency = "Method calculatePrices requires currency_code in the pricing context";
        assert_eq!(refused(&json!({ "region_id": "reg_1" })), no_currency);
        assert_eq!(refused(&json!({ "currency_code": 5 })), no_currency);
        let many = json!({ "currency_code": "eur", "quantity": "many" });
        assert_eq!(refused(&many), "quantity in the pricing context must be a number");
        assert_eq!(refused(&json!("eur")), "The context of calculated_price must be an object");
    }
}
