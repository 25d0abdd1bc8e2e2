//! What PostgreSQL's operators on `jsonb` answer: `#>>`, numbers at a path, `@>`.

use super::number;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use stheno_kernel::{Decimal, JsonText};

/// A number has at most this many digits before the point.
const DIGITS_MAX: usize = 28;

/// The text at a path: strings bare, `null` as none, all else as JSON.
pub(super) fn text(json: &str, path: &[String]) -> Option<String> {
    match at(json, path)? {
        "null" => None,
        text if text.starts_with('"') => serde_json::from_str(text).ok(),
        text => Some(JsonText::from_trusted(text).as_str().to_owned()),
    }
}

/// The number at a path, or the one that a text there spells.
pub(super) fn number(json: &str, path: &[String]) -> Option<Decimal> {
    let raw = at(json, path)?;
    let found = if raw.starts_with('"') {
        let text: String = serde_json::from_str(raw).ok()?;
        spells_number(&text).then(|| number::parse(&text)).flatten()
    } else {
        number::parse(raw)
    };
    found.filter(|n| n.trunc().abs().to_string().len() <= DIGITS_MAX)
}

/// Whether a text is digits, perhaps behind a sign, perhaps with a point and further digits.
fn spells_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    is_digits(whole) && is_digits(fraction) && whole.len() <= DIGITS_MAX
}

/// Whether what is at a path contains `want`.
pub(super) fn contains(json: &str, path: &[String], want: &Json) -> Option<bool> {
    let have: Json = serde_json::from_str(at(json, path)?).ok()?;
    // At the top, and only there, a list contains what it holds.
    let is_held = |list: &[Json]| !is_nested(want) && list.iter().any(|one| holds(one, want));
    Some(holds(&have, want) || have.as_array().is_some_and(|list| is_held(list)))
}

fn holds(have: &Json, want: &Json) -> bool {
    match (have, want) {
        (Json::Object(have), Json::Object(want)) => {
            want.iter().all(|(key, want)| have.get(key).is_some_and(|have| holds(have, want)))
        }
        (Json::Array(have), Json::Array(want)) => {
            want.iter().all(|want| have.iter().any(|have| holds(have, want)))
        }
        (Json::Number(a), Json::Number(b)) => {
            a == b || number::parse(&a.to_string()).is_some_and(|a| Some(a) == number::parse(&b.to_string()))
        }
        (have, want) => !is_nested(have) && have == want,
    }
}

fn is_nested(json: &Json) -> bool {
    json.is_array() || json.is_object()
}

fn at<'a>(json: &'a str, path: &[String]) -> Option<&'a str> {
    let mut at: &RawValue = serde_json::from_str(json).ok()?;
    for key in path {
        at = if at.get().starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(at.get()).ok()?;
            let index: i64 = key.parse().ok()?;
            let index = if index < 0 {
                items.len().checked_add_signed(isize::try_from(index).ok()?)?
            } else {
                usize::try_from(index).ok()?
            };
            items.get(index).copied()?
        } else {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(at.get()).ok()?;
            members.get(key.as_str()).copied()?
        };
    }
    Some(at.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn containment_is_postgresqls() {
        let holds = |have: Json, want: Json| contains(&have.to_string(), &[], &want) == Some(true);
        assert!(holds(json!({ "a": 1, "b": 2 }), json!({ "a": 1.0 })));
        assert!(holds(json!([1, [2, 3]]), json!([[3]])));
        assert!(holds(json!(["x", "y"]), json!("y")));
        assert!(!holds(json!({ "a": ["x"] }), json!({ "a": "x" })));
        assert!(!holds(json!("x"), json!(["x"])));
        assert!(!holds(json!([[1]]), json!([1])));
        assert!(holds(json!(null), json!(null)));
        assert_eq!(contains("{}", &["a".into()], &json!(1)), None);
    }

    #[test]
    fn numbers_and_texts_that_spell_them() {
        let of = |json: Json| number(&json.to_string(), &[]).map(|n| n.normalize().to_string());
        assert_eq!(of(json!(1.50)).as_deref(), Some("1.5"));
        assert_eq!(of(json!("+20.0")).as_deref(), Some("20"));
        assert_eq!(number("1e3", &[]), Some(Decimal::from(1000)));
        for none in [json!("1e3"), json!(""), json!("1."), json!(".5"), json!(" 1"), json!(true), json!([1])]
        {
            assert_eq!(of(none.clone()), None, "{none}");
        }
        assert_eq!(number("12345678901234567890123456789", &[]), None);
    }
}
