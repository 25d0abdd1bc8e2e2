//! A password is reset once, within a quarter of an hour, by whoever reads the event; strangers learn nothing.

use crate::heard::{heard_of, listening};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use stheno_commerce::commerce;
use stheno_kernel::{Clock, SystemClock, Timestamp};
use stheno_testkit::{Answer, Shop, on_both};

const EMAIL: &str = "ann@passwords.test";
const RESET: &str = "auth.password_reset";
const MINUTE_MS: i64 = 60_000;

/// The machine's clock, set forward.
#[derive(Clone, Default)]
struct Ahead(Arc<AtomicI64>);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_millis(self.0.load(Ordering::Relaxed))
    }
}

async fn register(shop: &Shop, email: &str) {
    let body = json!({ "email": email, "password": "old" });
    shop.post("/auth/customer/emailpass/register", body).send().await.expect(200);
}

async fn asks(shop: &Shop, email: &str) -> Answer {
    let body = json!({ "identifier": email });
    shop.post("/auth/customer/emailpass/reset-password", body).send().await
}

async fn token(shop: &Shop) -> String {
    let told = heard_of(shop, RESET).await;
    assert_eq!(told.len(), 1);
    told[0]["token"].as_str().unwrap().to_owned()
}

async fn resets(shop: &Shop, token: &str, password: &str) -> u16 {
    let call = shop.post("/auth/customer/emailpass/update", json!({ "password": password })).bearer(token);
    call.send().await.status.as_u16()
}

async fn logs_in(shop: &Shop, password: &str) -> u16 {
    let body = json!({ "email": EMAIL, "password": password });
    shop.post("/auth/customer/emailpass", body).send().await.status.as_u16()
}

#[tokio::test]
async fn a_reset_token_is_good_once_and_in_its_event_only() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            register(&shop, EMAIL).await;
            let answer = asks(&shop, EMAIL).await;
            let told = heard_of(&shop, RESET).await;
            assert_eq!((told.len(), &told[0]["entity_id"]), (1, &json!(EMAIL)));
            let first = told[0]["token"].as_str().unwrap().to_owned();
            assert!(!answer.text.contains(&first) && answer.status == 201);
            assert_eq!(asks(&shop, EMAIL).await.status, 201);
            let second = token(&shop).await;
            assert_eq!(resets(&shop, &first, "x").await, 401, "a later token voids those before it");
            let at_once = (0..8).map(|n| {
                let (shop, second) = (shop.clone(), second.clone());
                tokio::spawn(async move { (n, resets(&shop, &second, &format!("new{n}")).await) })
            });
            let mut taken = Vec::new();
            for task in at_once.collect::<Vec<_>>() {
                let (n, status) = task.await.unwrap();
                assert!(status == 200 || status == 401);
                taken.extend((status == 200).then_some(n));
            }
            assert_eq!(taken.len(), 1);
            assert_eq!(logs_in(&shop, &format!("new{}", taken[0])).await, 200);
            assert_eq!(logs_in(&shop, "old").await, 401);
        },
    )
    .await;
}

#[tokio::test]
async fn a_reset_token_runs_out() {
    on_both(
        || {
            let ahead = Ahead::default();
            listening(commerce(&[])).extension(ahead.clone()).clock(Arc::new(ahead))
        },
        |shop| async move {
            let ahead = shop.app.extension::<Ahead>().unwrap();
            register(&shop, EMAIL).await;
            asks(&shop, EMAIL).await;
            let late = token(&shop).await;
            ahead.0.fetch_add(16 * MINUTE_MS, Ordering::Relaxed);
            assert_eq!(resets(&shop, &late, "new").await, 401);
            asks(&shop, EMAIL).await;
            let fresh = token(&shop).await;
            ahead.0.fetch_add(14 * MINUTE_MS, Ordering::Relaxed);
            assert_eq!(resets(&shop, &fresh, "new").await, 200);
            assert_eq!(logs_in(&shop, "new").await, 200);
        },
    )
    .await;
}

#[tokio::test]
async fn known_and_unknown_names_are_answered_alike() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            register(&shop, EMAIL).await;
            let (known, unknown) = (asks(&shop, EMAIL).await, asks(&shop, "nobody@passwords.test").await);
            assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
            let wrong = |email: &str| json!({ "email": email, "password": "wrong" });
            let known = shop.post("/auth/customer/emailpass", wrong(EMAIL)).send().await;
            let unknown = shop.post("/auth/customer/emailpass", wrong("nobody@passwords.test")).send().await;
            assert_eq!((known.status.as_u16(), &known.text), (401, &unknown.text));
            assert_eq!(unknown.status, 401);
        },
    )
    .await;
}
