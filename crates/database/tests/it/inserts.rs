//! Inserts: conflicts, sequences, bulk.

use crate::world::{World, suite, thing_with};
use stheno_database::statement::OnConflict;
use stheno_database::{Expr, Insert, Select, Tx, Type};
use stheno_kernel::{Error, Value};

suite!(
    conflicts_update_or_are_ignored,
    conflicts_with_a_partial_index,
    sequences_count,
    bulk_is_split,
    nothing_to_insert
);

fn named(id: &str, name: &str, on_conflict: OnConflict) -> Insert {
    let mut insert = thing_with(id, vec![("name", Value::from(name)), ("active", Value::Bool(true))]);
    insert.on_conflict = Some(on_conflict);
    insert.returning = vec![("id", Type::Text), ("name", Type::Text)];
    insert
}

async fn conflicts_update_or_are_ignored(world: &World) {
    world.things().await;
    let on_id = |update: Vec<&'static str>| OnConflict { target: vec!["id"], target_filter: None, update };
    let first = world.write(named("a", "one", on_id(vec!["name"]))).await.unwrap();
    assert_eq!((first.affected(), first.row(0)[1].as_str()), (1, Some("one")));
    let updated = world.write(named("a", "two", on_id(vec!["name"]))).await.unwrap();
    assert_eq!((updated.affected(), updated.row(0)[1].as_str()), (1, Some("two")));
    let ignored = world.write(named("a", "three", on_id(vec![]))).await.unwrap();
    assert_eq!((ignored.affected(), ignored.len()), (0, 0));
    let anything = OnConflict { target: vec![], target_filter: None, update: vec![] };
    assert_eq!(world.write(named("b", "two", anything)).await.unwrap().affected(), 0);
    assert_eq!(world.eval("a", Expr::column("name"), Type::Text).await, Value::from("two"));
}

async fn conflicts_with_a_partial_index(world: &World) {
    world.things().await;
    let on_name = || OnConflict {
        target: vec!["name"],
        target_filter: Some(Expr::column("active").eq(true)),
        update: vec!["active"],
    };
    world.write(named("a", "one", on_name())).await.unwrap();
    let again = world.write(named("b", "one", on_name())).await.unwrap();
    assert_eq!(again.row(0)[0].as_str(), Some("a"));
    assert_eq!(world.count().await, 1);
}

async fn sequences_count(world: &World) {
    world.things().await;
    let number = |id: &str| {
        let mut insert = thing_with(id, vec![]);
        insert.returning = vec![("number", Type::Int)];
        async move { world.write(insert).await.unwrap().row(0)[0].as_int().unwrap() }
    };
    let first = number("a").await;
    assert!(number("b").await > first);
    let many = Insert {
        table: "thing",
        columns: vec!["id"],
        rows: ["c", "d", "e"].map(|id| vec![Value::from(id)]).to_vec(),
        on_conflict: None,
        returning: vec![("number", Type::Int)],
    };
    let mut numbers = world.write(many).await.unwrap().into_values();
    numbers.dedup();
    assert_eq!(numbers.len(), 3);
    // A number once taken is never given to another row, a rollback aside.
    let failed: Result<(), Error> = world
        .db
        .transaction(|tx: Tx| async move {
            tx.run(thing_with("f", vec![])).await?;
            Err(Error::not_allowed("no"))
        })
        .await;
    assert!(failed.is_err());
    let tasks: Vec<_> = (0..20)
        .map(|i| {
            let db = world.db.clone();
            tokio::spawn(async move {
                let mut insert = thing_with(&format!("t{i}"), vec![]);
                insert.returning = vec![("number", Type::Int)];
                let rows = db.transaction(|tx: Tx| async move { tx.run(insert).await }).await.unwrap();
                rows.row(0)[0].as_int().unwrap()
            })
        })
        .collect();
    let mut taken = std::collections::HashSet::new();
    for task in tasks {
        assert!(taken.insert(task.await.unwrap()));
    }
}

async fn bulk_is_split(world: &World) {
    world.things().await;
    let rows: Vec<Vec<Value>> =
        (0..30_000).map(|i| vec![Value::from(format!("t{i:05}")), Value::Int(i), Value::Null]).collect();
    let insert = Insert {
        table: "thing",
        columns: vec!["id", "units", "name"],
        rows,
        on_conflict: None,
        returning: vec![("units", Type::Int)],
    };
    let before = world.db.statements();
    let rows = world.write(insert).await.unwrap();
    assert_eq!((rows.len(), rows.affected()), (30_000, 30_000));
    assert_eq!(rows.row(29_999)[0], Value::Int(29_999));
    assert!(world.db.statements() - before >= 2);
    let last = Select::from("thing").column("units", Type::Int).order(Expr::column("id"), true).limit(1);
    assert_eq!(world.read(last).await.unwrap().row(0)[0], Value::Int(29_999));
}

async fn nothing_to_insert(world: &World) {
    world.things().await;
    let mut insert = thing_with("a", vec![]);
    insert.rows.clear();
    let (one, two) = (insert.clone(), thing_with("b", vec![]));
    assert_eq!(world.write(insert).await.unwrap().affected(), 0);
    let all = world
        .db
        .transaction(|tx: Tx| async move { tx.run_all(vec![one.into(), two.into()]).await })
        .await
        .unwrap();
    assert_eq!(all.iter().map(stheno_database::Rows::affected).collect::<Vec<_>>(), [0, 1]);
}
