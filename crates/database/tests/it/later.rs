//! Statements that are put off leave before whatever follows them, and none is lost.

use crate::world::{World, suite, texts, thing_with};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use stheno_database::{Expr, Fault, Function, Insert, Later, Rows, Select, Tx, Type};
use stheno_kernel::{Error, ErrorKind, Result};

suite!(
    they_leave_before_the_next_in_order,
    they_leave_with_the_commit,
    one_that_fails_takes_the_transaction_along,
    any_of_them_may_be_lost,
    an_error_is_that_of_the_part,
    what_is_undone_leaves_nothing_behind,
    a_read_puts_nothing_off,
);

/// Answers the id.
fn thing(id: &str) -> Insert {
    Insert { returning: vec![("id", Type::Text)], ..thing_with(id, vec![]) }
}

async fn count(tx: &Tx) -> Result<i64> {
    let count = Select::from("thing").expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int);
    Ok(tx.run(count).await?.row(0)[0].as_int().unwrap_or_default())
}

fn ids(later: &Later) -> Vec<String> {
    later.rows().cloned().map(texts).unwrap_or_default()
}

async fn they_leave_before_the_next_in_order(world: &World) {
    world.things().await;
    let work = |tx: Tx| async move {
        let put_off = [tx.later(thing("b")).await?, tx.later(thing("a")).await?];
        assert_eq!(count(&tx).await?, 2);
        assert_eq!(put_off.each_ref().map(ids), [["b"], ["a"]]);
        let again = tx.later(thing("c")).await?;
        let both = tx.run_all(vec![thing("d").into(), thing("e").into()]).await?;
        assert_eq!(
            (ids(&again), both.into_iter().flat_map(texts).collect()),
            (vec!["c".to_owned()], vec!["d".to_owned(), "e".to_owned()])
        );
        Ok::<_, Error>(())
    };
    world.db.transaction(work).await.unwrap();
    assert_eq!(world.count().await, 5);
}

async fn they_leave_with_the_commit(world: &World) {
    world.things().await;
    let is_postgres = world.db.is_postgres();
    let log = world.db.record();
    let work = move |tx: Tx| async move {
        let put_off = [tx.later(thing("a")).await?, tx.later(thing("b")).await?];
        assert_eq!(put_off[0].rows().is_none(), is_postgres);
        Ok::<_, Error>(put_off)
    };
    let put_off = world.db.transaction(work).await.unwrap();
    assert_eq!(put_off.each_ref().map(ids), [["a"], ["b"]]);
    assert_eq!(log.take().len(), 2);
    assert_eq!(world.count().await, 2);
}

async fn one_that_fails_takes_the_transaction_along(world: &World) {
    world.things().await;
    let called = Arc::new(AtomicBool::new(false));
    for with_commit in [true, false] {
        let called = Arc::clone(&called);
        let work = move |tx: Tx| async move {
            tx.on_commit(move || called.store(true, Ordering::Relaxed));
            for id in ["a", "same", "same", "b"] {
                tx.later(thing(id)).await?;
            }
            if with_commit { Ok(0) } else { count(&tx).await }
        };
        let failed: Result<i64> = world.db.transaction(work).await;
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::Duplicate, "with the commit: {with_commit}");
    }
    assert!(!called.load(Ordering::Relaxed));
    assert_eq!(world.count().await, 0);
    // The connections are good for others.
    for n in 0..8 {
        world.write(thing(&format!("t{n}"))).await.unwrap();
    }
}

async fn any_of_them_may_be_lost(world: &World) {
    world.things().await;
    let faults = world.db.faults();
    let work = |tx: Tx| async move {
        tx.run(thing("a")).await?;
        tx.later(thing("b")).await?;
        tx.later(thing("c")).await.map(drop)
    };
    for n in 0..3 {
        faults.plan(Fault::Statement(n));
        let lost: Result<()> = world.db.transaction(work).await;
        assert_eq!(lost.unwrap_err().kind(), ErrorKind::Unavailable, "{n}");
        assert_eq!(faults.fired(), 1);
    }
    for (fault, rows) in [(Fault::Commit(0), 0), (Fault::Answer(0), 3)] {
        faults.plan(fault);
        world.db.transaction(work).await.unwrap_err();
        faults.clear();
        assert_eq!(world.count().await, rows);
    }
}

/// A unit of work commits parts together, but the error of one is not another's.
async fn an_error_is_that_of_the_part(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    let db = unit.database();
    let put_off =
        |id: &'static str| db.transaction(move |tx: Tx| async move { tx.later(thing(id)).await.map(drop) });
    let first: Result<()> = put_off("a").await;
    first.unwrap();
    assert_eq!(put_off("a").await.unwrap_err().kind(), ErrorKind::Duplicate);
    put_off("b").await.unwrap();
    unit.finish(|tx: Tx| async move { tx.later(thing("c")).await.map(drop) }).await.unwrap();
    assert_eq!(world.ids(Expr::always()).await, ["a", "b", "c"]);
    // The first part too, behind which no savepoint comes.
    let unit = world.db.unit_of_work();
    let db = unit.database();
    let first = db.transaction(|tx: Tx| async move {
        tx.later(thing("d")).await?;
        tx.later(thing("d")).await.map(drop)
    });
    let first: Result<()> = first.await;
    assert_eq!(first.unwrap_err().kind(), ErrorKind::Duplicate);
    unit.abandon().await;
}

async fn what_is_undone_leaves_nothing_behind(world: &World) {
    world.things().await;
    let unit = world.db.unit_of_work();
    let db = unit.database();
    let part = |id: &'static str, fails: bool| {
        db.transaction(move |tx: Tx| async move {
            tx.later(thing(id)).await?;
            if fails { Err(Error::not_allowed("changed its mind")) } else { Ok(()) }
        })
    };
    part("a", true).await.unwrap_err();
    part("b", false).await.unwrap();
    part("c", true).await.unwrap_err();
    // One that would fail is not sent: what went before stays good.
    part("b", true).await.unwrap_err();
    unit.finish(|_| async { Ok(()) }).await.unwrap();
    assert_eq!(world.ids(Expr::always()).await, ["b"]);
    let alone: Result<()> = world
        .db
        .transaction(|tx: Tx| async move {
            tx.later(thing("d")).await?;
            Err(Error::not_allowed("changed its mind"))
        })
        .await;
    alone.unwrap_err();
    assert_eq!(world.ids(Expr::always()).await, ["b"]);
}

async fn a_read_puts_nothing_off(world: &World) {
    world.things().await;
    let refused: Result<Rows> = world
        .db
        .read(|tx: Tx| async move { Ok(tx.later(thing("a")).await?.rows().cloned().unwrap_or_default()) })
        .await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::UnexpectedState);
    assert_eq!(world.count().await, 0);
}
