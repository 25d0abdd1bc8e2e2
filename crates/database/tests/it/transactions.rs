//! What a transaction promises.

use crate::world::{Own, World, suite, thing_with};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use stheno_database::{Database, Expr, Options, Select, Tx, Type};
use stheno_kernel::{Error, ErrorKind, Result, Value};

suite!(
    many_at_once,
    errors_roll_back,
    panics_roll_back,
    swallowed_errors_do_not_commit,
    dropped_futures_roll_back,
    waiting_for_other_things,
    handles_end_with_their_closure,
    reads_do_not_write,
    callbacks_follow_commits,
    statements_of_one_transaction_see_each_other,
    run_all_keeps_order,
    the_connection_survives_it_all,
);

async fn insert(db: &Database, id: String, fail: bool) -> Result<(), Own> {
    db.transaction(move |tx: Tx| async move {
        tx.run(thing_with(&id, vec![])).await?;
        if fail { Err(Own(format!("{id} changed its mind"))) } else { Ok(()) }
    })
    .await
}

/// Half of them fail; they go alone. What is answered is there for a connection made later.
async fn many_at_once(world: &World) {
    world.things().await;
    let tasks: Vec<_> = (0..500)
        .map(|i| {
            let db = world.db.clone();
            tokio::spawn(async move { insert(&db, format!("t{i}"), i % 5 == 0).await })
        })
        .collect();
    for (i, task) in tasks.into_iter().enumerate() {
        let result = task.await.unwrap();
        assert_eq!(result.is_err(), i % 5 == 0, "{i}: {result:?}");
        if let Err(Own(message)) = result {
            assert_eq!(message, format!("t{i} changed its mind"));
        }
    }
    let later = world.again(Options::default()).await;
    let failed: Vec<Value> = (0..500).step_by(5).map(|i| Value::from(format!("t{i}"))).collect();
    let none = Select::from("thing").filter(Expr::column("id").is_in(failed));
    assert!(later.read(|tx: Tx| async move { tx.run(none).await }).await.unwrap().is_empty());
    later.close().await;
    assert_eq!(world.count().await, 400);
}

async fn errors_roll_back(world: &World) {
    world.things().await;
    let Own(message) = insert(&world.db, "a".into(), true).await.unwrap_err();
    assert_eq!(message, "a changed its mind");
    assert_eq!(world.count().await, 0);
}

async fn panics_roll_back(world: &World) {
    world.things().await;
    let panics = |early: bool| {
        world.db.transaction(move |tx: Tx| {
            assert!(!early, "at once");
            async move {
                tx.run(thing_with("a", vec![])).await?;
                if !early {
                    panic!("on its way");
                }
                Ok::<(), Error>(())
            }
        })
    };
    for early in [true, false] {
        let e: Error = panics(early).await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::UnexpectedState, "{e:?}");
    }
    assert_eq!(world.count().await, 0);
    insert(&world.db, "a".into(), false).await.unwrap();
}

async fn swallowed_errors_do_not_commit(world: &World) {
    world.things().await;
    let swallowed: Result<()> = world
        .db
        .transaction(|tx: Tx| async move {
            tx.run(thing_with("a", vec![])).await?;
            let again = tx.run(thing_with("a", vec![])).await.unwrap_err();
            assert_eq!(again.kind(), ErrorKind::Duplicate);
            let later = tx.run(Select::from("thing")).await.unwrap_err();
            assert_eq!(later.kind(), ErrorKind::UnexpectedState);
            Ok(())
        })
        .await;
    assert_eq!(swallowed.unwrap_err().kind(), ErrorKind::UnexpectedState);
    assert_eq!(world.count().await, 0);
}

async fn dropped_futures_roll_back(world: &World) {
    world.things().await;
    if world.db.is_postgres() {
        dropped_on_its_way(world).await;
    } else {
        dropped_in_the_queue(world).await;
    }
    assert_eq!(world.count().await, 0);
    // The lock of the dropped insert is gone, too.
    insert(&world.db, "a".into(), false).await.unwrap();
}

async fn dropped_on_its_way(world: &World) {
    // One connection: the next user gets the one that was dropped.
    let db = world.again(Options { pool: 1, ..Options::default() }).await;
    let (written, wrote) = tokio::sync::oneshot::channel();
    let work = db.transaction(|tx: Tx| async move {
        tx.run(thing_with("a", vec![])).await?;
        let _ = written.send(());
        std::future::pending::<Result<()>>().await
    });
    tokio::select! {
        _ = work => panic!("it never ends"),
        _ = wrote => {}
    }
    let count = db.read(|tx: Tx| async move { tx.run(Select::from("thing")).await }).await.unwrap();
    assert!(count.is_empty());
    // A statement that waits for a lock is cancelled: its connection serves the next at once.
    insert(&db, "held".into(), false).await.unwrap();
    let held = || Select::from("thing").filter(Expr::column("id").eq("held")).for_update();
    let (locked, has_lock) = tokio::sync::oneshot::channel();
    let (release, released) = tokio::sync::oneshot::channel::<()>();
    let other = world.db.clone();
    let holder = tokio::spawn(async move {
        other
            .transaction(move |tx: Tx| async move {
                tx.run(held()).await?;
                let _ = locked.send(());
                let _ = released.await;
                Err::<(), _>(Error::not_allowed("done"))
            })
            .await
    });
    has_lock.await.unwrap();
    let blocked = db.transaction(move |tx: Tx| async move { tx.run(held()).await });
    let waits = tokio::time::timeout(std::time::Duration::from_millis(50), blocked).await;
    assert!(waits.is_err());
    db.ping().await.unwrap();
    release.send(()).unwrap();
    assert!(holder.await.unwrap().is_err());
    let delete = stheno_database::Delete { table: "thing", filter: Expr::always(), returning: vec![] };
    assert_eq!(world.write(delete).await.unwrap().affected(), 1);
    db.close().await;
}

async fn dropped_in_the_queue(world: &World) {
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let (started, running) = tokio::sync::oneshot::channel();
    let db = world.db.clone();
    let first = tokio::spawn(async move {
        db.transaction(|_: Tx| async move {
            let _ = started.send(());
            // Blocks the writer thread, which no shop's code may do.
            let _ = gate.recv();
            Ok::<(), Error>(())
        })
        .await
    });
    running.await.unwrap();
    // Polled once it stands in the queue; then it is dropped.
    tokio::select! {
        biased;
        _ = insert(&world.db, "a".into(), false) => panic!("the writer is held"),
        () = std::future::ready(()) => {}
    }
    open.send(()).unwrap();
    first.await.unwrap().unwrap();
}

/// SQLite's writer cannot wait for anything else; PostgreSQL could, and code that relies on it fails here.
async fn waiting_for_other_things(world: &World) {
    world.things().await;
    if world.db.is_postgres() {
        return;
    }
    let waiting: Result<()> = world
        .db
        .transaction(|tx: Tx| async move {
            tx.run(thing_with("a", vec![])).await?;
            std::future::pending().await
        })
        .await;
    let e = waiting.unwrap_err();
    assert_eq!(
        (e.kind(), e.message()),
        (ErrorKind::UnexpectedState, "a transaction may await nothing but the database")
    );
    assert_eq!(world.count().await, 0);
    // A future that yields but wakes itself goes on.
    let yields: Result<u64> = world
        .db
        .transaction(|tx: Tx| async move {
            tokio::task::yield_now().await;
            tx.execute(thing_with("a", vec![])).await
        })
        .await;
    assert_eq!(yields.unwrap(), 1);
}

async fn handles_end_with_their_closure(world: &World) {
    world.things().await;
    let kept: Arc<Mutex<Vec<Tx>>> = Arc::default();
    for write in [true, false] {
        let keep = Arc::clone(&kept);
        let f = move |tx: Tx| async move {
            keep.lock().unwrap().push(tx);
            Ok::<(), Error>(())
        };
        if write { world.db.transaction(f).await.unwrap() } else { world.db.read(f).await.unwrap() }
    }
    let handles = kept.lock().unwrap().clone();
    for tx in handles {
        assert_eq!(tx.run(Select::from("thing")).await.unwrap_err().kind(), ErrorKind::UnexpectedState);
    }
    let inside: Result<()> = {
        let stale = kept.lock().unwrap()[0].clone();
        world.db.transaction(|_: Tx| async move { stale.run(Select::from("thing")).await.map(drop) }).await
    };
    assert_eq!(inside.unwrap_err().kind(), ErrorKind::UnexpectedState);
}

async fn reads_do_not_write(world: &World) {
    world.things().await;
    let e = world.db.read(|tx: Tx| async move { tx.run(thing_with("a", vec![])).await }).await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::UnexpectedState);
    assert!(world.db.read(|tx: Tx| async move { Ok::<_, Error>(tx.is_read_only()) }).await.unwrap());
    assert!(!world.db.transaction(|tx: Tx| async move { Ok::<_, Error>(tx.is_read_only()) }).await.unwrap());
}

async fn callbacks_follow_commits(world: &World) {
    world.things().await;
    let called = Arc::new(AtomicU32::new(0));
    let work = |fail: bool| {
        let (called, db) = (Arc::clone(&called), world.db.clone());
        async move {
            db.transaction(move |tx: Tx| async move {
                let counter = Arc::clone(&called);
                tx.on_commit(move || {
                    counter.fetch_add(1, Ordering::SeqCst);
                });
                tx.on_commit(|| panic!("a callback's panic is its own"));
                assert_eq!(called.load(Ordering::SeqCst), 0);
                if fail { Err(Error::not_allowed("no")) } else { Ok(()) }
            })
            .await
        }
    };
    work(true).await.unwrap_err();
    assert_eq!(called.load(Ordering::SeqCst), 0);
    work(false).await.unwrap();
    assert_eq!(called.load(Ordering::SeqCst), 1);
}

async fn statements_of_one_transaction_see_each_other(world: &World) {
    world.things().await;
    let seen: Result<usize> = world
        .db
        .transaction(|tx: Tx| async move {
            tx.run(thing_with("a", vec![])).await?;
            Ok(tx.run(Select::from("thing")).await?.len())
        })
        .await;
    assert_eq!(seen.unwrap(), 1);
}

async fn run_all_keeps_order(world: &World) {
    world.things().await;
    let ids = Select::from("thing").column("id", Type::Text);
    let (first, last) = (ids.clone(), ids);
    let all = world
        .db
        .transaction(|tx: Tx| async move {
            let mut statements = vec![first.into()];
            statements.extend((0..100).map(|i| thing_with(&format!("t{i}"), vec![]).into()));
            statements.push(last.into());
            tx.run_all(statements).await
        })
        .await
        .unwrap();
    assert_eq!((all.len(), all[0].len(), all[101].len()), (102, 0, 100));
    let failing: Result<Vec<_>> = world
        .db
        .transaction(|tx: Tx| async move {
            let twice = || thing_with("t1", vec![]).into();
            tx.run_all(vec![Select::from("thing").into(), twice(), Select::from("thing").into()]).await
        })
        .await;
    assert_eq!(failing.unwrap_err().kind(), ErrorKind::Duplicate);
}

async fn the_connection_survives_it_all(world: &World) {
    world.things().await;
    let db = world.again(Options { pool: 1, readers: 1, ..Options::default() }).await;
    for i in 0..50 {
        let fails: Result<()> = db
            .transaction(|tx: Tx| async move {
                tx.run(thing_with("a", vec![])).await?;
                tx.run(thing_with("a", vec![])).await.map(drop)
            })
            .await;
        assert_eq!(fails.unwrap_err().kind(), ErrorKind::Duplicate, "{i}");
        drop(db.transaction(|tx: Tx| async move { tx.run(thing_with("b", vec![])).await }));
    }
    let empty = db.transaction(|_: Tx| async move { Ok::<_, Error>(5) }).await.unwrap();
    assert_eq!(empty, 5);
    assert_eq!(world.count().await, 0);
    db.close().await;
}
