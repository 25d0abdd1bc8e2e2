//! Computed fields: not stored, filled in one pass from rows that the plan fetches for them.

use crate::answer::NodeView;
use std::any::Any;
use std::sync::Arc;
use stheno_kernel::{Result, Value};

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

/// Fills computed fields of one entity.
pub trait Computer: Send + Sync {
    /// The fields it can fill.
    fn fields(&self) -> &'static [&'static str];
    /// Paths that must be fetched for these fields (a subset of [`Computer::fields`]), as in a request.
    fn needs(&self, fields: &[&'static str]) -> Vec<&'static str>;
    /// One list of cells per row of `rows`, in the order of `fields`. A computed object or list is [`Value::Json`].
    fn compute(&self, rows: NodeView<'_>, fields: &[&'static str], context: &Context) -> Result<Vec<Vec<Value>>>;
}
