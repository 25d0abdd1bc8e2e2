//! From a statement to the SQL of a database and the values bound to it.
//!
//! One growing string per statement: rendering allocates for nothing else, so its result needs no cache of its own.
//! The databases cache by the text, which depends on the statement's shape only.

mod expr;
mod statement;
#[cfg(test)]
mod tests;
mod trigram;

use crate::statement::{Alias, Expr, Insert, Order, Select, Statement, Type};
use std::fmt::Write as _;
use std::ops::Range;
use stheno_kernel::Value;

/// Whose SQL is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Postgres,
    Sqlite,
}

impl Dialect {
    /// How many values one statement may bind.
    pub(crate) const fn parameters_max(self) -> usize {
        match self {
            Self::Postgres => 65_535,
            Self::Sqlite => 32_766,
        }
    }
}

/// What a statement was, for the sentence of an error: SQLite does not say which values were at fault.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Other,
    /// The parameters are the rows.
    Insert {
        table: &'static str,
        columns: Vec<&'static str>,
    },
    /// Columns with the parameter each takes, if it takes one, and where in the text the condition stands.
    Update {
        table: &'static str,
        set: Vec<(&'static str, Option<usize>)>,
        filter: Range<usize>,
    },
    Delete {
        table: &'static str,
    },
}

impl Origin {
    /// The table that is written.
    pub(crate) fn table(&self) -> Option<&'static str> {
        match self {
            Self::Insert { table, .. } | Self::Update { table, .. } | Self::Delete { table } => Some(table),
            Self::Other => None,
        }
    }
}

/// A statement ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
    /// What each result column decodes to.
    pub(crate) types: Vec<Type>,
    pub(crate) origin: Origin,
    /// The tables that it reads, where reading is all that it does.
    pub(crate) reads: Option<Vec<&'static str>>,
    /// The tables whose rows it writes or locks; none where that is not known.
    pub(crate) touches: Vec<&'static str>,
    /// Whether its plan depends on what is bound: PostgreSQL must not take one for all values.
    pub(crate) plans_by_value: bool,
    /// The same without indexes for searches, on SQLite, whose planner does not know how many rows hold a text.
    pub(crate) scan: Option<Box<Scan>>,
}

/// A statement that compares the texts of all rows until it has enough.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    pub(crate) rendered: Rendered,
    /// Indexes that the statement would read instead, and what for.
    pub(crate) searches: Vec<(&'static str, String)>,
    /// After how many rows it ends, if it finds them in their order.
    pub(crate) rows_max: Option<u64>,
}

impl Rendered {
    /// SQL that only this crate writes.
    pub(crate) fn raw(sql: impl Into<String>, params: Vec<Value>, types: Vec<Type>) -> Self {
        Self {
            sql: sql.into(),
            params,
            types,
            origin: Origin::Other,
            reads: None,
            touches: Vec::new(),
            plans_by_value: false,
            scan: None,
        }
    }
}

/// Renders a statement; it must bind no more than the dialect allows (see [`split`]).
pub(crate) fn render(statement: Statement, dialect: Dialect) -> Rendered {
    let scan = match &statement {
        Statement::Select(select) if dialect == Dialect::Sqlite => scan(select),
        _ => None,
    };
    Rendered { scan, ..rendered(statement, dialect, false) }
}

fn rendered(statement: Statement, dialect: Dialect, scans: bool) -> Rendered {
    let is_select = matches!(statement, Statement::Select(_) | Statement::Fixed(_));
    let mut writer = Writer { scans, ..Writer::new(dialect) };
    let (types, origin) = writer.statement(statement);
    let Writer { sql, params, tables, locked, searches: plans_by_value, .. } = writer;
    let reads = (is_select && locked.is_empty()).then_some(tables);
    let mut touches = locked;
    touches.extend(origin.table());
    Rendered { sql, params, types, origin, reads, touches, plans_by_value, scan: None }
}

/// A select that searches its first table, without the indexes for that.
fn scan(select: &Select) -> Option<Box<Scan>> {
    let mut searches = Vec::new();
    trigram::fts_queries(&select.filter, &mut searches);
    if searches.is_empty() {
        return None;
    }
    // Where ties are to be broken the key comes last: a sort key alone is the key, in whose order rows are read.
    let in_order = matches!(
        select.order.as_slice(),
        [Order { expr: Expr::Column(Alias::ROOT, _), nullable: false, .. }]
    );
    let rows_max = select.limit.filter(|_| in_order).map(|limit| limit.saturating_add(select.offset));
    let rendered = rendered(select.clone().into(), Dialect::Sqlite, true);
    Some(Box::new(Scan { rendered, searches, rows_max }))
}

/// Cuts an insert into parts that bind no more than the dialect allows.
pub(crate) fn split(mut insert: Insert, dialect: Dialect) -> Vec<Insert> {
    let rows_max = (dialect.parameters_max() / insert.columns.len().max(1)).max(1);
    let mut parts = Vec::new();
    while insert.rows.len() > rows_max {
        let rest = insert.rows.split_off(rows_max);
        let rows = std::mem::replace(&mut insert.rows, rest);
        parts.push(Insert { rows, ..insert_without_rows(&insert) });
    }
    parts.push(insert);
    parts
}

fn insert_without_rows(insert: &Insert) -> Insert {
    Insert {
        table: insert.table,
        columns: insert.columns.clone(),
        rows: Vec::new(),
        on_conflict: insert.on_conflict.clone(),
        returning: insert.returning.clone(),
    }
}

struct Writer {
    sql: String,
    params: Vec<Value>,
    dialect: Dialect,
    /// Columns without their table, values as literals: the condition of a partial index in `ON CONFLICT`, which
    /// both databases compare with the index's own text.
    inline: bool,
    /// Texts are compared in such a way that no index is read for it.
    scans: bool,
    /// The tables named so far.
    tables: Vec<&'static str>,
    /// Whether rows are locked.
    locked: Vec<&'static str>,
    /// Whether a text was searched.
    searches: bool,
}

impl Writer {
    fn new(dialect: Dialect) -> Self {
        let sql = String::with_capacity(512);
        Self {
            sql,
            params: Vec::new(),
            dialect,
            inline: false,
            scans: false,
            tables: Vec::new(),
            locked: Vec::new(),
            searches: false,
        }
    }
    fn postgres(&self) -> bool {
        self.dialect == Dialect::Postgres
    }
    fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }
    /// A name in quotes. Names come from models, which hold no quotes.
    fn name(&mut self, name: &str) {
        self.sql.push('"');
        self.sql.push_str(name);
        self.sql.push('"');
    }
    fn names<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        for (i, name) in names.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.name(name);
        }
    }
    fn alias(&mut self, alias: Alias) {
        // Writing into a `String` cannot fail.
        let _ = write!(self.sql, "t{}", alias.0);
    }
    fn table(&mut self, table: &'static str, alias: Alias) {
        self.tables.push(table);
        self.name(table);
        self.push(" AS ");
        self.alias(alias);
    }
    fn column(&mut self, alias: Alias, name: &str) {
        if !self.inline {
            self.alias(alias);
            self.sql.push('.');
        }
        self.name(name);
    }
    /// Binds a value where the database knows the type from what stands around it.
    fn bind(&mut self, value: Value) {
        if self.inline {
            return self.literal(&value);
        }
        self.params.push(value);
        let mark = if self.postgres() { '$' } else { '?' };
        let _ = write!(self.sql, "{mark}{}", self.params.len());
    }
    /// Binds a value where only the value itself says what it is.
    fn bind_typed(&mut self, value: Value) {
        let cast = if self.postgres() && !self.inline { cast_of(&value) } else { "" };
        self.bind(value);
        self.push(cast);
    }
    fn literal(&mut self, value: &Value) {
        let _ = match value {
            Value::Null => self.sql.write_str("NULL"),
            Value::Bool(b) if self.postgres() => write!(self.sql, "{b}"),
            Value::Bool(b) => write!(self.sql, "{}", u8::from(*b)),
            Value::Int(i) => write!(self.sql, "{i}"),
            Value::Float(f) => write!(self.sql, "{f}"),
            Value::Decimal(d) => write!(self.sql, "{d}"),
            Value::Text(text) => write!(self.sql, "'{}'", text.replace('\'', "''")),
            Value::Time(t) => write!(self.sql, "'{t}'"),
            Value::Json(json) => write!(self.sql, "'{}'", json.as_str().replace('\'', "''")),
            Value::List(_) => self.sql.write_str("NULL"),
        };
    }
}

fn cast_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "",
        Value::Bool(_) => "::boolean",
        Value::Int(_) => "::bigint",
        Value::Float(_) => "::double precision",
        Value::Decimal(_) => "::numeric",
        Value::Text(_) => "::text",
        Value::Time(_) => "::timestamptz",
        Value::Json(_) => "::jsonb",
        Value::List(_) => "::text[]",
    }
}
