//! How often a name may be tried, and how often anybody at one address may try any: logins, registrations, resets.
//!
//! Counted for all nodes together, in an [`AttemptStore`].

use super::BoxFuture;
use super::counts::Pace;
use crate::config::AttemptLimits;
use axum::http::HeaderMap;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use stheno_kernel::{Clock, Error, ErrorKind, Result, Timestamp};

const FORWARDED_FOR: &str = "x-forwarded-for";
const REFUSAL: &str = "Too many attempts. Try again later.";
/// Attempts between two clearances of what is forgotten anyway.
const SWEEP_EVERY: u64 = 1024;
/// Refusals that this process remembers.
const REFUSED_MAX: usize = 10_000;

/// Where attempts are counted.
pub trait AttemptStore: Send + Sync + 'static {
    /// Counts an attempt under `key` if the pace allows another. Otherwise answers from when on it does, and counts nothing.
    fn admit<'a>(
        &'a self,
        key: &'a str,
        pace: Pace,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<Timestamp>>>;
    /// Forgets what no longer keeps anybody from anything.
    fn sweep(&self, now: Timestamp) -> BoxFuture<'_, Result<()>>;
}

/// Counts attempts.
pub struct Attempts {
    by_name: Option<Pace>,
    by_address: Option<Pace>,
    store: Arc<dyn AttemptStore>,
    clock: Arc<dyn Clock>,
    /// Who was refused, and until when there is no need to ask again.
    refused: Mutex<HashMap<String, Timestamp>>,
    made: AtomicU64,
}

impl Attempts {
    /// Nothing is refused where a limit is zero.
    pub fn new(limits: AttemptLimits, store: Arc<dyn AttemptStore>, clock: &Arc<dyn Clock>) -> Self {
        Self {
            by_name: Pace::per_minute(limits.per_name_per_minute),
            by_address: Pace::per_minute(limits.per_address_per_minute),
            store,
            clock: Arc::clone(clock),
            refused: Mutex::default(),
            made: AtomicU64::new(0),
        }
    }

    /// Counts an attempt. Fails with `RateLimited` if there were too many from this address or for this name; letter case and
    /// blanks around a name do not make another of it. What an address may not try is not held against the name.
    pub async fn count(&self, address: Option<IpAddr>, name: Option<&str>) -> Result<()> {
        if let (Some(pace), Some(address)) = (self.by_address, address) {
            self.admit(format!("address:{}", network(address)), pace).await?;
        }
        if let (Some(pace), Some(name)) = (self.by_name, name) {
            self.admit(digest(name), pace).await?;
        }
        Ok(())
    }

    async fn admit(&self, key: String, pace: Pace) -> Result<()> {
        let now = self.clock.now();
        let refused = || Err(Error::new(ErrorKind::RateLimited, REFUSAL));
        if self.refused().get(&key).is_some_and(|until| *until > now) {
            return refused();
        }
        if let Some(until) = self.store.admit(&key, pace, now).await? {
            let mut known = self.refused();
            if known.len() >= REFUSED_MAX {
                known.retain(|_, until| *until > now);
            }
            if known.len() < REFUSED_MAX {
                known.insert(key, until);
            }
            return refused();
        }
        if self.made.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.store.sweep(now).await?;
        }
        Ok(())
    }

    fn refused(&self) -> std::sync::MutexGuard<'_, HashMap<String, Timestamp>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As long for one name as for another, however long the name; and it is nobody's to read in a table.
fn digest(name: &str) -> String {
    let digest = Sha256::digest(name.trim().to_lowercase());
    digest.iter().fold("name:".to_owned(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What one client holds: an IPv4 address, or a network of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// The client's address: what the outermost of our own proxies was called from, or the peer where there is none.
pub(crate) fn client_address(headers: &HeaderMap, peer: Option<IpAddr>, proxies: usize) -> Option<IpAddr> {
    let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let told = match proxies {
        0 => None,
        _ => hops.get(hops.len().saturating_sub(proxies)).and_then(|hop| hop.parse().ok()),
    };
    told.or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{DatabaseAttempts, attempt_table};
    use std::sync::atomic::AtomicI64;
    use stheno_database::{Database, Options};

    #[derive(Default)]
    struct Hand(AtomicI64);

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp::default().plus_millis(1_000_000 + self.0.load(Ordering::Relaxed))
        }
    }

    async fn attempts(per_name: u32, per_address: u32) -> (Attempts, Arc<Hand>) {
        let database = Database::connect("sqlite::memory:", Options::default()).await.unwrap();
        database.migrate(&[attempt_table()], &[]).await.unwrap();
        let hand = Arc::new(Hand::default());
        let clock: Arc<dyn Clock> = Arc::clone(&hand) as Arc<dyn Clock>;
        let limits = AttemptLimits { per_name_per_minute: per_name, per_address_per_minute: per_address };
        (Attempts::new(limits, Arc::new(DatabaseAttempts::new(database)), &clock), hand)
    }

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[tokio::test]
    async fn a_name_is_tried_so_often_and_again_after_a_while() {
        let (attempts, hand) = attempts(3, 0).await;
        for name in ["Ann@limit.test", "ann@limit.test", " ann@LIMIT.test "] {
            attempts.count(None, Some(name)).await.unwrap();
        }
        let refused = attempts.count(None, Some("ann@limit.test")).await.unwrap_err();
        assert_eq!((refused.kind(), refused.message()), (ErrorKind::RateLimited, REFUSAL));
        attempts.count(None, Some("bob@limit.test")).await.unwrap();
        hand.0.fetch_add(20_000, Ordering::Relaxed);
        attempts.count(None, Some("ann@limit.test")).await.unwrap();
        assert!(attempts.count(None, Some("ann@limit.test")).await.is_err());
    }

    #[tokio::test]
    async fn an_address_tries_so_many_names() {
        let (attempts, _hand) = attempts(0, 2).await;
        for (from, is_let) in [
            ("203.0.113.7", true),
            ("203.0.113.7", true),
            ("::ffff:203.0.113.7", false),
            ("203.0.113.8", true),
            ("2001:db8:1:2::1", true),
            ("2001:db8:1:2::2", true),
            ("2001:db8:1:2:ffff::3", false),
            ("2001:db8:1:3::1", true),
        ] {
            assert_eq!(attempts.count(address(from), Some(from)).await.is_ok(), is_let, "{from}");
        }
        attempts.count(None, None).await.unwrap();
    }

    #[tokio::test]
    async fn zero_is_no_limit() {
        let (attempts, _hand) = attempts(0, 0).await;
        for _ in 0..5_000 {
            attempts.count(address("203.0.113.7"), Some("ann@limit.test")).await.unwrap();
        }
    }

    #[test]
    fn only_own_proxies_are_believed() {
        let mut headers = HeaderMap::new();
        let peer = address("192.0.2.1");
        assert_eq!(client_address(&headers, peer, 1), peer);
        headers.append(FORWARDED_FOR, "198.51.100.1, 198.51.100.2".parse().unwrap());
        headers.append(FORWARDED_FOR, "198.51.100.3".parse().unwrap());
        assert_eq!(client_address(&headers, peer, 0), peer);
        assert_eq!(client_address(&headers, peer, 1), address("198.51.100.3"));
        assert_eq!(client_address(&headers, peer, 2), address("198.51.100.2"));
        assert_eq!(client_address(&headers, peer, 9), address("198.51.100.1"));
        headers.insert(FORWARDED_FOR, "nobody".parse().unwrap());
        assert_eq!(client_address(&headers, peer, 1), peer);
    }
}
