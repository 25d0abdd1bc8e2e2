//! Events from the commit to the last subscriber, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod scratch;

use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stheno_database::{Database, Select, Tx, Type};
use stheno_event::{Event, EventBus, EventOptions, Schedule, tables};
use stheno_kernel::{Clock, Error, FixedClock, IdGenerator, Result, Stamp, SystemClock, Timestamp};

type Seen = Arc<Mutex<Vec<String>>>;

struct Shop {
    database: Database,
    clock: Arc<FixedClock>,
    bus: EventBus,
    seen: Seen,
}

async fn shops(test: &str) -> Vec<Shop> {
    let databases = scratch::databases(&format!("event_{test}"), &tables()).await;
    databases.into_iter().map(|database| shop(database, EventOptions::default())).collect()
}

fn shop(database: Database, options: EventOptions) -> Shop {
    let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-01").unwrap()));
    Shop { database, clock, bus: EventBus::new(options).unwrap(), seen: Seen::default() }
}

fn told(event: &Event) -> String {
    format!("{} {}", event.name, event.data)
}

impl Shop {
    /// Another node of the same shop.
    fn node(&self) -> Self {
        let bus = EventBus::new(EventOptions::default()).unwrap();
        Self { database: self.database.clone(), clock: Arc::clone(&self.clock), bus, seen: Seen::default() }
    }
    fn listen(&self, name: &str, id: &str) {
        let seen = Arc::clone(&self.seen);
        self.bus.subscribe(name, id, move |event| {
            seen.lock().unwrap().push(told(&event));
            async { Ok(()) }
        });
    }
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
    async fn emit(&self, events: Vec<Event>) {
        self.emit_or_not(events, true).await.unwrap();
    }
    async fn emit_or_not(&self, events: Vec<Event>, commit: bool) -> Result<()> {
        let (bus, stamp) = (self.bus.clone(), Stamp::new(self.clock.now(), Arc::new(IdGenerator::default())));
        let work = move |tx: Tx| async move {
            bus.emit(&tx, events, &stamp).await?;
            if commit { Ok(()) } else { Err(Error::conflict("no")) }
        };
        self.database.transaction(work).await
    }
    async fn drain(&self) -> usize {
        let clock: Arc<dyn Clock> = Arc::<FixedClock>::clone(&self.clock);
        self.bus.drain(&self.database, &clock).await.unwrap()
    }
    async fn rows(&self) -> usize {
        let rows = Select::from("stheno_outbox").column("seq", Type::Int);
        self.database.read(|tx: Tx| async move { tx.run(rows).await }).await.unwrap().len()
    }
}

fn event(name: &str, id: &str) -> Event {
    Event::new(name, json!({"id": id}))
}

#[tokio::test]
async fn a_committed_event_is_told_once_and_a_rolled_back_one_never() {
    for shop in shops("committed").await {
        shop.listen("order.placed", "mail");
        shop.listen("*", "audit");
        shop.emit(vec![Event::new("order.placed", json!([{"id": "o1"}, {"id": "o2"}]))]).await;
        shop.emit_or_not(vec![event("order.placed", "o3")], false).await.unwrap_err();
        assert_eq!(shop.drain().await, 2);
        let o = |n: u8| format!("order.placed {{\"id\":\"o{n}\"}}");
        assert_eq!(shop.seen(), [o(1), o(1), o(2), o(2)]);
        assert_eq!((shop.drain().await, shop.rows().await), (0, 0));
    }
}

#[tokio::test]
async fn what_nobody_wants_is_not_written() {
    for shop in shops("unwanted").await {
        shop.listen("order.placed", "mail");
        let before = shop.database.statements();
        shop.emit(vec![event("cart.updated", "c1")]).await;
        assert_eq!((shop.database.statements(), shop.rows().await), (before, 0));
        assert!(shop.bus.wants("order.placed") && !shop.bus.wants("cart.updated"));
    }
}

#[tokio::test]
async fn a_failure_is_repeated_for_who_failed_and_holds_up_its_record_only() {
    for shop in shops("failure").await {
        shop.listen("a", "calm");
        let (seen, failures) = (Arc::clone(&shop.seen), AtomicUsize::new(2));
        shop.bus.subscribe("a", "moody", move |event| {
            let fails = event.key() == Some("1")
                && failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
            seen.lock().unwrap().push(format!("moody {}", told(&event)));
            async move { if fails { panic!("not today") } else { Ok(()) } }
        });
        let numbered = |id: &str, n: u8| Event::new("a", json!({"id": id, "no": n}));
        shop.emit(vec![numbered("1", 1), numbered("1", 2), numbered("2", 3)]).await;
        let told = |n: u8, id: u8| format!("a {{\"id\":\"{id}\",\"no\":{n}}}");
        let moody = |n: u8, id: u8| format!("moody {}", told(n, id));
        assert_eq!(shop.drain().await, 3);
        assert_eq!(shop.seen(), [told(1, 1), moody(1, 1), told(3, 2), moody(3, 2)]);
        assert_eq!(shop.drain().await, 0);
        shop.clock.advance_millis(1_000);
        shop.drain().await;
        assert_eq!(shop.seen(), [moody(1, 1)]);
        shop.clock.advance_millis(1_000);
        assert_eq!(shop.drain().await, 0, "the pause has doubled");
        shop.clock.advance_millis(1_000);
        shop.drain().await;
        assert_eq!(shop.seen(), [moody(1, 1), told(2, 1), moody(2, 1)]);
        assert_eq!(shop.rows().await, 0);
    }
}

#[tokio::test]
async fn a_hopeless_event_is_given_up_and_no_longer_holds_up_its_record() {
    let options = EventOptions { attempts_max: 2, ..EventOptions::default() };
    for database in scratch::databases("event_hopeless", &tables()).await {
        let shop = shop(database, options.clone());
        let seen = Arc::clone(&shop.seen);
        shop.bus.subscribe("*", "picky", move |event| {
            seen.lock().unwrap().push(told(&event));
            async move { if event.name == "bad" { Err(Error::unexpected_state("never")) } else { Ok(()) } }
        });
        shop.emit(vec![event("bad", "1"), event("good", "1")]).await;
        shop.drain().await;
        shop.clock.advance_millis(1_000);
        shop.drain().await;
        assert_eq!(shop.seen().last().unwrap(), "good {\"id\":\"1\"}");
        shop.clock.advance_millis(1_000_000);
        assert_eq!((shop.drain().await, shop.rows().await), (0, 1));
    }
}

#[tokio::test]
async fn another_node_takes_over_when_a_lease_has_ended() {
    for shop in shops("lease").await {
        let other = shop.node();
        other.listen("a", "x");
        let stuck = Arc::new(tokio::sync::Notify::new());
        let reached = Arc::clone(&stuck);
        shop.bus.subscribe("a", "x", move |_| {
            reached.notify_one();
            std::future::pending()
        });
        shop.emit(vec![event("a", "1")]).await;
        let (bus, database) = (shop.bus.clone(), shop.database.clone());
        let clock: Arc<dyn Clock> = Arc::<FixedClock>::clone(&shop.clock);
        let dying = tokio::spawn(async move { bus.drain(&database, &clock).await });
        stuck.notified().await;
        assert_eq!(other.drain().await, 0, "the row is in other hands");
        shop.emit(vec![event("a", "1"), event("a", "2")]).await;
        assert_eq!(other.drain().await, 1, "the record is in other hands");
        dying.abort();
        shop.clock.advance_millis(30_000);
        assert_eq!(other.drain().await, 2);
        assert_eq!(other.rows().await, 0);
    }
}

#[tokio::test]
async fn dispatchers_of_two_nodes_deliver_by_themselves_until_they_are_stopped() {
    for database in scratch::databases("event_dispatcher", &tables()).await {
        let quiet =
            EventOptions { poll: Duration::from_secs(3600), at_once_max: 4, ..EventOptions::default() };
        let nodes = [shop(database.clone(), quiet.clone()), shop(database, quiet)];
        let (sender, mut receiver) = tokio::sync::mpsc::channel(64);
        for node in &nodes {
            let sender = sender.clone();
            node.bus.subscribe("a", "x", move |event| {
                let sender = sender.clone();
                async move { sender.send(event).await.map_err(|e| Error::unexpected_state(e.to_string())) }
            });
            node.bus.start(node.database.clone(), Arc::new(SystemClock)).await.unwrap();
        }
        let shop = &nodes[0];
        for n in 0..10 {
            let shop = &nodes[n % 2];
            shop.emit((0..3).map(|r| Event::new("a", json!({"id": format!("r{r}"), "n": n}))).collect())
                .await;
        }
        let mut last = [-1; 3];
        for _ in 0..30 {
            let event = receiver.recv().await.unwrap();
            let record: usize = event.key().unwrap()[1..].parse().unwrap();
            let n = event.data["n"].as_i64().unwrap();
            assert_eq!(n, last[record] + 1, "events of a record come in order");
            last[record] = n;
        }
        for node in &nodes {
            node.bus.stop().await;
        }
        assert_eq!(shop.rows().await, 0);
        shop.emit(vec![event("a", "late")]).await;
        assert_eq!(shop.rows().await, 1, "it waits for the next start");
    }
}

#[tokio::test]
async fn the_log_has_every_event_once() {
    let path = std::env::temp_dir().join(format!("stheno-events-{}.log", std::process::id()));
    let options = EventOptions { log: Some(path.clone()), ..EventOptions::default() };
    let database = scratch::databases("event_log", &tables()).await.remove(0);
    let shop = shop(database, options);
    let failures = AtomicUsize::new(1);
    shop.bus.subscribe("a", "moody", move |_| {
        let fails = failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        async move { if fails { Err(Error::conflict("later")) } else { Ok(()) } }
    });
    shop.emit(vec![event("a", "1"), event("b", "2").with_metadata(json!({"by": "me"}))]).await;
    shop.drain().await;
    shop.clock.advance_millis(1_000);
    shop.drain().await;
    let lines = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        lines,
        "{\"name\":\"a\",\"data\":{\"id\":\"1\"},\"metadata\":{}}\n\
         {\"name\":\"b\",\"data\":{\"id\":\"2\"},\"metadata\":{\"by\":\"me\"}}\n"
    );
}

#[tokio::test]
async fn a_due_job_runs_on_one_node() {
    for shop in shops("job").await {
        let other = shop.node();
        let runs = Arc::new(AtomicUsize::new(0));
        for node in [&shop, &other] {
            let runs = Arc::clone(&runs);
            node.bus.schedule("sweep", Schedule::Every(Duration::from_secs(60)), move || {
                runs.fetch_add(1, Ordering::SeqCst);
                async { Err(Error::conflict("a failure is no reason to stop")) }
            });
        }
        let clock: Arc<dyn Clock> = Arc::<FixedClock>::clone(&shop.clock);
        for minute in 0..3 {
            let ran = tokio::join!(
                shop.bus.run_due_jobs(&shop.database, &clock),
                other.bus.run_due_jobs(&shop.database, &clock)
            );
            assert_eq!(ran.0.unwrap() + ran.1.unwrap(), usize::from(minute > 0));
            assert_eq!(runs.load(Ordering::SeqCst), minute);
            shop.clock.advance_millis(60_000);
        }
    }
}
