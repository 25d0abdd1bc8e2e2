//! A flow that reaches outside, interrupted wherever it can be, on both databases.

use crate::shop::{self, Authorize, FLOW, Shop, World, place_order, shops};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::{Hooks, recover};

/// Past the lease of a node that died, and past the pause after an undo that failed.
const LONG_MS: i64 = 31_000;

/// The points at which the flow can be interrupted.
async fn steps(shop: &Shop) -> Vec<String> {
    shop.place("rehearsal").await.unwrap();
    shop.faults.passed(FLOW)
}

#[tokio::test]
async fn a_flow_runs_its_steps_and_leaves_a_journal() {
    for shop in shops("runs").await {
        shop.place("cart_1").await.unwrap();
        let passed = [
            "reserve-stock",
            "take-stock",
            "authorize-payment",
            "authorize-payment:done",
            "send-mail",
            "send-mail",
            "send-mail:done",
            "create-order",
            "announce-order",
        ];
        assert_eq!(shop.faults.passed(FLOW), passed);
        assert_eq!(shop.world().await, World::with_orders(1, &["done"]));
    }
}

#[tokio::test]
async fn running_twice_has_one_effect() {
    for shop in shops("twice").await {
        let (ctx, other) = (shop.app.context(), shop.app.context());
        let (first, second) = tokio::join!(place_order(&ctx, "cart_1"), place_order(&other, "cart_1"));
        let third = shop.place("cart_1").await.unwrap();
        assert_eq!((first.unwrap(), second.unwrap()), (third.clone(), third));
        assert_eq!(shop.world().await, World::with_orders(1, &["done"]));
        assert_eq!(shop.bank.effects.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_failure_at_any_step_leaves_a_clean_slate() {
    let count = steps(&shops("count").await[0]).await.len();
    for shop in shops("fails").await {
        let mut journal = Vec::new();
        for n in 0..count {
            shop.faults.clear();
            shop.faults.fail_nth_step(FLOW, n);
            let error = shop.place("cart_1").await.unwrap_err();
            assert!(error.message().starts_with("Fault injected"), "{error:?}");
            // The first two points are within the first transaction, which leaves nothing at all.
            journal.extend((n > 1).then_some("reverted"));
            assert_eq!(shop.world().await, World::untouched(&journal), "after a failure at step {n}");
        }
        shop.faults.clear();
        shop.place("cart_1").await.unwrap();
        journal.push("done");
        assert_eq!(shop.world().await, World::with_orders(1, &journal));
    }
}

#[tokio::test]
async fn a_crash_at_any_step_is_undone_by_one_node() {
    let count = steps(&shops("count_crashes").await[0]).await.len();
    for shop in shops("crashes").await {
        let mut journal = Vec::new();
        for n in 0..count {
            shop.faults.clear();
            shop.faults.crash_nth_step(FLOW, n);
            shop.place("cart_1").await.unwrap_err();
            assert_eq!(shop.recover().await, 0, "its node may be alive");
            shop.clock.advance_millis(LONG_MS);
            let taken = tokio::join!(recover(&shop.app), recover(&shop.app));
            assert_eq!(taken.0.unwrap() + taken.1.unwrap(), usize::from(n > 1));
            journal.extend((n > 1).then_some("reverted"));
            assert_eq!(shop.world().await, World::untouched(&journal), "after a crash at step {n}");
        }
        assert_eq!(shop.recover().await, 0);
    }
}

#[tokio::test]
async fn the_next_run_of_a_key_undoes_a_crashed_one_first() {
    for shop in shops("next_run").await {
        shop.faults.crash_at(FLOW, "create-order");
        shop.place("cart_1").await.unwrap_err();
        shop.faults.clear();
        shop.clock.advance_millis(LONG_MS);
        shop.place("cart_1").await.unwrap();
        assert_eq!(shop.world().await, World::with_orders(1, &["reverted", "done"]));
    }
}

#[tokio::test]
async fn a_crash_at_any_step_is_finished_once_where_the_flow_says_how() {
    let count = steps(&shops("count_finishes").await[0]).await.len();
    for plain in shops("finishes").await {
        let shop = shop::shop(plain.app.database().clone(), Hooks::default(), true);
        for n in 2..count {
            shop.faults.crash_nth_step(FLOW, n);
            shop.place(&format!("cart_{n}")).await.unwrap_err();
            shop.faults.clear();
            shop.clock.advance_millis(LONG_MS);
            assert_eq!((shop.recover().await, shop.recover().await), (1, 0));
            let journal = vec!["done"; n - 1];
            assert_eq!(shop.world().await, World::with_orders(n - 1, &journal), "after a crash at step {n}");
            assert_eq!(shop.bank.effects.load(Ordering::SeqCst), n - 1, "a repeated step carries its key");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_finished_is_undone() {
    for plain in shops("unfinished").await {
        let shop = shop::shop(plain.app.database().clone(), Hooks::default(), true);
        shop.faults.crash_at(FLOW, "create-order");
        shop.place("cart_1").await.unwrap_err();
        shop.faults.clear();
        shop.faults.fail_at(FLOW, "announce-order");
        shop.clock.advance_millis(LONG_MS);
        assert_eq!(shop.recover().await, 1);
        assert_eq!(shop.world().await, World::untouched(&["reverted"]));
    }
}

#[tokio::test]
async fn an_undo_that_fails_is_repeated_and_the_others_are_not() {
    for shop in shops("undo_again").await {
        shop.bank.flaky_cancels.store(2, Ordering::SeqCst);
        shop.faults.fail_at(FLOW, "too-late");
        let run = shop.app.context().flow(FLOW, "cart_1", |flow| async move {
            flow.outside::<Authorize>(1).await?;
            // The stock comes back before the bank is asked for the first time, and must not come back again.
            flow.transaction("take-stock", shop::take_stock).await?;
            flow.finish("too-late", |_| async { Ok(()) }).await
        });
        run.await.unwrap_err();
        assert_eq!(shop.world().await.journal, ["compensating"]);
        assert_eq!(shop.recover().await, 0, "not at once");
        for _ in 0..2 {
            shop.clock.advance_millis(2 * LONG_MS);
            assert_eq!(shop.recover().await, 1);
        }
        assert_eq!(shop.world().await, World::untouched(&["reverted"]));
        assert_eq!(shop.bank.cancels.load(Ordering::SeqCst), 3);
    }
}

#[tokio::test]
async fn an_undo_without_hope_is_left_to_a_person() {
    for shop in shops("hopeless").await {
        shop.bank.flaky_cancels.store(usize::MAX, Ordering::SeqCst);
        shop.faults.fail_at(FLOW, "create-order");
        shop.place("cart_1").await.unwrap_err();
        for _ in 0..9 {
            shop.clock.advance_millis(3_700_000);
            assert_eq!(shop.recover().await, 1);
        }
        shop.clock.advance_millis(3_700_000);
        assert_eq!(shop.recover().await, 0);
        let world = shop.world().await;
        assert_eq!((world.journal, world.locks), (vec!["failed".to_owned()], 0));
    }
}

#[tokio::test]
async fn a_node_that_lost_its_flow_can_write_no_more() {
    for shop in shops("lost").await {
        let (app, clock) = (shop.app.clone(), Arc::clone(&shop.clock));
        let run = shop.app.context().flow(FLOW, "cart_1", |flow| async move {
            let announced = flow.transaction("one", |cx| async move { cx.announce::<Authorize>(1) }).await?;
            flow.run(announced).await?;
            // The node sleeps past its lease, and another undoes its flow.
            clock.advance_millis(LONG_MS);
            assert_eq!(recover(&app).await?, 1);
            flow.finish("two", |cx| async move { cx.step("too-late").await }).await
        });
        assert_eq!(run.await.unwrap_err().kind(), ErrorKind::Conflict);
        assert_eq!(shop.world().await, World::untouched(&["reverted"]));
    }
}

#[tokio::test]
async fn a_panic_is_undone_like_an_error() {
    for shop in shops("panic").await {
        let run: Result<()> = shop
            .app
            .context()
            .flow(FLOW, "cart_1", |flow| async move {
                flow.outside::<Authorize>(1).await?;
                panic!("on purpose")
            })
            .await;
        run.unwrap_err();
        assert_eq!(shop.world().await, World::untouched(&["reverted"]));
    }
}

#[tokio::test]
async fn a_flow_that_stays_inside_writes_no_journal() {
    for shop in shops("inside").await {
        let app = shop.app.context();
        app.flow("inside", "x", |flow| async move {
            for step in ["a", "b"] {
                flow.transaction(step, |_| async { Ok(()) }).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let failed: Result<()> = app
            .flow("inside", "x", |flow| async move {
                flow.transaction("a", |_| async { Ok(()) }).await?;
                Err(Error::not_allowed("no"))
            })
            .await;
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::NotAllowed);
        assert_eq!(shop.world().await, World::untouched(&[]));
    }
}

#[tokio::test]
async fn what_ended_long_ago_is_forgotten() {
    for shop in shops("forgets").await {
        shop.place("cart_1").await.unwrap();
        shop.clock.advance_millis(3 * 86_400_000);
        shop.recover().await;
        assert_eq!(shop.world().await.journal, ["done"]);
        shop.clock.advance_millis(1_000);
        shop.recover().await;
        assert!(shop.world().await.journal.is_empty());
    }
}
