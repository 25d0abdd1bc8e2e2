//! Providers that keep customers get to know a customer at the first session, once; a session that fails leaves nobody known.

use crate::checkout::{Bench, Line};
use crate::doors::{Callers, Person, registered};
use futures_util::FutureExt as _;
use futures_util::future::{join_all, ready};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::Expr;
use stheno_flows::payment::create_payment_sessions::{self, Input};
use stheno_flows::payment::list_payment_methods;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_payment::provider::{
    Answer, Data, Holder, PaymentInput, PaymentProvider, PaymentProviders, SavedMethod, Session,
    SessionInput, SessionStatus,
};
use stheno_payment::{AccountHolder, PaymentSession};
use stheno_testkit::{Shop, on_both};
use stheno_workflow::Faults;

const PROVIDER: &str = "pp_holders_test";

/// What the outside keeps.
#[derive(Default)]
struct Outside {
    /// Customers by their external ids.
    holders: Mutex<BTreeSet<String>>,
    /// Contexts of the sessions that were asked for.
    sessions: Mutex<Vec<Data>>,
    is_down: AtomicBool,
}

struct Provider(Arc<Outside>);
struct Handle(Arc<Outside>);

fn kept(data: Data) -> Answer<'static, Data> {
    ready(Ok(data)).boxed()
}

impl PaymentProvider for Provider {
    fn id(&self) -> &str {
        PROVIDER
    }
    fn initiate(&self, input: SessionInput) -> Answer<'_, Session> {
        let answer = if self.0.is_down.load(Ordering::Relaxed) {
            Err(Error::unexpected_state("the line is dead"))
        } else {
            self.0.sessions.lock().unwrap().push(input.context);
            Ok(Session { data: Data::new(), status: SessionStatus::Pending })
        };
        ready(answer).boxed()
    }
    fn update(&self, _input: SessionInput) -> Answer<'_, Session> {
        ready(Ok(Session { data: Data::new(), status: SessionStatus::Pending })).boxed()
    }
    fn delete(&self, input: PaymentInput) -> Answer<'_, Data> {
        kept(input.data)
    }
    fn authorize(&self, input: PaymentInput) -> Answer<'_, Session> {
        ready(Ok(Session { data: input.data, status: SessionStatus::Authorized })).boxed()
    }
    fn capture(&self, input: PaymentInput) -> Answer<'_, Data> {
        kept(input.data)
    }
    fn refund(&self, input: PaymentInput) -> Answer<'_, Data> {
        kept(input.data)
    }
    fn cancel(&self, input: PaymentInput) -> Answer<'_, Data> {
        kept(input.data)
    }
    fn create_account_holder(&self, customer: Json, key: String) -> Answer<'_, Option<Holder>> {
        assert_eq!(customer["id"], key.as_str());
        let external_id = format!("ext_{key}");
        self.0.holders.lock().unwrap().insert(external_id.clone());
        ready(Ok(Some(Holder { external_id, data: Data::new() }))).boxed()
    }
    fn delete_account_holder(&self, holder: Holder) -> Answer<'_, ()> {
        self.0.holders.lock().unwrap().remove(&holder.external_id);
        ready(Ok(())).boxed()
    }
    fn list_payment_methods(&self, holder: Holder) -> Answer<'_, Vec<SavedMethod>> {
        let data = json!({ "last4": "4242", "of": holder.external_id }).as_object().cloned().unwrap();
        ready(Ok(vec![SavedMethod { id: "card_1".into(), data }])).boxed()
    }
}

fn with_holders() -> Builder {
    let outside = Arc::new(Outside::default());
    commerce(&[])
        .extension(PaymentProviders::default().with(Provider(Arc::clone(&outside))))
        .extension(Handle(outside))
        .extension(Faults::default())
}

struct World<'a> {
    shop: &'a Shop,
    bench: Bench<'a>,
    outside: Arc<Outside>,
    callers: Callers,
    ann: Person,
}

impl<'a> World<'a> {
    async fn of(shop: &'a Shop) -> Self {
        let bench = Bench::paid_with(shop, PROVIDER).await;
        let outside = Arc::clone(&shop.app.extension::<Handle>().unwrap().0);
        let (callers, ann) = (Callers::of(shop).await, registered(shop, "ann").await);
        Self { shop, bench, outside, callers, ann }
    }

    async fn collection(&self) -> String {
        let variant = self.bench.variant(10).await;
        let cart = self.bench.cart(&[Line { variant: &variant, quantity: 1 }]).await;
        let call = self.shop.post("/store/payment-collections", json!({ "cart_id": cart }));
        let made = call.key(&self.callers.key).send().await.expect(200);
        made["payment_collection"]["id"].as_str().unwrap().to_owned()
    }

    fn input(&self, collection: &str) -> Input {
        Input {
            payment_collection_id: collection.to_owned(),
            provider_id: PROVIDER.into(),
            customer_id: Some(self.ann.id.clone()),
            data: Data::new(),
        }
    }

    async fn pays(&self, collection: &str) -> Result<()> {
        create_payment_sessions::run(&self.shop.app.context(), self.input(collection)).await.map(drop)
    }

    fn known(&self) -> usize {
        self.outside.holders.lock().unwrap().len()
    }

    async fn written(&self) -> (usize, usize) {
        let read = self.shop.app.database().read(|tx| async move {
            let holders = tx.find::<AccountHolder>(Expr::always()).await?.len();
            Ok::<_, Error>((holders, tx.find::<PaymentSession>(Expr::always()).await?.len()))
        });
        read.await.unwrap()
    }
}

#[tokio::test]
async fn the_first_session_makes_a_customer_known() {
    on_both(with_holders, |shop| async move {
        let world = World::of(&shop).await;
        let path = format!("/store/payment-collections/{}/payment-sessions", world.collection().await);
        let pays = |call: stheno_testkit::Call| call.key(&world.callers.key).send();
        let body = json!({ "provider_id": PROVIDER });
        pays(shop.post(&path, body.clone())).await.expect(200);
        assert_eq!((world.known(), world.written().await.0), (0, 0), "a guest has no account");
        for _ in 0..2 {
            pays(shop.post(&path, body.clone()).bearer(&world.ann.token)).await.expect(200);
            assert_eq!((world.known(), world.written().await), (1, (1, 1)));
        }
        let external = json!(format!("ext_{}", world.ann.id));
        for context in &world.outside.sessions.lock().unwrap()[1..] {
            assert_eq!(
                (&context["account_holder"]["external_id"], &context["customer"]["id"]),
                (&external, &json!(world.ann.id))
            );
        }
        let path = format!("/admin/customers/{}?fields=id,*account_holders", world.ann.id);
        let shown = shop.get(&path).bearer(&world.callers.user).send().await.expect(200);
        let holder = &shown["customer"]["account_holders"][0];
        assert_eq!((&holder["external_id"], &holder["provider_id"]), (&external, &json!(PROVIDER)));
        let saved = list_payment_methods::run(&shop.app.context(), &world.ann.id).await.unwrap();
        assert_eq!((saved.len(), saved[0].provider_id.as_str()), (1, PROVIDER));
        assert_eq!((saved[0].id.as_str(), &saved[0].data["of"]), ("card_1", &external));
        let bob = registered(&shop, "bob").await;
        assert_eq!(list_payment_methods::run(&shop.app.context(), &bob.id).await.unwrap(), []);
        // Medusa 1's client is shown them too, each customer their own.
        let of_ann = json!([{ "provider_id": PROVIDER, "data": { "last4": "4242", "of": external } }]);
        for (token, expected) in [(&world.ann.v1_token, of_ann), (&bob.v1_token, json!([]))] {
            let saved = shop.get("/v1/store/customers/me/payment-methods").bearer(token);
            assert_eq!(saved.send().await.expect(200)["payment_methods"], expected);
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_first_sessions_at_once_one_account_remains() {
    on_both(with_holders, |shop| async move {
        let world = World::of(&shop).await;
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let input = world.input(&world.collection().await);
            let ctx = shop.app.context();
            tasks.push(tokio::spawn(async move { create_payment_sessions::run(&ctx, input).await }));
        }
        for done in join_all(tasks).await {
            done.unwrap().unwrap();
        }
        assert_eq!((world.known(), world.written().await), (1, (1, 8)));
    })
    .await;
}

#[tokio::test]
async fn a_session_that_fails_leaves_nobody_known() {
    on_both(with_holders, |shop| async move {
        let world = World::of(&shop).await;
        let collection = world.collection().await;
        world.outside.is_down.store(true, Ordering::Relaxed);
        assert!(world.pays(&collection).await.is_err());
        assert_eq!((world.known(), world.written().await), (0, (0, 0)));
        world.outside.is_down.store(false, Ordering::Relaxed);
        world.pays(&collection).await.unwrap();
        assert_eq!((world.known(), world.written().await), (1, (1, 1)));
        // Known already: what fails now forgets nobody.
        world.outside.is_down.store(true, Ordering::Relaxed);
        assert!(world.pays(&collection).await.is_err());
        assert_eq!((world.known(), world.written().await), (1, (1, 1)));
    })
    .await;
}

#[tokio::test]
async fn a_failure_at_any_step_leaves_nobody_known() {
    on_both(with_holders, |shop| async move {
        let world = World::of(&shop).await;
        let faults = shop.app.extension::<Faults>().unwrap();
        let learn = registered(&shop, "learn").await;
        let input = Input { customer_id: Some(learn.id), ..world.input(&world.collection().await) };
        faults.clear();
        create_payment_sessions::run(&shop.app.context(), input).await.unwrap();
        let steps = faults.passed("create-payment-sessions");
        assert!(steps.iter().any(|step| step == "create-payment-account-holder"), "{steps:?}");
        let (before, collection) = ((world.known(), world.written().await), world.collection().await);
        for (n, step) in steps.iter().enumerate() {
            faults.clear();
            faults.fail_nth_step("create-payment-sessions", n);
            assert!(world.pays(&collection).await.is_err(), "{step}");
            assert_eq!((world.known(), world.written().await), before, "{step}");
        }
        faults.clear();
        world.pays(&collection).await.unwrap();
        assert_eq!(world.known(), before.0 + 1);
    })
    .await;
}
