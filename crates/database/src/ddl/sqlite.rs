//! SQLite's DDL, from the same tables.

use super::plan::{index_columns, is_sole_key, quoted, reference, referred};
use super::translate::{NOW, default_value, expression};
use super::{Column, Index, SqlType, Table};
use std::fmt::Write as _;

fn type_name(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Integer | SqlType::BigInt | SqlType::Serial | SqlType::BigSerial => "INTEGER",
        // A number all the same; the word is for whoever reads the schema.
        SqlType::Boolean => "BOOLEAN",
        SqlType::Real | SqlType::Double => "REAL",
        SqlType::Numeric => "TEXT COLLATE DECIMAL",
        SqlType::Text
        | SqlType::Varchar(_)
        | SqlType::Timestamptz
        | SqlType::Jsonb
        | SqlType::TextArray
        | SqlType::Enum(..) => "TEXT",
    }
}

/// The default in SQLite's words; sequences live in a table of ours, read by a function of ours.
fn default_of(table: &str, column: &Column) -> Option<String> {
    if column.sequence(table).is_some() {
        return Some(format!("(stheno_nextval('{table}.{}'))", column.name));
    }
    column.default.map(|default| default_value(default, column.ty))
}

/// A serial primary key is SQLite's own row id.
fn is_row_id(table: &Table, column: &Column) -> bool {
    is_sole_key(table, column) && column.sequence(table.name).is_some()
}

fn check_words(sql: &mut String, column: &Column) {
    if let SqlType::Enum(_, words) = column.ty {
        let words: Vec<String> = words.iter().map(|word| format!("'{}'", word.replace('\'', "''"))).collect();
        let _ = write!(sql, " CHECK (\"{}\" IN ({}))", column.name, words.join(", "));
    }
}

pub(super) fn create_table(sql: &mut String, table: &Table) {
    let _ = write!(sql, "CREATE TABLE IF NOT EXISTS \"{}\" (", table.name);
    for (i, column) in table.columns.iter().enumerate() {
        if i > 0 {
            sql.push_str(", ");
        }
        quoted(sql, &[column.name]);
        sql.push(' ');
        sql.push_str(type_name(column.ty));
        if is_row_id(table, column) {
            sql.push_str(" PRIMARY KEY AUTOINCREMENT");
            continue;
        }
        if !column.nullable {
            sql.push_str(" NOT NULL");
        }
        if let Some(default) = default_of(table.name, column) {
            let _ = write!(sql, " DEFAULT {default}");
        }
        check_words(sql, column);
    }
    if !table.primary_key.is_empty() && !table.columns.iter().any(|column| is_row_id(table, column)) {
        sql.push_str(", PRIMARY KEY (");
        quoted(sql, &table.primary_key);
        sql.push(')');
    }
    for check in &table.checks {
        let _ = write!(sql, ", CHECK ({})", expression(check));
    }
    for key in &table.foreign_keys {
        sql.push_str(", FOREIGN KEY ");
        reference(sql, key);
    }
    sql.push_str(");\n");
}

/// Adds a column. SQLite takes constant defaults only here: another one is filled in for the rows that exist, and by a
/// trigger for those to come.
pub(super) fn add_column(sql: &mut String, table: &Table, column: &Column) {
    let (name, default) = (table.name, default_of(table.name, column));
    let constant = default.as_deref().is_none_or(|default| !default.starts_with('('));
    let _ = write!(sql, "ALTER TABLE \"{name}\" ADD COLUMN \"{}\" {}", column.name, type_name(column.ty));
    match &default {
        Some(default) if constant => {
            sql.push_str(if column.nullable { "" } else { " NOT NULL" });
            let _ = write!(sql, " DEFAULT {default}");
        }
        _ => {}
    }
    check_words(sql, column);
    let key = table.foreign_keys.iter().find(|key| key.columns == [column.name]);
    if let Some(key) = key.filter(|_| default.is_none()) {
        sql.push(' ');
        referred(sql, key);
    }
    sql.push_str(";\n");
    if let Some(default) = default.filter(|_| !constant) {
        let set = format!("UPDATE \"{name}\" SET \"{0}\" = {default} WHERE \"{0}\" IS NULL", column.name);
        let _ = writeln!(
            sql,
            "{set};\nCREATE TRIGGER \"stheno_default_{name}_{0}\" AFTER INSERT ON \"{name}\" WHEN NEW.\"{0}\" IS NULL \
             BEGIN {set} AND rowid = NEW.rowid; END;",
            column.name
        );
    }
}

/// Indexes of other methods than `btree` have no counterpart. Where an index serves a foreign key its condition is left
/// out: SQLite asks for the children of a deleted row without that condition and would read the whole table.
pub(super) fn create_index(sql: &mut String, table: &Table, index: &Index) {
    if index.method.is_some_and(|method| method != "btree") {
        return;
    }
    let serves_key =
        !index.unique && table.foreign_keys.iter().any(|key| index.columns.starts_with(key.columns));
    let unique = if index.unique { "UNIQUE " } else { "" };
    let _ = write!(sql, "CREATE {unique}INDEX IF NOT EXISTS \"{}\" ON \"{}\" (", index.name, table.name);
    index_columns(sql, index, expression);
    sql.push(')');
    if let Some(filter) = index.filter.filter(|_| !serves_key) {
        let _ = write!(sql, " WHERE {}", expression(filter));
    }
    sql.push_str(";\n");
}

/// The tables that keep our own books.
pub(crate) fn books() -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS stheno_schema (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL);\n\
         CREATE TABLE IF NOT EXISTS stheno_migrations (name TEXT PRIMARY KEY, run_at TEXT NOT NULL DEFAULT {NOW});\n\
         CREATE TABLE IF NOT EXISTS stheno_sequences (name TEXT PRIMARY KEY, value INTEGER NOT NULL);\n"
    )
}
