//! Faults that tests plan do what they say, and nothing once they are over.

use crate::world::{World, suite, thing_with};
use stheno_database::{Fault, Passed, Tx};
use stheno_kernel::{Error, ErrorKind, Result};

suite!(
    a_statement_fails_alone,
    an_outage_lasts,
    a_commit_that_fails_leaves_nothing,
    a_commit_whose_answer_is_lost_took_effect,
    nothing_fails_once_the_handle_is_gone,
);

/// Two rows in one transaction.
async fn write(world: &World, name: &str) -> Result<()> {
    let (first, second) = (thing_with(&format!("{name}1"), vec![]), thing_with(&format!("{name}2"), vec![]));
    let work = |tx: Tx| async move {
        tx.run(first).await?;
        tx.run(second).await.map(drop)
    };
    world.db.transaction(work).await
}

#[track_caller]
fn is_lost(result: Result<()>) {
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Unavailable);
}

async fn a_statement_fails_alone(world: &World) {
    world.things().await;
    let faults = world.db.faults();
    for n in 0..2 {
        faults.plan(Fault::Statement(n));
        is_lost(write(world, "a").await);
        assert_eq!((faults.fired(), faults.passed().len()), (1, n));
        write(world, &format!("after{n}")).await.unwrap();
    }
    faults.clear();
    assert_eq!(world.count().await, 4);
}

async fn an_outage_lasts(world: &World) {
    world.things().await;
    let faults = world.db.faults();
    faults.plan(Fault::Outage(1));
    for name in ["a", "b"] {
        is_lost(write(world, name).await);
    }
    // An error of a statement may be swallowed; the commit fails all the same.
    let swallowed = world.db.transaction(|tx: Tx| async move {
        let _ = tx.run(thing_with("c", vec![])).await;
        Ok::<(), Error>(())
    });
    swallowed.await.unwrap_err();
    faults.clear();
    write(world, "d").await.unwrap();
    assert_eq!(world.count().await, 2);
}

async fn a_commit_that_fails_leaves_nothing(world: &World) {
    world.things().await;
    let faults = world.db.faults();
    faults.plan(Fault::Commit(1));
    write(world, "a").await.unwrap();
    is_lost(write(world, "b").await);
    write(world, "c").await.unwrap();
    let commits = faults.passed().into_iter().filter(|passed| *passed == Passed::Commit).count();
    assert_eq!((faults.fired(), commits), (1, 2));
    drop(faults);
    assert_eq!(world.count().await, 4);
}

async fn a_commit_whose_answer_is_lost_took_effect(world: &World) {
    world.things().await;
    let faults = world.db.faults();
    faults.plan(Fault::Answer(0));
    is_lost(write(world, "a").await);
    assert_eq!(world.count().await, 2);
    write(world, "b").await.unwrap();
    assert_eq!((faults.fired(), world.count().await), (1, 4));
}

async fn nothing_fails_once_the_handle_is_gone(world: &World) {
    world.things().await;
    let faults = world.db.faults();
    faults.plan(Fault::Outage(0));
    drop(faults);
    write(world, "a").await.unwrap();
    assert_eq!(world.count().await, 2);
}
