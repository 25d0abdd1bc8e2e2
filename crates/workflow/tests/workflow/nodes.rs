//! Two nodes of one shop: what the dead one had in hand is the other's at once, before any lease has ended.

use crate::shop::{self, FLOW, Shop, World, scratch};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use stheno_database::Database;
use stheno_database::ddl::Table;
use stheno_event::Schedule;
use stheno_kernel::{Clock, FixedClock};
use stheno_workflow::{Hooks, Node};

/// A database with two nodes.
pub struct Pair {
    /// Each node's own connections; none of them once it has ended.
    pub nodes: [Database; 2],
    file: PathBuf,
}

impl Drop for Pair {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-node"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.file.display()));
        }
    }
}

/// A database of each kind for two nodes.
async fn databases(test: &str, tables: &[Table]) -> Vec<Pair> {
    let file = std::env::temp_dir().join(format!("stheno_{test}_{}.db", std::process::id()));
    let mut pairs = Vec::new();
    for url in scratch::urls(test, format!("sqlite:{}", file.display())).await {
        let nodes = [scratch::connect(&url, tables).await, scratch::connect(&url, tables).await];
        pairs.push(Pair { nodes, file: file.clone() });
    }
    pairs
}

/// Two nodes of one shop on each database.
async fn pairs(test: &str) -> Vec<([Shop; 2], Pair)> {
    let mut pairs = Vec::new();
    for pair in databases(&format!("workflow_{test}"), &shop::tables()).await {
        shop::stock(&pair.nodes[0]).await;
        let first = shop::shop(pair.nodes[0].clone(), Hooks::default(), false);
        let world = (Arc::clone(&first.clock), Arc::clone(&first.bank));
        let second = shop::node(pair.nodes[1].clone(), Hooks::default(), false, world);
        pairs.push(([first, second], pair));
    }
    pairs
}

/// Looks until a dead node is found and buried; the server may need an instant to notice.
async fn bury(node: &mut Node) {
    let look = async {
        while node.look().await.unwrap_or(0) == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("a dead node is found");
}

/// Rows of two nodes at one instant stand in no order.
fn sorted(mut world: World) -> World {
    world.journal.sort_unstable();
    world
}

fn clock(shop: &Shop) -> Arc<dyn Clock> {
    Arc::<FixedClock>::clone(&shop.clock)
}

#[tokio::test]
async fn a_flow_of_a_dead_node_is_undone_at_once_and_one_of_a_living_node_is_not() {
    for ([dying, living], _pair) in pairs("node_flow").await {
        let (mut first, mut second) = (Node::new(&dying.app), Node::new(&living.app));
        assert_eq!((first.look().await.unwrap(), second.look().await.unwrap()), (0, 0));
        dying.faults.crash_at(FLOW, "create-order");
        dying.place("cart_1").await.unwrap_err();
        assert_eq!(second.look().await.unwrap(), 0);
        assert_eq!(living.recover().await, 0, "its node lives");
        drop(first);
        bury(&mut second).await;
        assert_eq!(living.recover().await, 1);
        assert_eq!(living.world().await, World::untouched(&["reverted"]));
        living.place("cart_1").await.unwrap();
        assert_eq!(sorted(living.world().await), World::with_orders(1, &["done", "reverted"]));
    }
}

#[tokio::test]
async fn an_undo_that_was_put_off_waits_for_its_time_whoever_dies() {
    for ([dying, living], _pair) in pairs("node_put_off").await {
        let (mut first, mut second) = (Node::new(&dying.app), Node::new(&living.app));
        first.look().await.unwrap();
        second.look().await.unwrap();
        dying.bank.flaky_cancels.store(1, Ordering::SeqCst);
        dying.faults.fail_at(FLOW, "create-order");
        dying.place("cart_1").await.unwrap_err();
        drop(first);
        bury(&mut second).await;
        assert_eq!(living.recover().await, 0, "the provider is not asked again at once");
        living.clock.advance_millis(31_000);
        assert_eq!(living.recover().await, 1);
        assert_eq!(living.world().await, World::untouched(&["reverted"]));
    }
}

#[tokio::test]
async fn a_run_that_waits_goes_on_when_the_holder_is_buried() {
    for ([dying, living], _pair) in pairs("node_wait").await {
        let first = Node::new(&dying.app).run().await;
        dying.faults.crash_at(FLOW, "create-order");
        dying.place("cart_1").await.unwrap_err();
        first.leave().await;
        let second = Node::new(&living.app).run().await;
        let placed = tokio::time::timeout(Duration::from_secs(20), living.place("cart_1"));
        placed.await.expect("no lease is waited for").unwrap();
        assert_eq!(sorted(living.world().await), World::with_orders(1, &["done", "reverted"]));
        second.leave().await;
    }
}

#[tokio::test]
async fn events_in_the_hands_of_a_dead_node_are_told_by_another() {
    for ([dying, living], _pair) in pairs("node_events").await {
        let (mut first, mut second) = (Node::new(&dying.app), Node::new(&living.app));
        first.look().await.unwrap();
        second.look().await.unwrap();
        let reached = Arc::new(tokio::sync::Notify::new());
        let stuck = Arc::clone(&reached);
        dying.app.events().subscribe("*", "all", move |_| {
            stuck.notify_one();
            std::future::pending()
        });
        let (app, time) = (dying.app.clone(), clock(&dying));
        dying.place("cart_1").await.unwrap();
        let telling = tokio::spawn(async move { app.events().drain(app.database(), &time).await });
        reached.notified().await;
        let drain =
            || async { living.app.events().drain(living.app.database(), &clock(&living)).await.unwrap() };
        assert_eq!(drain().await, 0, "the row is in other hands");
        telling.abort();
        drop(first);
        bury(&mut second).await;
        assert_eq!(drain().await, 1);
        assert_eq!(living.world().await, World { events: 0, ..World::with_orders(1, &["done"]) });
    }
}

/// The node is at its job and dies, and the other buries it.
async fn die_at_work(dying: &Shop, reached: &tokio::sync::Notify, living: &Shop) {
    let mut first = Node::new(&dying.app);
    // The server may not have noticed yet that the node of this name died before.
    while first.look().await.is_err() {
        tokio::task::yield_now().await;
    }
    let (app, time) = (dying.app.clone(), clock(dying));
    let working = tokio::spawn(async move { app.events().run_due_jobs(app.database(), &time).await });
    reached.notified().await;
    assert_eq!(run_due(living).await, 0, "the job is in other hands");
    working.abort();
    drop(first);
    bury(&mut Node::new(&living.app)).await;
}

async fn run_due(shop: &Shop) -> usize {
    shop.app.events().run_due_jobs(shop.app.database(), &clock(shop)).await.unwrap()
}

#[tokio::test]
async fn a_job_that_a_node_died_at_runs_once_more_and_then_waits_for_its_time() {
    for ([dying, living], _pair) in pairs("node_job").await {
        let minute = || Schedule::Every(Duration::from_secs(60));
        let reached = Arc::new(tokio::sync::Notify::new());
        let stuck = Arc::clone(&reached);
        dying.app.events().schedule("sweep", minute(), move || {
            stuck.notify_one();
            std::future::pending()
        });
        let runs = Arc::new(AtomicUsize::new(0));
        let ran = Arc::clone(&runs);
        living.app.events().schedule("sweep", minute(), move || {
            ran.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        });
        assert_eq!(run_due(&living).await, 0);
        living.clock.advance_millis(60_000);
        die_at_work(&dying, &reached, &living).await;
        assert_eq!((run_due(&living).await, run_due(&living).await), (1, 0), "once more, at once");
        living.clock.advance_millis(60_000);
        die_at_work(&dying, &reached, &living).await;
        die_at_work(&dying, &reached, &living).await;
        assert_eq!(run_due(&living).await, 0, "what killed two nodes does not kill the third");
        living.clock.advance_millis(60_000);
        assert_eq!(run_due(&living).await, 1);
        assert_eq!(runs.load(Ordering::SeqCst), 2);
    }
}
