//! Keys across nodes, restarts and the death of a node.

use super::outside::{Gated, cart, complete};
use super::{count, create_cart, keyed, refused, same};
use crate::doors::Callers;
use std::sync::Arc;
use stheno_commerce::commerce;
use stheno_database::{Database, Expr, Options};
use stheno_kernel::{Clock as _, SystemClock};
use stheno_testkit::{FixedClock, Shop, databases};
use tokio::runtime::Builder;

#[tokio::test]
async fn an_answer_is_told_again_by_another_node_and_after_a_restart() {
    for scratch in databases().await {
        let one = Shop::open(&scratch, commerce(&[])).await;
        let key = Callers::in_a_region(&one).await.key;
        let first = keyed(create_cart(&one, &key), "anywhere").send().await;
        assert_eq!(first.status, 200);
        let other = Shop::over(scratch.connect().await, commerce(&[])).await;
        same(&first, &keyed(create_cart(&other, &key), "anywhere").send().await);
        one.close().await;
        other.close().await;
        let restarted = Shop::over(scratch.connect().await, commerce(&[])).await;
        same(&first, &keyed(create_cart(&restarted, &key), "anywhere").send().await);
        assert_eq!(count(&restarted, "cart", Expr::always()).await, 1);
        restarted.close().await;
        scratch.remove().await;
    }
}

/// The node dies after the provider was asked and before its answer came: everything that it had in mind is gone.
#[tokio::test]
async fn a_node_that_dies_at_work_leaves_a_key_for_another() {
    for scratch in databases().await {
        let provider = Gated::open(0);
        let (url, builder) = (scratch.url(), provider.builder());
        let dying = tokio::task::spawn_blocking(move || {
            let node = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let (id, callers) = node.block_on(async move {
                let database = Database::connect(&url, Options::default()).await.unwrap();
                let shop = Shop::over(database, builder).await;
                let (id, callers) = cart(&shop).await;
                tokio::spawn(complete(&shop, &id, &callers.key).send());
                (id, callers)
            });
            (node, id, callers)
        });
        let (node, id, callers) = dying.await.unwrap();
        provider.came().await;
        node.shutdown_background();
        // As the clock stands, the dead may still be alive.
        let clock = Arc::new(FixedClock::new(SystemClock.now()));
        let other = Shop::over(scratch.connect().await, provider.builder().clock(clock.clone())).await;
        refused(&complete(&other, &id, &callers.key).send().await, 409, "conflict");
        clock.advance_millis(60_000);
        provider.let_one();
        let done = complete(&other, &id, &callers.key).send().await;
        assert_eq!(done.json["type"], "order", "{}", done.text);
        same(&done, &complete(&other, &id, &callers.key).send().await);
        assert_eq!(provider.asked(), ["authorize", "cancel", "authorize"]);
        assert_eq!(count(&other, "order", Expr::always()).await, 1);
        assert_eq!(count(&other, "payment", Expr::always()).await, 1);
        other.close().await;
        scratch.remove().await;
    }
}
