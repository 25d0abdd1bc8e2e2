//! A password is reset once, within a quarter of an hour, by whoever reads the event; strangers learn nothing.

use crate::doors::none;
use crate::heard::{heard_of, listening};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use stheno_commerce::commerce;
use stheno_customer::Customer;
use stheno_kernel::{Clock, SystemClock, Timestamp};
use stheno_model::{Model as _, Records as _};
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

/// Everything that takes a name and says whether it was right, on both versions. A registration is not among them, nor is
/// `GET /v1/store/auth/{email}`: the contract has them tell.
fn guesses(email: &str) -> Vec<(&'static str, Json, u16)> {
    let login = || json!({ "email": email, "password": "wrong" });
    let reset = || json!({ "identifier": email });
    // Well formed, and signed by nobody.
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE5OTk5OTk5OTl9.c2lnbmF0dXJl";
    vec![
        ("/auth/customer/emailpass", login(), 401),
        ("/auth/user/emailpass", login(), 401),
        ("/auth/customer/emailpass/reset-password", reset(), 201),
        ("/auth/user/emailpass/reset-password", reset(), 201),
        ("/v1/store/auth", login(), 401),
        ("/v1/store/auth/token", login(), 401),
        ("/v1/store/customers/password-token", json!({ "email": email }), 204),
        (
            "/v1/store/customers/password-reset",
            json!({ "email": email, "password": "new", "token": token }),
            401,
        ),
    ]
}

/// A guest is known to the shop, and has no login.
async fn known_names(shop: &Shop) -> [&'static str; 4] {
    register(shop, EMAIL).await;
    let ctx = shop.app.context();
    stheno_flows::user::create_user_account::create_admin(&ctx, "boss@passwords.test", "old").await.unwrap();
    let body =
        json!({ "email": "one@passwords.test", "password": "old", "first_name": "A", "last_name": "B" });
    shop.post("/v1/store/customers", body).send().await.expect(200);
    let guest = ctx.transaction("test", |cx| async move {
        let email = Some("guest@passwords.test".into());
        cx.insert_one(Customer { email, ..Customer::new(cx.stamp()) }).await
    });
    guest.await.unwrap();
    [EMAIL, "boss@passwords.test", "one@passwords.test", "guest@passwords.test"]
}

#[tokio::test]
async fn known_and_unknown_names_are_answered_alike() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            let mut failures = Vec::new();
            for known in known_names(&shop).await {
                let unknown = guesses("nobody@passwords.test");
                for ((path, body, status), (_, other, _)) in guesses(known).into_iter().zip(unknown) {
                    let (told, untold) =
                        (shop.post(path, body).send().await, shop.post(path, other).send().await);
                    if [told.status.as_u16(), untold.status.as_u16()] != [status; 2]
                        || told.text != untold.text
                    {
                        failures.push(format!(
                            "{path} for {known}: {} {} and {} {}",
                            told.status, told.text, untold.status, untold.text
                        ));
                    }
                }
            }
            none(failures);
        },
    )
    .await;
}

/// Where the contract has a registration tell that there is a login, it tells that and no more: not of whom, nor of guests.
#[tokio::test]
async fn a_registration_tells_of_logins_only() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let [customer, user, of_v1, guest] = known_names(&shop).await;
            for actor in ["customer", "user"] {
                let mut told = Vec::new();
                for known in [customer, user, of_v1] {
                    let body = json!({ "email": known, "password": "wrong" });
                    let path = format!("/auth/{actor}/emailpass/register");
                    let answer = shop.post(&path, body).send().await;
                    assert_eq!(answer.status, 401, "{known}: {}", answer.text);
                    told.push(answer.text);
                }
                told.dedup();
                assert_eq!(told.len(), 1, "{told:?}");
            }
            let mut told = Vec::new();
            for known in [customer, user, of_v1] {
                let body =
                    json!({ "email": known, "password": "wrong", "first_name": "A", "last_name": "B" });
                let refused = shop.post("/v1/store/customers", body).send().await.expect(422);
                told.push(refused["type"].clone());
            }
            assert_eq!(told, ["duplicate_error"; 3]);
            register(&shop, guest).await;
        },
    )
    .await;
}
