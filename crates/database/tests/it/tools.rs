//! Counting, recording, explaining.

use crate::world::{World, suite, thing, thing_with};
use stheno_database::{Database, Expr, Options, Select, Tx, Type};
use stheno_kernel::{Error, Value};

suite!(statements_are_counted_and_recorded, plans_are_shown, statistics, an_empty_table_is_read_by_its_keys);

async fn statements_are_counted_and_recorded(world: &World) {
    world.things().await;
    let log = world.db.record();
    let before = world.db.statements();
    world
        .db
        .transaction(|tx: Tx| async move {
            tx.run(thing_with("a", vec![])).await?;
            tx.run(Select::from("thing").column("id", Type::Text).limit(3)).await?;
            Ok::<(), Error>(())
        })
        .await
        .unwrap();
    assert_eq!(world.db.statements() - before, 2);
    let recorded = log.take();
    assert_eq!(recorded.len(), 2);
    let mark = if world.db.is_postgres() { '$' } else { '?' };
    assert_eq!(recorded[1], format!(r#"SELECT t0."id" FROM "thing" AS t0 LIMIT {mark}1"#));
    assert!(log.take().is_empty());
}

async fn plans_are_shown(world: &World) {
    world.things().await;
    let by_id = Select::from("thing").column("id", Type::Text).filter(Expr::column("id").eq("a"));
    let plan = world.db.explain(by_id.into()).await.unwrap();
    assert!(plan.contains("thing"), "{plan}");
    let list = Select::from("thing").filter(Expr::column("id").is_in(["a", "b"])).limit(3);
    let plan = world.db.explain(list.into()).await.unwrap();
    assert!(plan.contains("thing"), "{plan}");
}

async fn statistics(world: &World) {
    world.things().await;
    world.write(thing_with("a", vec![("units", Value::Int(1))])).await.unwrap();
    world.db.analyze().await.unwrap();
    world.db.ping().await.unwrap();
}

/// A plan that is made while a table is empty goes on being used while it grows.
async fn an_empty_table_is_read_by_its_keys(world: &World) {
    world.things().await;
    world.db.analyze().await.unwrap();
    let by_id = Select::from("thing").column("id", Type::Text).filter(Expr::column("id").eq("a"));
    let plan = world.db.explain(by_id.into()).await.unwrap();
    assert!(plan.contains("thing_pkey") || plan.contains("autoindex_thing"), "{plan}");
}

/// A database in memory is its own, for all of its threads, and ends with its last handle.
#[tokio::test]
async fn scratch_databases_of_sqlite_are_apart() {
    let [one, two] = [(); 2].map(|()| Database::connect("sqlite::memory:", Options::default()));
    let (one, two) = (one.await.unwrap(), two.await.unwrap());
    one.migrate(&[thing()], &[]).await.unwrap();
    let things = || Select::from("thing");
    one.read(move |tx: Tx| async move { tx.run(things()).await }).await.unwrap();
    assert!(two.read(move |tx: Tx| async move { tx.run(things()).await }).await.is_err());
    one.close().await;
    two.close().await;
}
