//! Creating, adopting and completing tables.

use crate::world::{World, suite, thing, thing_with};
use stheno_database::ddl::{Column, Index, Keep, SqlType, Table};
use stheno_database::{Expr, Migration, Options, Select, Tx, Type};
use stheno_kernel::{Timestamp, Value};

suite!(
    twice_is_once,
    two_nodes_at_once,
    missing_parts_are_added,
    migrations_run_once,
    violated_indexes_are_skipped,
    serial_keys
);

async fn twice_is_once(world: &World) {
    let report = world.db.migrate(&[thing()], &[]).await.unwrap();
    assert_eq!((report.tables_created, report.columns_added, report.indexes_created), (1, 0, 0));
    world.write(thing_with("a", vec![])).await.unwrap();
    let before = world.db.statements();
    assert_eq!(world.db.migrate(&[thing()], &[]).await.unwrap().tables_created, 0);
    assert_eq!(world.db.statements() - before, 1, "an up-to-date database costs one select");
    assert_eq!(world.count().await, 1);
}

async fn two_nodes_at_once(world: &World) {
    let other = world.again(Options::default()).await;
    let tables: Vec<Table> = (0..20)
        .map(|i| {
            let mut table = thing();
            table.name = [
                "ta", "tb", "tc", "td", "te", "tf", "tg", "th", "ti", "tj", "tk", "tl", "tm", "tn", "to",
                "tp", "tq", "tr", "ts", "tt",
            ][i];
            table.indexes.clear();
            table
        })
        .collect();
    let (one, two) = tokio::join!(world.db.migrate(&tables, &[]), other.migrate(&tables, &[]));
    assert_eq!(one.unwrap().tables_created + two.unwrap().tables_created, 20);
    other.close().await;
}

async fn missing_parts_are_added(world: &World) {
    let whole = thing();
    let mut part = whole.clone();
    let late = ["price", "active", "made_at", "number", "state", "tags"];
    part.columns.retain(|column| !late.contains(&column.name));
    (part.indexes, part.checks) = (vec![], vec![]);
    world.db.migrate(&[part], &[]).await.unwrap();
    world.write(thing_with("a", vec![("name", Value::from("old"))])).await.unwrap();
    let report = world.db.migrate(std::slice::from_ref(&whole), &[]).await.unwrap();
    assert_eq!((report.tables_created, report.columns_added), (0, late.len()));
    assert_eq!(report.indexes_created, if world.db.is_postgres() { 2 } else { 1 });
    world.write(thing_with("b", vec![])).await.unwrap();
    for id in ["a", "b"] {
        assert_eq!(world.eval(id, Expr::column("state"), Type::Text).await, Value::from("open"));
        assert_eq!(world.eval(id, Expr::column("active"), Type::Bool).await, Value::Bool(false));
        let made = world.eval(id, Expr::column("made_at"), Type::Time).await;
        assert!(matches!(made, Value::Time(t) if t > Timestamp::default()), "{made:?}");
        assert!(world.eval(id, Expr::column("number"), Type::Int).await.as_int().is_some());
    }
    let mut impossible = whole;
    impossible.columns.push(Column { name: "must", ty: SqlType::Text, nullable: false, default: None });
    assert!(world.db.migrate(&[impossible], &[]).await.is_err());
}

async fn migrations_run_once(world: &World) {
    let add = Migration {
        name: "thing: the first",
        run: |tx: Tx| Box::pin(async move { tx.execute(thing_with("first", vec![])).await.map(drop) }),
    };
    let fail = Migration {
        name: "fails",
        run: |tx: Tx| Box::pin(async move { tx.run(Select::from("nowhere")).await.map(drop) }),
    };
    assert!(world.db.migrate(&[thing()], &[add, fail]).await.is_err());
    let tables = world.db.migrate(&[thing()], &[add]).await.unwrap();
    assert_eq!((tables.tables_created, tables.migrations_run), (1, vec!["thing: the first"]));
    let mut wider = thing();
    wider.columns.push(Column { name: "extra", ty: SqlType::Jsonb, nullable: true, default: None });
    let report = world.db.migrate(&[wider], &[add]).await.unwrap();
    assert_eq!((report.columns_added, report.migrations_run.len()), (1, 0));
    assert_eq!(world.count().await, 1);
}

async fn violated_indexes_are_skipped(world: &World) {
    let mut table = thing();
    world.db.migrate(std::slice::from_ref(&table), &[]).await.unwrap();
    for id in ["a", "b"] {
        world.write(thing_with(id, vec![("code", Value::from("same"))])).await.unwrap();
    }
    table.indexes.push(Index {
        name: "IDX_thing_code",
        columns: &["code"],
        unique: true,
        filter: None,
        method: None,
    });
    let report = world.db.migrate(std::slice::from_ref(&table), &[]).await.unwrap();
    assert_eq!((report.indexes_skipped, report.indexes_created), (vec!["IDX_thing_code".to_owned()], 0));
    world
        .write(stheno_database::Delete {
            table: "thing",
            filter: Expr::column("id").eq("b"),
            returning: vec![],
        })
        .await
        .unwrap();
    assert_eq!(world.db.migrate(&[table], &[]).await.unwrap().indexes_created, 1);
}

async fn serial_keys(world: &World) {
    let column = |name, ty| Column { name, ty, nullable: false, default: None };
    let table = Table {
        name: "entry",
        columns: vec![
            column("id", SqlType::Serial),
            column("order", SqlType::BigSerial),
            column("text", SqlType::Text),
        ],
        primary_key: vec!["id"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    };
    world.db.migrate(&[table], &[]).await.unwrap();
    let insert = stheno_database::Insert {
        table: "entry",
        columns: vec!["text"],
        rows: vec![vec!["a".into()], vec!["b".into()]],
        on_conflict: None,
        returning: vec![("id", Type::Int), ("order", Type::Int)],
    };
    let rows = world.write(insert).await.unwrap();
    assert_eq!(rows.into_values(), [1, 1, 2, 2].map(Value::Int));
}
