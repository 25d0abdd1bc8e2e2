//! The grammar of `fields`, the allow list of a route, `order` and pages: from a validated query to a [`Selection`].
//!
//! - `id,title` replaces the defaults; `id` is always added.
//! - `+title` (or a leading space, what an unencoded `+` becomes), `*rel` and `rel.*` add to them, `-title` removes.
//! - What the route's allow list does not name is dropped without a word, as Medusa does.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashSet;
use stheno_kernel::{Error, Result};

const LIMIT_DEFAULT: u64 = 50;
/// How many relations a field of a store route may cross where the route does not say otherwise.
const STORE_RELATIONS_MAX: usize = 3;

/// What a request asks to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Fields as Query takes them: `id`, `rel.name`, `rel.*`.
    pub fields: Vec<String>,
    /// The page of a list; nothing for a single record.
    pub pagination: Option<Pagination>,
    /// Whether soft-deleted records are asked for.
    pub with_deleted: bool,
    /// Every other parameter of the query: `id`, `q`, `created_at`, `$and`, ...
    pub filters: Map<String, Value>,
}

impl Selection {
    /// Whether this field, or everything at its level, is selected.
    pub fn selects(&self, field: &str) -> bool {
        let star = field.rsplit_once('.').map_or("*".to_owned(), |(parent, _)| format!("{parent}.*"));
        self.fields.iter().any(|f| f == field || *f == star)
    }
    /// Whether anything of this relation is selected.
    pub fn selects_within(&self, relation: &str) -> bool {
        self.fields.iter().any(|f| f.strip_prefix(relation).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pagination {
    /// How many records to skip.
    pub skip: u64,
    /// How many to take at most.
    pub take: u64,
    /// Sort fields (`title`, `customer.email`), each with whether it descends.
    pub order: Vec<(String, bool)>,
}

/// What a route says about fields and pages.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueryConfig {
    /// The fields without `fields`.
    pub defaults: Vec<String>,
    /// The only fields that may be selected or sorted by; empty allows all.
    pub allowed: HashSet<String>,
    /// Whether the route answers a list.
    pub is_list: bool,
    /// The page's size without `limit`.
    pub default_limit: Option<u64>,
    /// The entity that Query is asked for.
    pub entity: Option<String>,
    /// How many relations a field may cross.
    pub store_relations_limit: Option<usize>,
}

impl QueryConfig {
    /// Reads the validated query of a request. `is_store` turns the relations limit on.
    pub fn select(&self, query: &Map<String, Value>, is_store: bool) -> Result<Selection> {
        let mut filters = query.clone();
        let fields = filters.shift_remove("fields");
        let order = filters.shift_remove("order");
        let take = number(filters.shift_remove("limit"), "limit")?;
        let skip = number(filters.shift_remove("offset"), "offset")?;
        let with_deleted = filters.shift_remove("with_deleted") == Some(Value::Bool(true));
        let fields = self.fields(fields.as_ref().and_then(Value::as_str));
        let order = self.order(order.as_ref().and_then(Value::as_str))?;
        if is_store {
            self.check_depth(&fields)?;
        }
        let take = take.or(self.default_limit).unwrap_or(LIMIT_DEFAULT);
        let page = Pagination { skip: skip.unwrap_or(0), take, order };
        let pagination = self.is_list.then_some(page);
        Ok(Selection { fields, pagination, with_deleted, filters })
    }

    fn fields(&self, asked: Option<&str>) -> Vec<String> {
        let mut set = FieldSet::default();
        match asked {
            None => self.defaults.iter().for_each(|field| set.add(field)),
            Some(asked) => {
                let parts: Vec<&str> = asked.split(',').filter(|part| !part.is_empty()).collect();
                if parts.is_empty() || parts.iter().any(|part| !is_modifier(part)) {
                    parts.iter().for_each(|part| set.add(strip(part)));
                } else {
                    self.defaults.iter().for_each(|field| set.add(field));
                    parts.iter().for_each(|part| set.modify(part));
                }
                set.add("id");
            }
        }
        set.finish(&self.allowed)
    }

    fn order(&self, asked: Option<&str>) -> Result<Vec<(String, bool)>> {
        let Some(asked) = asked else { return Ok(Vec::new()) };
        let (field, descends) = asked.strip_prefix('-').map_or((asked, false), |field| (field, true));
        if !self.allowed.is_empty() && !self.allowed.contains(field) {
            return Err(Error::invalid_data(format!("Order field {field} is not valid")));
        }
        Ok(vec![(field.to_owned(), descends)])
    }

    fn check_depth(&self, fields: &[String]) -> Result<()> {
        let limit = self.store_relations_limit.unwrap_or(STORE_RELATIONS_MAX);
        let too_deep: Vec<&str> = fields.iter().map(String::as_str).filter(|f| depth(f) > limit).collect();
        if too_deep.is_empty() {
            return Ok(());
        }
        let message = format!(
            "The following fields expand more than the maximum of {limit} allowed relations: {}",
            too_deep.join(", ")
        );
        Err(Error::invalid_data(message))
    }
}

/// Fields in the order in which they were added, each once.
#[derive(Default)]
struct FieldSet<'a> {
    order: Vec<&'a str>,
    seen: HashSet<&'a str>,
}

impl<'a> FieldSet<'a> {
    fn add(&mut self, field: &'a str) {
        if self.seen.insert(field) {
            self.order.push(field);
        }
    }
    fn modify(&mut self, part: &'a str) {
        if part.starts_with(['+', ' ']) {
            self.add(strip(part));
        } else if part.starts_with('-') {
            let name = strip(part);
            let Self { order, seen } = self;
            order.retain(|field| {
                let bare = field.strip_prefix('*').unwrap_or(field);
                let gone = bare == name || bare.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
                if gone {
                    seen.remove(field);
                }
                !gone
            });
        } else {
            self.add(part);
        }
    }
    /// Plain fields first, then whole relations as `rel.*`; only what is allowed.
    fn finish(self, allowed: &HashSet<String>) -> Vec<String> {
        let is_allowed = |field: &str| allowed.is_empty() || allowed.contains(field);
        let mut stars: Vec<&str> = Vec::new();
        let mut fields = Vec::with_capacity(self.order.len());
        for field in self.order {
            match whole_relation(field) {
                // A star alone names no relation.
                Some("") => {}
                Some(relation) if !stars.contains(&relation) => stars.push(relation),
                Some(_) => {}
                None if is_allowed(field) => fields.push(field.to_owned()),
                None => {}
            }
        }
        fields.extend(stars.into_iter().filter(|star| is_allowed(star)).map(|star| format!("{star}.*")));
        fields
    }
}

fn is_modifier(part: &str) -> bool {
    part.starts_with(['-', '+', ' ', '*']) || part.ends_with(".*")
}

fn strip(part: &str) -> &str {
    part.trim_start_matches(['+', ' ', '\t', '-']).trim()
}

fn whole_relation(field: &str) -> Option<&str> {
    field.strip_prefix('*').or_else(|| field.strip_suffix(".*"))
}

/// How many relations a field crosses.
fn depth(field: &str) -> usize {
    match whole_relation(field) {
        Some(relation) => relation.split('.').count(),
        None => field.split('.').count() - 1,
    }
}

fn number(value: Option<Value>, name: &str) -> Result<Option<u64>> {
    let Some(value) = value else { return Ok(None) };
    let whole = value.as_u64();
    match whole {
        Some(number) => Ok(Some(number)),
        // Medusa sends a negative page to the database and answers 500.
        None => Err(Error::invalid_data(format!(
            "Invalid request: Value for field '{name}' too small, expected at least: '0'"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query_string;

    fn regions() -> QueryConfig {
        let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        QueryConfig {
            defaults: list("id name currency_code *countries"),
            allowed: list(
                "id name currency_code countries countries.id payment_providers payment_providers.id",
            )
            .into_iter()
            .collect(),
            default_limit: Some(20),
            is_list: true,
            ..QueryConfig::default()
        }
    }

    /// What the oracle shows of a region, as the fields that lead to it.
    #[test]
    fn reads_fields_as_the_oracle_does() {
        let all = "id name currency_code countries.*";
        let cases = [
            ("fields=", "id"),
            ("fields=name", "name id"),
            ("fields=id,,name,", "id name"),
            ("fields=%2Bname", all),
            ("fields=+name", all),
            ("fields=-name", "id currency_code countries.*"),
            ("fields=-countries", "id name currency_code"),
            ("fields=-id", "name currency_code id countries.*"),
            ("fields=*countries", all),
            ("fields=countries.*", all),
            ("fields=name,*countries", "name id countries.*"),
            ("fields=-name,currency_code", "name currency_code id"),
            ("fields=*payment_providers", "id name currency_code countries.* payment_providers.*"),
            ("fields=nothing", "id"),
            ("fields=%2Bnothing", all),
            ("fields=*nothing", all),
            ("fields=countries.name", "id"),
            ("fields=+payment_providers.id,-countries", "id name currency_code payment_providers.id"),
            ("", all),
        ];
        for (query, expected) in cases {
            let selection = regions().select(&query_string::parse(query), true).unwrap();
            assert_eq!(selection.fields.join(" "), expected, "{query}");
        }
    }

    #[test]
    fn reads_pages_order_and_filters() {
        let query =
            serde_json::json!({"limit": 5, "offset": 10, "order": "-name", "q": "x", "with_deleted": true});
        let selection = regions().select(query.as_object().unwrap(), true).unwrap();
        let page = Pagination { skip: 10, take: 5, order: vec![("name".into(), true)] };
        assert_eq!(selection.pagination, Some(page));
        assert!(selection.with_deleted);
        assert_eq!(serde_json::Value::Object(selection.filters), serde_json::json!({"q": "x"}));
        let one = QueryConfig { is_list: false, ..regions() };
        assert_eq!(one.select(&Map::new(), true).unwrap().pagination, None);
    }

    #[test]
    fn refuses_orders_and_depths() {
        let told = |config: QueryConfig, query: &str, is_store| {
            config.select(&query_string::parse(query), is_store).unwrap_err().message().to_owned()
        };
        assert_eq!(told(regions(), "order=-nothing", true), "Order field nothing is not valid");
        let open = QueryConfig::default();
        assert_eq!(
            told(open.clone(), "fields=a.b.c.d,a.b.c.d.e,*a.b.c.d", true),
            "The following fields expand more than the maximum of 3 allowed relations: a.b.c.d.e, a.b.c.d.*"
        );
        assert!(open.select(&query_string::parse("fields=a.b.c.d.e"), false).is_ok());
    }

    #[test]
    fn knows_what_is_selected() {
        let selection = regions().select(&Map::new(), true).unwrap();
        assert!(selection.selects("name") && selection.selects("countries.iso_2"));
        assert!(selection.selects_within("countries") && !selection.selects_within("payment_providers"));
    }
}
