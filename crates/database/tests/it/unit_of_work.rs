//! What a unit of work promises: many closures, one commit.

use crate::world::{World, suite, thing_with};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use stheno_database::{Database, Expr, Function, Select, Tx, Type};
use stheno_kernel::{Error, ErrorKind, Result};
use tokio::sync::Notify;

suite!(
    all_is_committed_with_the_last,
    the_last_takes_everything_back,
    a_part_that_errs_is_taken_back_alone,
    callbacks_wait_for_the_commit,
    settling_commits_what_went_before,
    what_ended_is_an_ordinary_database,
    a_part_that_was_cut_off_cannot_be_committed,
    others_write_until_it_does,
    a_dropped_unit_rolls_back,
);

async fn insert(db: &Database, id: &'static str) -> Result<()> {
    db.transaction(move |tx: Tx| async move { tx.run(thing_with(id, vec![])).await.map(drop) }).await
}

async fn insert_and_err(db: &Database, id: &'static str) -> Result<()> {
    db.transaction(move |tx: Tx| async move {
        tx.run(thing_with(id, vec![])).await?;
        Err(Error::not_allowed("changed its mind"))
    })
    .await
}

async fn seen(db: &Database) -> i64 {
    let count = Select::from("thing").expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int);
    let rows: Result<_> = db.read(|tx: Tx| async move { tx.run(count).await }).await;
    rows.unwrap().into_values()[0].as_int().unwrap()
}

async fn nothing(_: Tx) -> Result<()> {
    Ok(())
}

async fn all_is_committed_with_the_last(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    let db = unit.database();
    assert_eq!(seen(&db).await, 0);
    insert(&db, "a").await.unwrap();
    insert(&db, "b").await.unwrap();
    assert_eq!((seen(&db).await, seen(&world.db).await), (2, 0));
    let last = |tx: Tx| async move { tx.run(thing_with("c", vec![])).await.map(drop) };
    unit.finish(last).await.unwrap();
    assert_eq!(seen(&world.db).await, 3);
}

async fn the_last_takes_everything_back(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    insert(&unit.database(), "a").await.unwrap();
    let failed = unit.finish(|_| async { Err::<(), _>(Error::conflict("lost")) }).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::Conflict);
    let unit = world.db.unit_of_work();
    insert(&unit.database(), "b").await.unwrap();
    unit.abandon().await;
    assert_eq!(seen(&world.db).await, 0);
}

async fn a_part_that_errs_is_taken_back_alone(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    let db = unit.database();
    insert_and_err(&db, "first").await.unwrap_err();
    insert(&db, "a").await.unwrap();
    insert_and_err(&db, "b").await.unwrap_err();
    // The database refuses it, which on PostgreSQL fails the transaction up to the savepoint.
    insert(&db, "a").await.unwrap_err();
    insert(&db, "c").await.unwrap();
    assert_eq!(seen(&db).await, 2);
    unit.finish(nothing).await.unwrap();
    assert_eq!(seen(&world.db).await, 2);
}

async fn callbacks_wait_for_the_commit(world: &World) {
    world.things().await;
    let called = Arc::new(AtomicU32::new(0));
    let unit = world.db.unit_of_work();
    let db = unit.database();
    for (count, fails) in [(1, false), (10, true), (100, false)] {
        let called = Arc::clone(&called);
        let part = db.transaction(move |tx: Tx| async move {
            tx.on_commit(move || {
                called.fetch_add(count, Ordering::Relaxed);
            });
            if fails { Err(Error::not_allowed("no")) } else { Ok(()) }
        });
        assert_eq!(part.await.is_err(), fails);
    }
    assert_eq!(called.load(Ordering::Relaxed), 0);
    unit.finish(nothing).await.unwrap();
    assert_eq!(called.load(Ordering::Relaxed), 101);
}

async fn settling_commits_what_went_before(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    let db = unit.database();
    insert(&db, "a").await.unwrap();
    let settling = |tx: Tx| async move { tx.run(thing_with("b", vec![])).await.map(drop) };
    db.settling(settling).await.unwrap();
    assert_eq!(seen(&world.db).await, 2);
    insert(&db, "c").await.unwrap();
    let failed: Result<()> = db.settling(|_| async { Err(Error::not_allowed("no")) }).await;
    failed.unwrap_err();
    assert_eq!((seen(&db).await, seen(&world.db).await), (3, 2));
    db.settle().await.unwrap();
    insert(&db, "d").await.unwrap();
    unit.abandon().await;
    assert_eq!(seen(&world.db).await, 3);
}

async fn what_ended_is_an_ordinary_database(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    unit.finish(nothing).await.unwrap();
    insert(&unit.database(), "a").await.unwrap();
    assert_eq!(seen(&world.db).await, 1);
}

async fn a_part_that_was_cut_off_cannot_be_committed(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    let db = unit.database();
    insert(&db, "a").await.unwrap();
    let reached = Arc::new(Notify::new());
    let part = {
        let reached = Arc::clone(&reached);
        db.transaction(move |tx: Tx| async move {
            tx.run(thing_with("b", vec![])).await?;
            reached.notify_one();
            std::future::pending::<Result<()>>().await
        })
    };
    tokio::select! {
        _ = part => unreachable!("it waits for ever"),
        () = reached.notified() => {}
    }
    assert!(insert(&db, "c").await.is_err());
    assert!(unit.finish(nothing).await.is_err());
    unit.abandon().await;
    assert_eq!(seen(&world.db).await, 0);
    insert(&world.db, "d").await.unwrap();
}

async fn others_write_until_it_does(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    assert_eq!(seen(&unit.database()).await, 0);
    insert(&world.db, "a").await.unwrap();
    assert_eq!(seen(&unit.database()).await, 1);
    insert(&unit.database(), "b").await.unwrap();
    let other = {
        let db = world.db.clone();
        tokio::spawn(async move { insert(&db, "c").await })
    };
    unit.finish(nothing).await.unwrap();
    other.await.unwrap().unwrap();
    assert_eq!(seen(&world.db).await, 3);
}

async fn a_dropped_unit_rolls_back(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    insert(&unit.database(), "a").await.unwrap();
    drop(unit);
    insert(&world.db, "b").await.unwrap();
    assert_eq!(seen(&world.db).await, 1);
}
