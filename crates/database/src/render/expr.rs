//! Expressions.

use super::{Writer, trigram};
use crate::statement::{Alias, Compare, Expr, Function, Select, Type};
use stheno_kernel::{JsonText, Value};

/// A few keys that are bound one by one; the last one again, up to one of three lengths, so that there are three texts.
///
/// Of an array PostgreSQL knows no length until it has the values: its plan for any values counts on ten, seems dear, and
/// each time another is made, which takes longer than the statement.
fn few_texts(sibling: Sibling, values: &[Value]) -> Option<impl Iterator<Item = &Value>> {
    const LENGTHS: [usize; 3] = [1, 4, 16];
    let length = LENGTHS.into_iter().find(|length| values.len() <= *length)?;
    let are_texts = values.iter().all(|value| matches!(value, Value::Text(_)));
    let last = values.last().filter(|_| are_texts && sibling == Sibling::Column)?;
    Some(values.iter().chain(std::iter::repeat(last)).take(length))
}

impl Writer {
    pub(super) fn expr(&mut self, expr: Expr) {
        match expr {
            Expr::Column(alias, name) => self.column(alias, name),
            Expr::Param(value) => self.bind_typed(value),
            Expr::Compare(left, op, right) => self.compare(*left, op, *right),
            Expr::In(expr, values) => self.is_in(*expr, values),
            Expr::InSelect(expr, select) => {
                self.operand(*expr);
                self.push(" IN (");
                self.select(*select);
                self.push(")");
            }
            Expr::IsNull(expr) => {
                self.operand(*expr);
                self.push(" IS NULL");
            }
            Expr::Like { expr, pattern, ignore_case } => self.like(*expr, pattern, ignore_case),
            Expr::Search { index, at, text, condition } => self.search(index, at, &text, *condition),
            Expr::Matches(expr, pattern) => self.matches(*expr, pattern),
            Expr::And(all) => self.junction(all, " AND ", true),
            Expr::Or(any) => self.junction(any, " OR ", false),
            Expr::Not(expr) => match *expr {
                Expr::IsNull(inner) => {
                    self.operand(*inner);
                    self.push(" IS NOT NULL");
                }
                other => {
                    self.push("NOT (");
                    self.expr(other);
                    self.push(")");
                }
            },
            Expr::Exists(select) => self.exists(*select),
            Expr::Scalar(select) => {
                self.push("(");
                self.select(*select);
                self.push(")");
            }
            Expr::JsonText(expr, path) => self.json_text(*expr, path),
            Expr::ArrayContains(expr, texts) => self.array("stheno_contains", " @> ", *expr, texts),
            Expr::JsonNumber(expr, path) => self.json_number(*expr, path),
            Expr::JsonContains(expr, path, json) => self.json_contains(*expr, path, json),
            Expr::ArrayContained(expr, texts) => self.array("stheno_contained", " <@ ", *expr, texts),
            Expr::ArrayOverlaps(expr, texts) => self.array("stheno_overlaps", " && ", *expr, texts),
            Expr::Add(left, right) => self.arithmetic("stheno_add", " + ", *left, *right),
            Expr::Sub(left, right) => self.arithmetic("stheno_sub", " - ", *left, *right),
            Expr::Mul(left, right) => self.arithmetic("stheno_mul", " * ", *left, *right),
            Expr::RawNumber(expr) => self.raw_number(*expr),
            Expr::Call(function, args) => self.call(function, args),
            Expr::Case(branches, other) => self.case(branches, *other),
        }
    }

    /// An expression beside an operator.
    fn operand(&mut self, expr: Expr) {
        let atomic = matches!(
            expr,
            Expr::Column(..)
                | Expr::Param(_)
                | Expr::Call(..)
                | Expr::Scalar(_)
                | Expr::Exists(_)
                | Expr::Case(..)
        );
        if atomic {
            return self.expr(expr);
        }
        self.push("(");
        self.expr(expr);
        self.push(")");
    }

    fn junction(&mut self, mut parts: Vec<Expr>, word: &str, of_none: bool) {
        // A long chain is cut into halves: SQLite takes each link as one level deeper, and allows a thousand.
        const CHAIN_MAX: usize = 100;
        match parts.len() {
            0 => self.literal(&Value::Bool(of_none)),
            1 => parts.into_iter().for_each(|part| self.expr(part)),
            long if long > CHAIN_MAX => {
                let rest = parts.split_off(long / 2);
                self.push("(");
                self.junction(parts, word, of_none);
                self.push(word);
                self.junction(rest, word, of_none);
                self.push(")");
            }
            _ => {
                for (i, part) in parts.into_iter().enumerate() {
                    self.push(if i == 0 { "(" } else { word });
                    self.expr(part);
                }
                self.push(")");
            }
        }
    }

    fn compare(&mut self, left: Expr, op: Compare, right: Expr) {
        let symbol = match op {
            Compare::Eq => " = ",
            Compare::Ne => " <> ",
            Compare::Lt => " < ",
            Compare::Lte => " <= ",
            Compare::Gt => " > ",
            Compare::Gte => " >= ",
        };
        let plain = matches!(
            (&left, &right),
            (Expr::Column(..), Expr::Column(..) | Expr::Param(_)) | (Expr::Param(_), Expr::Column(..))
        );
        let (left_kind, right_kind) = (Sibling::of(&left), Sibling::of(&right));
        let textual = left_kind == Sibling::Text || right_kind == Sibling::Text;
        if !self.postgres() && !plain && !textual && (is_number(&left) || is_number(&right)) {
            self.number(left);
            self.push(symbol);
            return self.number(right);
        }
        self.compared(left, right_kind);
        self.push(symbol);
        self.compared(right, left_kind);
    }

    /// One side of a comparison; a bound value takes its type from the other side where that has the right one.
    fn compared(&mut self, expr: Expr, sibling: Sibling) {
        let Expr::Param(value) = expr else { return self.operand(expr) };
        match (sibling, value) {
            (Sibling::Text, value) => self.bind(as_text(value)),
            (Sibling::Column, value) if exceeds_integer(&value) => self.bind_typed(exact(value)),
            (Sibling::Column, value) => self.bind(value),
            (Sibling::Other, value @ (Value::Int(_) | Value::Decimal(_) | Value::Float(_))) => {
                self.bind_typed(value)
            }
            (Sibling::Other, value) => self.bind(value),
            (Sibling::Param, value) => self.bind_typed(value),
        }
    }

    /// On SQLite, a computed number as text under the collation that orders numbers: a computed value has neither the
    /// affinity nor the collation of the columns it came from.
    fn number(&mut self, expr: Expr) {
        self.push("CAST(");
        self.expr(expr);
        self.push(" AS TEXT) COLLATE DECIMAL");
    }

    pub(super) fn sort_key(&mut self, expr: Expr) {
        if !self.postgres() && is_number(&expr) { self.number(expr) } else { self.expr(expr) }
    }

    fn is_in(&mut self, expr: Expr, values: Vec<Value>) {
        let sibling = Sibling::of(&expr);
        let values = match sibling {
            Sibling::Text => values.into_iter().map(as_text).collect(),
            _ => values,
        };
        if values.is_empty() {
            return self.junction(Vec::new(), " OR ", false);
        }
        if self.inline {
            return self.is_in_literals(expr, &values);
        }
        if let Some(texts) = few_texts(sibling, &values) {
            self.operand(expr);
            for (i, text) in texts.enumerate() {
                self.push(if i == 0 { " IN (" } else { ", " });
                self.bind(text.clone());
            }
            return self.push(")");
        }
        if !self.postgres() {
            if is_number(&expr) {
                self.number(expr)
            } else {
                self.operand(expr)
            }
            self.push(" IN (SELECT value FROM json_each(");
            self.bind(Value::List(values));
            return self.push("))");
        }
        let cast = match values.iter().find(|v| exceeds_integer(v)) {
            Some(Value::Int(_)) => "::bigint[]",
            Some(_) => "::numeric[]",
            None if sibling == Sibling::Param && values.iter().all(|v| v.as_int().is_some()) => "::bigint[]",
            None if sibling == Sibling::Param => "::text[]",
            None => "",
        };
        self.operand(expr);
        self.push(" = ANY(");
        self.bind(Value::List(values));
        self.push(cast);
        self.push(")");
    }

    /// As they stand in the condition of an index.
    fn is_in_literals(&mut self, expr: Expr, values: &[Value]) {
        self.operand(expr);
        for (i, value) in values.iter().enumerate() {
            self.push(if i == 0 { " IN (" } else { ", " });
            self.literal(value);
        }
        self.push(")");
    }

    fn like(&mut self, expr: Expr, pattern: String, ignore_case: bool) {
        if self.postgres() {
            self.operand(expr);
            // Of what is put together here, no index knows.
            self.push(if self.scans { "::text || ''" } else { "::text" });
            self.push(if ignore_case { " ILIKE " } else { " LIKE " });
            return self.bind(Value::Text(pattern));
        }
        self.push(if ignore_case { "stheno_ilike(" } else { "stheno_like(" });
        self.expr(expr);
        self.push(", ");
        self.bind(Value::Text(pattern));
        self.push(")");
    }

    fn search(&mut self, index: &'static str, at: Alias, text: &str, condition: Expr) {
        self.searches = true;
        if self.postgres() {
            // An index of trigrams is read whole for a text without one, and a plan for any text does not know.
            let outer = std::mem::replace(&mut self.scans, !trigram::is_indexed_on_postgres(text));
            self.expr(condition);
            self.scans = outer;
            return;
        }
        let query = trigram::fts_query(text).filter(|_| !self.scans);
        let Some(query) = query else { return self.expr(condition) };
        self.push("(");
        self.column(at, "rowid");
        self.push(" IN (SELECT rowid FROM ");
        self.name(index);
        self.push(" WHERE ");
        self.name(index);
        self.push(" MATCH ");
        self.bind(Value::Text(query));
        self.push(") AND ");
        self.operand(condition);
        self.push(")");
    }

    fn matches(&mut self, expr: Expr, pattern: String) {
        if self.postgres() {
            self.operand(expr);
            self.push("::text ~ ");
            return self.bind(Value::Text(pattern));
        }
        self.push("stheno_matches(");
        self.expr(expr);
        self.push(", ");
        self.bind(Value::Text(pattern));
        self.push(")");
    }

    fn exists(&mut self, mut select: Select) {
        select.columns.clear();
        select.order.clear();
        self.push("EXISTS (");
        self.select(select);
        self.push(")");
    }

    /// The path is bound: its keys may come from a request.
    fn json_text(&mut self, expr: Expr, path: Vec<String>) {
        let path = Value::from(path);
        if self.postgres() {
            self.operand(expr);
            self.push(" #>> ");
            return self.bind_typed(path);
        }
        self.push("stheno_json_text(");
        self.expr(expr);
        self.push(", ");
        self.bind(path);
        self.push(")");
    }

    fn json_number(&mut self, expr: Expr, path: Vec<String>) {
        if self.postgres() {
            self.push("(CASE WHEN (");
            self.json_text(expr.clone(), path.clone());
            self.push(r") ~ '^[-+]?[0-9]{1,28}(\.[0-9]+)?$' THEN (");
            self.json_text(expr, path);
            return self.push(")::numeric END)");
        }
        self.push("stheno_json_number(");
        self.expr(expr);
        self.push(", ");
        self.bind(Value::from(path));
        self.push(")");
    }

    fn json_contains(&mut self, expr: Expr, path: Vec<String>, json: JsonText) {
        let (path, json) = (Value::from(path), Value::Json(json));
        if self.postgres() {
            self.push("(");
            self.operand(expr);
            self.push(" #> ");
            self.bind_typed(path);
            self.push(")::jsonb @> ");
            return self.bind_typed(json);
        }
        self.push("stheno_json_contains(");
        self.expr(expr);
        self.push(", ");
        self.bind(path);
        self.push(", ");
        self.bind(json);
        self.push(")");
    }

    fn array(&mut self, function: &str, operator: &str, expr: Expr, texts: Vec<String>) {
        let texts = Value::from(texts);
        if self.postgres() {
            self.operand(expr);
            self.push(operator);
            return self.bind_typed(texts);
        }
        self.push(function);
        self.push("(");
        self.expr(expr);
        self.push(", ");
        self.bind(texts);
        self.push(")");
    }

    fn arithmetic(&mut self, function: &str, operator: &str, left: Expr, right: Expr) {
        if self.postgres() {
            self.operand(left);
            self.push(operator);
            return self.operand(right);
        }
        self.push(function);
        self.push("(");
        self.expr(left);
        self.push(", ");
        self.expr(right);
        self.push(")");
    }

    fn raw_number(&mut self, expr: Expr) {
        if self.postgres() {
            self.push("('{\"value\": \"' || trim_scale((");
            self.expr(expr);
            return self.push(")::numeric)::text || '\", \"precision\": 20}')::jsonb");
        }
        self.push("stheno_raw(");
        self.expr(expr);
        self.push(")");
    }

    fn call(&mut self, function: Function, mut args: Vec<Expr>) {
        let postgres = self.postgres();
        let (open, close) = match function {
            Function::CountAll => return self.push("count(*)"),
            Function::Sum if postgres => ("coalesce(sum(", "), 0)"),
            Function::Sum => ("stheno_sum(", ")"),
            Function::Min | Function::Max => return self.extreme(function, args),
            // SQLite wants two arguments at least.
            Function::Coalesce if args.len() == 1 => ("(", ")"),
            Function::Coalesce => ("coalesce(", ")"),
            Function::Lower if postgres => ("lower(", ")"),
            Function::Lower => ("stheno_lower(", ")"),
            Function::Concat => ("concat(", ")"),
            Function::Least if postgres => ("LEAST(", ")"),
            Function::Least => ("stheno_least(", ")"),
            Function::Greatest if postgres => ("GREATEST(", ")"),
            Function::Greatest => ("stheno_greatest(", ")"),
        };
        let unified = matches!(function, Function::Coalesce | Function::Least | Function::Greatest);
        let inferred = unified && args.iter().any(has_own_type);
        self.push(open);
        for (i, arg) in args.drain(..).enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.unified(arg, inferred);
        }
        self.push(close);
    }

    fn extreme(&mut self, function: Function, args: Vec<Expr>) {
        self.push(if function == Function::Min { "min(" } else { "max(" });
        args.into_iter().for_each(|arg| self.sort_key(arg));
        self.push(")");
    }

    fn case(&mut self, branches: Vec<(Expr, Expr)>, other: Expr) {
        let inferred = has_own_type(&other) || branches.iter().any(|(_, value)| has_own_type(value));
        self.push("CASE");
        for (condition, value) in branches {
            self.push(" WHEN ");
            self.expr(condition);
            self.push(" THEN ");
            self.unified(value, inferred);
        }
        self.push(" ELSE ");
        self.unified(other, inferred);
        self.push(" END");
    }

    /// One of several expressions that share a type, which the others know already if it is `inferred`.
    fn unified(&mut self, expr: Expr, inferred: bool) {
        match expr {
            Expr::Param(value) if inferred && !exceeds_integer(&value) => self.bind(value),
            other => self.expr(other),
        }
    }
}

/// What stands on the other side of a comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sibling {
    Column,
    Param,
    /// An expression of text.
    Text,
    Other,
}

impl Sibling {
    fn of(expr: &Expr) -> Self {
        match expr {
            Expr::Column(..) => Self::Column,
            Expr::Param(_) => Self::Param,
            Expr::JsonText(..) | Expr::Call(Function::Lower | Function::Concat, _) => Self::Text,
            _ => Self::Other,
        }
    }
}

/// A number that a column of PostgreSQL's `integer` could not take, though it may be compared with one.
fn exceeds_integer(value: &Value) -> bool {
    match value {
        Value::Int(i) => i32::try_from(*i).is_err(),
        Value::Decimal(d) => !d.fract().is_zero() || d.abs() > i32::MAX.into(),
        Value::Float(f) => f.fract() != 0.0 || f.abs() > f64::from(i32::MAX),
        _ => false,
    }
}

/// A float as the decimal that it prints as, so that it compares with `numeric` as `numeric`.
fn exact(value: Value) -> Value {
    match &value {
        Value::Float(_) => value.as_decimal().map_or(value, Value::Decimal),
        _ => value,
    }
}

fn has_own_type(expr: &Expr) -> bool {
    !matches!(expr, Expr::Param(_))
}

fn as_text(value: Value) -> Value {
    match value {
        Value::Int(i) => Value::Text(i.to_string()),
        Value::Float(f) => Value::Text(f.to_string()),
        Value::Decimal(d) => Value::Text(d.normalize().to_string()),
        Value::Bool(b) => Value::Text(b.to_string()),
        Value::Time(t) => Value::Text(t.to_string()),
        other => other,
    }
}

/// Whether an expression computes a number. Columns do not compute: their collation and affinity serve.
fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Param(value) => matches!(value, Value::Int(_) | Value::Float(_) | Value::Decimal(_)),
        Expr::Add(..) | Expr::Sub(..) | Expr::Mul(..) | Expr::JsonNumber(..) => true,
        Expr::Call(function, args) => match function {
            Function::CountAll | Function::Sum | Function::Least | Function::Greatest => true,
            Function::Min | Function::Max | Function::Coalesce => args.iter().any(is_number),
            Function::Lower | Function::Concat => false,
        },
        Expr::Case(branches, other) => is_number(other) || branches.iter().any(|(_, value)| is_number(value)),
        Expr::Scalar(select) => select.columns.first().is_some_and(|(expr, ty)| {
            matches!(ty, Type::Int | Type::Decimal | Type::Float) || is_number(expr)
        }),
        _ => false,
    }
}
