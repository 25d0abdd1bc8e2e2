//! Runs data through compiled nodes: fills in, strips and collects issues in the order in which zod finds them.

use super::coerce::{self, Prepared};
use super::issue::{Code, Issue, Step, is_aborted};
use super::{ArrayNode, Bound, Node, NumberNode, ObjectNode, TextNode, Unknown};
use serde_json::{Map, Value};
use std::sync::{Arc, LazyLock};

static EMAIL: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
    regex::Regex::new(r"^[A-Za-z0-9_'+\-\.]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$").ok()
});

/// One run of a schema over one input.
pub(super) struct Run<'a> {
    defs: &'a [Arc<Node>],
    path: Vec<Step>,
    issues: Vec<Issue>,
}

impl<'a> Run<'a> {
    pub fn new(defs: &'a [Arc<Node>]) -> Self {
        Self { defs, path: Vec::new(), issues: Vec::new() }
    }
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }
    pub(super) fn complain(&mut self, code: Code) {
        self.issues.push(Issue { path: self.path.clone(), code });
    }
    /// A complaint about a member of the value at hand.
    pub(super) fn complain_at(&mut self, steps: &[&str], code: Code) {
        let mut path = self.path.clone();
        path.extend(steps.iter().map(|step| Step::Key((*step).to_owned())));
        self.issues.push(Issue { path, code });
    }
    fn within<T>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let result = work(self);
        self.path.pop();
        result
    }
    /// Says what is wrong with the value at hand in one sentence; its members speak for themselves.
    fn reword(&mut self, from: usize, sentence: &str) {
        let said = self.issues.split_off(from);
        let total = said.len();
        let is_inner =
            |issue: &Issue| issue.path.len() > self.path.len() || matches!(issue.code, Code::Unknown(_));
        let inner: Vec<Issue> = said.into_iter().filter(is_inner).collect();
        let is_own = inner.len() < total;
        self.issues.extend(inner);
        if is_own {
            self.complain(Code::Said(sentence.into()));
        }
    }
    fn refuse(&mut self, expected: &'static str) -> Option<Value> {
        self.complain(Code::Type(expected));
        None
    }

    /// The value as `node` shapes it. `None` is JavaScript's `undefined`: absent, or refused with an issue.
    pub fn parse(&mut self, node: &Node, input: Option<&Value>) -> Option<Value> {
        match node {
            Node::Any => input.cloned(),
            Node::Never => self.refuse("never"),
            Node::Text(text) => self.text(text, input),
            Node::Number(number) => self.number(number, input),
            Node::Boolean => match input {
                Some(Value::Bool(b)) => Some(Value::Bool(*b)),
                _ => self.refuse("boolean"),
            },
            Node::BooleanText => self.boolean_text(input),
            Node::Null => match input {
                Some(Value::Null) => Some(Value::Null),
                _ => self.refuse("null"),
            },
            Node::Date => match input.and_then(coerce::date) {
                Some(date) => Some(date),
                None => self.refuse("date"),
            },
            Node::Enum(values) => self.one_of(values, input),
            Node::Array(array) => self.array(array, input),
            Node::Object(object) => self.object(object, input),
            Node::Record { key, value } => self.record(key, value, input),
            Node::Union(options) => self.union(options, input),
            Node::Tagged { tag, options } => self.tagged(tag, options, input),
            Node::Nullable(inner) => match input {
                Some(Value::Null) => Some(Value::Null),
                _ => self.parse(inner, input),
            },
            Node::Optional(inner) => input.and_then(|value| self.parse(inner, Some(value))),
            Node::Worded(sentence, inner) => {
                let before = self.issues.len();
                let value = self.parse(inner, input);
                self.reword(before, sentence);
                value
            }
            Node::Default(inner, default) => match input {
                None => Some(default.clone()),
                Some(value) => self.parse(inner, Some(value)),
            },
            Node::Pre(pre, inner) => match coerce::prepare(*pre, input) {
                Prepared::Value(value) => self.parse(inner, value.as_ref()),
                Prepared::NotANumber => self.refuse("number"),
            },
            Node::Transform(transform, inner) => self.parse(inner, input).map(|value| transform.apply(value)),
            Node::Removed(rule) => {
                rule.check(&Value::Null, self);
                None
            }
            Node::Ref(index) => match self.defs.get(*index).cloned() {
                Some(node) => self.parse(&node, input),
                None => input.cloned(),
            },
        }
    }

    fn text(&mut self, node: &TextNode, input: Option<&Value>) -> Option<Value> {
        let Some(Value::String(text)) = input else { return self.refuse("string") };
        // JavaScript counts UTF-16 units.
        let len = text.encode_utf16().count();
        if let Some(min) = node.len_min.filter(|min| len < *min) {
            self.complain(Code::TooSmall(min.to_string()));
        }
        if let Some(max) = node.len_max.filter(|max| len > *max) {
            self.complain(Code::TooBig(max.to_string()));
        }
        if node.email && !is_email(text) {
            self.complain(Code::Told("Invalid email address"));
        }
        if node.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
            self.complain(Code::Told("Invalid string"));
        }
        let value = Value::String(text.clone());
        node.rules.iter().for_each(|rule| rule.check(&value, self));
        Some(value)
    }

    fn number(&mut self, node: &NumberNode, input: Option<&Value>) -> Option<Value> {
        let value = match input {
            Some(value) if node.coerce => coerce::whole_number(value),
            Some(value @ Value::Number(_)) => Some(value.clone()),
            _ => None,
        };
        let Some((value, number)) = value.and_then(|v| v.as_f64().map(|n| (v, n))) else {
            return self.refuse("number");
        };
        if node.integer && number.fract() != 0.0 {
            return self.refuse("int");
        }
        let beyond = |bound: Bound, over: f64| over > 0.0 || (over == 0.0 && !bound.inclusive);
        if let Some(min) = node.min.filter(|min| beyond(*min, min.value - number)) {
            self.complain(Code::TooSmall(min.value.to_string()));
        }
        if let Some(max) = node.max.filter(|max| beyond(*max, number - max.value)) {
            self.complain(Code::TooBig(max.value.to_string()));
        }
        Some(value)
    }

    fn boolean_text(&mut self, input: Option<&Value>) -> Option<Value> {
        match input {
            Some(Value::Bool(b)) => Some(Value::Bool(*b)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Some(Value::Bool(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Some(Value::Bool(false)),
            Some(Value::String(_)) => {
                self.complain(Code::Told("Invalid input"));
                None
            }
            _ => {
                let option = |expected| vec![Issue { path: self.path.clone(), code: Code::Type(expected) }];
                let options = vec![option("boolean"), option("string")];
                self.complain(Code::Union(options));
                None
            }
        }
    }

    fn one_of(&mut self, values: &[Value], input: Option<&Value>) -> Option<Value> {
        if let Some(value) = input.filter(|value| values.contains(value)) {
            return Some(value.clone());
        }
        let texts = values.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        let code = Code::Value(texts.collect());
        self.complain(code);
        None
    }

    fn array(&mut self, node: &ArrayNode, input: Option<&Value>) -> Option<Value> {
        let Some(Value::Array(items)) = input else { return self.refuse("array") };
        let before = self.issues.len();
        let parsed = items.iter().enumerate().map(|(index, item)| {
            self.within(Step::Index(index), |run| run.parse(&node.item, Some(item))).unwrap_or_default()
        });
        let value = Value::Array(parsed.collect());
        if let Some(min) = node.len_min.filter(|min| items.len() < *min) {
            self.complain(Code::TooSmall(min.to_string()));
        }
        if let Some(max) = node.len_max.filter(|max| items.len() > *max) {
            self.complain(Code::TooBig(max.to_string()));
        }
        if !is_aborted(&self.issues[before..]) {
            node.rules.iter().for_each(|rule| rule.check(&value, self));
        }
        Some(value)
    }

    fn object(&mut self, node: &ObjectNode, input: Option<&Value>) -> Option<Value> {
        let Some(Value::Object(members)) = input else { return self.refuse("object") };
        let before = self.issues.len();
        let mut output = Map::with_capacity(members.len());
        for (name, field) in &node.fields {
            let value = members.get(&**name);
            if value.is_none() && matches!(**field, Node::Optional(_)) {
                continue;
            }
            let parsed = self.within(Step::Key(name.to_string()), |run| run.parse(field, value));
            if let Some(parsed) = parsed {
                output.insert(name.to_string(), parsed);
            }
        }
        self.undeclared(node, members, &mut output);
        let value = Value::Object(output);
        if !is_aborted(&self.issues[before..]) {
            node.rules.iter().for_each(|rule| rule.check(&value, self));
        }
        Some(value)
    }

    fn undeclared(
        &mut self,
        node: &ObjectNode,
        members: &Map<String, Value>,
        output: &mut Map<String, Value>,
    ) {
        let declared = |key: &str| node.fields.iter().any(|(name, _)| **name == *key);
        let extra = members.iter().filter(|(key, _)| !declared(key));
        match &node.unknown {
            Unknown::Strip => {}
            Unknown::Refuse => {
                let keys: Vec<String> = extra.map(|(key, _)| key.clone()).collect();
                if !keys.is_empty() {
                    self.complain(Code::Unknown(keys));
                }
            }
            Unknown::Keep(inner) => {
                for (key, value) in extra {
                    let parsed = self.within(Step::Key(key.clone()), |run| run.parse(inner, Some(value)));
                    output.extend(parsed.map(|value| (key.clone(), value)));
                }
            }
        }
    }

    fn record(&mut self, key: &Node, value: &Node, input: Option<&Value>) -> Option<Value> {
        let Some(Value::Object(members)) = input else { return self.refuse("record") };
        let mut output = Map::with_capacity(members.len());
        for (name, member) in members {
            let mut names = Run::new(self.defs);
            names.parse(key, Some(&Value::String(name.clone())));
            if !names.issues.is_empty() {
                self.complain_at(&[name], Code::Key);
                continue;
            }
            let parsed = self.within(Step::Key(name.clone()), |run| run.parse(value, Some(member)));
            output.extend(parsed.map(|value| (name.clone(), value)));
        }
        Some(Value::Object(output))
    }

    /// The first option without issues. If none, and exactly one option merely broke a further rule, what that one says.
    fn union(&mut self, options: &[Arc<Node>], input: Option<&Value>) -> Option<Value> {
        let mut said: Vec<Vec<Issue>> = Vec::with_capacity(options.len());
        for option in options {
            let before = self.issues.len();
            let value = self.parse(option, input);
            let issues = self.issues.split_off(before);
            if issues.is_empty() {
                return value;
            }
            said.push(issues);
        }
        let mut soft = said.iter().filter(|issues| !is_aborted(issues));
        match (soft.next(), soft.next()) {
            (Some(only), None) => {
                let only = only.clone();
                self.issues.extend(only);
            }
            _ => self.complain(Code::Union(said)),
        }
        None
    }

    fn tagged(&mut self, tag: &str, options: &[Arc<Node>], input: Option<&Value>) -> Option<Value> {
        let Some(Value::Object(members)) = input else { return self.refuse("object") };
        let fits = |option: &&Arc<Node>| match &***option {
            Node::Object(object) => {
                object.fields.iter().any(|(name, field)| match (&**field, members.get(tag)) {
                    (Node::Enum(values), Some(value)) => **name == *tag && values.contains(value),
                    _ => false,
                })
            }
            _ => false,
        };
        match options.iter().find(fits) {
            Some(option) => self.parse(option, input),
            None => {
                self.complain_at(&[tag], Code::Union(Vec::new()));
                None
            }
        }
    }
}

fn is_email(text: &str) -> bool {
    let plain = !text.starts_with('.') && !text.contains("..");
    plain && EMAIL.as_ref().is_some_and(|pattern| pattern.is_match(text))
}
