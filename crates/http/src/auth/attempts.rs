//! How often a name may be tried, and how often anybody at one address may try any: logins, registrations, resets.
//!
//! Counted in this process alone: behind a balancer a client has as many attempts as there are nodes, at most.

use crate::config::AttemptLimits;
use axum::http::HeaderMap;
use governor::clock::Clock as Ticking;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest as _, Sha256};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use stheno_kernel::{Clock, Error, ErrorKind, Result};

const FORWARDED_FOR: &str = "x-forwarded-for";
const REFUSAL: &str = "Too many attempts. Try again later.";
/// Attempts between two clearances of what is forgotten anyway.
const SWEEP_EVERY: u64 = 1024;
const NANOS_OF_A_MILLI: u64 = 1_000_000;

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, AppClock, NoOpMiddleware<Nanos>>;
/// The digest of a name: as long as any other, however long the name.
type Name = [u8; 32];

/// Counts attempts.
pub struct Attempts {
    by_name: Option<Limiter<Name>>,
    by_address: Option<Limiter<IpAddr>>,
    made: AtomicU64,
}

impl Attempts {
    /// Nothing is refused where a limit is zero.
    pub fn new(limits: AttemptLimits, clock: &Arc<dyn Clock>) -> Self {
        Self {
            by_name: limiter(limits.per_name_per_minute, clock),
            by_address: limiter(limits.per_address_per_minute, clock),
            made: AtomicU64::new(0),
        }
    }

    /// Counts an attempt. Fails with `RateLimited` if there were too many from this address or for this name; letter case and
    /// blanks around a name do not make another of it.
    pub fn count(&self, address: Option<IpAddr>, name: Option<&str>) -> Result<()> {
        let refused = || Error::new(ErrorKind::RateLimited, REFUSAL);
        if let (Some(limiter), Some(address)) = (&self.by_address, address) {
            limiter.check_key(&network(address)).map_err(|_| refused())?;
        }
        if let (Some(limiter), Some(name)) = (&self.by_name, name) {
            limiter.check_key(&digest(name)).map_err(|_| refused())?;
        }
        if self.made.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.by_name.iter().for_each(RateLimiter::retain_recent);
            self.by_address.iter().for_each(RateLimiter::retain_recent);
        }
        Ok(())
    }
}

fn limiter<K: Hash + Eq + Clone>(per_minute: u32, clock: &Arc<dyn Clock>) -> Option<Limiter<K>> {
    let quota = Quota::per_minute(NonZeroU32::new(per_minute)?);
    Some(RateLimiter::new(quota, HashMapStateStore::default(), AppClock(Arc::clone(clock))))
}

fn digest(name: &str) -> Name {
    Sha256::digest(name.trim().to_lowercase()).into()
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

/// The application's clock, as the limiter reads it.
#[derive(Clone)]
struct AppClock(Arc<dyn Clock>);

impl Ticking for AppClock {
    type Instant = Nanos;
    fn now(&self) -> Nanos {
        let millis = u64::try_from(self.0.now().as_millis()).unwrap_or_default();
        Nanos::new(millis.saturating_mul(NANOS_OF_A_MILLI))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicI64;
    use stheno_kernel::Timestamp;

    #[derive(Default)]
    struct Hand(AtomicI64);

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp::default().plus_millis(1_000_000 + self.0.load(Ordering::Relaxed))
        }
    }

    fn attempts(per_name: u32, per_address: u32) -> (Attempts, Arc<Hand>) {
        let hand = Arc::new(Hand::default());
        let clock: Arc<dyn Clock> = Arc::clone(&hand) as Arc<dyn Clock>;
        let limits = AttemptLimits { per_name_per_minute: per_name, per_address_per_minute: per_address };
        (Attempts::new(limits, &clock), hand)
    }

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_name_is_tried_so_often_and_again_after_a_while() {
        let (attempts, hand) = attempts(3, 0);
        for name in ["Ann@limit.test", "ann@limit.test", " ann@LIMIT.test "] {
            attempts.count(None, Some(name)).unwrap();
        }
        let refused = attempts.count(None, Some("ann@limit.test")).unwrap_err();
        assert_eq!((refused.kind(), refused.message()), (ErrorKind::RateLimited, REFUSAL));
        attempts.count(None, Some("bob@limit.test")).unwrap();
        hand.0.fetch_add(20_000, Ordering::Relaxed);
        attempts.count(None, Some("ann@limit.test")).unwrap();
        assert!(attempts.count(None, Some("ann@limit.test")).is_err());
    }

    #[test]
    fn an_address_tries_so_many_names() {
        let (attempts, _hand) = attempts(0, 2);
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
            assert_eq!(attempts.count(address(from), Some(from)).is_ok(), is_let, "{from}");
        }
        attempts.count(None, None).unwrap();
    }

    #[test]
    fn zero_is_no_limit() {
        let (attempts, _hand) = attempts(0, 0);
        for _ in 0..5_000 {
            attempts.count(address("203.0.113.7"), Some("ann@limit.test")).unwrap();
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
