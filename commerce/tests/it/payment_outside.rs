//! `complete-cart` with a provider that reaches outside: no order without an authorization, no authorization without an
//! order.

use crate::checkout::{Bench, Line};
use futures_util::FutureExt as _;
use futures_util::future::ready;
use serde_json::json;
use std::sync::{Arc, Mutex};
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::Expr;
use stheno_flows::cart::complete_cart::{self, Completed};
use stheno_kernel::{Error, Result};
use stheno_model::{Model, Records as _};
use stheno_order::{Order, OrderTransaction};
use stheno_payment::provider::{
    Answer, Data, PaymentInput, PaymentProvider, PaymentProviders, Session, SessionInput, SessionStatus,
};
use stheno_payment::{Payment, PaymentCollection, PaymentProvider as Row, PaymentSession};
use stheno_testkit::{Shop, on_both};
use stheno_workflow::Faults;

pub const PROVIDER: &str = "pp_outside_test";

/// What the outside was asked, and what it answers to authorizations.
struct Outside {
    asked: Mutex<Vec<&'static str>>,
    answer: Mutex<Option<SessionStatus>>,
}

struct Provider(Arc<Outside>);

/// Where tests find it.
struct Handle(Arc<Outside>);

impl Outside {
    fn note(&self, what: &'static str) {
        self.asked.lock().unwrap().push(what);
    }
    fn answers(&self, status: Option<SessionStatus>) {
        *self.answer.lock().unwrap() = status;
    }
    fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn kept() -> Data {
    json!({ "ref": "abc" }).as_object().cloned().unwrap()
}

impl PaymentProvider for Provider {
    fn id(&self) -> &str {
        PROVIDER
    }
    fn initiate(&self, _input: SessionInput) -> Answer<'_, Session> {
        self.0.note("initiate");
        ready(Ok(Session { data: kept(), status: SessionStatus::Pending })).boxed()
    }
    fn update(&self, _input: SessionInput) -> Answer<'_, Session> {
        ready(Ok(Session { data: kept(), status: SessionStatus::Pending })).boxed()
    }
    fn delete(&self, _input: PaymentInput) -> Answer<'_, Data> {
        self.0.note("delete");
        ready(Ok(kept())).boxed()
    }
    fn authorize(&self, input: PaymentInput) -> Answer<'_, Session> {
        assert_eq!(input.data, kept());
        self.0.note("authorize");
        let answer = match *self.0.answer.lock().unwrap() {
            Some(status) => Ok(Session { data: input.data, status }),
            None => Err(Error::unexpected_state("the line is dead")),
        };
        ready(answer).boxed()
    }
    fn capture(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.0.note("capture");
        ready(Ok(input.data)).boxed()
    }
    fn refund(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.0.note("refund");
        ready(Ok(input.data)).boxed()
    }
    fn cancel(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.0.note("cancel");
        ready(Ok(input.data)).boxed()
    }
}

pub fn with_outside() -> Builder {
    let outside =
        Arc::new(Outside { asked: Mutex::default(), answer: Mutex::new(Some(SessionStatus::Authorized)) });
    commerce(&[])
        .extension(PaymentProviders::default().with(Provider(Arc::clone(&outside))))
        .extension(Handle(outside))
        .extension(Faults::default())
}

async fn cart(bench: &Bench<'_>) -> String {
    let variant = bench.variant(100).await;
    bench.paid_cart(&[Line { variant: &variant, quantity: 1 }]).await
}

#[tokio::test]
async fn an_order_is_placed_once_the_money_is_promised() {
    on_both(with_outside, |shop| async move {
        let bench = Bench::paid_with(&shop, PROVIDER).await;
        let outside = Arc::clone(&shop.app.extension::<Handle>().unwrap().0);
        let (ctx, id) = (shop.app.context(), cart(&bench).await);
        let first = complete_cart::run(&ctx, id.clone()).await;
        assert!(matches!(first, Ok(Completed::Order(..))), "{first:?}");
        assert_eq!(outside.asked(), ["initiate", "authorize"]);
        let again = complete_cart::run(&ctx, id).await;
        assert!(matches!(again, Ok(Completed::Order(..))), "{again:?}");
        assert!(outside.asked().is_empty());
        assert_eq!((count::<Order>(&shop).await, count::<Payment>(&shop).await), (1, 1));
        assert_eq!(all::<PaymentCollection>(&shop).await[0].status, "authorized");
        outside.answers(Some(SessionStatus::Captured));
        complete_cart::run(&ctx, cart(&bench).await).await.unwrap();
        assert_eq!(count::<OrderTransaction>(&shop).await, 1);
        assert!(all::<PaymentCollection>(&shop).await.iter().any(|c| c.status == "completed"));
    })
    .await;
}

#[tokio::test]
async fn a_provider_of_the_shop_can_be_given_to_a_region() {
    on_both(with_outside, |shop| async move {
        let ctx = shop.app.context();
        for _start in 0..2 {
            stheno_flows::defaults::create_defaults::run(&ctx).await.unwrap();
            let mut ids: Vec<String> = all::<Row>(&shop).await.into_iter().map(|row| row.id).collect();
            ids.sort_unstable();
            assert_eq!(ids, [PROVIDER, stheno_payment::provider::SYSTEM]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_refusal_keeps_the_cart_and_tells_the_shopper() {
    on_both(with_outside, |shop| async move {
        let bench = Bench::paid_with(&shop, PROVIDER).await;
        let outside = Arc::clone(&shop.app.extension::<Handle>().unwrap().0);
        let (ctx, id) = (shop.app.context(), cart(&bench).await);
        for (answer, told, status) in [
            (SessionStatus::RequiresMore, "More information is required for payment", "requires_more"),
            (SessionStatus::Pending, "Payment authorization failed", "pending"),
        ] {
            outside.answers(Some(answer));
            match complete_cart::run(&ctx, id.clone()).await.unwrap() {
                Completed::Refused(error) => assert_eq!(error.message(), told),
                Completed::Order(id, _) => panic!("{id}"),
            }
            assert_eq!(all::<PaymentSession>(&shop).await[0].status, status);
        }
        assert!(!outside.asked().contains(&"cancel"));
        outside.answers(None);
        let failed = complete_cart::run(&ctx, id.clone()).await.unwrap();
        assert!(
            matches!(failed, Completed::Refused(error) if error.message() == "Payment authorization failed")
        );
        assert_eq!((count::<Order>(&shop).await, count::<Payment>(&shop).await), (0, 0));
        // Nobody knows whether the dead line took the order: it is called off.
        assert_eq!(outside.asked(), ["authorize", "cancel"]);
        outside.answers(Some(SessionStatus::Authorized));
        let at_last: Result<Completed> = complete_cart::run(&ctx, id).await;
        assert!(matches!(at_last, Ok(Completed::Order(..))), "{at_last:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_promised_is_let_go_if_the_order_fails() {
    on_both(with_outside, |shop| async move {
        let bench = Bench::paid_with(&shop, PROVIDER).await;
        let outside = Arc::clone(&shop.app.extension::<Handle>().unwrap().0);
        let faults = shop.app.extension::<Faults>().unwrap();
        let (ctx, id) = (shop.app.context(), cart(&bench).await);
        outside.asked();
        faults.fail_at("complete-cart", "create-orders");
        assert!(complete_cart::run(&ctx, id.clone()).await.is_err());
        assert_eq!(outside.asked(), ["authorize", "cancel"]);
        assert_eq!((count::<Order>(&shop).await, count::<Payment>(&shop).await), (0, 0));
        let metrics = shop.metrics().await;
        let told = |name: &str| metrics.value(name, &[("workflow", "complete-cart")]);
        assert_eq!((told("stheno_flows_undone_total"), told("stheno_flow_undos_failed_total")), (1.0, 0.0));
        faults.clear();
        let at_last = complete_cart::run(&ctx, id).await;
        assert!(matches!(at_last, Ok(Completed::Order(..))), "{at_last:?}");
    })
    .await;
}

async fn count<M: Model>(shop: &Shop) -> usize {
    all::<M>(shop).await.len()
}

async fn all<M: Model>(shop: &Shop) -> Vec<M> {
    shop.app.database().read(|tx| async move { tx.find::<M>(Expr::always()).await }).await.unwrap()
}
