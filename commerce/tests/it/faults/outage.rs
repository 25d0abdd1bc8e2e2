//! The database goes away under load, turns read-only, or is held by another program: requests fail at once with a 503, what was
//! acknowledged is there, and everything works again by itself.

use crate::doors::{Callers, is_error};
use futures_util::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::{Database, Expr, Insert, Options, Select, Tx, Type};
use stheno_kernel::Result;
use stheno_testkit::postgres::Server;
use stheno_testkit::scratch::sqlite;
use stheno_testkit::{Answer, Shop};
use tokio::sync::watch;

/// Within this a server that is back has to be noticed, and a server that is gone answered for; generous, as machines are busy.
const LIMIT: Duration = Duration::from_secs(60);
/// What a request may take while there is no server to ask.
const REFUSED_WITHIN: Duration = Duration::from_secs(10);

/// What subscribers and jobs saw.
#[derive(Default)]
struct Seen {
    tags: Mutex<BTreeSet<String>>,
    runs: AtomicUsize,
}

fn watched() -> Builder {
    commerce(&[])
        .extension(Seen::default())
        .subscribe("product-tag.created", "test", |app, event| async move {
            let seen = app.extension::<Seen>().unwrap();
            seen.tags.lock().unwrap().extend(event.data["id"].as_str().map(str::to_owned));
            Ok(())
        })
        .job("test:tick", "* * * * * *", |app| async move {
            app.extension::<Seen>().unwrap().runs.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
}

/// Whatever `is_done` waits for happens in time.
async fn until(what: &str, is_done: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_done().await {
        assert!(started.elapsed() < LIMIT, "{what} takes too long");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Merchants at work.
struct Load {
    shop: Shop,
    user: String,
    is_over: AtomicBool,
    acknowledged: Mutex<Vec<String>>,
    refused: AtomicUsize,
    /// Answers that are neither, and refusals that took too long.
    wrong: Mutex<Vec<String>>,
    done: watch::Sender<usize>,
}

impl Load {
    async fn start(shop: &Shop) -> (Arc<Self>, Vec<tokio::task::JoinHandle<()>>) {
        let load = Arc::new(Self {
            shop: shop.clone(),
            user: Callers::of(shop).await.user,
            is_over: AtomicBool::new(false),
            acknowledged: Mutex::default(),
            refused: AtomicUsize::new(0),
            wrong: Mutex::default(),
            done: watch::Sender::new(0),
        });
        let tasks = (0..4).map(|number| tokio::spawn(Arc::clone(&load).work(number))).collect();
        (load, tasks)
    }

    async fn work(self: Arc<Self>, number: usize) {
        for turn in 0.. {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let started = Instant::now();
            let answer = if turn % 2 == 0 {
                let body = json!({ "value": format!("{number}-{turn}") });
                self.shop.post("/admin/product-tags", body).bearer(&self.user).send().await
            } else {
                self.shop.get("/admin/product-tags?limit=1").bearer(&self.user).send().await
            };
            self.judge(&answer, started.elapsed());
            // A merchant who is refused looks up before trying again; and nobody fills the disk here.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn judge(&self, answer: &Answer, took: Duration) {
        match answer.status.as_u16() {
            200 => {
                let made = answer.json["product_tag"]["id"].as_str().map(str::to_owned);
                self.acknowledged.lock().unwrap().extend(made);
            }
            503 if is_unavailable(answer) && took < REFUSED_WITHIN => {
                self.refused.fetch_add(1, Ordering::SeqCst);
            }
            status => self.wrong.lock().unwrap().push(format!("{status} after {took:?}: {}", answer.text)),
        }
        self.done.send_modify(|count| *count += 1);
    }

    fn acknowledged(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }
    fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }
    async fn until_acknowledged(&self, more: usize) {
        let goal = self.acknowledged() + more;
        until("work", async || self.acknowledged() >= goal).await;
    }
    async fn until_refused(&self, more: usize) {
        let goal = self.refused() + more;
        until("a refusal", async || self.refused() >= goal).await;
    }
}

/// Whether an answer says that the service is not there just now, in the contract's words.
fn is_unavailable(answer: &Answer) -> bool {
    answer.status == 503 && is_error(&answer.json) && answer.json["type"] == "service_unavailable"
}

/// The ids of all tags.
async fn tags(shop: &Shop) -> BTreeSet<String> {
    let select = Select::from("product_tag").column("id", Type::Text);
    let read = shop.app.database().read(move |tx| async move { tx.run(select).await }).await;
    let rows = read.unwrap();
    rows.into_values().into_iter().filter_map(|id| id.as_str().map(str::to_owned)).collect()
}

/// A run of a flow whose node fell silent long ago, with nothing to undo.
async fn leave_a_silent_flow(shop: &Shop, key: &'static str) {
    let now = shop.app.now();
    let work = move |tx: Tx| async move {
        let columns = vec!["workflow_id", "transaction_id", "run_id", "locked_by", "locked_until"];
        let row = vec!["complete-cart".into(), key.into(), key.into(), "node_gone".into(), now.into()];
        let insert = Insert {
            table: "stheno_flow_lock",
            columns,
            rows: vec![row],
            on_conflict: None,
            returning: vec![],
        };
        tx.execute(insert).await.map(drop)
    };
    let left: Result<()> = shop.app.database().transaction(work).await;
    left.unwrap();
}

async fn is_silent_flow_left(shop: &Shop, key: &'static str) -> bool {
    let select = Select::from("stheno_flow_lock")
        .column("run_id", Type::Text)
        .filter(Expr::column("transaction_id").eq(key));
    let read = shop.app.database().read(move |tx| async move { tx.run(select).await }).await;
    !read.unwrap().is_empty()
}

async fn blocking(work: impl FnOnce() + Send + 'static) {
    tokio::task::spawn_blocking(work).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_comes_back_is_used_again_and_nothing_is_lost() {
    let Some(server) = Server::start() else { return };
    let server = Arc::new(server);
    let options = Options { pool: 4, ..Options::default() };
    let database = Database::connect(&server.url(), options).await.unwrap();
    let shop = Shop::over(database, watched()).await;
    let seen = shop.app.extension::<Seen>().unwrap();
    stheno_workflow::schedule_recovery(&shop.app);
    shop.app.events().start(shop.app.database().clone(), shop.app.clock().clone()).await.unwrap();
    let (load, tasks) = Load::start(&shop).await;
    load.until_acknowledged(20).await;

    // Gone, for as long as it takes to refuse many, and back.
    let stopped = Arc::clone(&server);
    blocking(move || stopped.stop_at_once()).await;
    load.until_refused(20).await;
    let (refused, runs) = (load.refused(), seen.runs.load(Ordering::SeqCst));
    let started = Arc::clone(&server);
    blocking(move || started.start_again()).await;
    load.until_acknowledged(20).await;
    assert!(refused >= 20);
    leave_a_silent_flow(&shop, "after the restart").await;
    until("the next job", async || seen.runs.load(Ordering::SeqCst) > runs).await;
    until("the recovery", async || !is_silent_flow_left(&shop, "after the restart").await).await;

    // Every connection is cut, again and again.
    for _ in 0..5 {
        let cut = Arc::clone(&server);
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stheno'";
        blocking(move || cut.sql(&[all])).await;
        load.until_acknowledged(5).await;
    }

    // Read-only, as a server is that was demoted: reads go on, and writes come back without a restart.
    let read_only = Arc::clone(&server);
    let switch = |to: &str| format!("ALTER SYSTEM SET default_transaction_read_only = {to}");
    let on = switch("on");
    blocking(move || read_only.sql(&[&on, "SELECT pg_reload_conf()"])).await;
    load.until_refused(10).await;
    shop.get("/admin/product-tags").bearer(&load.user).send().await.expect(200);
    let off = switch("off");
    let writable = Arc::clone(&server);
    let begin = "SET default_transaction_read_only = off";
    blocking(move || writable.sql(&[begin, &off, "SELECT pg_reload_conf()"])).await;
    load.until_acknowledged(20).await;

    load.is_over.store(true, Ordering::SeqCst);
    join_all(tasks).await.into_iter().for_each(|task| task.unwrap());
    assert_eq!(*load.wrong.lock().unwrap(), Vec::<String>::new());
    let there = tags(&shop).await;
    let acknowledged = load.acknowledged.lock().unwrap().clone();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !there.contains(*id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    until("the events", async || seen.tags.lock().unwrap().is_superset(&there)).await;
    shop.app.events().stop().await;
    shop.close().await;
}

/// Holds the write lock of the file until it is told to let go; so would a program that has nothing to do with us.
async fn held(file: &Database) -> (std::sync::mpsc::Sender<()>, tokio::task::JoinHandle<Result<()>>) {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (holds, is_held) = tokio::sync::oneshot::channel::<()>();
    let file = file.clone();
    let task = tokio::spawn(async move {
        file.transaction(move |_tx: Tx| async move {
            let _ = holds.send(());
            let _ = released.recv();
            Ok(())
        })
        .await
    });
    is_held.await.unwrap();
    (release, task)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_another_program_writes_to_is_waited_for_and_not_for_ever() {
    let scratch = sqlite();
    let shop = Shop::open(&scratch, commerce(&[])).await;
    let callers = Callers::of(&shop).await;
    let post = |value: &str| {
        shop.post("/admin/product-tags", json!({ "value": value })).bearer(&callers.user).send()
    };
    let other = scratch.connect().await;

    // For a moment: whoever writes waits, and is served.
    let (release, task) = held(&other).await;
    let waiting = tokio::spawn(post("patient"));
    shop.get("/admin/product-tags").bearer(&callers.user).send().await.expect(200);
    release.send(()).unwrap();
    waiting.await.unwrap().expect(200);
    task.await.unwrap().unwrap();

    // For good: they are told, long before a request's time is over.
    let (release, task) = held(&other).await;
    let started = Instant::now();
    let answers = join_all([post("one"), post("two"), post("three")]).await;
    assert!(started.elapsed() < Duration::from_secs(25), "{:?}", started.elapsed());
    for answer in &answers {
        assert!(is_unavailable(answer), "{} {}", answer.status, answer.text);
    }
    shop.get("/admin/product-tags").bearer(&callers.user).send().await.expect(200);
    assert_eq!(tags(&shop).await.len(), 1);
    release.send(()).unwrap();
    task.await.unwrap().unwrap();
    post("at last").await.expect(200);
    assert_eq!(tags(&shop).await.len(), 2);
    other.close().await;
    shop.close().await;
    scratch.remove().await;
}
