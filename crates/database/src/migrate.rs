//! Brings a database to the tables that the models declare, and runs what modules add to that.

use crate::database::Database;
use crate::ddl::trigram::PendingIndex;
use crate::ddl::{self, Existing, Keep, Plan, SEARCH_PREFIX, Table, watch};
use crate::render::{Dialect, Rendered};
use crate::rows::Rows;
use crate::statement::{Expr, Insert, OnConflict, Select, Type};
use crate::trigram;
use crate::tx::Tx;
use futures_util::future::BoxFuture;
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};
use stheno_kernel::{Error, ErrorKind, Result, Value};

/// Changes when the same tables are to be created in another way.
const FORMAT: &str = "2";

/// Two nodes that start at once take turns; the number is ours alone.
const POSTGRES_PREPARE: &str = "SET LOCAL statement_timeout = 0;\n\
     SET LOCAL client_min_messages = warning;\n\
     SELECT pg_advisory_xact_lock(7310868735422331);\n\
     CREATE TABLE IF NOT EXISTS stheno_schema (name text PRIMARY KEY, fingerprint text NOT NULL);\n\
     CREATE TABLE IF NOT EXISTS stheno_migrations (name text PRIMARY KEY, \
     run_at timestamp with time zone NOT NULL DEFAULT now());\n";

/// A change that runs once per database, after the tables are there.
#[derive(Clone, Copy)]
pub struct Migration {
    /// Its name, unique and never changed.
    pub name: &'static str,
    /// What it does.
    pub run: fn(Tx) -> BoxFuture<'static, Result<()>>,
}

/// What a migration did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// Tables that were not there before.
    pub tables_created: usize,
    /// Columns added to tables that were.
    pub columns_added: usize,
    /// Indexes added to tables that were.
    pub indexes_created: usize,
    /// Unique indexes that existing rows violate; they are tried again at the next start.
    pub indexes_skipped: Vec<String>,
    /// Indexes for searches over tables that were there, which [`Database::build_indexes`] builds beside what else goes on.
    /// Without them a search reads all rows.
    pub indexes_pending: Vec<PendingIndex>,
    /// Migrations that ran now.
    pub migrations_run: Vec<&'static str>,
}

impl Database {
    /// Creates what is missing of `tables` and runs the `migrations` that have not run. Safe to call from several
    /// nodes at once; an existing Medusa database keeps every row as it is.
    pub async fn migrate(&self, tables: &[Table], migrations: &[Migration]) -> Result<MigrationReport> {
        let fingerprint = Fingerprint::of(tables, migrations).0;
        let kept: Vec<(&'static str, Keep)> = tables.iter().map(|table| (table.name, table.keep)).collect();
        let (wanted, watched) = (fingerprint.clone(), kept_of(tables));
        let known = self.read(|tx: Tx| async move { is_done(&tx, &wanted, &watched).await }).await;
        match known {
            Ok(true) => {
                self.keep_rows(kept);
                return Ok(MigrationReport::default());
            }
            Ok(false) => {}
            // A database that never was ours has no such table.
            Err(e) if e.kind() == ErrorKind::Database => {}
            Err(e) => return Err(e),
        }
        let (tables, migrations) = (tables.to_vec(), migrations.to_vec());
        let report = self.transaction(move |tx| apply(tx, tables, migrations, fingerprint)).await?;
        self.keep_rows(kept);
        Ok(report)
    }

    /// Keeps rows of those of `tables` that the database watches already, where nobody migrates it; [`Database::migrate`] does so
    /// by itself.
    pub async fn keep(&self, tables: &[Table]) -> Result<()> {
        let (watches, dialect) =
            self.read(|tx: Tx| async move { Ok::<_, Error>((watches(&tx).await?, tx.dialect())) }).await?;
        let is_watched =
            |table: &&Table| watch::is_watched(table.name, table.keep, watches.get(table.name), dialect);
        self.keep_rows(tables.iter().filter(is_watched).map(|table| (table.name, table.keep)));
        Ok(())
    }
}

impl Database {
    /// Whether the database has been brought to these tables and migrations, now or before a newer version of the
    /// program came; errs where it cannot be asked.
    pub async fn is_migrated(&self, fingerprint: &Fingerprint) -> Result<bool> {
        let wanted = fingerprint.0.clone();
        let known = self.read(|tx: Tx| async move { is_known(&tx, &wanted).await }).await;
        match known {
            // A database that never was ours has no such table.
            Err(e) if e.kind() == ErrorKind::Database => Ok(false),
            known => known,
        }
    }
    /// The names of all tables.
    pub async fn tables(&self) -> Result<HashSet<String>> {
        let existing = self.read(|tx: Tx| async move { existing(&tx).await }).await?;
        Ok(existing.tables.into_keys().collect())
    }
}

/// The tables that are kept, and how.
fn kept_of(tables: &[Table]) -> Vec<(&'static str, Keep)> {
    tables.iter().filter(|table| table.keep != Keep::No).map(|table| (table.name, table.keep)).collect()
}

async fn apply(
    tx: Tx,
    tables: Vec<Table>,
    migrations: Vec<Migration>,
    fingerprint: String,
) -> Result<MigrationReport> {
    match tx.dialect() {
        Dialect::Postgres => {
            tx.batch(POSTGRES_PREPARE).await?;
            tx.batch(&watch::postgres_books()).await?;
        }
        Dialect::Sqlite => {
            tx.batch(&ddl::sqlite_books()).await?;
            tx.batch(watch::SQLITE_BOOKS).await?;
        }
    }
    let kept = kept_of(&tables);
    // Another node may have done all this while we waited for the lock.
    if is_done(&tx, &fingerprint, &kept).await? {
        return Ok(MigrationReport::default());
    }
    let mut existing = existing(&tx).await?;
    let mut is_whole = true;
    if tx.dialect() == Dialect::Postgres && tables.iter().flat_map(|t| &t.indexes).any(|i| i.finds_parts()) {
        existing.trigram_schema = trigram::extension(&tx).await?;
        is_whole = existing.trigram_schema.is_some();
    }
    let plan = Plan::new(&tables, &existing, tx.dialect())?;
    tx.batch(&plan.sql).await?;
    let mut report = MigrationReport {
        tables_created: plan.tables_created,
        columns_added: plan.columns_added,
        indexes_created: plan.indexes_created,
        indexes_pending: plan.pending,
        ..MigrationReport::default()
    };
    for (name, sql) in plan.unique_indexes {
        match tx.attempt(&sql).await {
            Ok(()) => report.indexes_created += 1,
            Err(e) if e.kind() == ErrorKind::Duplicate => {
                tracing::warn!(index = name, error = ?e, "existing rows violate a unique index: it was not created");
                report.indexes_skipped.push(name.to_owned());
            }
            Err(e) => return Err(e),
        }
    }
    report.migrations_run = run_migrations(&tx, &migrations).await?;
    remember(&tx, &fingerprint).await?;
    // What is missing yet is looked for again at the next start.
    if is_whole && report.indexes_skipped.is_empty() && report.indexes_pending.is_empty() {
        record(&tx, fingerprint).await?;
    }
    Ok(report)
}

async fn run_migrations(tx: &Tx, migrations: &[Migration]) -> Result<Vec<&'static str>> {
    let done = tx.run(Select::from("stheno_migrations").column("name", Type::Text)).await?;
    let done: HashSet<&str> = done.iter().filter_map(|row| row[0].as_str()).collect();
    let mut run = Vec::new();
    for migration in migrations.iter().filter(|migration| !done.contains(migration.name)) {
        (migration.run)(tx.clone()).await?;
        let row = vec![Value::from(migration.name)];
        tx.run(insert("stheno_migrations", vec!["name"], row, None)).await?;
        run.push(migration.name);
    }
    Ok(run)
}

/// Whether the tables are as they are wanted, and those that are kept are watched.
async fn is_done(tx: &Tx, fingerprint: &str, kept: &[(&str, Keep)]) -> Result<bool> {
    if !is_recorded(tx, fingerprint).await? {
        return Ok(false);
    }
    if kept.is_empty() {
        return Ok(true);
    }
    let watches = watches(tx).await?;
    let is_watched =
        |(table, keep): &(&str, Keep)| watch::is_watched(table, *keep, watches.get(*table), tx.dialect());
    Ok(kept.iter().all(is_watched))
}

/// The triggers of ours that watch tables, by table; none where they would have nowhere to write.
async fn watches(tx: &Tx) -> Result<HashMap<String, HashSet<String>>> {
    let sql = match tx.dialect() {
        Dialect::Postgres => {
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND t.tgname IN ('stheno_kept', 'stheno_kept_reference') \
             AND t.tgenabled = 'A' AND to_regclass('stheno_table_change') IS NOT NULL \
             AND to_regclass('stheno_reference_change') IS NOT NULL"
        }
        Dialect::Sqlite => {
            "SELECT t.tbl_name, t.name FROM sqlite_schema t JOIN sqlite_schema b ON b.name = 'stheno_table_version' \
             WHERE t.type = 'trigger' AND t.name GLOB 'stheno_kept_*'"
        }
    };
    let mut watches: HashMap<String, HashSet<String>> = HashMap::new();
    for row in texts(tx, sql, 2).await?.into_rows() {
        if let Ok([Value::Text(table), Value::Text(trigger)]) = <[Value; 2]>::try_from(row) {
            watches.entry(table).or_default().insert(trigger);
        }
    }
    Ok(watches)
}

async fn is_recorded(tx: &Tx, fingerprint: &str) -> Result<bool> {
    let recorded = Expr::column("name").eq("tables").and(Expr::column("fingerprint").eq(fingerprint));
    Ok(!tx.run(Select::from("stheno_schema").filter(recorded)).await?.is_empty())
}

/// Whether tables were made by this fingerprint, whatever came later or is left to do.
async fn is_known(tx: &Tx, fingerprint: &str) -> Result<bool> {
    let known = Expr::column("fingerprint").eq(fingerprint);
    Ok(!tx.run(Select::from("stheno_schema").filter(known).limit(1)).await?.is_empty())
}

/// Keeps a row of every fingerprint: a node of an older version stays ready while a newer one is rolled out.
async fn remember(tx: &Tx, fingerprint: &str) -> Result<()> {
    let on_conflict = OnConflict { target: vec!["name"], target_filter: None, update: vec![] };
    let row = vec![Value::from(format!("tables:{fingerprint}")), Value::from(fingerprint)];
    tx.run(insert("stheno_schema", vec!["name", "fingerprint"], row, Some(on_conflict))).await.map(drop)
}

async fn record(tx: &Tx, fingerprint: String) -> Result<()> {
    let on_conflict = OnConflict { target: vec!["name"], target_filter: None, update: vec!["fingerprint"] };
    let row = vec![Value::from("tables"), Value::from(fingerprint)];
    tx.run(insert("stheno_schema", vec!["name", "fingerprint"], row, Some(on_conflict))).await.map(drop)
}

fn insert(
    table: &'static str,
    columns: Vec<&'static str>,
    row: Vec<Value>,
    on_conflict: Option<OnConflict>,
) -> Insert {
    Insert { table, columns, rows: vec![row], on_conflict, returning: Vec::new() }
}

pub(crate) async fn existing(tx: &Tx) -> Result<Existing> {
    let (columns, names) = match tx.dialect() {
        Dialect::Postgres => (
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
             WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p') \
             AND a.attnum > 0 AND NOT a.attisdropped UNION ALL \
             SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
             JOIN pg_index i ON i.indexrelid = c.oid WHERE i.indisvalid AND c.relname LIKE 'stheno\\_search\\_%' \
             AND c.relnamespace = quote_ident(current_schema())::regnamespace",
            "SELECT relname FROM pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace \
             AND relkind IN ('i', 'I', 'S') UNION ALL \
             SELECT typname FROM pg_type WHERE typnamespace = quote_ident(current_schema())::regnamespace AND typtype = 'e'",
        ),
        Dialect::Sqlite => (
            "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
            "SELECT name FROM sqlite_schema WHERE type = 'index'",
        ),
    };
    let mut existing = Existing { watches: watches(tx).await?, ..Existing::default() };
    for row in texts(tx, columns, 2).await?.into_rows() {
        if let Ok([Value::Text(table), Value::Text(column)]) = <[Value; 2]>::try_from(row) {
            let of =
                if table.starts_with(SEARCH_PREFIX) { &mut existing.searches } else { &mut existing.tables };
            of.entry(table).or_default().insert(column);
        }
    }
    for name in texts(tx, names, 1).await?.into_values() {
        if let Value::Text(name) = name {
            existing.names.insert(name);
        }
    }
    Ok(existing)
}

async fn texts(tx: &Tx, sql: &str, width: usize) -> Result<Rows> {
    tx.run_rendered(Rendered::raw(sql, Vec::new(), vec![Type::Text; width])).await
}

/// FNV-1a over what the tables and migrations are: the same in every build, on every machine.
struct Fnv(u64);

impl fmt::Write for Fnv {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(())
    }
}

/// What tables and migrations a program wants, for [`Database::is_migrated`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Of these.
    pub fn of(tables: &[Table], migrations: &[Migration]) -> Self {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        // Hashing cannot fail.
        let _ = write!(hash, "{FORMAT}{tables:?}");
        for migration in migrations {
            let _ = write!(hash, "|{}", migration.name);
        }
        Self(format!("{:016x}", hash.0))
    }
}
