//! A payment provider that misbehaves, and a database that fails around it: the provider's books and the shop's agree in the
//! end, an order is there once or not at all, and nobody else waits.

use crate::checkout::{Bench, Line};
use futures_util::future::join_all;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::{Expr, Fault, Passed, Select, Type};
use stheno_flows::cart::complete_cart::{self, Completed};
use stheno_flows::cart::create_payment_collection_for_cart;
use stheno_flows::payment::create_payment_sessions::{self, Input};
use stheno_flows::payment::refund_payment::{self, Asked};
use stheno_flows::payment::{PaymentTimeout, capture_payment};
use stheno_inventory::ReservationItem;
use stheno_kernel::{Amount, Clock, ErrorKind, Result, SystemClock, Timestamp};
use stheno_model::{Model, Records as _};
use stheno_order::{Order, OrderTransaction};
use stheno_payment::faulty::{FaultyProvider, Mishap, Verb};
use stheno_payment::provider::PaymentProviders;
use stheno_payment::{Capture, Payment, PaymentSession, Refund};
use stheno_testkit::{Shop, on_both};
use stheno_workflow::recover;

const PROVIDER: &str = "pp_bank_test";
/// What the bench's cart costs.
const PRICE: i64 = 10;
/// Past every lease, and past the pauses after a few failures.
const LONG_MS: i64 = 600_000;

const MISHAPS: [Mishap; 6] = [
    Mishap::Fails,
    Mishap::FailsAfter,
    Mishap::AnswersLate,
    Mishap::ActsLate,
    Mishap::ArrivesTwice,
    Mishap::Refuses,
];

/// The machine's clock, set forward.
#[derive(Clone, Default)]
struct Ahead(Arc<AtomicI64>);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_millis(self.0.load(Ordering::Relaxed))
    }
}

fn with_bank() -> Builder {
    let (bank, ahead) = (FaultyProvider::new(PROVIDER), Ahead::default());
    commerce(&[])
        .extension(PaymentProviders::default().with(bank.clone()))
        .extension(bank)
        .extension(ahead.clone())
        .clock(Arc::new(ahead))
}

/// As [`with_bank`], with little patience. Whoever answers at all does so at once, so time decides nothing.
fn impatient() -> Builder {
    with_bank().extension(PaymentTimeout(Duration::from_millis(20)))
}

struct World<'a> {
    shop: &'a Shop,
    bench: Bench<'a>,
    bank: Arc<FaultyProvider>,
}

impl<'a> World<'a> {
    async fn of(shop: &'a Shop) -> Self {
        shop.app.database().keep_none();
        let bench = Bench::paid_with(shop, PROVIDER).await;
        Self { shop, bench, bank: shop.app.extension().unwrap() }
    }

    async fn bare_cart(&self) -> String {
        let variant = self.bench.variant(100).await;
        self.bench.cart(&[Line { variant: &variant, quantity: 1 }]).await
    }

    /// Opens a session for the cart.
    async fn open_session(&self, cart: &str) -> Result<()> {
        let ctx = self.shop.app.context();
        let (collection, _) = create_payment_collection_for_cart::run(&ctx, cart.to_owned()).await?;
        let input = Input {
            payment_collection_id: collection,
            provider_id: PROVIDER.into(),
            customer_id: None,
            data: serde_json::Map::new(),
        };
        create_payment_sessions::run(&ctx, input).await.map(drop)
    }

    async fn paid_cart(&self) -> String {
        let cart = self.bare_cart().await;
        self.open_session(&cart).await.unwrap();
        cart
    }

    async fn complete(&self, cart: &str) -> Result<Completed> {
        complete_cart::run(&self.shop.app.context(), cart.to_owned()).await
    }

    /// The payment of a new order.
    async fn payment(&self) -> String {
        let before: Vec<_> = self.all::<Payment>().await.into_iter().map(|p| p.id).collect();
        let cart = self.paid_cart().await;
        self.buy(&cart).await;
        let fresh = self.all::<Payment>().await.into_iter().find(|p| !before.contains(&p.id));
        fresh.expect("there is a payment").id.into_string()
    }

    async fn capture(&self, payment: &str) -> Result<()> {
        capture_payment::run(&self.shop.app.context(), payment.to_owned(), None).await
    }

    /// Completes the cart, with another session if the first is used up.
    async fn buy(&self, cart: &str) -> String {
        if let Ok(Completed::Order(order, _)) = self.complete(cart).await {
            return order;
        }
        self.open_session(cart).await.expect("a session opens");
        match self.complete(cart).await {
            Ok(Completed::Order(order, _)) => order,
            other => panic!("the cart cannot be bought: {other:?}"),
        }
    }

    /// Everything works again, time passes, and somebody looks after what was cut off.
    async fn recovered(&self) {
        self.bank.behave();
        let clock = self.shop.app.extension::<Ahead>().unwrap();
        clock.0.fetch_add(LONG_MS, Ordering::Relaxed);
        recover(&self.shop.app).await.expect("the recovery works");
        assert_eq!(self.count_locks().await, 0, "a flow is still under way");
    }

    async fn all<M: Model>(&self) -> Vec<M> {
        self.shop.app.database().read(|tx| async move { tx.find::<M>(Expr::always()).await }).await.unwrap()
    }

    async fn count_locks(&self) -> usize {
        let select = Select::from("stheno_flow_lock").column("run_id", Type::Text);
        let read = self.shop.app.database().read(move |tx| async move { tx.run(select).await });
        read.await.unwrap().len()
    }

    /// What the bank has and what the shop has are the same, and no order is without its money.
    async fn check(&self, what: &str) {
        let (payments, captures) = (self.all::<Payment>().await, self.all::<Capture>().await);
        let sessions = self.all::<PaymentSession>().await;
        for (id, account) in self.bank.books() {
            let payment = payments.iter().find(|payment| payment.payment_session_id.as_str() == id);
            assert_eq!(account.is_authorized, payment.is_some(), "{what}: {id} {account:?}");
            let of_payment = |c: &&Capture| payment.is_some_and(|p| p.id == c.payment_id);
            let captured: Amount = captures.iter().filter(of_payment).map(|c| c.amount).sum();
            assert_eq!(account.captured, captured, "{what}: {id} {account:?}");
            assert!(account.captured <= account.amount, "{what}: {id} {account:?}");
            let is_kept = sessions.iter().any(|session| session.id.as_str() == id);
            assert!(is_kept || account.is_canceled, "{what}: nobody knows of {id} {account:?}");
        }
        let orders = self.all::<Order>().await.len();
        assert_eq!((payments.len(), self.all::<ReservationItem>().await.len()), (orders, orders), "{what}");
        let transactions = self.all::<OrderTransaction>().await;
        assert_eq!(transactions.len(), captures.len(), "{what}: every capture is in its order's books");
    }

    async fn captured(&self, payment: &str) -> Amount {
        let captures = self.all::<Capture>().await;
        captures.iter().filter(|c| c.payment_id.as_str() == payment).map(|c| c.amount).sum()
    }
}

#[tokio::test]
async fn an_authorization_that_goes_wrong_is_an_order_or_is_called_off() {
    on_both(impatient, |shop| async move {
        let world = World::of(&shop).await;
        for mishap in MISHAPS {
            for lasts in [false, true] {
                let cart = world.paid_cart().await;
                let asked = world.bank.calls(Verb::Authorize);
                if lasts {
                    world.bank.always(Verb::Authorize, mishap);
                } else {
                    world.bank.plan(Verb::Authorize, mishap);
                }
                let outcome = world.complete(&cart).await;
                let what = format!("{mishap:?}, lasting: {lasts}: {outcome:?}");
                // A provider that was merely late is asked again, with its key, and then the order is there at once.
                let is_late = matches!(mishap, Mishap::AnswersLate | Mishap::ActsLate);
                let works = mishap == Mishap::ArrivesTwice || is_late && !lasts;
                assert_eq!(matches!(outcome, Ok(Completed::Order(..))), works, "{what}");
                assert_eq!(world.bank.calls(Verb::Authorize) - asked, if is_late { 2 } else { 1 }, "{what}");
                world.check(&what).await;
                world.bank.behave();
                world.buy(&cart).await;
                world.check(&what).await;
            }
        }
        assert_eq!(world.all::<Order>().await.len(), 2 * MISHAPS.len());
        assert_eq!(world.count_locks().await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_capture_that_goes_wrong_is_brought_to_its_end_and_takes_the_money_once() {
    on_both(impatient, |shop| async move {
        let world = World::of(&shop).await;
        for mishap in MISHAPS {
            for lasts in [false, true] {
                let payment = world.payment().await;
                if lasts {
                    world.bank.always(Verb::Capture, mishap);
                } else {
                    world.bank.plan(Verb::Capture, mishap);
                }
                let outcome = world.capture(&payment).await;
                let what = format!("{mishap:?}, lasting: {lasts}: {outcome:?}");
                let is_late = matches!(mishap, Mishap::AnswersLate | Mishap::ActsLate);
                let works = mishap == Mishap::ArrivesTwice || is_late && !lasts;
                assert_eq!(outcome.is_ok(), works, "{what}");
                if mishap == Mishap::Refuses {
                    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::NotAllowed);
                    assert_eq!(
                        (world.captured(&payment).await, world.count_locks().await),
                        (Amount::ZERO, 0)
                    );
                }
                // What is not known is asked for again: by whoever asks next, or by the recovery.
                if lasts {
                    world.recovered().await;
                } else {
                    world.bank.behave();
                }
                world.capture(&payment).await.unwrap();
                assert_eq!(world.captured(&payment).await, Amount::from(PRICE), "{what}");
                world.check(&what).await;
                assert_eq!(world.count_locks().await, 0, "{what}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_refund_whose_answer_is_lost_is_brought_to_its_end_and_gives_the_money_once() {
    on_both(impatient, |shop| async move {
        let world = World::of(&shop).await;
        for mishap in [Mishap::FailsAfter, Mishap::AnswersLate, Mishap::ActsLate] {
            let payment = world.payment().await;
            world.capture(&payment).await.unwrap();
            world.bank.always(Verb::Refund, mishap);
            let asked =
                Asked { amount: Some(Amount::from(1)), note: Some("torn".into()), ..Asked::default() };
            let outcome = refund_payment::run(&shop.app.context(), payment.clone(), asked).await;
            assert!(outcome.is_err(), "{mishap:?}: nobody knows what became of it");
            world.recovered().await;
            let refunds = world.all::<Refund>().await;
            let of_payment: Vec<_> = refunds.iter().filter(|r| r.payment_id.as_str() == payment).collect();
            let noted: Vec<_> = of_payment.iter().map(|r| (r.amount, r.note.as_deref())).collect();
            assert_eq!(noted, [(Amount::from(1), Some("torn"))], "{mishap:?}");
            let given: Amount = world.bank.books().into_values().map(|account| account.refunded).sum();
            let all: Amount = refunds.iter().map(|refund| refund.amount).sum();
            assert_eq!(given, all, "{mishap:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn captures_at_once_of_a_provider_that_answers_late_take_the_money_once() {
    on_both(impatient, |shop| async move {
        let world = World::of(&shop).await;
        let payment = world.payment().await;
        world.bank.plan(Verb::Capture, Mishap::AnswersLate);
        let outcomes = join_all((0..8).map(|_| world.capture(&payment))).await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        assert_eq!(world.captured(&payment).await, Amount::from(PRICE));
        world.check("at once").await;
    })
    .await;
}

/// Faults at every statement and commit of a course, passing and lasting.
fn faults(passed: &[Passed]) -> Vec<Fault> {
    let commits = passed.iter().filter(|passed| **passed == Passed::Commit).count();
    let statements = passed.len() - commits;
    let of_statements = (0..statements).flat_map(|n| [Fault::Statement(n), Fault::Outage(n)]);
    of_statements.chain((0..commits).flat_map(|n| [Fault::Commit(n), Fault::Answer(n)])).collect()
}

#[tokio::test]
async fn whatever_statement_of_a_completion_fails_the_order_is_paid_for_or_nothing_is() {
    on_both(with_bank, |shop| async move {
        let world = World::of(&shop).await;
        let database = shop.app.database().faults();
        let cart = world.paid_cart().await;
        database.clear();
        world.complete(&cart).await.unwrap();
        let planned = faults(&database.passed());
        assert!(planned.len() > 20, "{planned:?}");
        for fault in &planned {
            let cart = world.paid_cart().await;
            let before = world.all::<Order>().await.len();
            database.plan(*fault);
            let outcome = world.complete(&cart).await;
            assert!(database.fired() > 0, "{fault:?} did not happen: {:?}", database.passed());
            database.clear();
            // An order is only told of if it is there; of an error, nobody knows yet.
            if let Ok(Completed::Order(..)) = &outcome {
                assert_eq!(world.all::<Order>().await.len(), before + 1, "{fault:?}");
            }
            world.recovered().await;
            world.check(&format!("{fault:?}: {outcome:?}")).await;
            world.buy(&cart).await;
            assert_eq!(world.all::<Order>().await.len(), before + 1, "{fault:?}");
        }
        world.check("in the end").await;
    })
    .await;
}

#[tokio::test]
async fn whatever_statement_of_a_capture_fails_the_money_is_taken_once_and_written_down() {
    on_both(with_bank, |shop| async move {
        let world = World::of(&shop).await;
        let database = shop.app.database().faults();
        let payment = world.payment().await;
        database.clear();
        world.capture(&payment).await.unwrap();
        for fault in faults(&database.passed()) {
            let payment = world.payment().await;
            database.plan(fault);
            let outcome = world.capture(&payment).await;
            assert!(database.fired() > 0, "{fault:?} did not happen");
            database.clear();
            if outcome.is_ok() {
                assert_eq!(world.captured(&payment).await, Amount::from(PRICE), "{fault:?}");
            }
            world.recovered().await;
            world.check(&format!("{fault:?}: {outcome:?}")).await;
            world.capture(&payment).await.unwrap();
            assert_eq!(world.captured(&payment).await, Amount::from(PRICE), "{fault:?}");
        }
        world.check("in the end").await;
    })
    .await;
}

#[tokio::test]
async fn whatever_statement_of_a_session_fails_the_provider_has_no_session_that_nobody_knows() {
    on_both(with_bank, |shop| async move {
        let world = World::of(&shop).await;
        let database = shop.app.database().faults();
        let cart = world.bare_cart().await;
        database.clear();
        world.open_session(&cart).await.unwrap();
        for fault in faults(&database.passed()) {
            let cart = world.bare_cart().await;
            database.plan(fault);
            let outcome = world.open_session(&cart).await;
            assert!(database.fired() > 0, "{fault:?} did not happen");
            database.clear();
            world.recovered().await;
            world.check(&format!("{fault:?}: {outcome:?}")).await;
            world.buy(&cart).await;
        }
        world.check("in the end").await;
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_holds_up_nobody_else() {
    on_both(with_bank, |shop| async move {
        let world = World::of(&shop).await;
        // More than there are connections.
        let many = 12;
        let mut carts = Vec::new();
        for _ in 0..many {
            carts.push(world.paid_cart().await);
        }
        world.bank.always(Verb::Authorize, Mishap::ActsLate);
        let ask = |cart: String| {
            let ctx = shop.app.context();
            tokio::spawn(async move { complete_cart::run(&ctx, cart).await })
        };
        let asking: Vec<_> = carts.into_iter().map(ask).collect();
        world.bank.until_waiting(many).await;
        // Reads and writes of others find a connection, and the writer free.
        let cart = world.bare_cart().await;
        world.open_session(&cart).await.unwrap();
        assert!(world.all::<Order>().await.is_empty());
        let callers = crate::doors::Callers::of(&shop).await;
        let made = shop.post("/admin/product-tags", json!({ "value": "meanwhile" })).bearer(&callers.user);
        made.send().await.expect(200);
        shop.get("/admin/product-tags").bearer(&callers.user).send().await.expect(200);
        world.bank.behave();
        for outcome in join_all(asking).await {
            assert!(matches!(outcome.unwrap(), Ok(Completed::Order(..))));
        }
        world.check("all at once").await;
    })
    .await;
}
