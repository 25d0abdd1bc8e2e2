//! Computed fields: not stored, filled in one pass from rows that the plan fetches for them.

use crate::answer::NodeView;
use crate::field_tree::FieldTree;
use std::any::Any;
use std::sync::Arc;
use stheno_kernel::{Result, Value};

/// A cell that is not shown: no database gives an empty list of lists.
pub fn absent() -> Value {
    Value::List(vec![Value::List(Vec::new())])
}

/// Whether a cell was made by [`absent`].
pub(crate) fn is_absent(value: &Value) -> bool {
    matches!(value, Value::List(list) if matches!(list.as_slice(), [Value::List(inner)] if inner.is_empty()))
}

/// Per-request knowledge for computed fields, by field name.
#[derive(Clone, Default)]
pub struct Context(Vec<(String, Arc<dyn Any + Send + Sync>)>);

impl Context {
    pub(crate) fn insert(&mut self, field: impl Into<String>, value: Arc<dyn Any + Send + Sync>) {
        self.0.push((field.into(), value));
    }
    /// What was given for this field, if it is of this type.
    pub fn get<T: Any + Send + Sync>(&self, field: &str) -> Option<&T> {
        self.0.iter().rev().find(|(name, _)| name == field).and_then(|(_, value)| value.downcast_ref())
    }
}

/// What is asked of a record, for [`Computer::widen`]. Paths are those of requests, without `*`.
pub struct Asked<'a>(&'a mut FieldTree);

impl<'a> Asked<'a> {
    pub(crate) fn new(tree: &'a mut FieldTree) -> Self {
        Self(tree)
    }
    /// Whether the answer shows this path.
    pub fn has(&self, path: &str) -> bool {
        self.0.at(path).is_some_and(|node| node.visible)
    }
    /// Whether every field of this relation is shown; of the record itself for an empty path.
    pub fn has_all(&self, path: &str) -> bool {
        self.0.at(path).is_some_and(|node| node.all)
    }
    /// Shows a path as well: `a.b`, `a.*`.
    pub fn show(&mut self, path: &str) {
        self.0.insert(path, true);
    }
    /// Fetches a path, out of sight.
    pub fn need(&mut self, path: &str) {
        self.0.insert(path, false);
    }
    /// Shows a path no longer.
    pub fn drop(&mut self, path: &str) {
        self.0.remove(path);
    }
}

/// Fills computed fields of one entity.
pub trait Computer: Send + Sync {
    /// The fields it can fill.
    fn fields(&self) -> &'static [&'static str];
    /// Those of them that come with all fields of the entity (`*`).
    fn with_all(&self) -> &'static [&'static str] {
        &[]
    }
    /// Those of them that show as null where all fields are asked for, and nobody names them.
    fn null_with_all(&self) -> &'static [&'static str] {
        &[]
    }
    /// Changes what is asked where one field brings others along, before anything is planned.
    fn widen(&self, _asked: &mut Asked<'_>) {}
    /// Paths that must be fetched for these fields (a subset of [`Computer::fields`]), as in a request.
    fn needs(&self, fields: &[&'static str]) -> Vec<&'static str>;
    /// One list of cells per row of `rows`, in the order of `fields`. A computed object or list is [`Value::Json`];
    /// [`absent`] leaves the field out of a row.
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        context: &Context,
    ) -> Result<Vec<Vec<Value>>>;
}
