//! Operators inside JSON columns. A number compares by value with numbers and with texts that spell one; all else
//! compares as text.

use super::operators::{ON_JSON, comparison, matching};
use super::refusals::Of;
use super::{FilterCompiler, is_operators};
use serde_json::{Map, Value as Json};
use stheno_database::Expr;
use stheno_kernel::{Decimal, JsonText, Result, Value};

/// Names one behind the other at most.
const DEPTH_MAX: usize = 32;
/// Numbers below this can be compared, as [`Expr::JsonNumber`] says.
const LIMIT: &str = "10000000000000000000000000000";

impl FilterCompiler<'_> {
    /// A condition on what is at a path of a JSON column.
    pub(super) fn json(&mut self, of: Of, column: &Expr, path: &[String], value: &Json) -> Result<Expr> {
        self.count()?;
        match value {
            Json::Object(operators) if is_operators(operators) => {
                let all = operators.iter().map(|(op, value)| self.json_operator(of, column, path, op, value));
                Ok(Expr::And(all.collect::<Result<_>>()?))
            }
            Json::Object(inside) => self.json_members(of, column, path, inside, value),
            _ => self.json_equal(of, column, path, "$eq", value),
        }
    }

    fn json_members(
        &mut self,
        of: Of,
        column: &Expr,
        path: &[String],
        inside: &Map<String, Json>,
        value: &Json,
    ) -> Result<Expr> {
        let is_odd = |name: &String| name.starts_with('$') || name.contains('\0');
        if inside.is_empty() || path.len() >= DEPTH_MAX || inside.keys().any(is_odd) {
            return Err(self.refused_value(of, path, "$eq", "values, members, or operators alone", value));
        }
        let mut all = Vec::with_capacity(inside.len());
        for (name, value) in inside {
            let path: Vec<String> = path.iter().chain([name]).cloned().collect();
            all.push(self.json(of, column, &path, value)?);
        }
        Ok(Expr::And(all))
    }

    fn json_operator(
        &mut self,
        of: Of,
        column: &Expr,
        path: &[String],
        op: &str,
        value: &Json,
    ) -> Result<Expr> {
        let text = || Expr::JsonText(Box::new(column.clone()), path.to_vec());
        let refused = |expected: &str| self.refused_value(of, path, op, expected, value);
        Ok(match op {
            "$eq" | "$is" => self.json_equal(of, column, path, op, value)?,
            "$in" | "$nin" if !value.is_array() => return Err(refused("a list of values")),
            "$in" => self.json_equal(of, column, path, op, value)?,
            "$ne" | "$nin" => {
                let differs = self.json_equal(of, column, path, op, value)?.not();
                if value.is_null() { differs } else { text().is_not_null().and(differs) }
            }
            "$gt" | "$gte" | "$lt" | "$lte" => {
                let compare = comparison(op);
                match (number(value), value.as_str()) {
                    (Some(n), _) => numeric(column, path, |at| at.compare(compare, Expr::param(n))),
                    (None, Some(than)) if !than.contains('\0') => text().compare(compare, Expr::param(than)),
                    _ => return Err(refused("a number or a text")),
                }
            }
            "$like" | "$ilike" | "$re" | "$fulltext" => {
                matching(op, &text(), value).map_err(|expected| refused(&expected))?
            }
            "$exists" => match value.as_bool().ok_or_else(|| refused("true or false"))? {
                true => text().is_not_null(),
                false => text().is_null(),
            },
            "$not" => self.json(of, column, path, value)?.not(),
            "$and" | "$or" => {
                let list = value.as_array().filter(|list| !list.is_empty());
                let list = list.ok_or_else(|| refused("a list of conditions"))?;
                let parts = list.iter().map(|value| self.json(of, column, path, value));
                let parts = parts.collect::<Result<_>>()?;
                if op == "$and" { Expr::And(parts) } else { Expr::Or(parts) }
            }
            "$contains" if value.to_string().contains("\\u0000") => {
                return Err(refused("texts without zeros"));
            }
            "$contains" => Expr::JsonContains(Box::new(column.clone()), path.to_vec(), JsonText::of(value)),
            _ => return Err(self.refused_operator(of, path, op, ON_JSON.iter().copied())),
        })
    }

    /// Equal to a value, or to one of a list.
    fn json_equal(&self, of: Of, column: &Expr, path: &[String], op: &str, value: &Json) -> Result<Expr> {
        let text = || Expr::JsonText(Box::new(column.clone()), path.to_vec());
        let list = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
        let (mut numbers, mut texts): (Vec<Value>, Vec<Value>) = Default::default();
        let mut is_null = false;
        for one in list {
            match one {
                Json::Null => is_null = true,
                Json::Bool(truth) => texts.push(truth.to_string().into()),
                Json::String(text) if !text.contains('\0') => texts.push(text.as_str().into()),
                Json::Number(_) => match number(one) {
                    Some(number) => numbers.push(number.into()),
                    None => {
                        return Err(self.refused_value(of, path, op, "numbers of 28 digits at most", value));
                    }
                },
                _ => return Err(self.refused_value(of, path, op, "values, or a list of them", value)),
            }
        }
        let mut any = Vec::new();
        if !numbers.is_empty() {
            any.push(numeric(column, path, |at| Expr::In(Box::new(at), numbers)));
        }
        if !texts.is_empty() || (any.is_empty() && !is_null) {
            any.push(Expr::In(Box::new(text()), texts));
        }
        if is_null {
            any.push(text().is_null());
        }
        Ok(Expr::Or(any))
    }
}

/// A condition on the number at a path: false where there is something else, unknown where there is nothing.
fn numeric(column: &Expr, path: &[String], condition: impl FnOnce(Expr) -> Expr) -> Expr {
    let at = || (Box::new(column.clone()), path.to_vec());
    let ((text, path), (number, same)) = (at(), at());
    let number = Expr::JsonNumber(number, same);
    let nothing = (Expr::JsonText(text, path).is_null(), Expr::Param(Value::Null));
    let other = (number.clone().is_null(), Expr::param(false));
    Expr::Case(vec![nothing, other], Box::new(condition(number)))
}

/// A number, or a text that spells one.
fn number(value: &Json) -> Option<Decimal> {
    let parsed = match value {
        Json::Number(number) => {
            let text = number.to_string();
            text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()
        }
        Json::String(text) if text.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b)) => {
            text.parse().ok()
        }
        _ => None,
    };
    let limit: Decimal = LIMIT.parse().ok()?;
    parsed.filter(|number: &Decimal| number.abs() < limit)
}
