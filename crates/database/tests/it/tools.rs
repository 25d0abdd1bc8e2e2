//! Counting, recording, explaining.

use crate::kept::outside::Outside;
use crate::world::{World, suite, thing, thing_with};
use stheno_database::{Database, Expr, Options, Rows, Select, Tx, Type};
use stheno_kernel::{Error, Result, Value};

suite!(
    statements_are_counted_and_recorded,
    plans_are_shown,
    statistics,
    small_tables_are_read_by_their_keys,
    plans_that_no_longer_fit_are_made_anew
);

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

/// A plan that is made while a table is empty or small goes on being used while it grows. What an operator says of pages stays.
async fn small_tables_are_read_by_their_keys(world: &World) {
    world.things().await;
    let is_by_key = async |db: &Database| {
        let by_id = Select::from("thing").column("id", Type::Text).filter(Expr::column("id").eq("a"));
        let plan = db.explain(by_id.into()).await.unwrap();
        plan.contains("thing_pkey") || plan.contains("autoindex_thing")
    };
    world.db.analyze().await.unwrap();
    assert!(is_by_key(&world.db).await, "empty");
    for n in 0..100 {
        world.write(thing_with(&format!("t{n}"), vec![])).await.unwrap();
    }
    world.db.analyze().await.unwrap();
    assert!(is_by_key(&world.db).await, "small");
    if world.db.is_postgres() {
        let url = format!("{}?options=-c%20random_page_cost%3D4", world.url);
        let told = Database::connect(&url, Options::default()).await.unwrap();
        assert!(!is_by_key(&told).await, "told otherwise");
        told.close().await;
    }
}

/// Where tables changed, a transaction fails at most once on a connection.
async fn plans_that_no_longer_fit_are_made_anew(world: &World) {
    world.things().await;
    world.write(thing_with("a", vec![("units", Value::Int(1))])).await.unwrap();
    let one = world.again(Options { pool: 1, ..Options::default() }).await;
    let outside = Outside::of(world).await;
    let units = || Select::from("thing").column("units", Type::Int);
    let alone = async || -> Result<Rows> {
        let select = units();
        one.read(|tx: Tx| async move { tx.run(select).await }).await
    };
    let with_others = async || -> Result<Vec<Rows>> {
        let both = vec![units().into(), units().filter(Expr::column("id").eq("a")).into()];
        one.transaction(move |tx: Tx| async move { tx.run_all(both).await }).await
    };
    for ty in ["bigint", "integer"] {
        alone().await.unwrap();
        with_others().await.unwrap();
        if world.db.is_postgres() {
            outside.run(&format!("ALTER TABLE thing ALTER COLUMN units TYPE {ty}")).await;
        }
        let _ = with_others().await;
        let rows = with_others().await.unwrap();
        assert_eq!(rows[1].row(0)[0].as_int(), Some(1), "{ty}");
        assert_eq!(alone().await.unwrap().row(0)[0].as_int(), Some(1), "{ty}");
    }
    one.close().await;
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
