//! Filters and sort keys: Medusa's JSON form to SQL, across relations and links by `EXISTS`.

mod json;
mod operators;
mod path;
mod sort;

use crate::planner::{CONDITION_SEGMENTS_MAX as SEGMENTS_MAX, refuse_depth};
use crate::registry::{Entity, EntityIx, Graph, unknown};
use serde_json::Value as Json;
use stheno_database::{Alias, Expr};
use stheno_kernel::{Error, Result};
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
