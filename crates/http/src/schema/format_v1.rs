//! From issues to the sentences of Medusa 1, whose validators told all of them at once.

use super::issue::{Code, Issue, Step};
use crate::dialect::Dialect;

/// The sentences, each once, or nothing if nothing is wrong.
pub(super) fn message(issues: &[Issue]) -> Option<String> {
    let mut told: Vec<String> = Vec::new();
    for sentence in issues.iter().flat_map(sentences) {
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    (!told.is_empty()).then(|| told.join(", "))
}

fn sentences(issue: &Issue) -> Vec<String> {
    let (name, is_item) = place(&issue.path);
    let subject = if is_item { format!("each value in {name}") } else { name.to_owned() };
    vec![match &issue.code {
        Code::Type("object" | "record") => format!("{subject} must be an object"),
        Code::Type("array") => format!("{subject} must be an array"),
        Code::Type("number" | "int") => {
            format!("{subject} must be a number conforming to the specified constraints")
        }
        Code::Type(expected) => format!("{subject} must be a {expected}"),
        Code::Value(values) => {
            format!("{subject} must be one of the following values: {}", values.join(", "))
        }
        Code::Unknown(keys) => {
            return keys.iter().map(|key| format!("property {key} should not exist")).collect();
        }
        Code::Union(options) => {
            let mut details: Vec<String> = options.iter().flatten().flat_map(sentences).collect();
            details.dedup();
            Dialect::parts(&format!("{subject} must be one of several types"), &details)
        }
        Code::TooSmall(min) if min == "1" => format!("{subject} should not be empty"),
        Code::TooSmall(min) => format!("{subject} must not be less than {min}"),
        Code::TooBig(max) => format!("{subject} must not be greater than {max}"),
        Code::Told(sentence) => (*sentence).to_owned(),
        Code::Said(sentence) => sentence.to_string(),
        Code::Key => format!("{name} has a name that is not allowed"),
    }]
}

/// The member that is wrong, and whether it is an item of it.
fn place(path: &[Step]) -> (&str, bool) {
    let is_item = matches!(path.last(), Some(Step::Index(_)));
    let named = path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    (named.unwrap_or("body"), is_item)
}

#[cfg(test)]
mod tests {
    use crate::Schema;
    use crate::dialect::Dialect;
    use serde_json::{Value, json};

    const SCHEMA: &str = r#"{"type":"object","properties":{
        "email":{"type":"string","format":"email","x-message":"email must be an email"},
        "name":{"anyOf":[{"type":"string"},{"type":"null"}]},
        "metadata":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{}},
        "status":{"type":"array","items":{"enum":["a","b"]},"x-preprocess":"list"},
        "address":{"anyOf":[{"type":"string"},{"type":"object","properties":{"city":{"type":"string"}},"additionalProperties":false},{"type":"null"}]}
    },"required":["email"],"additionalProperties":false}"#;

    fn told(input: Value) -> String {
        let schema = Schema::compile(SCHEMA).unwrap();
        schema.validate_object_in(&input, Dialect::V1).unwrap_err().message().to_owned()
    }

    #[test]
    fn tells_everything_at_once() {
        let all =
            told(json!({ "email": 1, "name": 2, "metadata": "x", "status": ["c", "d"], "k": 1, "l": 2 }));
        assert_eq!(
            all,
            "email must be an email, name must be a string, metadata must be an object, \
             each value in status must be one of the following values: a, b, \
             property k should not exist, property l should not exist"
        );
        assert_eq!(told(json!({})), "email must be an email");
        assert_eq!(told(json!([])), "body must be an object");
    }

    #[test]
    fn tells_parts_as_json() {
        let parts = told(json!({ "email": "a@b.test", "address": { "id": 1 } }));
        let parts: Value = serde_json::from_str(&parts).unwrap();
        assert_eq!(parts["message"], "address must be one of several types");
        assert_eq!(
            parts["details"],
            json!(["address must be a string", "property id should not exist", "address must be a null"])
        );
    }

    #[test]
    fn one_text_is_a_list_of_it() {
        let schema = Schema::compile(SCHEMA).unwrap();
        let accepted = schema
            .validate_object_in(&json!({ "email": "a@b.test", "status": "a", "name": null }), Dialect::V1);
        assert_eq!(
            Value::Object(accepted.unwrap()),
            json!({ "email": "a@b.test", "name": null, "status": ["a"] })
        );
    }
}
