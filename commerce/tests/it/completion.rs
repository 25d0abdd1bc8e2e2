//! `complete-cart`: stock is sold once, a cart becomes one order, and a failure leaves nothing behind.

use futures_util::future::join_all;
use stheno_commerce::commerce;
use stheno_database::Expr;
use stheno_flows::cart::complete_cart::{self, Completed};
use stheno_flows::cart::create_payment_collection_for_cart;
use stheno_flows::payment::create_payment_sessions::{self, Input};
use stheno_inventory::{InventoryLevel, ReservationItem};
use stheno_kernel::{Amount, Result};
use stheno_model::{Model, Records as _};
use stheno_order::{Order, OrderItem, OrderLineItem, OrderSummary};
use stheno_payment::{Payment, PaymentCollection, PaymentSession};
use stheno_testkit::{Shop, on_both};
use stheno_workflow::Faults;

use crate::checkout::{Bench, Line};

#[tokio::test]
async fn the_last_piece_is_sold_once() {
    const SHOPPERS: usize = 64;
    on_both(
        || commerce(&[]),
        |shop| async move {
            let bench = Bench::open(&shop).await;
            let variant = bench.variant(1).await;
            let mut carts = Vec::new();
            for _ in 0..SHOPPERS {
                carts.push(bench.paid_cart(&[Line { variant: &variant, quantity: 1 }]).await);
            }
            let outcomes = complete_all(&shop, carts).await;
            let orders = outcomes.iter().filter(|o| matches!(o, Ok(Completed::Order(..)))).count();
            assert_eq!(orders, 1);
            for refused in outcomes.into_iter().filter_map(Result::err) {
                assert!(
                    refused.message().starts_with("Not enough stock available for item iitem_"),
                    "{refused}"
                );
            }
            assert_eq!(bench.reserved(&variant).await, Amount::ONE);
            assert_eq!((count::<Order>(&shop).await, count::<ReservationItem>(&shop).await), (1, 1));
            assert_eq!((count::<Payment>(&shop).await, count::<OrderSummary>(&shop).await), (1, 1));
        },
    )
    .await;
}

#[tokio::test]
async fn lines_that_share_stock_do_not_oversell_it() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let bench = Bench::open(&shop).await;
            let first = bench.variant(3).await;
            let second = bench.variant_of_same_stock(&first).await;
            let lines = |quantity| [Line { variant: &first, quantity }, Line { variant: &second, quantity }];
            let greedy = bench.paid_cart(&lines(2)).await;
            let refused = complete_cart::run(&shop.app.context(), greedy).await.unwrap_err();
            assert!(refused.message().starts_with("Not enough stock"), "{refused}");
            assert_eq!((bench.reserved(&first).await, count::<Order>(&shop).await), (Amount::ZERO, 0));
            let modest = bench.paid_cart(&lines(1)).await;
            order(complete_cart::run(&shop.app.context(), modest).await);
            assert_eq!(
                (bench.reserved(&first).await, count::<ReservationItem>(&shop).await),
                (Amount::from(2), 2)
            );
        },
    )
    .await;
}

#[tokio::test]
async fn a_cart_becomes_one_order_however_often_it_is_completed() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let bench = Bench::open(&shop).await;
            let variant = bench.variant(100).await;
            let cart = bench.paid_cart(&[Line { variant: &variant, quantity: 2 }]).await;
            let at_once = complete_all(&shop, vec![cart.clone(); 16]).await;
            let ids: Vec<String> = at_once.into_iter().map(order).collect();
            assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
            assert_eq!(order(complete_cart::run(&shop.app.context(), cart).await), ids[0]);
            assert_eq!((count::<Order>(&shop).await, count::<Payment>(&shop).await), (1, 1));
            assert_eq!(bench.reserved(&variant).await, Amount::from(2));
        },
    )
    .await;
}

#[tokio::test]
async fn a_failure_at_any_step_leaves_nothing_behind() {
    on_both(
        || commerce(&[]).extension(Faults::default()),
        |shop| async move {
            let bench = Bench::open(&shop).await;
            let ctx = shop.app.context();
            let faults = shop.app.extension::<Faults>().unwrap();
            let variant = bench.variant(100).await;
            let lines = [Line { variant: &variant, quantity: 1 }];
            order(complete_cart::run(&ctx, bench.paid_cart(&lines).await).await);
            let steps = faults.passed("complete-cart");
            assert!(steps.contains(&"reserve-inventory-step".to_owned()) && steps.len() >= 7, "{steps:?}");
            let cart = bench.paid_cart(&lines).await;
            let before = state(&shop).await;
            for (n, step) in steps.iter().enumerate() {
                faults.clear();
                faults.fail_nth_step("complete-cart", n);
                assert!(complete_cart::run(&ctx, cart.clone()).await.is_err(), "{step}");
                assert_eq!(state(&shop).await, before, "{step}");
                assert_eq!(bench.reserved(&variant).await, Amount::ONE, "{step}");
            }
            faults.clear();
            order(complete_cart::run(&ctx, cart).await);
            assert_eq!((count::<Order>(&shop).await, bench.reserved(&variant).await), (2, Amount::from(2)));
        },
    )
    .await;
}

#[tokio::test]
async fn statements_do_not_grow_with_the_lines() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let bench = Bench::open(&shop).await;
            let mut counts = Vec::new();
            for lines in [2, 2, 12] {
                let mut variants = Vec::new();
                for _ in 0..lines {
                    variants.push(bench.variant(100).await);
                }
                let lines: Vec<Line<'_>> =
                    variants.iter().map(|variant| Line { variant, quantity: 1 }).collect();
                let cart = bench.paid_cart(&lines).await;
                let before = shop.app.database().statements();
                order(complete_cart::run(&shop.app.context(), cart).await);
                counts.push(shop.app.database().statements() - before);
            }
            assert_eq!(counts[1], counts[2], "{counts:?}");
            assert!(counts[2] <= 44, "{counts:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_cart_has_one_payment_collection_however_often_it_is_asked() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let bench = Bench::open(&shop).await;
            let variant = bench.variant(1).await;
            let cart = bench.cart(&[Line { variant: &variant, quantity: 1 }]).await;
            let asked = (0..8).map(|_| {
                let (ctx, cart) = (shop.app.context(), cart.clone());
                tokio::spawn(async move { create_payment_collection_for_cart::run(&ctx, cart).await })
            });
            let ids: Vec<String> =
                join_all(asked).await.into_iter().map(|made| made.unwrap().unwrap().0).collect();
            assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
            assert_eq!(count::<PaymentCollection>(&shop).await, 1);
            for _ in 0..2 {
                let input = Input {
                    payment_collection_id: ids[0].clone(),
                    provider_id: "pp_system_default".into(),
                    customer_id: None,
                    data: serde_json::Map::new(),
                };
                create_payment_sessions::run(&shop.app.context(), input).await.unwrap();
                assert_eq!(count::<PaymentSession>(&shop).await, 1);
            }
        },
    )
    .await;
}

async fn complete_all(shop: &Shop, carts: Vec<String>) -> Vec<Result<Completed>> {
    let tasks = carts.into_iter().map(|cart| {
        let ctx = shop.app.context();
        tokio::spawn(async move { complete_cart::run(&ctx, cart).await })
    });
    join_all(tasks).await.into_iter().map(|outcome| outcome.unwrap()).collect()
}

#[track_caller]
fn order(outcome: Result<Completed>) -> String {
    match outcome.unwrap() {
        Completed::Order(id, _) => id,
        Completed::Refused(error) => panic!("{error}"),
    }
}

/// How many rows of everything that completion writes there are.
async fn state(shop: &Shop) -> [u64; 7] {
    [
        count::<Order>(shop).await,
        count::<OrderLineItem>(shop).await,
        count::<OrderItem>(shop).await,
        count::<OrderSummary>(shop).await,
        count::<ReservationItem>(shop).await,
        count::<Payment>(shop).await,
        rows(shop, PaymentSession::STATUS.eq("pending")).await,
    ]
}

async fn count<M: Model>(shop: &Shop) -> u64 {
    shop.app.database().read(|tx| async move { tx.count::<M>(Expr::always()).await }).await.unwrap()
}

async fn rows(shop: &Shop, filter: Expr) -> u64 {
    shop.app.database().read(|tx| async move { tx.count::<PaymentSession>(filter).await }).await.unwrap()
}

impl Bench<'_> {
    /// Pieces of a variant that are promised.
    async fn reserved(&self, variant: &crate::checkout::Stocked) -> Amount {
        let filter = InventoryLevel::INVENTORY_ITEM_ID.eq(variant.inventory_item_id.as_str());
        let levels =
            self.shop.app.database().read(|tx| async move { tx.find::<InventoryLevel>(filter).await });
        levels.await.unwrap().iter().map(|level| level.reserved_quantity).sum()
    }
}
