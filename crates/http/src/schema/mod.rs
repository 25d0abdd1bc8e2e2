//! Validation of bodies and queries against the contract, in the sentences of the contract.
//!
//! The contract's JSON Schemas were printed from Medusa's zod validators, so a [`Schema`] answers as zod and Medusa's
//! formatter of its issues would: the first three issues, `; ` between them. What JSON Schema cannot say stands in
//! keywords of our own: `x-preprocess`, `x-coerce`, `x-boolean-string`, `x-nullable`, `x-discriminator`, `x-transform`
//! and `x-rules` (see [`rules`]).

mod check;
mod coerce;
mod compile;
mod format;
mod format_v1;
mod issue;
mod rules;
mod transform;

use crate::dialect::Dialect;
use serde_json::{Map, Value};
use std::sync::Arc;
use stheno_kernel::{Error, Result};
use transform::Transform;

pub use compile::CompileError;

/// A compiled validator; cheap to clone.
#[derive(Clone, Debug)]
pub struct Schema(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    root: Arc<Node>,
    defs: Vec<Arc<Node>>,
}

/// What one place of the data may hold.
#[derive(Debug)]
enum Node {
    Any,
    Never,
    Text(TextNode),
    Number(NumberNode),
    Boolean,
    BooleanText,
    Null,
    Date,
    Enum(Vec<Value>),
    Array(ArrayNode),
    Object(ObjectNode),
    Record {
        key: Arc<Node>,
        value: Arc<Node>,
    },
    Union(Vec<Arc<Node>>),
    Tagged {
        tag: Box<str>,
        options: Vec<Arc<Node>>,
    },
    Nullable(Arc<Node>),
    Optional(Arc<Node>),
    /// One sentence says what is wrong with the value itself.
    Worded(Box<str>, Arc<Node>),
    Default(Arc<Node>, Value),
    Pre(Pre, Arc<Node>),
    Transform(Transform, Arc<Node>),
    Ref(usize),
    /// A member that releases before knew: its presence breaks the rule.
    Removed(rules::Rule),
}

#[derive(Debug, Default)]
struct TextNode {
    len_min: Option<usize>,
    len_max: Option<usize>,
    email: bool,
    pattern: Option<regex::Regex>,
    rules: Vec<rules::Rule>,
}

#[derive(Debug, Default)]
struct NumberNode {
    integer: bool,
    coerce: bool,
    min: Option<Bound>,
    max: Option<Bound>,
}

#[derive(Clone, Copy, Debug)]
struct Bound {
    value: f64,
    inclusive: bool,
}

#[derive(Debug)]
struct ArrayNode {
    item: Arc<Node>,
    len_min: Option<usize>,
    len_max: Option<usize>,
    rules: Vec<rules::Rule>,
}

#[derive(Debug)]
struct ObjectNode {
    fields: Vec<(Box<str>, Arc<Node>)>,
    unknown: Unknown,
    rules: Vec<rules::Rule>,
}

/// What happens to members that are not declared.
#[derive(Debug)]
enum Unknown {
    Strip,
    Refuse,
    Keep(Arc<Node>),
}

/// What happens to a value before it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pre {
    Integer,
    Float,
    Boolean,
    Trim,
    Lowercase,
    /// One text is a list of it.
    List,
}

impl Schema {
    /// Compiles the JSON text of a schema.
    pub fn compile(json: &str) -> Result<Self, CompileError> {
        compile::compile(json)
    }

    /// The data as the contract shapes it (unknown members stripped, defaults filled in, texts coerced), or
    /// `invalid_data` with the contract's sentence.
    pub fn validate(&self, input: &Value) -> Result<Value> {
        self.validate_in(input, Dialect::V2)
    }

    fn validate_in(&self, input: &Value, dialect: Dialect) -> Result<Value> {
        let mut run = check::Run::new(&self.0.defs);
        let output = run.parse(&self.0.root, Some(input));
        let message = match dialect {
            Dialect::V2 => format::message(run.issues(), input),
            Dialect::V1 => format_v1::message(run.issues()),
        };
        match message {
            Some(message) => Err(Error::invalid_data(format!("{}{message}", dialect.preamble()))),
            None => Ok(output.unwrap_or(Value::Null)),
        }
    }

    /// As [`Schema::validate`], for data that can only be an object.
    pub fn validate_object(&self, input: &Value) -> Result<Map<String, Value>> {
        self.validate_object_in(input, Dialect::V2)
    }

    /// As [`Schema::validate_object`], with the sentences of a dialect.
    pub fn validate_object_in(&self, input: &Value, dialect: Dialect) -> Result<Map<String, Value>> {
        match self.validate_in(input, dialect)? {
            Value::Object(map) => Ok(map),
            _ => Err(Error::invalid_data("Invalid request: Field '' is required")),
        }
    }
}
