//! Attempts to get in, counted in Redis; in another store while it does not answer.

use crate::Redis;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use stheno_http::auth::{AttemptStore, BoxFuture, Pace};
use stheno_kernel::{Result, Timestamp};

/// As the update of `stheno_attempt`, in one step: `KEYS[1]`; now, what one attempt costs, what may stand open. Answers -1 where
/// the attempt counts, and otherwise from when on another does.
const ADMIT: &str = r"
local now, cost, open = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local forgiven = tonumber(redis.call('GET', KEYS[1]) or '0')
if forgiven > now + open then return forgiven - open end
forgiven = math.max(forgiven, now) + cost
redis.call('SET', KEYS[1], string.format('%.0f', forgiven), 'PX', string.format('%.0f', forgiven - now))
return -1";
/// How long an absent Redis is not asked again, so that not every login waits for it.
const RETRY_MS: i64 = 1_000;

/// Attempts in Redis.
pub struct RedisAttempts {
    redis: Redis,
    otherwise: Arc<dyn AttemptStore>,
    /// Milliseconds since 1970 before which Redis is not asked.
    asked_from_ms: AtomicI64,
}

impl RedisAttempts {
    /// Counts in `redis`, and while it does not answer in `otherwise`.
    pub fn new(redis: Redis, otherwise: Arc<dyn AttemptStore>) -> Self {
        Self { redis, otherwise, asked_from_ms: AtomicI64::new(i64::MIN) }
    }

    async fn ask(&self, key: &str, pace: Pace, now: Timestamp) -> Result<Option<Timestamp>> {
        let mut command = redis::cmd("EVAL");
        command.arg(ADMIT).arg(1).arg(format!("stheno:attempt:{key}"));
        command.arg(now.as_millis()).arg(pace.forgiven_ms).arg(pace.open_max_ms);
        let from: i64 = self.redis.ask(&command).await?;
        Ok((from >= 0).then(|| Timestamp::from_millis(from)).flatten())
    }
}

impl AttemptStore for RedisAttempts {
    fn admit<'a>(
        &'a self,
        key: &'a str,
        pace: Pace,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<Timestamp>>> {
        Box::pin(async move {
            if now.as_millis() >= self.asked_from_ms.load(Ordering::Relaxed) {
                match self.ask(key, pace, now).await {
                    Ok(admitted) => return Ok(admitted),
                    Err(_) => self.asked_from_ms.store(now.as_millis() + RETRY_MS, Ordering::Relaxed),
                }
            }
            self.otherwise.admit(key, pace, now).await
        })
    }

    fn sweep(&self, now: Timestamp) -> BoxFuture<'_, Result<()>> {
        // Redis forgets by itself.
        self.otherwise.sweep(now)
    }
}
