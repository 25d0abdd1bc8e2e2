//! What a statement answers: rows, flat and row-major.

use std::sync::Arc;
use stheno_kernel::Value;

/// The rows of a statement, and how many it touched. Clones share the cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    values: Arc<Vec<Value>>,
    width: usize,
    affected: u64,
}

impl Rows {
    pub(crate) fn new(values: Vec<Value>, width: usize, affected: u64) -> Self {
        debug_assert!(width == 0 || values.len().is_multiple_of(width));
        Self { values: Arc::new(values), width, affected }
    }
    /// Rows of so many columns, cell after cell, that no statement answered.
    pub fn of_cells(values: Vec<Value>, width: usize) -> Self {
        Self::new(values, width, 0)
    }
    /// How many rows came back.
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }
    /// Whether no row came back.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
    /// Columns of a row.
    pub fn width(&self) -> usize {
        self.width
    }
    /// The row at `index`; panics past the end, as slices do.
    pub fn row(&self, index: usize) -> &[Value] {
        &self.values[index * self.width..][..self.width]
    }
    /// The first row.
    pub fn first(&self) -> Option<&[Value]> {
        self.iter().next()
    }
    /// The rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[Value]> {
        // A width of zero never has values, but `chunks_exact` refuses zero all the same.
        self.values.chunks_exact(self.width.max(1))
    }
    /// The rows in order, by value.
    pub fn into_rows(self) -> impl Iterator<Item = Vec<Value>> {
        let (count, width) = (self.len(), self.width);
        let mut values = self.into_values().into_iter();
        (0..count).map(move |_| values.by_ref().take(width).collect())
    }
    /// All cells, row after row.
    pub fn into_values(self) -> Vec<Value> {
        Arc::unwrap_or_clone(self.values)
    }
    /// What the cells take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.values.iter().map(bytes).sum()
    }
    /// Rows inserted, updated or deleted; for a select, rows read.
    pub fn affected(&self) -> u64 {
        self.affected
    }
    /// Puts the rows of a later part of the same statement behind these.
    pub(crate) fn append(&mut self, other: Self) {
        if self.width == 0 {
            self.width = other.width;
        }
        let affected = other.affected;
        Arc::make_mut(&mut self.values).extend(other.into_values());
        self.affected += affected;
    }
}

/// What a cell takes, in bytes.
fn bytes(value: &Value) -> usize {
    let apart = match value {
        Value::Text(text) => text.capacity(),
        Value::Json(json) => json.as_str().len(),
        Value::List(list) => list.iter().map(bytes).sum(),
        _ => 0,
    };
    size_of::<Value>() + apart
}
