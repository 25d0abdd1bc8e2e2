//! Databases on a PostgreSQL server that live as long as one test.

use crate::database::{Database, Options};
use crate::tx::Tx;
use std::hash::{BuildHasher as _, RandomState};
use stheno_kernel::{Error, Result};

/// A database of its own on a server. It stays if [`Scratch::remove`] is not called: its name begins with
/// `stheno_scratch_`.
pub struct Scratch {
    server: String,
    name: String,
}

impl Scratch {
    /// Creates an empty database on the server that `server_url` names, or a copy of the database `template`.
    pub async fn create(server_url: &str, template: Option<&str>) -> Result<Self> {
        // A fresh hasher is keyed by chance, which keeps processes and threads apart.
        let name = format!("stheno_scratch_{:016x}", RandomState::new().hash_one(std::process::id()));
        let from = template.map(|t| format!(" TEMPLATE \"{t}\"")).unwrap_or_default();
        let scratch = Self { server: server_url.to_owned(), name };
        scratch.on_server(format!("CREATE DATABASE \"{}\"{from}", scratch.name)).await?;
        Ok(scratch)
    }
    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Where to connect to.
    pub fn url(&self) -> String {
        let (base, query) =
            self.server.split_once('?').map_or((self.server.as_str(), None), |(b, q)| (b, Some(q)));
        let authority = base.find("://").map_or(0, |at| at + 3);
        let base = base[authority..].find('/').map_or(base, |at| &base[..authority + at]);
        let query = query.map(|q| format!("?{q}")).unwrap_or_default();
        format!("{base}/{}{query}", self.name)
    }
    /// Drops the database with whoever is still connected.
    pub async fn remove(self) -> Result<()> {
        self.on_server(format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name)).await
    }

    async fn on_server(&self, sql: String) -> Result<()> {
        let server = Database::connect(&self.server, Options { pool: 1, ..Options::default() }).await?;
        if !server.is_postgres() {
            return Err(Error::invalid_data("scratch databases need a PostgreSQL server"));
        }
        // Outside a transaction, as creating a database must be.
        let done = server.read(|tx: Tx| async move { tx.batch(&sql).await }).await;
        server.close().await;
        done
    }
}
