//! Reading a record back from its cells: the derive's half of `from_cells`.

use crate::ModelMeta;
use stheno_kernel::value::FromValue;
use stheno_kernel::{Error, Result, Value};

/// The cells of one row, taken in the order of [`ModelMeta::stored`].
pub struct Cells {
    meta: &'static ModelMeta,
    cells: std::vec::IntoIter<Value>,
    taken: usize,
}

impl Cells {
    /// Fails unless there is one cell per stored field.
    pub fn new(meta: &'static ModelMeta, cells: Vec<Value>) -> Result<Self> {
        if cells.len() != meta.fields.len() {
            let (have, want) = (cells.len(), meta.fields.len());
            return Err(Error::unexpected_state(format!(
                "a row of {} has {have} cells, not {want}",
                meta.table
            )));
        }
        Ok(Self { meta, cells: cells.into_iter(), taken: 0 })
    }

    /// The next field's value.
    #[expect(clippy::should_implement_trait, reason = "each call may ask for another type")]
    pub fn next<T: FromValue>(&mut self) -> Result<T> {
        let cell = self.cells.next().unwrap_or_default();
        let at = self.taken;
        self.taken += 1;
        T::from_value(cell).ok_or_else(|| {
            let column = self.meta.fields.get(at).map_or("?", |f| f.name);
            Error::unexpected_state(format!(
                "{}.{column} does not hold what its model declares",
                self.meta.table
            ))
        })
    }

    /// The next field's value, passing over the `raw_*` cell behind it.
    pub fn big_number<T: FromValue>(&mut self) -> Result<T> {
        let value = self.next();
        self.cells.next();
        self.taken += 1;
        value
    }
}
