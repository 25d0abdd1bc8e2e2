//! What nodes share in Redis: they wake one another, and count attempts to get in together.
//!
//! Nothing in it is the truth. Without it the same happens later (events wait for the poll of the outbox) or at another place
//! (attempts are counted in the database), and it is used again as soon as it is back.

mod attempts;
mod ring;

pub use attempts::RedisAttempts;
pub use ring::Ringing;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use stheno_kernel::{Error, ErrorKind, Result};
use tokio::time::timeout;

/// What Redis may take for an answer, connecting included. It holds up a login at most so long.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(500);
/// The pauses between two attempts to connect: the first, and the longest.
const RECONNECT: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// A Redis server; cheap to clone.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    commands: ConnectionManager,
    /// Its absence was told.
    absent: Arc<AtomicBool>,
}

impl Redis {
    /// The server at `redis://` or `rediss://`; connects when it is first needed. To be called within a runtime.
    pub fn open(url: &str) -> Result<Self> {
        let wrong = |e| Error::invalid_data("REDIS_URL is not usable").with_source(e);
        let client = Client::open(url).map_err(wrong)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(ANSWER_TIMEOUT))
            .set_response_timeout(Some(ANSWER_TIMEOUT))
            .set_min_delay(RECONNECT.0)
            .set_max_delay(RECONNECT.1);
        let commands = client.get_connection_manager_lazy(config).map_err(wrong)?;
        Ok(Self { client, commands, absent: Arc::default() })
    }

    /// An answer, or `Unavailable` within half a second.
    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T> {
        let mut commands = self.commands.clone();
        let answer = match timeout(ANSWER_TIMEOUT, command.query_async::<T>(&mut commands)).await {
            Ok(answer) => answer.map_err(unavailable),
            Err(e) => Err(unavailable(e)),
        };
        self.note(&answer);
        answer
    }

    /// Logs when Redis goes and when it comes back, not each time that it is missed.
    fn note<T>(&self, outcome: &Result<T>) {
        let was_absent = self.absent.swap(outcome.is_err(), Ordering::Relaxed);
        match outcome {
            Err(error) if !was_absent => {
                tracing::warn!(error = ?error, "Redis does not answer; nodes do without it until it does");
            }
            Ok(_) if was_absent => tracing::info!("Redis answers again"),
            _ => {}
        }
    }
}

fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorKind::Unavailable, "Redis does not answer").with_source(error)
}
