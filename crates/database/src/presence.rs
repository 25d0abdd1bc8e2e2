//! Which of the processes on a database are alive, told by what ends with a process: a connection to PostgreSQL, or a lock
//! on a file beside SQLite's.
//!
//! A lease says that a node *was* alive some time ago; this says whether it is. Why both: `docs/adr/0015-nodes.md`.

use crate::database::{Backend, Database};
use crate::ddl::{Column, Keep, SqlType, Table};
use crate::render::Dialect;
use crate::render::Rendered;
use crate::statement::{Delete, Expr, Insert, OnConflict, Select, Statement, Type};
use crate::tx::Tx;
use crate::{postgres, sqlite};
use stheno_kernel::{Clock as _, Error, Result, SystemClock};

const TABLE: &str = "stheno_node";

/// The table of nodes, for migrations: those that live, and those that died and were not buried yet.
pub fn node_table() -> Table {
    let column = |name, ty| Column { name, ty, nullable: false, default: None };
    Table {
        name: TABLE,
        columns: vec![column("name", SqlType::Text), column("joined_at", SqlType::Timestamptz)],
        primary_key: vec!["name"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    }
}

/// This process among the nodes. While it is held, and the first [`Presence::look`] went well, the others know that the node
/// lives; dropped, or with the end of the process however it comes, they know that it does not.
pub struct Presence {
    database: Database,
    hold: Option<Hold>,
}

/// What ends with the process.
enum Hold {
    Postgres(postgres::Hold),
    /// The server of a SQLite file: there is one at a time.
    Sqlite {
        _lock: sqlite::Hold,
    },
}

impl Database {
    /// What this process is called wherever it says that something is in its hands.
    pub fn node(&self) -> &str {
        &self.inner.node
    }

    /// This process as a node; the others know of it from the first [`Presence::look`] on.
    pub fn presence(&self) -> Presence {
        Presence { database: self.clone(), hold: None }
    }
}

impl Presence {
    /// Makes sure that the others see this node, again where the connection was lost; answers the nodes that are dead.
    ///
    /// While another process serves the same SQLite file this one is nobody's judge, and no node: its leases speak for it.
    pub async fn look(&mut self) -> Result<Vec<String>> {
        let node = self.database.node().to_owned();
        match &self.database.inner.backend {
            Backend::Postgres(backend) => {
                let hold = match self.hold.take() {
                    Some(Hold::Postgres(hold)) if !hold.is_lost() => hold,
                    _ => backend.hold(&node).await?,
                };
                // A hold that did not answer is not put back: the next look makes another.
                let dead = hold.dead().await?;
                self.hold = Some(Hold::Postgres(hold));
                Ok(dead)
            }
            Backend::Sqlite(backend) => {
                if self.hold.is_none() {
                    let Some(lock) = backend.hold()? else { return Ok(Vec::new()) };
                    self.write_down(&node).await?;
                    self.hold = Some(Hold::Sqlite { _lock: lock });
                }
                // Whoever is on the list held the lock that is ours now.
                let others = Expr::column("name").eq(node).not();
                let others = Select::from(TABLE).column("name", Type::Text).filter(others);
                let rows = self.database.read(|tx: Tx| async move { tx.run(others).await }).await?;
                Ok(rows.iter().filter_map(|row| row.first()?.as_str().map(str::to_owned)).collect())
            }
        }
    }

    /// Takes a dead node off the list, and in the same transaction runs `estate`: what frees that which was in its hands.
    /// Answers how many rows that changed; `None` where another node was faster, or the dead one is back, or this one
    /// is not seen itself.
    pub async fn bury(&self, node: &str, estate: Vec<Statement>) -> Result<Option<u64>> {
        if self.hold.is_none() {
            return Ok(None);
        }
        let name = node.to_owned();
        self.database
            .transaction(move |tx: Tx| async move {
                if tx.dialect() == Dialect::Postgres && !is_dead(&tx, &name).await? {
                    return Ok(None);
                }
                let gone = Delete { table: TABLE, filter: Expr::column("name").eq(name), returning: vec![] };
                if tx.execute(gone).await? == 0 {
                    return Ok(None);
                }
                let freed = tx.run_all(estate).await?;
                Ok::<_, Error>(Some(freed.iter().map(crate::Rows::affected).sum()))
            })
            .await
    }

    async fn write_down(&self, node: &str) -> Result<()> {
        let insert = Insert {
            table: TABLE,
            columns: vec!["name", "joined_at"],
            rows: vec![vec![node.into(), SystemClock.now().into()]],
            on_conflict: Some(OnConflict { target: vec!["name"], target_filter: None, update: vec![] }),
            returning: vec![],
        };
        self.database.transaction(|tx: Tx| async move { tx.execute(insert).await }).await.map(drop)
    }
}

/// Takes a dead node's lock until the transaction ends, which keeps it from coming back meanwhile.
async fn is_dead(tx: &Tx, node: &str) -> Result<bool> {
    let sql = format!("SELECT pg_try_advisory_xact_lock({})", postgres::HOLD_KEY);
    let rows = tx.run_rendered(Rendered::raw(sql, vec![node.into()], vec![Type::Bool])).await?;
    Ok(rows.first().and_then(|row| row.first()?.as_bool()).unwrap_or(false))
}
