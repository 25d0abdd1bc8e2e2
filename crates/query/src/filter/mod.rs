//! Filters and sort keys: Medusa's JSON form to SQL. How relations and links are crossed is told in `path.rs` and
//! `docs/adr/0011-filters-across-relations.md`.
//!
//! A filter that says nothing where something must be said is refused, and never taken for one that all rows meet.

mod json;
mod operators;
mod path;
mod refusals;
mod sort;
mod union;

use crate::planner::{CONDITION_SEGMENTS_MAX as SEGMENTS_MAX, refuse_depth};
use crate::registry::{Entity, EntityIx, Graph, unknown};
use crate::request::Limits;
use operators::{OPERATORS, anywhere};
use refusals::Of;
use serde_json::{Map, Value as Json};
use stheno_database::ddl::Index;
use stheno_database::{Alias, Expr};
use stheno_kernel::{Error, Result};
use stheno_model::schema::truncated;
use stheno_model::{FieldKind, FieldMeta, ModelMeta};

/// Conditions of one request at most.
const CONDITIONS_MAX: usize = 4_000;

/// Compiles filters of one statement; every sub-select gets table names of its own.
pub struct FilterCompiler<'a> {
    graph: &'a Graph,
    next: u16,
    /// The names that led to where the compiler is.
    trail: Vec<String>,
    /// Whether what is compiled may choose the rows that are looked at, rather than test rows found otherwise.
    chooses: bool,
    /// Whether soft-deleted rows of the root are asked for as well.
    with_deleted: bool,
    /// The name of the root's table where the compiler is.
    root: Alias,
    /// Tables reached through versioned rows, with the names of those rows' tables.
    reached: Vec<(Alias, Alias, &'static ModelMeta)>,
    /// Whether a text is searched for, which reads every row.
    searches: bool,
    conditions: usize,
    /// Names one behind the other at most.
    depth_max: usize,
}

impl<'a> FilterCompiler<'a> {
    /// A compiler whose sub-selects are named from 10 on.
    pub fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            next: 10,
            trail: Vec::new(),
            chooses: true,
            with_deleted: false,
            root: Alias::ROOT,
            reached: Vec::new(),
            searches: false,
            conditions: 0,
            depth_max: SEGMENTS_MAX,
        }
    }

    /// For filters over rows that the statement finds otherwise: they test.
    pub fn testing(mut self) -> Self {
        self.chooses = false;
        self
    }

    /// Within these limits as well.
    pub fn limited(mut self, limits: Limits) -> Self {
        self.depth_max = limits.depth.map_or(SEGMENTS_MAX, |depth| depth.min(SEGMENTS_MAX));
        self
    }

    /// For a statement that asks for soft-deleted rows of the root as well.
    pub fn with_deleted(mut self, with: bool) -> Self {
        self.with_deleted = with;
        self
    }

    /// Whether a filter compiled so far searches for a text.
    pub fn searches(&self) -> bool {
        self.searches
    }

    /// Several filter objects over the root, all of which hold.
    pub fn all(&mut self, root: EntityIx, filters: &[Json]) -> Result<Expr> {
        let meta = self.graph.entity(root).meta;
        let chooses = self.chooses && !filters.iter().any(|json| pins(meta, json));
        self.choosing(chooses, |this| {
            let all = filters.iter().map(|json| this.filters(root, Alias::ROOT, json));
            Ok(all.collect::<Result<Vec<_>>>()?.into_iter().fold(Expr::always(), Expr::and))
        })
    }

    /// Compiles with another answer to whether that may choose.
    fn choosing<T>(&mut self, chooses: bool, compile: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let before = std::mem::replace(&mut self.chooses, chooses);
        let compiled = compile(self);
        self.chooses = before;
        compiled
    }

    fn alias(&mut self) -> Alias {
        self.next += 1;
        Alias(self.next)
    }

    fn count(&mut self) -> Result<()> {
        self.conditions += 1;
        if self.conditions <= CONDITIONS_MAX {
            return Ok(());
        }
        Err(Error::invalid_data(format!("Filters may not hold more than {CONDITIONS_MAX} conditions")))
    }

    /// A filter object over an entity.
    pub fn filters(&mut self, entity: EntityIx, at: Alias, json: &Json) -> Result<Expr> {
        let meta = self.graph.entity(entity).meta;
        let Json::Object(object) = json else {
            return Err(self.refused_filters(meta.entity, "An object is expected as filters", json));
        };
        let chooses = self.chooses && !pins(meta, json);
        self.choosing(chooses, |this| this.members(entity, at, object))
    }

    fn members(&mut self, entity: EntityIx, at: Alias, object: &Map<String, Json>) -> Result<Expr> {
        let meta = self.graph.entity(entity).meta;
        let mut all = Vec::with_capacity(object.len());
        for (name, value) in object {
            all.push(match name.as_str() {
                "$and" => Expr::And(self.list(entity, at, name, value)?),
                "$or" => self.any(entity, at, value)?,
                "$not" => self.choosing(false, |this| this.part(entity, at, name, value))?.not(),
                "q" => {
                    self.searches = true;
                    self.search(entity, at, value)?
                }
                // An operator that a relation's filter begins with is about the key there.
                _ if OPERATORS.contains(&name.as_str()) && !self.trail.is_empty() => {
                    let of_key = Json::Object([(name.clone(), value.clone())].into_iter().collect());
                    self.member(entity, at, meta.key(), &of_key)?
                }
                _ if name.starts_with('$') => return Err(self.refused_junction(meta.entity, name)),
                _ => self.member(entity, at, name, value)?,
            });
        }
        Ok(Expr::And(all))
    }

    fn list(&mut self, entity: EntityIx, at: Alias, op: &str, json: &Json) -> Result<Vec<Expr>> {
        match json {
            Json::Array(list) if !list.is_empty() => {
                list.iter().map(|part| self.part(entity, at, op, part)).collect()
            }
            one => Ok(vec![self.part(entity, at, op, one)?]),
        }
    }

    /// Filters below `$and`, `$or` or `$not`: there must be some.
    fn part(&mut self, entity: EntityIx, at: Alias, op: &str, json: &Json) -> Result<Expr> {
        if json.as_object().is_some_and(|object| !object.is_empty()) {
            return self.filters(entity, at, json);
        }
        let what = format!("Operator {op} takes filters that are not empty");
        Err(self.refused_filters(self.graph.entity(entity).meta.entity, &what, json))
    }

    fn search(&mut self, entity: EntityIx, at: Alias, value: &Json) -> Result<Expr> {
        let info = self.graph.entity(entity);
        let text = match value {
            Json::String(text) if !text.contains('\0') => text.clone(),
            Json::Number(number) => number.to_string(),
            _ => return Err(self.refused_filters(info.meta.entity, "A text is expected as q", value)),
        };
        let words = text.split_whitespace().map(|word| self.word(entity, at, word));
        Ok(words.collect::<Result<Vec<_>>>()?.into_iter().reduce(Expr::and).unwrap_or_else(Expr::always))
    }

    /// A record is found by several words if each stands somewhere in it.
    fn word(&mut self, entity: EntityIx, at: Alias, word: &str) -> Result<Expr> {
        self.count()?;
        let info = self.graph.entity(entity);
        let (meta, chooses) = (info.meta, self.chooses);
        let relations = info.searched.iter().map(|name| {
            let relation = info.relations.get(name).ok_or_else(|| self.unknown(info, name))?;
            Ok((relation.clone(), self.graph.entity(relation.target).meta))
        });
        let relations = relations.collect::<Result<Vec<_>>>()?;
        if !chooses || relations.is_empty() {
            let mut any = matches(meta, at, word, chooses);
            for (relation, target) in relations {
                let matching =
                    |this: &mut Self, inner| Ok(Expr::Or(matches(target, inner, word, this.chooses)));
                any.push(self.some(entity, at, &relation, matching)?);
            }
            return Ok(Expr::Or(any));
        }
        // No index serves an `OR` across relations: each side is looked up for itself.
        let mut union = vec![self.keys_where(entity, at, |_, again| Ok(matches(meta, again, word, true)))?];
        for (relation, target) in relations {
            union.push(self.keys_where(entity, at, |this, again| {
                let matching =
                    |this: &mut Self, inner| Ok(Expr::Or(matches(target, inner, word, this.chooses)));
                Ok(vec![this.some(entity, again, &relation, matching)?])
            })?);
        }
        Ok(self.one_list(entity, at, union))
    }

    fn member(&mut self, entity: EntityIx, at: Alias, name: &str, value: &Json) -> Result<Expr> {
        self.count()?;
        if let Some((first, rest)) = name.split_once('.') {
            refuse_depth(rest, self.depth_max)?;
            let below =
                |inner: Json, name: &str| Json::Object([(name.to_owned(), inner)].into_iter().collect());
            let nested = rest.rsplit('.').fold(value.clone(), below);
            return self.member(entity, at, first, &nested);
        }
        self.trail.push(name.to_owned());
        let found = match self.trail.len() > self.depth_max {
            true => refuse_depth(&self.trail.join("."), self.depth_max).map(|()| Expr::never()),
            false => self.named(entity, at, name, value),
        };
        self.trail.pop();
        found
    }

    fn named(&mut self, entity: EntityIx, at: Alias, name: &str, value: &Json) -> Result<Expr> {
        let info = self.graph.entity(entity);
        if let Some(field) = info.meta.field(name).filter(|f| !f.hidden) {
            let of = Of { entity: info.meta.entity, field };
            return self.column(of, &field.read(at), value);
        }
        let value = &presence(value);
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
}

/// Whether a filter names the rows of a model by a key of theirs: what else it says only tests those few.
fn pins(meta: &ModelMeta, json: &Json) -> bool {
    let Json::Object(object) = json else { return false };
    let is_key = |name: &str| {
        let unique = |index: &Index| index.unique && index.columns == [name];
        meta.primary_key == [name] || meta.indexes.iter().any(unique)
    };
    let is_value = |value: &Json| matches!(value, Json::String(_) | Json::Number(_) | Json::Array(_));
    let names = |value: &Json| match value {
        Json::Object(operators) => operators.iter().any(|(op, v)| op == "$eq" && is_value(v) || op == "$in"),
        value => is_value(value),
    };
    object.iter().any(|(name, value)| match (name.as_str(), value) {
        ("$and", Json::Array(list)) => list.iter().any(|json| pins(meta, json)),
        (name, value) => is_key(name) && names(value),
    })
}

/// Whether an object holds operators and nothing else.
fn is_operators(object: &Map<String, Json>) -> bool {
    !object.is_empty() && object.keys().all(|name| name.starts_with('$'))
}

/// A relation's filter that asks by an operator whether there is anything, as null or an empty object says it.
fn presence(value: &Json) -> Json {
    let mut operators = value.as_object().into_iter().flatten();
    match (operators.next(), operators.next()) {
        (Some((op, of)), None) => match (op.as_str(), of) {
            ("$eq" | "$is", Json::Null) | ("$exists", Json::Bool(false)) => Json::Null,
            ("$ne", Json::Null) | ("$exists", Json::Bool(true)) => Json::Object(Map::new()),
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}

/// The conditions of which one holds where a record's own texts hold `text`; those that may choose rows do so by the
/// model's index, if it has one.
fn matches(meta: &'static ModelMeta, at: Alias, text: &str, chooses: bool) -> Vec<Expr> {
    let of_field = |f: &'static FieldMeta| match f.kind {
        FieldKind::Text | FieldKind::Enum(_) => {
            Some(Expr::Like { expr: Box::new(f.read(at)), pattern: anywhere(text), ignore_case: true })
        }
        FieldKind::Serial | FieldKind::Integer => text.parse::<i32>().ok().map(|n| f.read(at).eq(n)),
        _ => None,
    };
    let index = meta.indexes.iter().find(|index| index.finds_parts()).filter(|_| chooses);
    let is_indexed = |f: &&FieldMeta| index.is_some_and(|index| index.columns.contains(&f.name));
    let (indexed, others): (Vec<_>, Vec<_>) = meta.stored().filter(|f| f.searchable).partition(is_indexed);
    let mut any: Vec<Expr> = others.into_iter().filter_map(of_field).collect();
    if let Some(index) = index {
        let condition = Box::new(Expr::Or(indexed.into_iter().filter_map(of_field).collect()));
        any.insert(0, Expr::Search { index: truncated(index.name), at, text: text.to_owned(), condition });
    }
    any
}
