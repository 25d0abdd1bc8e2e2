//! The versions of the kept tables, as one look at the database found them.

/// Two looks of different epochs prove nothing to each other: another server, another file, another layout of tables.
pub(crate) type Epoch = (i64, i64);

/// What one look at the database found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Versions {
    epoch: Epoch,
    /// Changes with every version; on PostgreSQL with those of reference tables.
    any: Option<i64>,
    /// On PostgreSQL changes with those of all other tables; none where they were not asked for.
    other: Option<i64>,
    /// By place of the table; none where the database does not watch the table.
    tables: Box<[Option<u64>]>,
}

impl Versions {
    pub(crate) fn new(
        epoch: Epoch,
        (any, other): (Option<i64>, Option<i64>),
        tables: Vec<Option<u64>>,
    ) -> Self {
        Self { epoch, any, other, tables: tables.into() }
    }
    pub(crate) fn epoch(&self) -> Epoch {
        self.epoch
    }
    pub(crate) fn any(&self) -> Option<i64> {
        self.any
    }
    pub(crate) fn other(&self) -> Option<i64> {
        self.other
    }
    pub(crate) fn of(&self, table: u16) -> Option<u64> {
        self.tables.get(usize::from(table)).copied().flatten()
    }
}
