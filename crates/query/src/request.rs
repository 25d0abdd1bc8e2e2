//! What is asked of the graph.

use crate::compute::Context;
use crate::field_tree::HIDDEN;
use std::any::Any;
use std::sync::Arc;
use stheno_database::Expr;

/// A question to the graph. Field grammar: `id`, `*` , `rel.col`, `rel.*`, `*rel`, to any depth.
#[derive(Clone, Default)]
pub struct GraphRequest {
    pub(crate) entity: String,
    pub(crate) fields: Vec<String>,
    pub(crate) filters: Vec<serde_json::Value>,
    pub(crate) condition: Option<Expr>,
    pub(crate) order: Vec<(String, bool)>,
    pub(crate) skip: Option<u64>,
    pub(crate) take: Option<u64>,
    pub(crate) with_deleted: bool,
    pub(crate) context: Context,
    pub(crate) narrow: Vec<(&'static str, serde_json::Value)>,
    pub(crate) lenient: bool,
}

impl GraphRequest {
    /// Asks for an entity by any of its names.
    pub fn new(entity: impl Into<String>) -> Self {
        Self { entity: entity.into(), ..Self::default() }
    }
    /// Adds fields.
    pub fn fields<S: Into<String>>(mut self, fields: impl IntoIterator<Item = S>) -> Self {
        self.fields.extend(fields.into_iter().map(Into::into));
        self
    }
    /// Adds filters in Medusa's JSON form; repeated calls all hold.
    pub fn filter(mut self, filters: serde_json::Value) -> Self {
        self.filters.push(filters);
        self
    }
    /// Adds a condition over the root table ([`stheno_database::Alias::ROOT`]), for callers in Rust.
    pub fn condition(mut self, condition: Expr) -> Self {
        self.condition = Some(match self.condition.take() {
            Some(before) => before.and(condition),
            None => condition,
        });
        self
    }
    /// Sorts by a field path; `true` is descending.
    pub fn order(mut self, path: impl Into<String>, descending: bool) -> Self {
        self.order.push((path.into(), descending));
        self
    }
    /// A page, with an exact count of all rows that match.
    pub fn page(mut self, skip: u64, take: u64) -> Self {
        self.skip = Some(skip);
        self.take = Some(take);
        self
    }
    /// At most this many rows, without a count.
    pub fn take(mut self, rows: u64) -> Self {
        self.take = Some(rows);
        self
    }
    /// Soft-deleted rows of the root too.
    pub fn with_deleted(mut self, with: bool) -> Self {
        self.with_deleted = with;
        self
    }
    /// Adds paths that are fetched, for computed fields or to be read by name, and not shown.
    pub fn hidden<'a>(mut self, paths: impl IntoIterator<Item = &'a str>) -> Self {
        self.fields.extend(paths.into_iter().map(|path| format!("{HIDDEN}{path}")));
        self
    }
    /// Passes over fields that nothing knows, as routes do: strangers are an error otherwise.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }
    /// Narrows the rows of every relation of this name, at any depth, to those that match a filter in Medusa's JSON form.
    pub fn narrow(mut self, relation: &'static str, filters: serde_json::Value) -> Self {
        self.narrow.push((relation, filters));
        self
    }
    /// Hands a computed field (`calculated_price`) what it needs to know.
    pub fn context<T: Any + Send + Sync>(mut self, field: impl Into<String>, value: T) -> Self {
        self.context.insert(field, Arc::new(value));
        self
    }
}
