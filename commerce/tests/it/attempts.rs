//! Logins, registrations and resets may be tried so often only, where that is configured.

use serde_json::json;
use std::sync::Arc;
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_http::{AttemptLimits, HttpConfig};
use stheno_kernel::{Clock, SystemClock, Timestamp};
use stheno_testkit::{Call, Shop, databases, on_both, on_both_with};

const LOGIN: &str = "/auth/customer/emailpass";
const DOORS: [(&str, &str); 3] = [
    (LOGIN, "email"),
    ("/auth/customer/emailpass/register", "email"),
    ("/auth/customer/emailpass/reset-password", "identifier"),
];

/// A clock that stands still: nothing is forgiven meanwhile.
struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn at_one_instant() -> Builder {
    commerce(&[]).clock(Arc::new(Still(SystemClock.now())))
}

fn limited() -> HttpConfig {
    let attempts = AttemptLimits { per_name_per_minute: 3, per_address_per_minute: 8 };
    HttpConfig { attempts, ..HttpConfig::new("test", "test") }
}

fn attempt(shop: &Shop, (path, member): (&str, &str), name: &str, from: &str) -> Call {
    let body = match member {
        "email" => json!({ "email": name, "password": "wrong" }),
        _ => json!({ member: name }),
    };
    shop.post(path, body).header("x-forwarded-for", from)
}

#[tokio::test]
async fn a_name_is_not_tried_without_end() {
    on_both_with(at_one_instant, limited, |shop| async move {
        for (at, door) in DOORS.into_iter().enumerate() {
            let name = format!("ann{at}@attempts.test");
            for n in 0..3 {
                let answer = attempt(&shop, door, &name, &format!("203.0.113.{n}")).send().await;
                assert_ne!(answer.status, 429, "{}", answer.text);
            }
            let refused = attempt(&shop, door, &name.to_uppercase(), "203.0.113.9").send().await;
            let refused = refused.expect(429);
            assert_eq!(refused["type"], "too_many_requests", "{refused}");
            assert_eq!(refused["message"], "Too many attempts. Try again later.");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_does_not_try_names_without_end() {
    on_both_with(at_one_instant, limited, |shop| async move {
        for n in 0..8 {
            let name = format!("person{n}@attempts.test");
            attempt(&shop, DOORS[0], &name, "203.0.113.1").send().await.expect(401);
        }
        attempt(&shop, DOORS[0], "another@attempts.test", "203.0.113.1").send().await.expect(429);
        // What the client itself writes before the proxy's entry changes nothing.
        let forged = attempt(&shop, DOORS[0], "another@attempts.test", "198.51.100.1, 203.0.113.1");
        forged.send().await.expect(429);
        attempt(&shop, DOORS[0], "another@attempts.test", "203.0.113.2").send().await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn attempts_are_counted_for_all_nodes_together() {
    for scratch in databases().await {
        let first = Shop::open_with(&scratch, at_one_instant(), limited()).await;
        let second = Shop::open_with(&scratch, at_one_instant(), limited()).await;
        for shop in [&first, &second, &first] {
            attempt(shop, DOORS[0], "ann@attempts.test", "203.0.113.1").send().await.expect(401);
        }
        for shop in [&first, &second] {
            attempt(shop, DOORS[0], "ann@attempts.test", "203.0.113.1").send().await.expect(429);
        }
        attempt(&second, DOORS[0], "bob@attempts.test", "203.0.113.1").send().await.expect(401);
        first.close().await;
        second.close().await;
        scratch.remove().await;
    }
}

#[tokio::test]
async fn nothing_is_counted_unless_configured() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            for _ in 0..20 {
                attempt(&shop, DOORS[2], "ann@attempts.test", "203.0.113.1").send().await.expect(201);
            }
        },
    )
    .await;
}
