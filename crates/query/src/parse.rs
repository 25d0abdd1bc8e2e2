//! A question as clients write it:
//! `{entity, fields, filters?, pagination?: {skip, take, order, relations}, context?, with_deleted?, options?}`.

use crate::field_tree::HIDDEN;
use crate::request::{GraphRequest, RelationPage};
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};

impl GraphRequest {
    /// Reads a question. Members that nobody knows and values of another type are refused, each by its path. `context`
    /// is kept as it is ([`GraphRequest::client_context`]); where deleted rows are asked for, relations that it
    /// speaks of show theirs as well.
    pub fn parse(json: &Json) -> Result<Self> {
        const MEMBERS: [&str; 7] =
            ["entity", "fields", "filters", "pagination", "context", "with_deleted", "options"];
        let question = object("", json)?;
        known("", question, &MEMBERS)?;
        let entity = text("entity", question.get("entity").unwrap_or(&Json::Null))?;
        let fields = texts("fields", question.get("fields").unwrap_or(&Json::Null))?;
        if let Some(at) = fields.iter().position(|field| field.trim_start().starts_with(HIDDEN)) {
            return Err(refused(&format!("fields.{at}"), "the path of a field", &fields[at].as_str().into()));
        }
        let mut request = Self::new(entity).fields(fields);
        if let Some(filters) = question.get("filters") {
            object("filters", filters)?;
            request = request.filter(filters.clone());
        }
        if let Some(pagination) = question.get("pagination") {
            request = request.paginated(object("pagination", pagination)?)?;
        }
        if let Some(with) = question.get("with_deleted") {
            request = request.with_deleted(truth("with_deleted", with)?);
        }
        if let Some(context) = question.get("context") {
            let members = object("context", context)?;
            if request.with_deleted {
                let mut paths = Vec::new();
                contexts(members, "", &mut paths);
                request = request.with_deleted_in(paths);
            }
            request.client_context = Some(context.clone());
        }
        if let Some(options) = question.get("options") {
            request = request.with_options(object("options", options)?)?;
        }
        Ok(request)
    }

    fn paginated(mut self, pagination: &Map<String, Json>) -> Result<Self> {
        known("pagination", pagination, &["skip", "take", "order", "relations"])?;
        let number = |name: &str| {
            pagination.get(name).map(|value| count(&format!("pagination.{name}"), value)).transpose()
        };
        self.skip = number("skip")?;
        self.take = number("take")?;
        if let Some(order) = pagination.get("order") {
            self.order = sort_keys("pagination.order", order)?;
        }
        let relations =
            pagination.get("relations").map(|json| object("pagination.relations", json)).transpose()?;
        for (path, page) in relations.into_iter().flatten() {
            let at = format!("pagination.relations.{path}");
            self = self.relation(path, relation_page(&at, object(&at, page)?)?);
        }
        Ok(self)
    }

    fn with_options(mut self, options: &Map<String, Json>) -> Result<Self> {
        const KEY: &str = "throw_if_key_not_found";
        const RELATION: &str = "throw_if_relation_not_found";
        known("options", options, &[KEY, RELATION])?;
        if let Some(value) = options.get(KEY) {
            self.needs_keys = truth("options.throw_if_key_not_found", value)?;
        }
        match options.get(RELATION) {
            None | Some(Json::Bool(false)) => Ok(self),
            Some(Json::Bool(true)) => Ok(self.throw_if_relation_not_found()),
            Some(list) => {
                Ok(self.throw_if_relations_not_found(texts("options.throw_if_relation_not_found", list)?))
            }
        }
    }
}

fn relation_page(at: &str, page: &Map<String, Json>) -> Result<RelationPage> {
    known(at, page, &["skip", "take", "order", "filters"])?;
    let number = |name: &str| page.get(name).map(|value| count(&format!("{at}.{name}"), value)).transpose();
    let filter = page.get("filters").map(|filters| object(&format!("{at}.filters"), filters));
    Ok(RelationPage {
        skip: number("skip")?.unwrap_or(0),
        take: number("take")?,
        order: match page.get("order") {
            Some(order) => sort_keys(&format!("{at}.order"), order)?,
            None => Vec::new(),
        },
        filter: filter.transpose()?.cloned().map(Json::Object),
    })
}

/// Sort keys, nested or with dots: `{customer: {email: "ASC"}, "customer.id": "desc"}`.
pub fn sort_keys(at: &str, json: &Json) -> Result<Vec<(String, bool)>> {
    let mut keys = Vec::new();
    add_sort_keys(at, object(at, json)?, "", &mut keys)?;
    Ok(keys)
}

fn add_sort_keys(
    at: &str,
    order: &Map<String, Json>,
    before: &str,
    keys: &mut Vec<(String, bool)>,
) -> Result<()> {
    for (name, value) in order {
        let (at, path) = (format!("{at}.{name}"), format!("{before}{name}"));
        match value {
            Json::Object(nested) if !nested.is_empty() => {
                add_sort_keys(&at, nested, &format!("{path}."), keys)?
            }
            Json::String(way) if way.eq_ignore_ascii_case("asc") => keys.push((path, false)),
            Json::String(way) if way.eq_ignore_ascii_case("desc") => keys.push((path, true)),
            _ => return Err(refused(&at, "\"ASC\" or \"DESC\"", value)),
        }
    }
    Ok(())
}

/// The paths of the innermost objects: those are contexts, the others lead to them.
fn contexts(members: &Map<String, Json>, before: &str, paths: &mut Vec<String>) {
    for (name, nested) in members.iter().filter_map(|(name, value)| Some((name, value.as_object()?))) {
        let path = format!("{before}{name}");
        if nested.values().any(Json::is_object) {
            contexts(nested, &format!("{path}."), paths);
        } else {
            paths.push(path);
        }
    }
}

fn known(at: &str, members: &Map<String, Json>, names: &[&str]) -> Result<()> {
    match members.keys().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            Err(Error::invalid_data(format!(
                "Invalid query: {} is not known, only {}",
                short(&path),
                names.join(", ")
            )))
        }
    }
}

fn refused(at: &str, expected: &str, received: &Json) -> Error {
    let at = if at.is_empty() { String::new() } else { format!("{} must be ", short(at)) };
    let received = short(&received.to_string());
    Error::invalid_data(format!("Invalid query: {at}{expected}, received {received}"))
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

fn object<'j>(at: &str, json: &'j Json) -> Result<&'j Map<String, Json>> {
    let expected = if at.is_empty() { "an object is expected" } else { "an object" };
    json.as_object().ok_or_else(|| refused(at, expected, json))
}

fn text<'j>(at: &str, json: &'j Json) -> Result<&'j str> {
    json.as_str().ok_or_else(|| refused(at, "a text", json))
}

fn texts(at: &str, json: &Json) -> Result<Vec<String>> {
    let list = json.as_array().ok_or_else(|| refused(at, "a list of texts", json))?;
    let text = |(ix, json): (usize, &Json)| text(&format!("{at}.{ix}"), json).map(str::to_owned);
    list.iter().enumerate().map(text).collect()
}

fn truth(at: &str, json: &Json) -> Result<bool> {
    json.as_bool().ok_or_else(|| refused(at, "true or false", json))
}

fn count(at: &str, json: &Json) -> Result<u64> {
    json.as_u64().ok_or_else(|| refused(at, "a whole number of zero or more", json))
}
