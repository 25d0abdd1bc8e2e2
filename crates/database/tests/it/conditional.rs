//! Check and write in one statement.

use crate::world::{World, suite, thing_with};
use stheno_database::{Compare, Expr, Options, Tx, Type, Update};
use stheno_kernel::{Result, Value};

suite!(units_are_never_oversold, a_small_pool_serves_many);

fn take_one() -> Update {
    Update {
        table: "thing",
        set: vec![("units", Expr::column("units").minus(Expr::param(1)))],
        filter: Expr::column("id").eq("a").and(Expr::column("units").compare(Compare::Gte, Expr::param(1))),
        returning: vec![("units", Type::Int)],
    }
}

async fn units_are_never_oversold(world: &World) {
    world.things().await;
    world.write(thing_with("a", vec![("units", Value::Int(100))])).await.unwrap();
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let db = world.db.clone();
            tokio::spawn(
                async move { db.transaction(|tx: Tx| async move { tx.execute(take_one()).await }).await },
            )
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        taken += task.await.unwrap().unwrap();
    }
    assert_eq!(taken, 100);
    assert_eq!(world.eval("a", Expr::column("units"), Type::Int).await, Value::Int(0));
}

async fn a_small_pool_serves_many(world: &World) {
    world.things().await;
    let small = world.again(Options { pool: 2, readers: 1, ..Options::default() }).await;
    let tasks: Vec<_> = (0..200)
        .map(|i| {
            let db = small.clone();
            tokio::spawn(async move {
                let insert = thing_with(&format!("t{i}"), vec![]);
                db.transaction(|tx: Tx| async move { tx.execute(insert).await }).await?;
                db.ping().await
            })
        })
        .collect();
    for task in tasks {
        let done: Result<()> = task.await.unwrap();
        done.unwrap();
    }
    assert_eq!(world.count().await, 200);
}
