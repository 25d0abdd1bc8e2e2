//! Selects whose text never changes.

use crate::render::{Dialect, Rendered, render};
use crate::statement::{Select, Statement};
use std::fmt;
use std::sync::OnceLock;
use stheno_kernel::Value;

/// A select that is sent often and differs in its values only: its text is made once for each database.
pub struct FixedSelect {
    select: fn() -> Select,
    postgres: OnceLock<Rendered>,
    sqlite: OnceLock<Rendered>,
}

impl FixedSelect {
    /// `select` makes the select, with any value wherever one is bound. It answers the same each time.
    pub const fn new(select: fn() -> Select) -> Self {
        Self { select, postgres: OnceLock::new(), sqlite: OnceLock::new() }
    }

    /// The select with these values, in the order in which it binds them.
    pub fn with(&'static self, params: impl IntoIterator<Item = Value>) -> Statement {
        Statement::Fixed(Fixed { select: self, params: params.into_iter().collect() })
    }

    pub(crate) fn rendered(&self, dialect: Dialect, params: Vec<Value>) -> Rendered {
        let known = match dialect {
            Dialect::Postgres => &self.postgres,
            Dialect::Sqlite => &self.sqlite,
        };
        let known = known.get_or_init(|| render((self.select)().into(), dialect));
        debug_assert_eq!(known.params.len(), params.len(), "{}", known.sql);
        Rendered { params, ..known.clone() }
    }
}

/// A [`FixedSelect`] with its values.
#[derive(Clone)]
pub struct Fixed {
    select: &'static FixedSelect,
    params: Vec<Value>,
}

impl Fixed {
    pub(crate) fn rendered(self, dialect: Dialect) -> Rendered {
        self.select.rendered(dialect, self.params)
    }
}

impl PartialEq for Fixed {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.select, other.select) && self.params == other.params
    }
}

impl fmt::Debug for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} with {:?}", (self.select.select)(), self.params)
    }
}
