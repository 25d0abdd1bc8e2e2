//! From issues to the sentence that a client reads.

use super::issue::{Code, Issue, Step};
use serde_json::Value;

const ISSUES_TOLD_MAX: usize = 3;

/// The sentence, or nothing if nothing is wrong. `input` is what was validated, to tell a missing value from a wrong one.
pub(super) fn message(issues: &[Issue], input: &Value) -> Option<String> {
    if issues.is_empty() {
        return None;
    }
    let told: Vec<String> = issues.iter().take(ISSUES_TOLD_MAX).map(|issue| sentence(issue, input)).collect();
    Some(told.join("; "))
}

fn sentence(issue: &Issue, input: &Value) -> String {
    let one = std::slice::from_ref(issue);
    match &issue.code {
        Code::Type(_) => wrong_type(one, input).or_else(|| missing(one, input)).unwrap_or_default(),
        Code::Value(values) => match lookup(&issue.path, input) {
            None => format!("Field '{}' is required", path(&issue.path)),
            Some(got) => format!(
                "Expected: '{}' for field '{}', but got: '{}'",
                values.join(", "),
                path(&issue.path),
                javascript_text(got)
            ),
        },
        Code::Union(options) => {
            let inner: Vec<Issue> = options.iter().flatten().cloned().collect();
            wrong_type(&inner, input)
                .or_else(|| missing(&inner, input))
                .unwrap_or_else(|| "Invalid input".into())
        }
        Code::Unknown(keys) => format!("Unrecognized fields: '{}'", keys.join(", ")),
        Code::TooSmall(min) => {
            format!("Value for field '{}' too small, expected at least: '{min}'", path(&issue.path))
        }
        Code::TooBig(max) => {
            format!("Value for field '{}' too big, expected at most: '{max}'", path(&issue.path))
        }
        Code::Told(sentence) => (*sentence).to_owned(),
        Code::Said(sentence) => sentence.to_string(),
        Code::Key => "Invalid key in record".into(),
    }
}

fn wrong_type(issues: &[Issue], input: &Value) -> Option<String> {
    let mut typed = issues.iter().filter_map(|issue| match issue.code {
        Code::Type(expected) => Some((issue, expected)),
        _ => None,
    });
    let first = typed.clone().next()?.0;
    let expected: Vec<&str> =
        typed.by_ref().filter(|(issue, _)| lookup(&issue.path, input).is_some()).map(|(_, e)| e).collect();
    if expected.is_empty() {
        return None;
    }
    let got = lookup(&first.path, input).map_or_else(|| "undefined".into(), javascript_text);
    Some(format!("Expected type: '{}' for field '{}', got: '{got}'", expected.join(", "), path(&first.path)))
}

fn missing(issues: &[Issue], input: &Value) -> Option<String> {
    let absent = issues.iter().find(|issue| {
        matches!(issue.code, Code::Type(_) | Code::Value(_)) && lookup(&issue.path, input).is_none()
    })?;
    Some(format!("Field '{}' is required", path(&absent.path)))
}

fn path(steps: &[Step]) -> String {
    let names: Vec<String> = steps
        .iter()
        .map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        })
        .collect();
    names.join(", ")
}

/// The value at a path, through objects only: Medusa does not look into arrays here, so what is wrong inside one is called
/// missing.
fn lookup<'a>(steps: &[Step], input: &'a Value) -> Option<&'a Value> {
    if !input.is_object() {
        return None;
    }
    steps.iter().try_fold(input, |value, step| match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(_) => None,
    })
}

/// What JavaScript prints when a value is put into a text.
fn javascript_text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => super::coerce::number_text(n),
        Value::String(s) => s.clone(),
        Value::Array(items) => {
            let texts: Vec<String> = items
                .iter()
                .map(|item| if item.is_null() { String::new() } else { javascript_text(item) })
                .collect();
            texts.join(",")
        }
        Value::Object(_) => "[object Object]".into(),
    }
}
