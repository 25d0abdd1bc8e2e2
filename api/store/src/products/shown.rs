//! What a shopper's question about products or variants shows, read from the request: channels, region, prices, stock.

use serde_json::{Map, Value as Json, json};
use stheno_flows::pricing::shopper::Shopper;
use stheno_http::Request;
use stheno_kernel::{Error, Result};
use stheno_query::GraphRequest;

/// The path from products to variants.
pub const VARIANTS: &str = "variants.";

/// A question about products or variants, taken apart.
pub struct Shown {
    /// What is selected, as the graph takes it.
    pub fields: Vec<String>,
    /// What is left of the query once the shopper's part is taken out.
    pub filters: Map<String, Json>,
    /// Channels of the key, or those of them that were asked for.
    pub channels: Vec<String>,
    /// Who asks for prices, where prices are shown.
    pub shopper: Option<Shopper>,
    /// The channel whose stock counts, where stock is shown.
    stock_channel: Option<String>,
}

impl Shown {
    /// Reads a request; `variants` is the path from the root to variants.
    pub fn of(request: &Request, variants: &'static str) -> Result<Self> {
        let mut filters = request.selection.filters.clone();
        let key_channels = &request.ctx.sales_channels;
        let channels = channels(key_channels, filters.shift_remove("sales_channel_id"))?;
        let mut text = |name: &str| filters.shift_remove(name).and_then(|v| v.as_str().map(str::to_owned));
        let shopper = Shopper {
            region_id: text("region_id"),
            country_code: text("country_code"),
            province: text("province"),
            cart_id: text("cart_id"),
            customer_id: request.customer_id().map(str::to_owned),
            variants,
            shows_prices: request
                .selection
                .fields
                .iter()
                .any(|f| f.starts_with(&format!("{variants}prices"))),
        };
        let mut fields = request.selection.fields.clone();
        let price = format!("{variants}calculated_price");
        let is_price = |field: &String| {
            field.strip_prefix(&price).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let mut priced = fields.iter().any(is_price);
        // A region asks for prices by itself.
        if !priced && shopper.region_id.is_some() {
            fields.push(price);
            priced = true;
        }
        let stock = format!("{variants}inventory_quantity");
        let stock_channel = match fields.contains(&stock) {
            true => Some(stock_channel(key_channels, &channels)?),
            false => None,
        };
        complete(&mut fields, variants);
        Ok(Self { fields, filters, channels, shopper: priced.then_some(shopper), stock_channel })
    }

    /// The question about `entity`.
    pub fn question(&self, request: &Request, entity: &str, filters: Map<String, Json>) -> GraphRequest {
        let mut question = GraphRequest::new(entity)
            .fields(self.fields.iter().cloned())
            .lenient()
            .filter(Json::Object(filters));
        if let Some(page) = &request.selection.pagination {
            question = question.page(page.skip, page.take);
            for (path, descending) in &page.order {
                question = question.order(path.clone(), *descending);
            }
        }
        match &self.stock_channel {
            Some(channel) => {
                question.narrow("stock_levels", json!({ "stock_channels": { "sales_channel_id": channel } }))
            }
            None => question,
        }
    }
}

/// What Medusa shows without being asked: the ids of variants, and the options of their values where the product's are
/// shown beside them.
fn complete(fields: &mut Vec<String>, variants: &str) {
    let within = |fields: &[String], path: &str| fields.iter().any(|f| f.starts_with(path));
    if variants.is_empty() {
        return;
    }
    if within(fields, variants) {
        fields.push(format!("{variants}id"));
    }
    let values = format!("{variants}options.*");
    if fields.iter().any(|f| f == "options.*") && fields.contains(&values) {
        fields.push(format!("{variants}options.option.*"));
    }
}

/// The channels asked for, all of them channels of the key; without any, those of the key.
fn channels(of_key: &[String], asked: Option<Json>) -> Result<Vec<String>> {
    let asked: Vec<String> = match asked {
        Some(Json::Array(list)) => list.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        Some(Json::String(one)) => vec![one],
        _ => Vec::new(),
    };
    if asked.iter().any(|channel| !of_key.contains(channel)) {
        return Err(Error::invalid_data("Requested sales channel is not part of the publishable key"));
    }
    match (asked.is_empty(), of_key.is_empty()) {
        (false, _) => Ok(asked),
        (true, false) => Ok(of_key.to_vec()),
        (true, true) => Err(Error::invalid_data("Publishable key needs to have a sales channel configured")),
    }
}

/// The one channel whose stock counts.
fn stock_channel(of_key: &[String], asked: &[String]) -> Result<String> {
    match (of_key, asked) {
        ([one], _) | (_, [one]) => Ok(one.clone()),
        _ => Err(Error::invalid_data(
            "Inventory availability cannot be calculated in the given context. Either provide a single sales channel id \
             or configure a single sales channel in the publishable key",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_those_of_the_key() {
        let key = ["a".to_owned(), "b".to_owned()];
        assert_eq!(channels(&key, None).unwrap(), key);
        assert_eq!(channels(&key, Some("b".into())).unwrap(), ["b"]);
        assert!(channels(&key, Some(json!(["b", "c"]))).is_err());
        assert!(channels(&[], None).is_err());
        assert!(stock_channel(&key, &key).is_err());
        assert_eq!(stock_channel(&key, &["b".to_owned()]).unwrap(), "b");
    }

    #[test]
    fn values_bring_their_options_along() {
        let mut fields: Vec<String> = ["options.*", "variants.options.*"].map(str::to_owned).into();
        complete(&mut fields, VARIANTS);
        assert_eq!(fields[2..], ["variants.id", "variants.options.option.*"]);
    }
}
