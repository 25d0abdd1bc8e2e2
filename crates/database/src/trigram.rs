//! PostgreSQL's side of indexes for searches: the extension that they need, and building them beside a shop that is open.

use crate::database::Database;
use crate::ddl::trigram::PendingIndex;
use crate::migrate::{MigrationReport, existing};
use crate::render::Rendered;
use crate::statement::Type;
use crate::tx::Tx;
use stheno_kernel::{Result, Value};

/// Whose turn it is to build, among all nodes; the number is ours alone.
const LOCK: i64 = 7_310_868_735_422_332;

/// Where the extension `pg_trgm` is, once it was created if that is allowed.
pub(crate) async fn extension(tx: &Tx) -> Result<Option<String>> {
    if let Some(schema) = schema(tx).await? {
        return Ok(Some(schema));
    }
    if let Err(e) = tx.attempt("CREATE EXTENSION IF NOT EXISTS pg_trgm").await {
        tracing::warn!(
            error = ?e,
            "searches (`q`) will read all rows: the extension pg_trgm is not there and cannot be created; once somebody who \
             may has run CREATE EXTENSION pg_trgm in this database, the next start makes the indexes"
        );
        return Ok(None);
    }
    schema(tx).await
}

async fn schema(tx: &Tx) -> Result<Option<String>> {
    let sql = "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace \
               WHERE e.extname = 'pg_trgm'";
    Ok(first(tx, sql, Type::Text).await?.and_then(|schema| schema.as_str().map(str::to_owned)))
}

async fn first(tx: &Tx, sql: &str, ty: Type) -> Result<Option<Value>> {
    let rows = tx.run_rendered(Rendered::raw(sql, Vec::new(), vec![ty])).await?;
    Ok(rows.into_values().into_iter().next())
}

impl Database {
    /// Builds the indexes that a migration left for later, beside readers and writers, and answers how many were built. One
    /// node does it; the others answer 0. What fails or is cut off is done again after the next start.
    pub async fn build_indexes(&self, report: &MigrationReport) -> Result<usize> {
        if report.indexes_pending.is_empty() {
            return Ok(0);
        }
        let pending = report.indexes_pending.clone();
        // Not in a transaction, as a concurrent build must be; all on one connection, whose lock it is.
        self.read(|tx: Tx| async move {
            let taken = first(&tx, &format!("SELECT pg_try_advisory_lock({LOCK})"), Type::Bool).await?;
            if taken != Some(Value::Bool(true)) {
                return Ok(0);
            }
            tx.batch("SET statement_timeout = 0").await?;
            let built = build(&tx, &pending).await;
            tx.batch(&format!("RESET statement_timeout; SELECT pg_advisory_unlock({LOCK})")).await?;
            built
        })
        .await
    }

    /// As [`Database::build_indexes`], while the caller goes on. A process that ends first leaves the rest to the next start.
    pub fn build_indexes_beside(&self, report: MigrationReport) {
        if report.indexes_pending.is_empty() {
            return;
        }
        let database = self.clone();
        tokio::spawn(async move {
            if let Err(error) = database.build_indexes(&report).await {
                tracing::warn!(?error, "an index for searches was not built; the next start tries again");
            }
        });
    }
}

async fn build(tx: &Tx, pending: &[PendingIndex]) -> Result<usize> {
    let mut built = 0;
    for index in pending {
        // Another node may have built it since.
        if existing(tx).await?.searches_by(index.name, index.columns) {
            continue;
        }
        // One that was cut off is there, and does not serve.
        tx.batch(&format!("DROP INDEX CONCURRENTLY IF EXISTS \"{}\"", index.name)).await?;
        tx.batch(&index.sql).await?;
        tracing::info!(index = index.name, "an index for searches was built");
        built += 1;
    }
    Ok(built)
}
