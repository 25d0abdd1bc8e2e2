//! Tables as data: what migrations create, on either database.

mod plan;
mod postgres;
mod sqlite;
mod translate;
pub(crate) mod trigram;
pub(crate) mod watch;

pub(crate) use plan::{Existing, Plan};
pub(crate) use sqlite::books as sqlite_books;
pub use trigram::PendingIndex;

/// A column's type, by its PostgreSQL name; SQLite gets the storage that `statement::Type` decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlType {
    /// text
    Text,
    /// character varying(n)
    Varchar(u16),
    /// integer
    Integer,
    /// bigint
    BigInt,
    /// integer fed by a sequence of its own (`serial`)
    Serial,
    /// bigint fed by a sequence of its own (`bigserial`)
    BigSerial,
    /// numeric
    Numeric,
    /// real
    Real,
    /// double precision
    Double,
    /// boolean
    Boolean,
    /// timestamp with time zone
    Timestamptz,
    /// jsonb
    Jsonb,
    /// text[]
    TextArray,
    /// A PostgreSQL enum type by name; text elsewhere.
    Enum(&'static str, &'static [&'static str]),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: SqlType,
    /// Whether NULL may stand in it.
    pub nullable: bool,
    /// PostgreSQL's text of the default (`now()`, `true`, `'pending'::text`); the SQLite form is derived.
    pub default: Option<&'static str>,
}

impl Column {
    /// The sequence that feeds the column, if one does.
    pub(crate) fn sequence(&self, table: &str) -> Option<String> {
        let named = self.default.and_then(|default| default.strip_prefix("nextval('"));
        match (named, self.ty) {
            (Some(named), _) => named.split('\'').next().map(|name| name.trim_matches('"').to_owned()),
            (None, SqlType::Serial | SqlType::BigSerial) => Some(format!("{table}_{}_seq", self.name)),
            _ => None,
        }
    }
}

/// A foreign key; it never crosses modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The referring columns.
    pub columns: &'static [&'static str],
    /// The table referred to.
    pub references: &'static str,
    /// Its columns.
    pub referenced: &'static [&'static str],
    /// `ON UPDATE CASCADE`
    pub on_update_cascade: bool,
    /// `CASCADE`, `SET NULL`; none is `NO ACTION`.
    pub on_delete: Option<&'static str>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Its columns, or expressions.
    pub columns: &'static [&'static str],
    /// Whether it is unique.
    pub unique: bool,
    /// PostgreSQL's text of the condition, in the subset that both databases read.
    pub filter: Option<&'static str>,
    /// The access method where it is not `btree`: [`TRIGRAM`] on both databases, any other (`gin`) on PostgreSQL only.
    pub method: Option<&'static str>,
}

/// The method of an index that finds texts by any part of them. It helps [`crate::Expr::Search`], and is named
/// [`SEARCH_PREFIX`] and its table.
pub const TRIGRAM: &str = "trigram";

/// What the name of an index for searches begins with; the name of its table follows.
pub const SEARCH_PREFIX: &str = "stheno_search_";

impl Index {
    /// Whether it finds texts by any part of them.
    pub fn finds_parts(&self) -> bool {
        self.method == Some(TRIGRAM)
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    pub primary_key: Vec<&'static str>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Conditions of checks, in the subset that both databases read.
    pub checks: Vec<&'static str>,
    /// Indexes.
    pub indexes: Vec<Index>,
    /// Whether rows that were read of it are kept in memory.
    pub keep: Keep,
}

/// Whether rows that were read of a table are kept in memory, until anybody writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// No: it is written about as often as read.
    No,
    /// Yes.
    Rows,
    /// Yes, and within one request they are as they were when it began, whatever lock it takes later: for what no flow guards
    /// by a lock on something else.
    Reference,
}
