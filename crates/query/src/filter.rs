//! Filters and sort keys: Medusa's JSON form to SQL, across relations and links by `EXISTS`.

use crate::planner::{CONDITION_SEGMENTS_MAX as SEGMENTS_MAX, refuse_depth};
use crate::registry::{Entity, EntityIx, Graph, Hop, unknown};
use crate::sql::alive;
use serde_json::Value as Json;
use stheno_database::{Alias, Compare, Expr, Select, Type};
use stheno_kernel::{Amount, Error, JsonText, Result, Timestamp, Value};
use stheno_model::{FieldKind, FieldMeta, ModelMeta};

/// Compiles filters of one statement; every sub-select gets table names of its own.
pub struct FilterCompiler<'a> {
    graph: &'a Graph,
    next: u16,
    /// The names that led to where the compiler is.
    trail: Vec<String>,
}

impl<'a> FilterCompiler<'a> {
    /// A compiler whose sub-selects are named from 10 on.
    pub fn new(graph: &'a Graph) -> Self {
        Self { graph, next: 10, trail: Vec::new() }
    }

    fn alias(&mut self) -> Alias {
        self.next += 1;
        Alias(self.next)
    }

    /// A filter object over an entity.
    pub fn filters(&mut self, entity: EntityIx, at: Alias, json: &Json) -> Result<Expr> {
        let object = match json {
            Json::Object(object) => object,
            Json::Null => return Ok(Expr::always()),
            _ => return Err(Error::invalid_data("Filters must be an object")),
        };
        let mut all = Vec::new();
        for (name, value) in object {
            all.push(match name.as_str() {
                "$and" => Expr::And(self.list(entity, at, value)?),
                "$or" => Expr::Or(self.list(entity, at, value)?),
                "$not" => self.filters(entity, at, value)?.not(),
                "q" => self.search(entity, at, value)?,
                _ => self.member(entity, at, name, value)?,
            });
        }
        Ok(Expr::And(all))
    }

    fn list(&mut self, entity: EntityIx, at: Alias, json: &Json) -> Result<Vec<Expr>> {
        match json {
            Json::Array(list) => list.iter().map(|f| self.filters(entity, at, f)).collect(),
            one => Ok(vec![self.filters(entity, at, one)?]),
        }
    }

    fn search(&mut self, entity: EntityIx, at: Alias, value: &Json) -> Result<Expr> {
        let Some(text) = value.as_str().filter(|t| !t.is_empty()) else { return Ok(Expr::always()) };
        let mut any = matches(self.graph.entity(entity).meta, at, text);
        for name in self.graph.entity(entity).searched.clone() {
            let info = self.graph.entity(entity);
            let relation = info.relations.get(name).ok_or_else(|| self.unknown(info, name))?.clone();
            let target = self.graph.entity(relation.target).meta;
            let (select, inner) = self.step(&relation.hop, target, at);
            any.push(Expr::Exists(Box::new(select.filter(Expr::Or(matches(target, inner, text))))));
        }
        Ok(Expr::Or(any))
    }

    fn member(&mut self, entity: EntityIx, at: Alias, name: &str, value: &Json) -> Result<Expr> {
        if let Some((first, rest)) = name.split_once('.') {
            refuse_depth(rest, SEGMENTS_MAX)?;
            let nested = Json::Object([(rest.to_owned(), value.clone())].into_iter().collect());
            return self.member(entity, at, first, &nested);
        }
        self.trail.push(name.to_owned());
        let found = match self.trail.len() > SEGMENTS_MAX {
            true => refuse_depth(&self.trail.join("."), SEGMENTS_MAX).map(|()| Expr::never()),
            false => self.named(entity, at, name, value),
        };
        self.trail.pop();
        found
    }

    fn named(&mut self, entity: EntityIx, at: Alias, name: &str, value: &Json) -> Result<Expr> {
        let info = self.graph.entity(entity);
        if let Some(field) = info.meta.field(name).filter(|f| !f.hidden) {
            return self.column(field, Expr::Column(at, field.name), value);
        }
        if let Some(path) = info.shortcuts.get(name) {
            let segments = path.segments.clone();
            return self.path(entity, at, &segments, value);
        }
        if info.relations.contains_key(name) {
            return self.path(entity, at, &[name], value);
        }
        Err(self.unknown(info, name))
    }

    /// The refusal of the name that the trail ends in.
    fn unknown(&self, info: &Entity, name: &str) -> Error {
        unknown(info, name, &self.trail.join("."))
    }

    /// Some row at the end of the path satisfies the filter.
    fn path(&mut self, entity: EntityIx, at: Alias, segments: &[&str], value: &Json) -> Result<Expr> {
        let Some((first, rest)) = segments.split_first() else {
            let key = self.graph.entity(entity).meta.key();
            return match value {
                Json::Object(_) => self.filters(entity, at, value),
                // A bare value is the target's key.
                _ => self.member(entity, at, key, value),
            };
        };
        let info = self.graph.entity(entity);
        let relation = info.relations.get(first).ok_or_else(|| self.unknown(info, first))?.clone();
        // `relation: null` asks for records without one.
        if value.is_null() && rest.is_empty() {
            let (select, _) = self.step(&relation.hop, self.graph.entity(relation.target).meta, at);
            return Ok(Expr::Exists(Box::new(select)).not());
        }
        let target = self.graph.entity(relation.target).meta;
        let (select, inner) = self.step(&relation.hop, target, at);
        let condition = self.path(relation.target, inner, rest, value)?;
        Ok(Expr::Exists(Box::new(select.filter(condition))))
    }

    /// The rows one hop away from the row at `at`, and their table's name.
    fn step(&mut self, hop: &Hop, target: &'static ModelMeta, at: Alias) -> (Select, Alias) {
        let inner = self.alias();
        let select = Select::from_as(target.table, inner).filter(alive(target, inner));
        let equal = |a: Expr, b: Expr| a.compare(Compare::Eq, b);
        let select = match *hop {
            Hop::Column { own, target } | Hop::Shared { own, target, .. } => {
                select.filter(equal(Expr::Column(inner, target), Expr::Column(at, own)))
            }
            Hop::Pivot { pivot, own_key, own, target, target_key, soft_delete } => {
                let between = self.alias();
                let joined = select
                    .join(
                        pivot,
                        between,
                        equal(Expr::Column(between, target), Expr::Column(inner, target_key)),
                    )
                    .filter(equal(Expr::Column(between, own), Expr::Column(at, own_key)));
                if soft_delete {
                    joined.filter(Expr::Column(between, "deleted_at").is_null())
                } else {
                    joined
                }
            }
            Hop::Through { through, own_key, target_key, .. } => {
                let between = self.alias();
                let meta = (through.model)();
                let joined = select
                    .join(
                        meta.table,
                        between,
                        equal(Expr::Column(between, through.target), Expr::Column(inner, target_key)),
                    )
                    .filter(equal(Expr::Column(between, through.own), Expr::Column(at, own_key)))
                    .filter(alive(meta, between));
                match through.version {
                    Some(v) => joined.filter(equal(Expr::Column(between, v), Expr::Column(at, v))),
                    None => joined,
                }
            }
        };
        (select, inner)
    }

    fn column(&mut self, field: &FieldMeta, column: Expr, value: &Json) -> Result<Expr> {
        match value {
            Json::Object(operators) if operators.keys().all(|k| k.starts_with('$')) => {
                let all = operators.iter().map(|(op, v)| self.operator(field, column.clone(), op, v));
                Ok(Expr::And(all.collect::<Result<_>>()?))
            }
            Json::Object(inside) if field.kind == FieldKind::Json => {
                let all = inside.iter().map(|(key, v)| json_member(&column, vec![key.clone()], v));
                Ok(Expr::And(all.collect::<Result<_>>()?))
            }
            Json::Array(list) => Ok(in_list(column, cells(field, list)?)),
            Json::Null => Ok(column.is_null()),
            one => Ok(column.eq(cell(field, one)?)),
        }
    }

    fn operator(&mut self, field: &FieldMeta, column: Expr, op: &str, value: &Json) -> Result<Expr> {
        let compare = |op: Compare| Ok(column.clone().compare(op, Expr::Param(cell(field, value)?)));
        let text = || value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string());
        match op {
            "$eq" | "$in" => self.column(field, column, value),
            "$ne" if value.is_null() => Ok(column.is_not_null()),
            "$ne" if !value.is_array() => compare(Compare::Ne),
            "$ne" | "$nin" => {
                Ok(in_list(column, cells(field, value.as_array().map_or(&[][..], |l| l))?).not())
            }
            "$gt" => compare(Compare::Gt),
            "$gte" => compare(Compare::Gte),
            "$lt" => compare(Compare::Lt),
            "$lte" => compare(Compare::Lte),
            "$like" => Ok(Expr::Like { expr: Box::new(column), pattern: text(), ignore_case: false }),
            "$ilike" => Ok(Expr::Like { expr: Box::new(column), pattern: text(), ignore_case: true }),
            "$re" => Ok(Expr::Matches(Box::new(column), text())),
            "$is" if value.is_null() => Ok(column.is_null()),
            "$is" => Ok(column.eq(cell(field, value)?)),
            "$exists" => {
                Ok(if value.as_bool().unwrap_or(true) { column.is_not_null() } else { column.is_null() })
            }
            "$not" => Ok(self.column(field, column, value)?.not()),
            "$and" | "$or" => {
                let list = value.as_array().map_or(&[][..], |l| l);
                let parts =
                    list.iter().map(|v| self.column(field, column.clone(), v)).collect::<Result<_>>()?;
                Ok(if op == "$and" { Expr::And(parts) } else { Expr::Or(parts) })
            }
            "$fulltext" => {
                let words = text();
                let word = |w: &str| Expr::Like {
                    expr: Box::new(column.clone()),
                    pattern: format!("%{w}%"),
                    ignore_case: true,
                };
                Ok(Expr::And(words.split_whitespace().map(word).collect()))
            }
            "$contains" => Ok(Expr::ArrayContains(Box::new(column), texts(value))),
            "$overlap" => Ok(Expr::ArrayOverlaps(Box::new(column), texts(value))),
            other => {
                Err(Error::invalid_data(format!("Operator {other} is not known for field {}", field.name)))
            }
        }
    }

    /// The expression a path sorts by: an own column, or the first one at the end of a chain of relations.
    pub fn sort_key(&mut self, entity: EntityIx, at: Alias, path: &str) -> Result<Expr> {
        refuse_depth(path, SEGMENTS_MAX)?;
        let segments: Vec<&str> = path.split('.').collect();
        self.sorted(entity, at, &segments, path)
    }

    fn sorted(&mut self, entity: EntityIx, at: Alias, segments: &[&str], path: &str) -> Result<Expr> {
        let info = self.graph.entity(entity);
        let (first, rest) = segments.split_first().ok_or_else(|| unknown(info, "", path))?;
        if rest.is_empty() {
            let field =
                info.meta.field(first).filter(|f| !f.hidden).ok_or_else(|| unknown(info, first, path))?;
            return Ok(Expr::Column(at, field.name));
        }
        if let Some(shortcut) = info.shortcuts.get(first) {
            let whole: Vec<&str> = shortcut.segments.iter().chain(rest).copied().collect();
            return self.sorted(entity, at, &whole, path);
        }
        let relation = info.relations.get(first).ok_or_else(|| unknown(info, first, path))?;
        let target = self.graph.entity(relation.target).meta;
        let (select, inner) = self.step(&relation.hop, target, at);
        let key = self.sorted(relation.target, inner, rest, path)?;
        let first_of = select.expr(key, Type::Text).order(Expr::Column(inner, target.key()), false).limit(1);
        Ok(Expr::Scalar(Box::new(first_of)))
    }
}

/// The conditions of which one holds where a record's own texts hold `text`.
fn matches(meta: &'static ModelMeta, at: Alias, text: &str) -> Vec<Expr> {
    let pattern = format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let of_field = |f: &'static FieldMeta| match f.kind {
        FieldKind::Text | FieldKind::Enum(_) => Some(Expr::Like {
            expr: Box::new(Expr::Column(at, f.name)),
            pattern: pattern.clone(),
            ignore_case: true,
        }),
        FieldKind::Serial | FieldKind::Integer => {
            text.parse::<i32>().ok().map(|n| Expr::Column(at, f.name).eq(n))
        }
        _ => None,
    };
    meta.stored().filter(|f| f.searchable).filter_map(of_field).collect()
}

/// `IN`, where a null among the values asks for rows without a value.
fn in_list(column: Expr, values: Vec<Value>) -> Expr {
    let (nulls, values): (Vec<Value>, Vec<Value>) = values.into_iter().partition(Value::is_null);
    let listed = Expr::In(Box::new(column.clone()), values);
    if nulls.is_empty() { listed } else { listed.or(column.is_null()) }
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::Array(list) => list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        Json::String(one) => vec![one.clone()],
        _ => Vec::new(),
    }
}

fn json_member(column: &Expr, path: Vec<String>, value: &Json) -> Result<Expr> {
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

fn json_text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn cells(field: &FieldMeta, list: &[Json]) -> Result<Vec<Value>> {
    list.iter().map(|v| if v.is_null() { Ok(Value::Null) } else { cell(field, v) }).collect()
}

/// A filter's value as a cell of the field; query strings bring numbers and booleans as text.
fn cell(field: &FieldMeta, value: &Json) -> Result<Value> {
    let text = json_text(value);
    let found = match field.kind {
        FieldKind::Text | FieldKind::Enum(_) => match value {
            Json::Object(_) | Json::Array(_) => None,
            _ => Some(Value::Text(text.clone())),
        },
        FieldKind::Integer | FieldKind::Serial => text.parse::<i64>().ok().map(Value::Int),
        FieldKind::Float => text.parse::<f64>().ok().map(Value::Float),
        FieldKind::BigNumber => Amount::parse(&text).map(Value::from),
        FieldKind::Boolean => match text.as_str() {
            "true" | "1" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        FieldKind::Time => Timestamp::parse(&text).map(Value::Time),
        FieldKind::Json | FieldKind::RawBigNumber => Some(Value::Json(JsonText::of(value))),
        FieldKind::Texts => Some(Value::from(texts(value))),
    };
    found.ok_or_else(|| Error::invalid_data(format!("Invalid value for field '{}': {value}", field.name)))
}
