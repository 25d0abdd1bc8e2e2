//! PostgreSQL's DDL.

use super::plan::{index_columns, quoted, reference};
use super::{Column, ForeignKey, Index, SqlType, Table};
use std::fmt::Write as _;

fn type_name(ty: SqlType) -> String {
    match ty {
        SqlType::Text => "text".into(),
        SqlType::Varchar(length) => format!("character varying({length})"),
        SqlType::Integer | SqlType::Serial => "integer".into(),
        SqlType::BigInt | SqlType::BigSerial => "bigint".into(),
        SqlType::Numeric => "numeric".into(),
        SqlType::Real => "real".into(),
        SqlType::Double => "double precision".into(),
        SqlType::Boolean => "boolean".into(),
        SqlType::Timestamptz => "timestamp with time zone".into(),
        SqlType::Jsonb => "jsonb".into(),
        SqlType::TextArray => "text[]".into(),
        SqlType::Enum(name, _) => format!("\"{name}\""),
    }
}

pub(super) fn create_enum(sql: &mut String, name: &str, words: &[&str]) {
    let words: Vec<String> = words.iter().map(|word| format!("'{}'", word.replace('\'', "''"))).collect();
    let _ = writeln!(sql, "CREATE TYPE \"{name}\" AS ENUM ({});", words.join(", "));
}

pub(super) fn create_sequence(sql: &mut String, name: &str) {
    let _ = writeln!(sql, "CREATE SEQUENCE \"{name}\";");
}

fn column(sql: &mut String, table: &str, column: &Column) {
    quoted(sql, &[column.name]);
    sql.push(' ');
    sql.push_str(&type_name(column.ty));
    if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    if let Some(sequence) = column.sequence(table) {
        let _ = write!(sql, " DEFAULT nextval('\"{sequence}\"'::regclass)");
    } else if let Some(default) = column.default {
        let _ = write!(sql, " DEFAULT {default}");
    }
}

fn own_sequence(sql: &mut String, table: &str, column: &Column) {
    if let Some(sequence) = column.sequence(table) {
        let _ = writeln!(sql, "ALTER SEQUENCE \"{sequence}\" OWNED BY \"{table}\".\"{}\";", column.name);
    }
}

pub(super) fn create_table(sql: &mut String, table: &Table) {
    let _ = write!(sql, "CREATE TABLE IF NOT EXISTS \"{}\" (", table.name);
    for (i, each) in table.columns.iter().enumerate() {
        if i > 0 {
            sql.push_str(", ");
        }
        column(sql, table.name, each);
    }
    if !table.primary_key.is_empty() {
        sql.push_str(", PRIMARY KEY (");
        quoted(sql, &table.primary_key);
        sql.push(')');
    }
    for check in &table.checks {
        let _ = write!(sql, ", CHECK ({check})");
    }
    sql.push_str(");\n");
    table.columns.iter().for_each(|each| own_sequence(sql, table.name, each));
}

pub(super) fn add_column(sql: &mut String, table: &str, added: &Column) {
    let _ = write!(sql, "ALTER TABLE \"{table}\" ADD COLUMN IF NOT EXISTS ");
    column(sql, table, added);
    sql.push_str(";\n");
    own_sequence(sql, table, added);
}

pub(super) fn create_index(sql: &mut String, table: &str, index: &Index) {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let _ = write!(sql, "CREATE {unique}INDEX IF NOT EXISTS \"{}\" ON \"{table}\" ", index.name);
    if let Some(method) = index.method {
        let _ = write!(sql, "USING {method} ");
    }
    sql.push('(');
    index_columns(sql, index, str::to_owned);
    sql.push(')');
    if let Some(filter) = index.filter {
        let _ = write!(sql, " WHERE {filter}");
    }
    sql.push_str(";\n");
}

pub(super) fn add_foreign_key(sql: &mut String, table: &str, key: &ForeignKey) {
    let name = format!("{table}_{}_foreign", key.columns.join("_"));
    let name = name.get(..63).unwrap_or(&name);
    let _ = write!(sql, "ALTER TABLE \"{table}\" ADD CONSTRAINT \"{name}\" FOREIGN KEY ");
    reference(sql, key);
    sql.push_str(";\n");
}
