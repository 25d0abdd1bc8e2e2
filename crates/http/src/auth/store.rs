//! Sessions in the database, so that every node knows them.

use super::{BoxFuture, SessionStore, StoredSession};
use std::sync::Arc;
use stheno_database::ddl::{Column, Index, Keep, SqlType, Table};
use stheno_database::statement::{Compare, Delete, Expr, Insert, OnConflict, Select, Type};
use stheno_database::{Database, Tx};
use stheno_kernel::{JsonText, Result, Timestamp, Value};

const TABLE: &str = "stheno_session";

/// The table that [`DatabaseSessions`] needs, for the application's migrations.
pub fn session_table() -> Table {
    let column = |name, ty| Column { name, ty, nullable: false, default: None };
    Table {
        name: TABLE,
        columns: vec![
            column("id", SqlType::Text),
            column("data", SqlType::Jsonb),
            column("expires_at", SqlType::Timestamptz),
        ],
        primary_key: vec!["id"],
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: vec![Index {
            name: "IDX_stheno_session_expires_at",
            columns: &["expires_at"],
            unique: false,
            filter: None,
            method: None,
        }],
        keep: Keep::No,
    }
}

/// Sessions in the table `stheno_session`.
pub struct DatabaseSessions(Database);

impl DatabaseSessions {
    /// Sessions of this database.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
    async fn delete(&self, filter: Expr) -> Result<()> {
        let delete = Delete { table: TABLE, filter, returning: Vec::new() };
        self.0.transaction(move |tx: Tx| async move { tx.execute(delete).await }).await.map(drop)
    }
}

impl SessionStore for DatabaseSessions {
    fn lookup<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<StoredSession>>> {
        let select = Select::from(TABLE)
            .column("data", Type::Json)
            .column("expires_at", Type::Time)
            .filter(Expr::column("id").eq(id));
        Box::pin(async move {
            let rows = self.0.read(move |tx: Tx| async move { tx.run(select).await }).await?;
            let Some([Value::Json(data), Value::Time(expires_at)]) = rows.first() else { return Ok(None) };
            // What cannot be read was written by something else: that is nobody's session.
            let stored = data.parse::<StoredSession>().ok();
            Ok(stored.map(|session| StoredSession { expires_at: *expires_at, ..session }))
        })
    }

    fn save<'a>(&'a self, id: &'a str, session: StoredSession) -> BoxFuture<'a, Result<()>> {
        let data = JsonText::of(&session);
        let insert = Insert {
            table: TABLE,
            columns: vec!["id", "data", "expires_at"],
            rows: vec![vec![id.into(), data.into(), session.expires_at.into()]],
            on_conflict: Some(OnConflict {
                target: vec!["id"],
                target_filter: None,
                update: vec!["data", "expires_at"],
            }),
            returning: Vec::new(),
        };
        Box::pin(async move {
            self.0.transaction(move |tx: Tx| async move { tx.execute(insert).await }).await.map(drop)
        })
    }

    fn remove<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.delete(Expr::column("id").eq(id)))
    }

    fn within(&self, database: &Database) -> Option<Arc<dyn SessionStore>> {
        Some(Arc::new(Self(database.clone())))
    }

    fn sweep(&self, now: Timestamp) -> BoxFuture<'_, Result<()>> {
        let expired = Expr::column("expires_at").compare(Compare::Lte, Expr::param(now));
        Box::pin(self.delete(expired))
    }
}
