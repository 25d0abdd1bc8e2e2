//! A node's sign of life: a connection of its own, whose session holds an advisory lock. It ends with the process, and the
//! server notices at once.

use super::{Postgres, error};
use crate::sentence;
use std::time::Duration;
use stheno_kernel::Result;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::{Client, Error as PgError, Statement};

/// The number of the lock of the node that the first parameter names.
pub(crate) const HOLD_KEY: &str = "hashtextextended($1, 0)";
/// How long the server may take for one of these statements; a connection that is slower counts as lost.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the machine of a node loses its power, the server finds out by asking it; unless told so, after two hours.
const KEEPALIVE: &str = "SELECT set_config(name, wanted, false) FROM pg_settings JOIN (VALUES \
     ('tcp_keepalives_idle', '5'), ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '3')) \
     AS keepalive (name, wanted) USING (name)";
/// Nodes whose lock is free. It is tried in the mode that lets two nodes look at once.
const DEAD: &str = "SELECT name FROM stheno_node \
     WHERE name <> $1 AND pg_try_advisory_xact_lock_shared(hashtextextended(name, 0))";

/// The connection and its lock.
pub(crate) struct Hold {
    client: Client,
    dead: Statement,
    node: String,
    connection: JoinHandle<()>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Postgres {
    /// Connects, takes the node's lock, and puts the node on the list. In this order: what is on the list without a lock is
    /// dead.
    pub(crate) async fn hold(&self, node: &str) -> Result<Hold> {
        let (client, connection) =
            self.config.connect(self.tls.clone()).await.map_err(|e| error::explained(e, "connect"))?;
        let connection = tokio::spawn(async move {
            // Whoever uses the client next learns of it.
            let _ = connection.await;
        });
        let join = async {
            let dead = client.prepare(DEAD).await?;
            client.batch_execute(KEEPALIVE).await?;
            let lock = format!("SELECT pg_try_advisory_lock({HOLD_KEY})");
            let locked: bool = client.query_one(&lock, &[&node]).await?.get(0);
            let list = "INSERT INTO stheno_node (name, joined_at) VALUES ($1, now()) ON CONFLICT DO NOTHING";
            if locked {
                client.execute(list, &[&node]).await?;
            }
            Ok((dead, locked))
        };
        let joined = answered(join).await;
        let abort = connection.abort_handle();
        match joined {
            Ok((dead, true)) => Ok(Hold { client, dead, node: node.to_owned(), connection }),
            Ok((_, false)) => {
                abort.abort();
                Err(sentence::unavailable().with_source("the node's former connection is still open"))
            }
            Err(e) => {
                abort.abort();
                Err(e)
            }
        }
    }
}

impl Hold {
    pub(crate) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    /// Nodes on the list that nobody holds.
    pub(crate) async fn dead(&self) -> Result<Vec<String>> {
        let rows = answered(self.client.query(&self.dead, &[&self.node])).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}

async fn answered<T>(asked: impl Future<Output = Result<T, PgError>>) -> Result<T> {
    match timeout(ANSWER_TIMEOUT, asked).await {
        Ok(answer) => answer.map_err(|e| error::explained(e, "a look at the nodes")),
        Err(e) => Err(sentence::unavailable().with_source(e)),
    }
}
