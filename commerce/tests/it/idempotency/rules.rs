//! What a key is, whose it is, how long it is kept, and what is kept of it.

use super::{TABLE, answered, count, create_cart, keyed, refused, same, set, taking_over};
use crate::doors::{Callers, registered};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::{Expr, Select, Type};
use stheno_kernel::{Clock as _, SystemClock, Value};
use stheno_testkit::{FixedClock, Shop, databases, on_both};
use stheno_workflow::Faults;

fn plain() -> Builder {
    commerce(&[])
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused() {
    on_both(plain, |shop| async move {
        let callers = Callers::in_a_region(&shop).await;
        let first = keyed(create_cart(&shop, &callers.key), "one").send().await;
        same(&first, &keyed(create_cart(&shop, &callers.key), "one").send().await);
        let id = first.expect(200)["cart"]["id"].as_str().unwrap().to_owned();
        let other_body = shop.post("/store/carts", json!({ "email": "b@b.test" }));
        let other_query = shop.post("/store/carts?fields=id", json!({ "email": "a@b.test" }));
        let other_path = shop.post(&format!("/store/carts/{id}"), json!({ "email": "a@b.test" }));
        let other_method = shop.delete(&format!("/store/carts/{id}/line-items/x"));
        for other in [other_body, other_query, other_path, other_method] {
            let answer = keyed(other.key(&callers.key), "one").send().await;
            refused(&answer, 422, "idempotency_error");
            assert_eq!(answer.json["code"], "idempotency_error");
        }
        assert_eq!(count(&shop, "cart", Expr::always()).await, 1);
        // Reads have no effect that could be had twice.
        let read = shop.get(&format!("/store/carts/{id}")).key(&callers.key);
        assert_eq!(keyed(read, "one").send().await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_of_visible_ascii_and_sent_once() {
    on_both(plain, |shop| async move {
        let callers = Callers::in_a_region(&shop).await;
        for key in ["", "a b", "a\tb", &"x".repeat(256)] {
            let answer = keyed(create_cart(&shop, &callers.key), key).send().await;
            refused(&answer, 400, "invalid_data");
        }
        let twice = keyed(keyed(create_cart(&shop, &callers.key), "a"), "b").send().await;
        refused(&twice, 400, "invalid_data");
        assert_eq!(count(&shop, "cart", Expr::always()).await, 0);
        let longest = "~".repeat(255);
        assert_eq!(keyed(create_cart(&shop, &callers.key), &longest).send().await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_its_actors_own() {
    on_both(plain, |shop| async move {
        let callers = Callers::in_a_region(&shop).await;
        let (ann, bob) = (registered(&shop, "ann").await, registered(&shop, "bob").await);
        let body = json!({ "first_name": "A", "address_1": "Street", "city": "B", "country_code": "de" });
        let add = |token: &str| {
            let call = shop.post("/store/customers/me/addresses", body.clone()).key(&callers.key);
            keyed(call.bearer(token), "shared").send()
        };
        let (of_ann, of_bob) = (add(&ann.token).await, add(&bob.token).await);
        same(&of_ann, &add(&ann.token).await);
        same(&of_bob, &add(&bob.token).await);
        let owner = |answer: &Json| answer["customer"]["id"].as_str().unwrap().to_owned();
        assert_eq!((owner(&of_ann.json), owner(&of_bob.json)), (ann.id, bob.id));
        assert_eq!(count(&shop, "customer_address", Expr::always()).await, 2);
    })
    .await;
}

#[tokio::test]
async fn requests_at_once_with_one_key_have_one_effect() {
    on_both(plain, |shop| async move {
        let callers = Callers::in_a_region(&shop).await;
        let calls = (0..16).map(|_| tokio::spawn(keyed(create_cart(&shop, &callers.key), "at-once").send()));
        let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
        let (done, waiting): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert!(!done.is_empty());
        done.iter().for_each(|answer| same(done[0], answer));
        waiting.iter().for_each(|answer| refused(answer, 409, "conflict"));
        assert_eq!(count(&shop, "cart", Expr::always()).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_kept_and_a_fault_is_not() {
    on_both(
        || plain().extension(Faults::default()),
        |shop| async move {
            let callers = Callers::in_a_region(&shop).await;
            let unknown = json!({ "region_id": "reg_none" });
            let refuse =
                || keyed(shop.post("/store/carts", unknown.clone()).key(&callers.key), "refused").send();
            let first = refuse().await;
            assert!(first.status.is_client_error(), "{}", first.text);
            assert_eq!(answered(&shop).await, 1);
            same(&first, &refuse().await);
            let faults = shop.app.extension::<Faults>().unwrap();
            faults.fail_nth_step("create-cart", 0);
            let failed = keyed(create_cart(&shop, &callers.key), "failed").send().await;
            assert_eq!(failed.status, 500, "{}", failed.text);
            assert_eq!((count(&shop, "cart", Expr::always()).await, answered(&shop).await), (0, 1));
            faults.clear();
            let done = keyed(create_cart(&shop, &callers.key), "failed").send().await;
            assert_eq!((done.status.as_u16(), count(&shop, "cart", Expr::always()).await), (200, 1));
        },
    )
    .await;
}

/// Whether the key is taken over while the handler is at work.
struct Thief(AtomicBool);

#[tokio::test]
async fn who_lost_the_key_can_commit_nothing() {
    on_both(
        || {
            plain().extension(Thief(AtomicBool::new(true))).hook(
                "create-cart.cartCreated",
                |cx, _: Json| async move {
                    if cx.app().extension::<Thief>().unwrap().0.load(Ordering::Relaxed) {
                        cx.execute(taking_over()).await?;
                    }
                    Ok(())
                },
            )
        },
        |shop| async move {
            let callers = Callers::in_a_region(&shop).await;
            let lost = keyed(create_cart(&shop, &callers.key), "stolen").send().await;
            refused(&lost, 409, "conflict");
            assert_eq!((count(&shop, "cart", Expr::always()).await, answered(&shop).await), (0, 0));
            shop.app.extension::<Thief>().unwrap().0.store(false, Ordering::Relaxed);
            let done = keyed(create_cart(&shop, &callers.key), "stolen").send().await;
            assert_eq!((done.status.as_u16(), count(&shop, "cart", Expr::always()).await), (200, 1));
        },
    )
    .await;
}

#[tokio::test]
async fn a_login_is_answered_again_with_its_token_and_its_session() {
    on_both(plain, |shop| async move {
        let callers = Callers::in_a_region(&shop).await;
        let body = json!({ "email": "new@door.test", "password": "correct horse" });
        let register =
            || keyed(shop.post("/auth/customer/emailpass/register", body.clone()), "register").send();
        let first = register().await;
        same(&first, &register().await);
        let token = first.expect(200)["token"].as_str().unwrap().to_owned();
        let log_in = || keyed(shop.post("/auth/session", json!({})).bearer(&callers.user), "log-in").send();
        let session = log_in().await;
        assert!(session.headers.contains_key("set-cookie"));
        same(&session, &log_in().await);
        assert_eq!(count(&shop, "stheno_session", Expr::always()).await, 1);
        let secret = json!({ "title": "x", "type": "secret" });
        let make =
            || keyed(shop.post("/admin/api-keys", secret.clone()).bearer(&callers.user), "make").send();
        let made = make().await;
        same(&made, &make().await);
        let key = made.expect(200)["api_key"]["token"].as_str().unwrap().to_owned();
        // Whoever reads the database alone learns nothing.
        let kept = kept(&shop).await;
        for hidden in [
            "register",
            "log-in",
            "correct horse",
            "new@door.test",
            token.as_str(),
            key.as_str(),
            "connect.sid",
        ] {
            assert!(!kept.contains(hidden), "{hidden}");
        }
    })
    .await;
}

/// All that is kept of all keys.
async fn kept(shop: &Shop) -> String {
    let select = Select::from(TABLE)
        .column("id", Type::Text)
        .column("fingerprint", Type::Text)
        .column("locked_by", Type::Text)
        .column("answer", Type::Text);
    let rows = shop.app.database().read(|tx| async move { tx.run(select).await });
    let rows: Result<_, stheno_kernel::Error> = rows.await;
    let cells: Vec<Value> = rows.unwrap().into_values();
    assert!(cells.len() >= 12);
    format!("{cells:?}")
}

#[tokio::test]
async fn a_key_is_kept_for_a_day() {
    for scratch in databases().await {
        let clock = Arc::new(FixedClock::new(SystemClock.now()));
        let shop = Shop::open(&scratch, plain().clock(clock.clone())).await;
        let key = Callers::in_a_region(&shop).await.key;
        let jobs = || shop.app.events().run_due_jobs(shop.app.database(), shop.app.clock());
        jobs().await.unwrap();
        let first = keyed(create_cart(&shop, &key), "daily").send().await;
        clock.advance_millis(24 * 3_600_000 - 1);
        stheno_http::idempotency::forget(&shop.app).await.unwrap();
        same(&first, &keyed(create_cart(&shop, &key), "daily").send().await);
        clock.advance_millis(1);
        let second = keyed(create_cart(&shop, &key), "daily").send().await;
        assert_ne!(first.json["cart"]["id"], second.expect(200)["cart"]["id"]);
        clock.advance_millis(24 * 3_600_000);
        assert!(jobs().await.unwrap() > 0);
        assert_eq!(count(&shop, TABLE, Expr::always()).await, 0);
        shop.close().await;
        scratch.remove().await;
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_made_anew() {
    on_both(plain, |shop| async move {
        let callers = Callers::in_a_region(&shop).await;
        let first = keyed(create_cart(&shop, &callers.key), "sealed").send().await;
        assert_eq!(first.status, 200);
        set(&shop, "answer", Expr::param("nonsense")).await;
        let again = keyed(create_cart(&shop, &callers.key), "sealed").send().await;
        refused(&again, 422, "idempotency_error");
        assert_eq!(count(&shop, "cart", Expr::always()).await, 1);
    })
    .await;
}
