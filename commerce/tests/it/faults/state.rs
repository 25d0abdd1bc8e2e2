//! Everything that a database holds, what a request made of it, and the way back.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use stheno_commerce::commerce;
use stheno_database::ddl::{SqlType, Table};
use stheno_database::{Delete, Expr, Insert, Select, Statement, Tx, Type, Update};
use stheno_kernel::{Result, Value};
use stheno_model::schema::Schema;
use stheno_testkit::Shop;

/// Rows by their keys.
type Rows = BTreeMap<String, Vec<Value>>;

/// Rows by their tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State(BTreeMap<&'static str, Rows>);

/// Every table, those that are referred to first.
pub struct Tables(Vec<Table>);

fn type_of(ty: SqlType) -> Type {
    match ty {
        SqlType::Text | SqlType::Varchar(_) | SqlType::Enum(..) => Type::Text,
        SqlType::Integer | SqlType::BigInt | SqlType::Serial | SqlType::BigSerial => Type::Int,
        SqlType::Numeric => Type::Decimal,
        SqlType::Real | SqlType::Double => Type::Float,
        SqlType::Boolean => Type::Bool,
        SqlType::Timestamptz => Type::Time,
        SqlType::Jsonb => Type::Json,
        SqlType::TextArray => Type::Texts,
    }
}

/// Columns that chance fills with what looks like nothing of the kind.
const VOLATILE: &[(&str, &str)] = &[("api_key", "redacted")];

/// The table that a statement writes to.
pub fn written(sql: &str) -> Option<&str> {
    let rest =
        ["INSERT INTO \"", "UPDATE \"", "DELETE FROM \""].iter().find_map(|verb| sql.strip_prefix(verb))?;
    rest.split('"').next()
}

impl Tables {
    pub fn of(shop: &Shop) -> Self {
        let mut tables = stheno_schema::schema().tables();
        tables.extend(Schema { models: stheno_v1::models(), extra: Vec::new() }.tables());
        tables.extend(stheno_link::tables(shop.app.links()));
        tables.extend(stheno_event::tables());
        tables.extend(stheno_workflow::tables());
        tables.push(stheno_http::auth::session_table());
        Self(tables)
    }

    fn table(&self, name: &str) -> &Table {
        self.0.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("{name} is not known"))
    }

    /// These, and what the database deletes with them.
    pub fn with_dependents(&self, names: &BTreeSet<String>) -> BTreeSet<&'static str> {
        let mut found: BTreeSet<&'static str> = names.iter().map(|name| self.table(name).name).collect();
        loop {
            let refers = |t: &&Table| t.foreign_keys.iter().any(|key| found.contains(key.references));
            let more: Vec<&'static str> = self.0.iter().filter(refers).map(|t| t.name).collect();
            let before = found.len();
            found.extend(more);
            if found.len() == before {
                return found;
            }
        }
    }

    pub async fn all(&self, shop: &Shop) -> State {
        self.read(shop, &self.0.iter().map(|table| table.name).collect()).await
    }

    pub async fn read(&self, shop: &Shop, names: &BTreeSet<&'static str>) -> State {
        let tables: Vec<&Table> = self.0.iter().filter(|table| names.contains(table.name)).collect();
        let select = |table: &&Table| {
            let columns = table.columns.iter();
            Statement::from(columns.fold(Select::from(table.name), |s, c| s.column(c.name, type_of(c.ty))))
        };
        let statements: Vec<Statement> = tables.iter().map(select).collect();
        let read = shop.app.database().read(move |tx| async move { tx.run_all(statements).await });
        let answers: Vec<stheno_database::Rows> = read.await.expect("everything can be read");
        let rows = |table: &&Table, rows: stheno_database::Rows| {
            let keyed = rows.into_rows().map(|row| (key(table, &row), row));
            (table.name, keyed.collect::<Rows>())
        };
        State(tables.iter().zip(answers).map(|(table, answer)| rows(table, answer)).collect())
    }

    /// Makes the tables of `now` hold what they held before.
    pub async fn restore(&self, shop: &Shop, before: &State, now: &State) {
        let mut statements = Vec::new();
        let tables =
            || self.0.iter().filter_map(|table| Some((table, now.0.get(table.name)?, &before.0[table.name])));
        for (table, now, then) in tables().collect::<Vec<_>>().into_iter().rev() {
            let fresh = now.iter().filter(|(key, _)| !then.contains_key(*key));
            statements.extend(fresh.map(|(_, row)| {
                Statement::Delete(Delete { table: table.name, filter: is(table, row), returning: vec![] })
            }));
        }
        for (table, now, then) in tables() {
            let columns: Vec<&'static str> = table.columns.iter().map(|column| column.name).collect();
            let gone: Vec<Vec<Value>> =
                then.iter().filter(|(key, _)| !now.contains_key(*key)).map(|(_, row)| row.clone()).collect();
            if !gone.is_empty() {
                let columns = columns.clone();
                let insert =
                    Insert { table: table.name, columns, rows: gone, on_conflict: None, returning: vec![] };
                statements.push(insert.into());
            }
            for (key, row) in then {
                if now.get(key).is_some_and(|now| now != row) {
                    let set =
                        columns.iter().copied().zip(row.iter().map(|v| Expr::Param(v.clone()))).collect();
                    let update = Update { table: table.name, set, filter: is(table, row), returning: vec![] };
                    statements.push(Statement::Update(update));
                }
            }
        }
        let work = |tx: Tx| async move { tx.run_all(statements).await.map(drop) };
        let restored: Result<()> = shop.app.database().transaction(work).await;
        restored.expect("what a request wrote can be taken back");
    }
}

fn key(table: &Table, row: &[Value]) -> String {
    let place = |name: &&str| table.columns.iter().position(|c| c.name == *name).expect("keys are columns");
    table.primary_key.iter().map(|name| format!("{:?} ", row[place(name)])).collect()
}

fn is(table: &Table, row: &[Value]) -> Expr {
    let column = |name: &&'static str| {
        let place = table.columns.iter().position(|c| c.name == *name).expect("keys are columns");
        Expr::column(name).eq(row[place].clone())
    };
    Expr::And(table.primary_key.iter().map(column).collect())
}

/// Texts of a state, by which its ids are told from new ones.
pub struct Known(BTreeSet<String>);

impl Known {
    pub fn of(state: &State) -> Self {
        let mut known = BTreeSet::new();
        for row in state.0.values().flat_map(|rows| rows.values()).flatten() {
            if let Value::Text(text) = row {
                known.insert(text.clone());
            }
        }
        Self(known)
    }

    /// A text without what chance and the clock put into it.
    fn plain(&self, text: &str) -> String {
        let is_of_run = |c: char| c.is_ascii_alphanumeric() || "+/=_-:.".contains(c);
        let mut plain = String::new();
        let mut run = String::new();
        for c in text.chars().chain(['\n']) {
            if is_of_run(c) {
                run.push(c);
                continue;
            }
            plain.push_str(&self.plain_run(&run));
            plain.push(c);
            run.clear();
        }
        plain
    }

    fn plain_run(&self, run: &str) -> String {
        let bytes = run.as_bytes();
        if self.0.contains(run) {
            return run.to_owned();
        }
        if bytes.len() == 24 && bytes[10] == b'T' && bytes[23] == b'Z' {
            return "TIME".to_owned();
        }
        if let Some(at) = run.len().checked_sub(26)
            && bytes[at..].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        {
            return format!("{}ULID", &run[..at]);
        }
        if run.len() >= 32 { "CHANCE".to_owned() } else { run.to_owned() }
    }

    fn cell(&self, ty: SqlType, value: &Value, is_volatile: bool) -> String {
        match value {
            Value::Text(_) if is_volatile => "CHANCE".to_owned(),
            Value::Time(_) => "TIME".to_owned(),
            Value::Int(_) if matches!(ty, SqlType::Serial | SqlType::BigSerial) => "NEXT".to_owned(),
            Value::Text(text) => self.plain(text),
            Value::Json(json) => self.plain(json.as_str()),
            other => format!("{other:?}"),
        }
    }
}

/// What became of the tables of `now`, a line for each row; without what chance and the clock did.
pub fn changes(tables: &Tables, known: &Known, before: &State, now: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, now) in &now.0 {
        let (table, then) = (tables.table(name), &before.0[name]);
        let is_volatile = |column: &str| VOLATILE.contains(&(table.name, column));
        let cells = |row: &[Value], of: Option<&Vec<Value>>| {
            let mut line = String::new();
            for (i, (column, value)) in table.columns.iter().zip(row).enumerate() {
                if of.is_none_or(|of| of[i] != *value) && !value.is_null() {
                    let _ = write!(
                        line,
                        " {}={}",
                        column.name,
                        known.cell(column.ty, value, is_volatile(column.name)).trim_end()
                    );
                } else if of.is_some_and(|of| of[i] != *value) {
                    let _ = write!(line, " {}=null", column.name);
                }
            }
            line
        };
        for (key, row) in now {
            match then.get(key) {
                None => lines.push(format!("{name} +{}", cells(row, None))),
                Some(then) if then != row => lines.push(format!("{name} {key}:{}", cells(row, Some(then)))),
                Some(_) => {}
            }
        }
        lines.extend(
            then.keys().filter(|key| !now.contains_key(*key)).map(|key| format!("{name} {key}: gone")),
        );
    }
    lines.sort();
    lines
}

/// The builder of a shop in which every event is a row.
pub fn listened_to() -> stheno::Builder {
    commerce(&[]).subscribe("*", "test", |_, _| async { Ok(()) })
}
