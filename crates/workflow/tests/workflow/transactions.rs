//! One transaction of a flow: steps, events, hooks.

use crate::shop::{self, Authorize, World, shops};
use serde_json::{Value as Json, json};
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::Hooks;

#[tokio::test]
async fn events_leave_with_the_commit_only() {
    for shop in shops("tx_events").await {
        let ctx = shop.app.context();
        let failed: Result<()> = ctx
            .transaction("create-cart", |cx| async move {
                cx.emit("cart.created", json!({"id": "cart_1"}));
                Err(Error::invalid_data("no"))
            })
            .await;
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(shop.world().await.events, 0);
        let before = shop.app.database().statements();
        ctx.transaction("create-cart", |cx| async move {
            cx.emit("cart.created", json!([{"id": "cart_1"}, {"id": "cart_2"}]));
            cx.emit("cart.updated", json!({"id": "cart_1"}));
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(shop.app.database().statements() - before, 1, "one statement for all events");
        assert_eq!(shop.world().await.events, 3);
    }
}

#[tokio::test]
async fn steps_fail_where_a_test_wants_them_to() {
    for shop in shops("tx_steps").await {
        let run = || {
            shop.app.context().transaction("add-to-cart", |cx| async move {
                cx.step("get-variant").await?;
                let part = cx.within("refresh-cart-items");
                part.step("get-prices").await?;
                assert_eq!((cx.flow(), part.flow()), ("add-to-cart", "refresh-cart-items"));
                Ok(cx.now())
            })
        };
        assert_eq!(run().await.unwrap(), shop.app.now());
        assert_eq!(shop.faults.passed("add-to-cart"), ["get-variant", "refresh-cart-items.get-prices"]);
        shop.faults.fail_at("refresh-cart-items", "get-prices");
        let error = run().await.unwrap_err();
        assert_eq!(error.message(), "Fault injected in add-to-cart at refresh-cart-items.get-prices");
    }
}

#[tokio::test]
async fn a_plain_transaction_may_not_reach_outside() {
    for shop in shops("tx_plain").await {
        let run =
            shop.app.context().transaction("x", |cx| async move { cx.announce::<Authorize>(1).map(drop) });
        assert_eq!(run.await.unwrap_err().kind(), ErrorKind::UnexpectedState);
        assert_eq!(shop.world().await, World::untouched(&[]));
    }
}

#[tokio::test]
async fn hooks_answer_and_refuse() {
    for plain in shops("tx_hooks").await {
        let mut hooks = Hooks::default();
        hooks.on("add-to-cart.setPricingContext", |cx, input: Json| async move {
            cx.emit("hooked", json!({"id": input["cart"]}));
            Ok(Some(json!({"tier": "gold", "cart": input["cart"]})))
        });
        hooks.on("add-to-cart.validate", |_, _| async { Err(Error::not_allowed("Not today")) });
        let shop = shop::shop(plain.app.database().clone(), hooks, false);
        let ctx = shop.app.context();
        let answer = ctx
            .transaction("add-to-cart", |cx| async move {
                cx.hook("setPricingContext", json!({"cart": "cart_1"})).await
            })
            .await
            .unwrap();
        assert_eq!(answer, Some(json!({"tier": "gold", "cart": "cart_1"})));
        assert_eq!(shop.world().await.events, 1);
        let refused = ctx.transaction("add-to-cart", |cx| async move {
            cx.emit("never", json!({}));
            cx.hook("validate", Json::Null).await
        });
        assert_eq!(refused.await.unwrap_err().message(), "Not today");
        assert_eq!(shop.world().await.events, 1);
        let before = shop.app.database().statements();
        assert_eq!(
            ctx.hook("list-shipping-options-for-cart", "setPricingContext", Json::Null).await.unwrap(),
            None
        );
        assert_eq!(shop.app.database().statements(), before);
        assert!(ctx.hook("add-to-cart", "setPricingContext", json!({"cart": "c"})).await.unwrap().is_some());
    }
}
