//! Two nodes with one Redis, and with one that is gone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use stheno_database::{Database, Options, Tx};
use stheno_event::{Event, EventBus, EventOptions};
use stheno_http::AttemptLimits;
use stheno_http::auth::{Attempts, DatabaseAttempts, attempt_table};
use stheno_kernel::{Clock, ErrorKind, FixedClock, IdGenerator, Stamp, SystemClock, Timestamp};
use stheno_redis::{Redis, RedisAttempts};
use tokio::sync::mpsc;

/// Nobody listens there.
const NOWHERE: &str = "redis://127.0.0.1:1";

/// The server for tests. In CI its absence is a failure.
async fn server() -> Option<String> {
    let url = std::env::var("TEST_REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".into());
    let connect = async { redis::Client::open(url.as_str())?.get_multiplexed_async_connection().await };
    match connect.await {
        Ok(_) => Some(url),
        Err(e) if std::env::var_os("CI").is_some() => panic!("Redis is needed in CI: {e}"),
        Err(e) => {
            eprintln!("skipped: no Redis at {url}: {e}");
            None
        }
    }
}

async fn database() -> Database {
    let database = Database::connect("sqlite::memory:", Options::default()).await.unwrap();
    let mut tables = stheno_event::tables();
    tables.push(attempt_table());
    database.migrate(&tables, &[]).await.unwrap();
    database
}

/// A name that no other test or run has tried.
fn name() -> String {
    format!("{}@attempts.test", IdGenerator::default().next("ann", &SystemClock))
}

fn attempts(url: &str, database: &Database, clock: &Arc<dyn Clock>) -> Attempts {
    let limits = AttemptLimits { per_name_per_minute: 3, per_address_per_minute: 0 };
    let otherwise = Arc::new(DatabaseAttempts::new(database.clone()));
    let store = RedisAttempts::new(Redis::open(url).unwrap(), otherwise);
    Attempts::new(limits, Arc::new(store), clock)
}

/// Three attempts are let in on either of two nodes, and none more; one for each third of a minute after that.
async fn counts_for_both(url: &str, databases: [&Database; 2]) {
    let hand = Arc::new(FixedClock::new(SystemClock.now()));
    let clock: Arc<dyn Clock> = Arc::<FixedClock>::clone(&hand);
    let nodes = databases.map(|database| attempts(url, database, &clock));
    let name = name();
    for node in [0, 1, 0] {
        nodes[node].count(None, Some(&name)).await.unwrap();
    }
    for node in &nodes {
        let refused = node.count(None, Some(&name)).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::RateLimited);
    }
    hand.advance_millis(19_999);
    assert!(nodes[0].count(None, Some(&name)).await.is_err());
    hand.advance_millis(1);
    nodes[1].count(None, Some(&name)).await.unwrap();
    assert!(nodes[0].count(None, Some(&name)).await.is_err());
}

#[tokio::test]
async fn attempts_are_counted_in_redis_for_every_node() {
    let Some(url) = server().await else { return };
    // Each node has a database of its own, so that nothing but Redis can have counted.
    counts_for_both(&url, [&database().await, &database().await]).await;
}

#[tokio::test]
async fn attempts_are_counted_in_the_database_while_redis_is_gone() {
    let database = database().await;
    counts_for_both(NOWHERE, [&database, &database]).await;
}

async fn emit(bus: &EventBus, database: &Database, id: usize) {
    let stamp = Stamp::new(Timestamp::default(), Arc::new(IdGenerator::default()));
    let (bus, event) = (bus.clone(), Event::new("a", json!({ "id": id.to_string() })));
    database
        .transaction(move |tx: Tx| async move { bus.emit(&tx, vec![event], &stamp).await })
        .await
        .unwrap();
}

/// A node that never polls while the test runs.
fn quiet() -> EventBus {
    let poll = Duration::from_secs(3600);
    EventBus::new(EventOptions { poll, at_once_max: 1, ..EventOptions::default() }).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_node_delivers_what_a_busy_one_commits() {
    let Some(url) = server().await else { return };
    let (database, busy, idle) = (database().await, quiet(), quiet());
    let redis = Redis::open(&url).unwrap();
    let (sender, mut told) = mpsc::channel(16);
    let stuck = sender.clone();
    busy.subscribe("a", "x", move |event| {
        let stuck = stuck.clone();
        async move {
            let _ = stuck.send(("busy", event)).await;
            std::future::pending().await
        }
    });
    idle.subscribe("a", "x", move |event| {
        let sender = sender.clone();
        async move {
            let _ = sender.send(("idle", event)).await;
            Ok(())
        }
    });
    // The first event keeps the only node busy for good.
    busy.start(database.clone(), Arc::new(SystemClock)).await.unwrap();
    emit(&busy, &database, 0).await;
    assert_eq!(told.recv().await.unwrap().0, "busy");
    let _ringing = [redis.ring(&busy), redis.ring(&idle)];
    idle.start(database.clone(), Arc::new(SystemClock)).await.unwrap();
    // Its first looks, at the start and at the subscription, may have found the first of these; the others it is told of.
    for id in 1..=5 {
        emit(&busy, &database, id).await;
        let next = tokio::time::timeout(Duration::from_secs(30), told.recv()).await.expect("it is woken");
        assert_eq!(
            next.map(|(node, event)| (node, event.data)),
            Some(("idle", json!({ "id": id.to_string() })))
        );
    }
}
