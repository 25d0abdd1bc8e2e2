//! From JSON Schema text to nodes. Equal subtrees become one node, since the contract repeats its operator maps often.

use super::rules::Rule;
use super::transform::Transform;
use super::{ArrayNode, Bound, Compiled, Node, NumberNode, ObjectNode, Pre, Schema, TextNode, Unknown};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::Error;

/// A schema that says something we do not understand.
#[derive(Debug)]
pub struct CompileError(String);

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "schema: {}", self.0)
    }
}
impl std::error::Error for CompileError {}

impl From<serde_json::Error> for CompileError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}
impl From<CompileError> for Error {
    fn from(error: CompileError) -> Self {
        Self::invalid_data(error.to_string()).with_source(error)
    }
}

fn fail<T>(what: impl Into<String>) -> Result<T, CompileError> {
    Err(CompileError(what.into()))
}

pub(super) fn compile(json: &str) -> Result<Schema, CompileError> {
    let tree: Value = serde_json::from_str(json)?;
    let defs = tree.get("$defs").and_then(Value::as_object);
    let names: Vec<&str> = defs.map(|defs| defs.keys().map(String::as_str).collect()).unwrap_or_default();
    let mut compiler = Compiler { names, seen: HashMap::new() };
    let bodies = defs.map(|defs| defs.values().map(|def| compiler.node(def)).collect::<Result<Vec<_>, _>>());
    let root = compiler.node(&tree)?;
    Ok(Schema(Arc::new(Compiled { root, defs: bodies.transpose()?.unwrap_or_default() })))
}

struct Compiler<'a> {
    names: Vec<&'a str>,
    seen: HashMap<String, Arc<Node>>,
}

impl Compiler<'_> {
    fn node(&mut self, schema: &Value) -> Result<Arc<Node>, CompileError> {
        let text = schema.to_string();
        if let Some(node) = self.seen.get(&text) {
            return Ok(Arc::clone(node));
        }
        let node = match schema {
            Value::Bool(true) => Arc::new(Node::Any),
            Value::Bool(false) => Arc::new(Node::Never),
            Value::Object(keywords) => self.wrapped(keywords)?,
            other => return fail(format!("{other} is no schema")),
        };
        self.seen.insert(text, Arc::clone(&node));
        Ok(node)
    }

    /// The node itself, then its default around it, then what happens before.
    fn wrapped(&mut self, keywords: &Map<String, Value>) -> Result<Arc<Node>, CompileError> {
        let mut node = Arc::new(self.bare(keywords)?);
        if let Some(default) = keywords.get("default") {
            node = Arc::new(Node::Default(node, default.clone()));
        }
        if let Some(name) = keywords.get("x-preprocess").and_then(Value::as_str) {
            node = Arc::new(Node::Pre(pre(name)?, node));
        }
        if let Some(name) = keywords.get("x-transform").and_then(Value::as_str) {
            let Some(transform) = Transform::named(name) else {
                return fail(format!("unknown x-transform {name}"));
            };
            node = Arc::new(Node::Transform(transform, node));
        }
        if let Some(sentence) = keywords.get("x-message").and_then(Value::as_str) {
            node = Arc::new(Node::Worded(sentence.into(), node));
        }
        Ok(node)
    }

    fn bare(&mut self, keywords: &Map<String, Value>) -> Result<Node, CompileError> {
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            let name = reference.trim_start_matches("#/$defs/");
            return match self.names.iter().position(|known| *known == name) {
                Some(index) => Ok(Node::Ref(index)),
                None => fail(format!("unknown $ref {reference}")),
            };
        }
        if let Some(options) =
            keywords.get("anyOf").or_else(|| keywords.get("oneOf")).and_then(Value::as_array)
        {
            return self.union(keywords, options);
        }
        if let Some(values) = keywords.get("enum").and_then(Value::as_array) {
            return Ok(Node::Enum(values.clone()));
        }
        if let Some(value) = keywords.get("const") {
            return Ok(Node::Enum(vec![value.clone()]));
        }
        if let Some(name) = keywords.get("x-removed").and_then(Value::as_str) {
            return Rule::named(name)
                .map_or_else(|| fail(format!("unknown rule {name}")), |rule| Ok(Node::Removed(rule)));
        }
        if keywords.contains_key("x-boolean-string") {
            return Ok(Node::BooleanText);
        }
        match keywords.get("type").and_then(Value::as_str) {
            Some("string") if keywords.get("format").is_some_and(|f| f == "date-time") => Ok(Node::Date),
            Some("string") => text(keywords),
            Some("number") => Ok(number(keywords, false)),
            Some("integer") => Ok(number(keywords, true)),
            Some("boolean") => Ok(Node::Boolean),
            Some("null") => Ok(Node::Null),
            Some("array") => self.array(keywords),
            Some("object") => self.object(keywords),
            Some(other) => fail(format!("unknown type {other}")),
            None if keywords.contains_key("properties") => self.object(keywords),
            None => Ok(Node::Any),
        }
    }

    fn union(&mut self, keywords: &Map<String, Value>, options: &[Value]) -> Result<Node, CompileError> {
        let is_null = |option: &Value| option.get("type").is_some_and(|t| t == "null");
        if let [inner, null] = options
            && is_null(null)
        {
            return Ok(Node::Nullable(self.node(inner)?));
        }
        let options = options.iter().map(|option| self.node(option)).collect::<Result<Vec<_>, _>>()?;
        Ok(match keywords.get("x-discriminator").and_then(Value::as_str) {
            Some(tag) => Node::Tagged { tag: tag.into(), options },
            None => Node::Union(options),
        })
    }

    fn array(&mut self, keywords: &Map<String, Value>) -> Result<Node, CompileError> {
        let item = keywords.get("items").map_or_else(|| Ok(Arc::new(Node::Any)), |item| self.node(item))?;
        Ok(Node::Array(ArrayNode {
            item,
            len_min: length(keywords, "minItems"),
            len_max: length(keywords, "maxItems"),
            rules: rules(keywords)?,
        }))
    }

    fn object(&mut self, keywords: &Map<String, Value>) -> Result<Node, CompileError> {
        let extra = keywords.get("additionalProperties");
        if let Some(key) = keywords.get("propertyNames") {
            let value = extra.map_or_else(|| Ok(Arc::new(Node::Any)), |value| self.node(value))?;
            return Ok(Node::Record { key: self.node(key)?, value });
        }
        let unknown = match extra {
            None => Unknown::Strip,
            Some(Value::Bool(false)) => Unknown::Refuse,
            Some(schema) => Unknown::Keep(self.node(schema)?),
        };
        let required: Vec<&str> = match keywords.get("required").and_then(Value::as_array) {
            Some(names) => names.iter().filter_map(Value::as_str).collect(),
            None => Vec::new(),
        };
        let mut fields = Vec::new();
        for (name, schema) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let node = self.node(schema)?;
            let always = required.contains(&name.as_str()) || schema.get("default").is_some();
            let node = if always { node } else { Arc::new(Node::Optional(node)) };
            fields.push((name.as_str().into(), node));
        }
        Ok(Node::Object(ObjectNode { fields, unknown, rules: rules(keywords)? }))
    }
}

fn pre(name: &str) -> Result<Pre, CompileError> {
    Ok(match name {
        "integer" => Pre::Integer,
        "float" => Pre::Float,
        "boolean" => Pre::Boolean,
        "trim" => Pre::Trim,
        "lowercase" => Pre::Lowercase,
        "list" => Pre::List,
        other => return fail(format!("unknown x-preprocess {other}")),
    })
}

fn rules(keywords: &Map<String, Value>) -> Result<Vec<Rule>, CompileError> {
    let names = keywords.get("x-rules").and_then(Value::as_array).into_iter().flatten();
    names
        .filter_map(Value::as_str)
        .map(|name| Rule::named(name).map_or_else(|| fail(format!("unknown rule {name}")), Ok))
        .collect()
}

fn text(keywords: &Map<String, Value>) -> Result<Node, CompileError> {
    let email = keywords.get("format").is_some_and(|format| format == "email");
    // The pattern of an e-mail looks ahead, which our expressions cannot; `check` knows it by heart.
    let pattern = keywords.get("pattern").and_then(Value::as_str).filter(|_| !email);
    let pattern =
        pattern.map(regex::Regex::new).transpose().map_err(|error| CompileError(error.to_string()))?;
    Ok(Node::Text(TextNode {
        len_min: length(keywords, "minLength"),
        len_max: length(keywords, "maxLength"),
        email,
        pattern,
        rules: rules(keywords)?,
    }))
}

fn number(keywords: &Map<String, Value>, integer: bool) -> Node {
    let bound = |inclusive: &str, exclusive: &str| {
        let value = |name| keywords.get(name).and_then(Value::as_f64);
        let inclusive = value(inclusive).map(|value| Bound { value, inclusive: true });
        inclusive.or_else(|| value(exclusive).map(|value| Bound { value, inclusive: false }))
    };
    Node::Number(NumberNode {
        integer,
        coerce: keywords.contains_key("x-coerce"),
        min: bound("minimum", "exclusiveMinimum"),
        max: bound("maximum", "exclusiveMaximum"),
    })
}

fn length(keywords: &Map<String, Value>, name: &str) -> Option<usize> {
    keywords.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok())
}
