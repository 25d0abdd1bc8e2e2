//! Operators inside JSON columns.

use serde_json::Value as Json;
use stheno_database::{Compare, Expr};
use stheno_kernel::{Error, Result};

pub(super) fn json_member(column: &Expr, path: Vec<String>, value: &Json) -> Result<Expr> {
    let at = |path: Vec<String>| Expr::JsonText(Box::new(column.clone()), path);
    Ok(match value {
        Json::Object(inside) if inside.keys().any(|k| k.starts_with('$')) => {
            let mut all = Vec::new();
            for (op, v) in inside {
                all.push(match (op.as_str(), v) {
                    ("$ne", v) if !v.is_null() => {
                        at(path.clone()).compare(Compare::Ne, Expr::param(json_text(v)))
                    }
                    ("$in" | "$nin", Json::Array(list)) => {
                        let listed = at(path.clone()).is_in(list.iter().map(json_text));
                        if op == "$in" { listed } else { listed.not() }
                    }
                    ("$like" | "$ilike", v) => Expr::Like {
                        expr: Box::new(at(path.clone())),
                        pattern: json_text(v),
                        ignore_case: op == "$ilike",
                    },
                    ("$eq", v) => json_member(column, path.clone(), v)?,
                    _ => {
                        return Err(Error::invalid_data(format!(
                            "Operator {op} is not known for JSON fields"
                        )));
                    }
                });
            }
            Expr::And(all)
        }
        Json::Object(inside) => {
            let all = inside.iter().map(|(key, v)| {
                let mut path = path.clone();
                path.push(key.clone());
                json_member(column, path, v)
            });
            Expr::And(all.collect::<Result<_>>()?)
        }
        Json::Null => at(path).is_null(),
        Json::Array(list) => at(path).is_in(list.iter().map(json_text)),
        one => at(path).eq(json_text(one)),
    })
}

pub(super) fn json_text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
