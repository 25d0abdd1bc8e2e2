//! Somebody else who writes: a connection of the driver's own, with SQL as it is typed into a shell.

use crate::world::World;
use std::sync::Mutex;

pub enum Outside {
    Sqlite(Mutex<rusqlite::Connection>),
    Postgres(tokio_postgres::Client),
}

impl Outside {
    pub async fn of(world: &World) -> Self {
        if world.db.is_postgres() {
            let (client, connection) =
                tokio_postgres::connect(&world.url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            return Self::Postgres(client);
        }
        let path = world.url.strip_prefix("sqlite:").unwrap();
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        Self::Sqlite(Mutex::new(connection))
    }

    pub async fn run(&self, sql: &str) {
        match self {
            Self::Sqlite(connection) => connection.lock().unwrap().execute_batch(sql).unwrap(),
            Self::Postgres(client) => client.batch_execute(sql).await.unwrap(),
        }
    }

    /// The one number that a query answers.
    pub async fn number(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite(connection) => {
                connection.lock().unwrap().query_row(sql, (), |row| row.get(0)).unwrap()
            }
            Self::Postgres(client) => client.query_one(sql, &[]).await.unwrap().get(0),
        }
    }
}
