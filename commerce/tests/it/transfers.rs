//! An order goes over to another customer: once, by whoever holds the token, and whole.

use crate::checkout::{Bench, Line};
use crate::doors::{Callers, Person, registered};
use crate::heard::{heard, heard_of, listening};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use stheno_commerce::commerce;
use stheno_database::Expr;
use stheno_flows::cart::complete_cart::{self, Completed};
use stheno_flows::order::transfer::{accept_order_transfer_workflow, request_order_transfer_workflow};
use stheno_model::{Model, Records as _};
use stheno_order::{Order, OrderChange, OrderChangeAction, OrderItem, OrderSummary};
use stheno_testkit::{Answer, Shop, on_both};
use stheno_workflow::Faults;

const REQUESTED: &str = "order.transfer_requested";

async fn guest_order(shop: &Shop) -> String {
    let bench = Bench::open(shop).await;
    let variant = bench.variant(10).await;
    let cart = bench.paid_cart(&[Line { variant: &variant, quantity: 2 }]).await;
    match complete_cart::run(&shop.app.context(), cart).await.unwrap() {
        Completed::Order(id, _) => id,
        Completed::Refused(error) => panic!("{error}"),
    }
}

#[derive(Clone)]
struct World {
    shop: Shop,
    key: String,
    user: String,
    order: String,
}

impl World {
    async fn of(shop: Shop) -> Self {
        let order = guest_order(&shop).await;
        let Callers { key, user, .. } = Callers::of(&shop).await;
        heard(&shop).await;
        Self { shop, key, user, order }
    }

    async fn another(&self) -> Self {
        Self { order: guest_order(&self.shop).await, ..self.clone() }
    }

    fn asks(&self, what: &str, body: Json) -> stheno_testkit::Call {
        self.shop.post(&format!("/store/orders/{}/transfer/{what}", self.order), body).key(&self.key)
    }

    /// Asks for the order; answers the token as the event tells it.
    async fn token_for(&self, person: &Person) -> String {
        let answer = self.asks("request", json!({})).bearer(&person.token).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let told = heard_of(&self.shop, REQUESTED).await;
        assert_eq!((told.len(), &told[0]["id"]), (1, &json!(self.order)));
        let token = told[0]["token"].as_str().unwrap().to_owned();
        assert!(!answer.text.contains(&token), "the token is for whoever had the order");
        token
    }

    async fn owner(&self) -> Option<String> {
        let id = self.order.clone();
        let read = self.shop.app.database().read(|tx| async move { tx.lookup::<Order>(&id).await });
        read.await.unwrap().unwrap().customer_id.map(|id| id.into_string())
    }
}

async fn at_once(calls: Vec<stheno_testkit::Call>) -> Vec<Answer> {
    let tasks = calls.into_iter().map(|call| tokio::spawn(call.send()));
    join_all(tasks).await.into_iter().map(|answer| answer.unwrap()).collect()
}

fn of_status(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status.as_u16() == status).count()
}

#[tokio::test]
async fn an_order_goes_over_once_however_often_it_is_accepted() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            let world = World::of(shop.clone()).await;
            let ann = registered(&shop, "ann").await;
            let token = world.token_for(&ann).await;
            let accept = || world.asks("accept", json!({ "token": token }));
            let answers = at_once((0..16).map(|_| accept()).collect()).await;
            assert_eq!((of_status(&answers, 200), of_status(&answers, 400)), (1, 15));
            assert_eq!(world.owner().await, Some(ann.id));
            let events = heard(&shop).await;
            assert_eq!(events, [("order.updated".to_owned(), json!({ "id": world.order }))]);
            let order = all::<Order>(&shop).await.remove(0);
            assert_eq!(order.version, 2);
            assert_eq!((all::<OrderItem>(&shop).await.len(), all::<OrderSummary>(&shop).await.len()), (2, 2));
            assert!(all::<OrderChangeAction>(&shop).await.iter().all(|action| action.applied));
            let mine = shop.get("/store/orders?fields=id,total").key(&world.key).bearer(&ann.token);
            let mine = mine.send().await.expect(200);
            assert_eq!((&mine["count"], &mine["orders"][0]["total"]), (&json!(1), &json!(20)));
        },
    )
    .await;
}

#[tokio::test]
async fn an_order_does_not_go_to_somebody_who_is_gone() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            let world = World::of(shop.clone()).await;
            let (ann, before) = (registered(&shop, "ann").await, world.owner().await);
            let token = world.token_for(&ann).await;
            shop.delete(&format!("/admin/customers/{}", ann.id)).bearer(&world.user).send().await.expect(200);
            let answer = world.asks("accept", json!({ "token": token })).send().await;
            assert_eq!(answer.status, 400, "{}", answer.text);
            assert_eq!(world.owner().await, before);
        },
    )
    .await;
}

#[tokio::test]
async fn of_many_who_ask_one_is_heard() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            let world = World::of(shop.clone()).await;
            let mut calls = Vec::new();
            for n in 0..16 {
                let person = registered(&shop, &format!("person{n}")).await;
                calls.push(world.asks("request", json!({})).bearer(&person.token));
            }
            let answers = at_once(calls).await;
            assert_eq!((of_status(&answers, 200), of_status(&answers, 400)), (1, 15));
            assert_eq!(heard_of(&shop, REQUESTED).await.len(), 1);
            assert_eq!(all::<OrderChange>(&shop).await.len(), 1);
        },
    )
    .await;
}

#[tokio::test]
async fn accepted_declined_and_called_off_at_once_is_one_of_them() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            let world = World::of(shop.clone()).await;
            let (ann, before) = (registered(&shop, "ann").await, world.owner().await);
            let body = json!({ "token": world.token_for(&ann).await });
            let calls = vec![
                world.asks("accept", body.clone()),
                world.asks("decline", body),
                world.asks("cancel", json!({})).bearer(&ann.token),
            ];
            let answers = at_once(calls).await;
            assert_eq!((of_status(&answers, 200), of_status(&answers, 400)), (1, 2));
            let expected = if answers[0].status == 200 { Some(ann.id) } else { before };
            assert_eq!(world.owner().await, expected);
        },
    )
    .await;
}

#[tokio::test]
async fn a_token_is_good_for_its_order_and_its_request_only() {
    on_both(
        || listening(commerce(&[])),
        |shop| async move {
            let world = World::of(shop.clone()).await;
            let other = world.another().await;
            let (ann, bob) = (registered(&shop, "ann").await, registered(&shop, "bob").await);
            let before = (world.owner().await, other.owner().await);
            heard(&shop).await;
            let first = world.token_for(&ann).await;
            other.token_for(&bob).await;
            let refused = other.asks("accept", json!({ "token": first })).send().await.expect(400);
            assert_eq!(refused["message"], "Invalid token.");
            let refused = world.asks("cancel", json!({})).bearer(&bob.token).send().await.expect(400);
            assert_eq!(refused["message"], "This customer is not allowed to cancel the transfer.");
            world.asks("cancel", json!({})).bearer(&ann.token).send().await.expect(200);
            let second = world.token_for(&ann).await;
            assert_ne!(first, second);
            world.asks("accept", json!({ "token": first })).send().await.expect(400);
            assert_eq!((world.owner().await, other.owner().await), before);
            world.asks("accept", json!({ "token": second })).send().await.expect(200);
            assert_eq!((world.owner().await, other.owner().await), (Some(ann.id), before.1));
        },
    )
    .await;
}

#[tokio::test]
async fn a_failure_at_any_step_leaves_the_order_where_it_was() {
    on_both(
        || listening(commerce(&[])).extension(Faults::default()),
        |shop| async move {
            let (ctx, faults) = (shop.app.context(), shop.app.extension::<Faults>().unwrap());
            let (mut steps, first) = (Vec::new(), World::of(shop.clone()).await);
            for run in ["learn", "fail"] {
                let world = first.another().await;
                heard(&shop).await;
                let ann = registered(&shop, &format!("ann-{run}")).await;
                let ask = request_order_transfer_workflow::Input {
                    order_id: world.order.clone(),
                    customer_id: ann.id.clone(),
                    words: stheno_flows::order::transfer::Words::default(),
                    update_order_email: true,
                };
                request_order_transfer_workflow::run(&ctx, ask).await.unwrap();
                let told = heard_of(&shop, REQUESTED).await;
                let token = told[0]["token"].as_str().unwrap().to_owned();
                let before = (world.owner().await, all::<OrderItem>(&shop).await.len());
                for (n, step) in steps.iter().enumerate() {
                    faults.clear();
                    faults.fail_nth_step("accept-order-transfer-workflow", n);
                    let failed =
                        accept_order_transfer_workflow::run(&ctx, world.order.clone(), token.clone()).await;
                    assert!(failed.is_err(), "{step}");
                    let after = (world.owner().await, all::<OrderItem>(&shop).await.len());
                    assert_eq!((after, heard(&shop).await), (before.clone(), Vec::new()), "{step}");
                }
                faults.clear();
                accept_order_transfer_workflow::run(&ctx, world.order.clone(), token).await.unwrap();
                steps = faults.passed("accept-order-transfer-workflow");
                assert!(steps.len() >= 2, "{steps:?}");
                let order = all::<Order>(&shop).await.into_iter().find(|order| *order.id == *world.order);
                assert_eq!(order.unwrap().email, Some(ann.email));
            }
        },
    )
    .await;
}

async fn all<M: Model>(shop: &Shop) -> Vec<M> {
    shop.app.database().read(|tx| async move { tx.find::<M>(Expr::always()).await }).await.unwrap()
}
