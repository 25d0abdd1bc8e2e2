//! PostgreSQL: pooled connections, prepared statements, pipelining.

mod decode;
mod encode;
mod error;
mod hold;
mod session;
mod tls;
mod versions;

pub(crate) use hold::{HOLD_KEY, Hold};
pub(crate) use session::{Ending, Session};
pub(crate) use versions::{Look, put_together, question as versions_question, read as versions_in};

use crate::database::Options;
use crate::render::Rendered;
use crate::sentence;
use crate::statement::Type;
use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Status};
use std::time::Duration;
use stheno_kernel::{Error, Result};
use tls::Tls;
use tokio_postgres::config::{Host, SslMode};

/// How long a transaction waits for a connection before it gives up.
const WAIT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long the server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A server that went away without a word is noticed after this long: while nothing is asked, and while it owes an answer.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Nearly all that a shop reads by key is in memory or on flash. With PostgreSQL's own figure, which is of turning disks, a plan
/// that was made while a table was small walks through all of it, and goes on doing so while the table grows. What an operator
/// has set stays.
const PAGE_COST: &str = "SELECT set_config(name, '1.1', false) FROM pg_settings \
     WHERE name = 'random_page_cost' AND source = 'default'";

/// A server on this machine, where encryption guards nothing unless it is asked for.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        Host::Unix(_) => true,
    }
}

/// The tables that hold anything. Of one that was found empty the planner believes that it stays so, and walks through all of it;
/// of one that was never looked at it expects some pages.
pub(crate) fn filled_tables() -> Rendered {
    let sql = "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > 0 \
         AND relnamespace = quote_ident(current_schema())::regnamespace";
    Rendered::raw(sql, Vec::new(), vec![Type::Text])
}

pub(crate) struct Postgres {
    config: Box<tokio_postgres::Config>,
    pool: Pool,
    tls: Tls,
}

impl Postgres {
    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self> {
        let invalid = |e| Error::invalid_data("DATABASE_URL is not usable").with_source(e);
        let (url, tls) = tls::of_url(url)?;
        let mut config: tokio_postgres::Config = url.parse().map_err(invalid)?;
        if !url.contains("sslmode=") && config.get_hosts().iter().all(is_here) {
            config.ssl_mode(SslMode::Disable);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if !url.contains("keepalives") && !url.contains("tcp_user_timeout") {
            config.keepalives_idle(SILENCE_MAX).keepalives_interval(SILENCE_MAX / 3).keepalives_retries(3);
            config.tcp_user_timeout(SILENCE_MAX);
        }
        if config.get_application_name().is_none() {
            config.application_name("stheno");
        }
        if let Some(ms) = options.statement_timeout_ms {
            let before = config.get_options().unwrap_or_default();
            config.options(format!("{before} -c statement_timeout={ms}"));
        }
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config.clone(), tls.clone(), recycling))
            .max_size(options.pool.max(1))
            .post_create(Hook::async_fn(|client, _| {
                Box::pin(async move { client.batch_execute(PAGE_COST).await.map_err(HookError::Backend) })
            }))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT_TIMEOUT))
            .create_timeout(Some(CONNECT_TIMEOUT))
            .build()
            .map_err(|e| sentence::unavailable().with_source(e))?;
        let backend = Self { config: Box::new(config), pool, tls };
        drop(backend.session(false).await?);
        Ok(backend)
    }

    /// A connection, in a transaction from its first statement on if it `writes`.
    pub(crate) async fn session(&self, writes: bool) -> Result<Session> {
        let client = self.pool.get().await.map_err(error::of_pool)?;
        Ok(Session::new(client, self.tls.clone(), writes))
    }

    pub(crate) fn status(&self) -> Status {
        self.pool.status()
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}
