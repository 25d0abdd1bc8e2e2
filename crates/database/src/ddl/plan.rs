//! What is missing between the tables that are wanted and those that exist.

use super::trigram::{self, PendingIndex};
use super::{Column, ForeignKey, Index, Keep, SqlType, Table, postgres, sqlite, watch};
use crate::render::Dialect;
use std::collections::{HashMap, HashSet};
use stheno_kernel::{Error, Result};

/// What a database has.
#[derive(Default)]
pub(crate) struct Existing {
    /// Tables and their columns.
    pub(crate) tables: HashMap<String, HashSet<String>>,
    /// Indexes, enum types and sequences.
    pub(crate) names: HashSet<String>,
    /// Indexes for searches that serve, and their columns.
    pub(crate) searches: HashMap<String, HashSet<String>>,
    /// Where PostgreSQL's extension for them is, if it is there.
    pub(crate) trigram_schema: Option<String>,
    /// Triggers of ours that watch tables, by table.
    pub(crate) watches: HashMap<String, HashSet<String>>,
}

impl Existing {
    /// Whether a name is taken; PostgreSQL keeps the first 63 bytes of a long one.
    fn has(&self, name: &str) -> bool {
        self.names.contains(name) || name.get(..63).is_some_and(|kept| self.names.contains(kept))
    }

    /// Whether an index for searches is there, over these columns.
    pub(crate) fn searches_by(&self, name: &str, columns: &[&str]) -> bool {
        let has = |existing: &HashSet<String>| columns.iter().all(|column| existing.contains(*column));
        self.searches.get(name).is_some_and(|existing| existing.len() == columns.len() && has(existing))
    }
}

/// The SQL that closes the gap.
#[derive(Default)]
pub(crate) struct Plan {
    /// Everything that cannot be at odds with rows that exist.
    pub(crate) sql: String,
    /// Unique indexes on tables that may hold rows already: name and SQL.
    pub(crate) unique_indexes: Vec<(&'static str, String)>,
    /// Indexes for searches over tables that may hold many rows.
    pub(crate) pending: Vec<PendingIndex>,
    pub(crate) tables_created: usize,
    pub(crate) columns_added: usize,
    pub(crate) indexes_created: usize,
}

impl Plan {
    pub(crate) fn new(tables: &[Table], existing: &Existing, dialect: Dialect) -> Result<Self> {
        let mut plan = Self::default();
        if dialect == Dialect::Postgres {
            plan.types_and_sequences(tables, existing);
        }
        for table in tables {
            match existing.tables.get(table.name) {
                None => plan.create(table, dialect),
                Some(columns) => plan.complete(table, columns, dialect)?,
            }
        }
        for table in tables {
            plan.indexes(table, existing, dialect);
        }
        if dialect == Dialect::Postgres {
            plan.references(tables, existing);
        }
        plan.watch(tables, existing, dialect);
        Ok(plan)
    }

    fn types_and_sequences(&mut self, tables: &[Table], existing: &Existing) {
        let mut done = HashSet::new();
        for (table, column) in tables.iter().flat_map(|t| t.columns.iter().map(move |c| (t, c))) {
            if let SqlType::Enum(name, words) = column.ty
                && !existing.has(name)
                && done.insert(name.to_owned())
            {
                postgres::create_enum(&mut self.sql, name, words);
            }
            let known = existing.tables.get(table.name).is_some_and(|columns| columns.contains(column.name));
            if let Some(sequence) = column.sequence(table.name).filter(|_| !known)
                && !existing.has(&sequence)
                && done.insert(sequence.clone())
            {
                postgres::create_sequence(&mut self.sql, &sequence);
            }
        }
    }

    fn create(&mut self, table: &Table, dialect: Dialect) {
        self.tables_created += 1;
        match dialect {
            Dialect::Postgres => postgres::create_table(&mut self.sql, table),
            Dialect::Sqlite => sqlite::create_table(&mut self.sql, table),
        }
    }

    fn complete(&mut self, table: &Table, columns: &HashSet<String>, dialect: Dialect) -> Result<()> {
        for column in table.columns.iter().filter(|column| !columns.contains(column.name)) {
            if !column.nullable && column.default.is_none() && column.sequence(table.name).is_none() {
                return Err(Error::unexpected_state(format!(
                    "the column {}.{} has no default: it cannot be added to a table that exists",
                    table.name, column.name
                )));
            }
            self.columns_added += 1;
            match dialect {
                Dialect::Postgres => postgres::add_column(&mut self.sql, table.name, column),
                Dialect::Sqlite => sqlite::add_column(&mut self.sql, table, column),
            }
        }
        Ok(())
    }

    fn indexes(&mut self, table: &Table, existing: &Existing, dialect: Dialect) {
        let old = existing.tables.contains_key(table.name);
        for index in table.indexes.iter().filter(|index| index.finds_parts()) {
            self.search_index(table, index, existing, dialect);
        }
        let ordered = table.indexes.iter().filter(|index| !index.finds_parts());
        for index in ordered.filter(|index| !existing.has(index.name)) {
            let mut sql = String::new();
            match dialect {
                Dialect::Postgres => postgres::create_index(&mut sql, table.name, index),
                Dialect::Sqlite => sqlite::create_index(&mut sql, table, index),
            }
            if sql.is_empty() {
                continue;
            }
            if old && index.unique {
                self.unique_indexes.push((index.name, sql));
                continue;
            }
            self.indexes_created += usize::from(old);
            self.sql.push_str(&sql);
        }
    }

    fn search_index(&mut self, table: &Table, index: &Index, existing: &Existing, dialect: Dialect) {
        if existing.searches_by(index.name, index.columns) {
            return;
        }
        let old = existing.tables.contains_key(table.name);
        match (dialect, &existing.trigram_schema) {
            (Dialect::Sqlite, _) => {
                if existing.searches.contains_key(index.name) {
                    trigram::off_sqlite(&mut self.sql, index.name);
                }
                trigram::on_sqlite(&mut self.sql, table.name, index);
                self.indexes_created += usize::from(old);
            }
            (Dialect::Postgres, None) => {}
            (Dialect::Postgres, Some(schema)) => {
                let sql = trigram::on_postgres(table.name, index, schema, old);
                if old {
                    self.pending.push(PendingIndex { name: index.name, columns: index.columns, sql });
                } else {
                    self.sql.push_str(&sql);
                }
            }
        }
    }

    /// Foreign keys of new tables and of new columns; keys between what was there are the database's own affair.
    fn references(&mut self, tables: &[Table], existing: &Existing) {
        for table in tables {
            let columns = existing.tables.get(table.name);
            let fresh =
                |key: &&ForeignKey| columns.is_none_or(|old| key.columns.iter().any(|c| !old.contains(*c)));
            for key in table.foreign_keys.iter().filter(fresh) {
                postgres::add_foreign_key(&mut self.sql, table.name, key);
            }
        }
    }
}

impl Plan {
    /// Watches the tables that are kept, and no other.
    fn watch(&mut self, tables: &[Table], existing: &Existing, dialect: Dialect) {
        for table in tables {
            let watches = existing.watches.get(table.name);
            if table.keep == Keep::No {
                if let Some(watches) = watches {
                    watch::unwatch(&mut self.sql, table.name, watches, dialect);
                }
            } else if !watch::is_watched(table.name, table.keep, watches, dialect) {
                watch::watch(&mut self.sql, table.name, table.keep, watches, dialect);
            }
        }
    }
}

/// Appends names in quotes.
pub(super) fn quoted(sql: &mut String, names: &[&str]) {
    for (i, name) in names.iter().enumerate() {
        if i > 0 {
            sql.push_str(", ");
        }
        sql.push('"');
        sql.push_str(name);
        sql.push('"');
    }
}

/// Appends `("a", "b") REFERENCES "t" ("c", "d")` and the actions.
pub(super) fn reference(sql: &mut String, key: &ForeignKey) {
    sql.push('(');
    quoted(sql, key.columns);
    sql.push_str(") ");
    referred(sql, key);
}

pub(super) fn referred(sql: &mut String, key: &ForeignKey) {
    sql.push_str("REFERENCES ");
    quoted(sql, &[key.references]);
    sql.push_str(" (");
    quoted(sql, key.referenced);
    sql.push(')');
    if key.on_update_cascade {
        sql.push_str(" ON UPDATE CASCADE");
    }
    if let Some(action) = key.on_delete {
        sql.push_str(" ON DELETE ");
        sql.push_str(action);
    }
}

/// Appends an index's columns: plain names in quotes, expressions through `expression`.
pub(super) fn index_columns(sql: &mut String, index: &Index, expression: impl Fn(&str) -> String) {
    for (i, column) in index.columns.iter().enumerate() {
        if i > 0 {
            sql.push_str(", ");
        }
        if column.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            quoted(sql, &[column]);
        } else {
            sql.push_str(&expression(column));
        }
    }
}

/// Whether the column is the whole primary key.
pub(super) fn is_sole_key(table: &Table, column: &Column) -> bool {
    table.primary_key.as_slice() == [column.name]
}
