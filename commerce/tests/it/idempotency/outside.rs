//! Keys of requests that reach outside: the answer is kept with the last transaction, and where that fails, what was done
//! outside is undone.

use super::{answered, count, keyed, refused, same, set, taking_over};
use crate::checkout::{Bench, Line};
use crate::doors::Callers;
use futures_util::FutureExt as _;
use futures_util::future::ready;
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::Expr;
use stheno_kernel::{Clock as _, Error, SystemClock};
use stheno_payment::provider::{
    Answer, Data, PaymentInput, PaymentProvider, PaymentProviders, Session, SessionInput, SessionStatus,
};
use stheno_testkit::{Call, Shop, databases};
use tokio::sync::Semaphore;

pub(super) const PROVIDER: &str = "pp_gated_test";

/// A provider that answers authorizations when it is let.
#[derive(Clone)]
pub(super) struct Gated(Arc<Inner>);

struct Inner {
    asked: Mutex<Vec<(&'static str, String)>>,
    /// A permit for each authorization that was asked for.
    came: Semaphore,
    /// A permit for each that may be answered.
    gate: Semaphore,
}

impl Gated {
    pub(super) fn open(permits: usize) -> Self {
        let (came, gate) = (Semaphore::new(0), Semaphore::new(permits));
        Self(Arc::new(Inner { asked: Mutex::default(), came, gate }))
    }
    pub(super) fn let_one(&self) {
        self.0.gate.add_permits(1);
    }
    /// Waits until an authorization was asked for.
    pub(super) async fn came(&self) {
        self.0.came.acquire().await.unwrap().forget();
    }
    fn note(&self, what: &'static str, key: &str) {
        self.0.asked.lock().unwrap().push((what, key.to_owned()));
    }
    /// What was asked since the last call, apart from the opening of sessions.
    pub(super) fn asked(&self) -> Vec<&'static str> {
        let asked = std::mem::take(&mut *self.0.asked.lock().unwrap());
        asked.into_iter().map(|(what, _)| what).filter(|what| *what != "initiate").collect()
    }
    pub(super) fn builder(&self) -> Builder {
        commerce(&[]).extension(PaymentProviders::default().with(self.clone()))
    }
    fn moved(&self, what: &'static str, input: PaymentInput) -> Answer<'_, Data> {
        self.note(what, &input.idempotency_key);
        ready(Ok(input.data)).boxed()
    }
}

fn pending() -> Session {
    Session { data: json!({ "ref": "abc" }).as_object().cloned().unwrap(), status: SessionStatus::Pending }
}

impl PaymentProvider for Gated {
    fn id(&self) -> &str {
        PROVIDER
    }
    fn initiate(&self, _: SessionInput) -> Answer<'_, Session> {
        self.note("initiate", "");
        ready(Ok(pending())).boxed()
    }
    fn update(&self, _: SessionInput) -> Answer<'_, Session> {
        ready(Ok(pending())).boxed()
    }
    fn delete(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.moved("delete", input)
    }
    fn authorize(&self, input: PaymentInput) -> Answer<'_, Session> {
        self.note("authorize", &input.idempotency_key);
        self.0.came.add_permits(1);
        async move {
            let closed = |_| Error::unexpected_state("the gate is closed");
            self.0.gate.acquire().await.map_err(closed)?.forget();
            Ok(Session { data: input.data, status: SessionStatus::Authorized })
        }
        .boxed()
    }
    fn capture(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.moved("capture", input)
    }
    fn refund(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.moved("refund", input)
    }
    fn cancel(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.moved("cancel", input)
    }
}

/// A cart that only has to be completed, and a publishable key.
pub(super) async fn cart(shop: &Shop) -> (String, Callers) {
    let bench = Bench::paid_with(shop, PROVIDER).await;
    let variant = bench.variant(100).await;
    let cart = bench.paid_cart(&[Line { variant: &variant, quantity: 1 }]).await;
    (cart, Callers::of(shop).await)
}

pub(super) fn complete(shop: &Shop, cart: &str, key: &str) -> Call {
    keyed(shop.post(&format!("/store/carts/{cart}/complete"), json!({})).key(key), "complete")
}

async fn orders(shop: &Shop) -> (i64, i64) {
    (count(shop, "order", Expr::always()).await, count(shop, "payment", Expr::always()).await)
}

#[tokio::test]
async fn while_the_first_waits_for_the_provider_the_second_is_turned_away() {
    for scratch in databases().await {
        let provider = Gated::open(0);
        let shop = Shop::open(&scratch, provider.builder()).await;
        let (id, callers) = cart(&shop).await;
        let first = tokio::spawn(complete(&shop, &id, &callers.key).send());
        provider.came().await;
        refused(&complete(&shop, &id, &callers.key).send().await, 409, "conflict");
        // Nobody else has to wait for the provider.
        let other = keyed(super::create_cart(&shop, &callers.key), "meanwhile").send().await;
        assert_eq!(other.status, 200, "{}", other.text);
        provider.let_one();
        let first = first.await.unwrap();
        assert_eq!(first.json["type"], "order", "{}", first.text);
        same(&first, &complete(&shop, &id, &callers.key).send().await);
        assert_eq!((provider.asked(), orders(&shop).await), (vec!["authorize"], (1, 1)));
        shop.close().await;
        scratch.remove().await;
    }
}

#[tokio::test]
async fn what_was_promised_is_let_go_if_the_answer_cannot_be_kept() {
    for scratch in databases().await {
        let provider = Gated::open(0);
        let shop = Shop::open(&scratch, provider.builder()).await;
        let (id, callers) = cart(&shop).await;
        let first = tokio::spawn(complete(&shop, &id, &callers.key).send());
        provider.came().await;
        let stolen = shop.app.database().transaction(|tx| async move { tx.execute(taking_over()).await });
        let stolen: Result<u64, Error> = stolen.await;
        assert_eq!(stolen.unwrap(), 1);
        provider.let_one();
        refused(&first.await.unwrap(), 409, "conflict");
        assert_eq!((provider.asked(), orders(&shop).await), (vec!["authorize", "cancel"], (0, 0)));
        assert_eq!(count(&shop, "stheno_flow_lock", Expr::always()).await, 0);
        // The thief falls silent, too.
        set(&shop, "locked_until", Expr::param(SystemClock.now().plus_millis(-1))).await;
        provider.let_one();
        let again = complete(&shop, &id, &callers.key).send().await;
        assert_eq!(again.json["type"], "order", "{}", again.text);
        assert_eq!((provider.asked(), orders(&shop).await), (vec!["authorize"], (1, 1)));
        same(&again, &complete(&shop, &id, &callers.key).send().await);
        shop.close().await;
        scratch.remove().await;
    }
}

#[tokio::test]
async fn money_is_captured_once() {
    for scratch in databases().await {
        let provider = Gated::open(1);
        let shop = Shop::open(&scratch, provider.builder()).await;
        let (id, callers) = cart(&shop).await;
        complete(&shop, &id, &callers.key).send().await.expect(200);
        let found = shop.get("/admin/payments").bearer(&callers.user).send().await.expect(200);
        let payment = found["payments"][0]["id"].as_str().unwrap().to_owned();
        provider.asked();
        let capture = |amount: Json| {
            let path = format!("/admin/payments/{payment}/capture");
            keyed(shop.post(&path, json!({ "amount": amount })).bearer(&callers.user), "capture").send()
        };
        let first = capture(json!(4)).await;
        assert_eq!(first.status, 200, "{}", first.text);
        same(&first, &capture(json!(4)).await);
        refused(&capture(json!(5)).await, 422, "idempotency_error");
        assert_eq!(provider.asked(), ["capture"]);
        assert_eq!((count(&shop, "capture", Expr::always()).await, answered(&shop).await), (1, 2));
        shop.close().await;
        scratch.remove().await;
    }
}
