//! Every type of value comes back as it went in.

use crate::world::{World, decimal, suite, thing_with};
use stheno_database::{Expr, Select, Type, Update};
use stheno_kernel::{ErrorKind, JsonText, Timestamp, Value};

suite!(
    every_type_round_trips,
    null_round_trips,
    updates_bind_every_type,
    defaults_apply,
    values_adapt,
    misfits_are_errors
);

const COLUMNS: [(&str, Type); 12] = [
    ("name", Type::Text),
    ("code", Type::Text),
    ("units", Type::Int),
    ("big", Type::Int),
    ("price", Type::Decimal),
    ("ratio", Type::Float),
    ("share", Type::Float),
    ("active", Type::Bool),
    ("made_at", Type::Time),
    ("data", Type::Json),
    ("tags", Type::Texts),
    ("state", Type::Text),
];

fn samples() -> [Vec<Value>; 2] {
    let time = |ms| Value::Time(Timestamp::from_millis(ms).unwrap());
    [
        vec![
            Value::from("a 'quoted' \"name\" with ünïcödé \\ and 🐍"),
            Value::from("abc"),
            Value::Int(i32::MAX.into()),
            Value::Int(i64::MIN),
            decimal("12345678901234567.123456789"),
            Value::Float(0.1),
            Value::Float(1.0 / 3.0),
            Value::Bool(true),
            time(1_700_000_000_123),
            Value::Json(JsonText::from_trusted(r#"{"a": [1, null, "x"]}"#)),
            Value::from(vec!["one", "two, \"three\"", ""]),
            Value::from("shut"),
        ],
        vec![
            Value::from(""),
            Value::from(""),
            Value::Int(0),
            Value::Int(-1),
            decimal("0"),
            Value::Float(-2.5),
            Value::Float(1e300),
            Value::Bool(false),
            time(-1),
            Value::Json(JsonText::from_trusted("null")),
            Value::List(vec![]),
            Value::from("open"),
        ],
    ]
}

fn select(id: &str) -> Select {
    COLUMNS
        .iter()
        .fold(Select::from("thing"), |s, (name, ty)| s.column(name, *ty))
        .filter(Expr::column("id").eq(id))
}

async fn every_type_round_trips(world: &World) {
    world.things().await;
    for (i, sample) in samples().into_iter().enumerate() {
        let id = format!("thing_{i}");
        let mut insert = thing_with(&id, COLUMNS.iter().map(|c| c.0).zip(sample.clone()).collect());
        insert.returning = COLUMNS.to_vec();
        assert_eq!(world.write(insert).await.unwrap().row(0), sample);
        let rows = world.read(select(&id)).await.unwrap();
        assert_eq!((rows.len(), rows.width(), rows.affected()), (1, COLUMNS.len(), 1));
        assert_eq!(rows.first().unwrap(), sample);
        assert_eq!(rows.into_rows().next().unwrap(), sample);
    }
}

async fn null_round_trips(world: &World) {
    world.things().await;
    let nullable: Vec<_> =
        COLUMNS.iter().filter(|c| !["active", "made_at", "state"].contains(&c.0)).collect();
    world.write(thing_with("a", nullable.iter().map(|c| (c.0, Value::Null)).collect())).await.unwrap();
    for (name, ty) in nullable {
        assert_eq!(world.eval("a", Expr::column(name), *ty).await, Value::Null, "{name}");
    }
}

async fn updates_bind_every_type(world: &World) {
    world.things().await;
    world.write(thing_with("a", vec![])).await.unwrap();
    let sample = samples()[0].clone();
    let update = Update {
        table: "thing",
        set: COLUMNS.iter().map(|c| c.0).zip(sample.iter().cloned().map(Expr::Param)).collect(),
        filter: Expr::column("id").eq("a"),
        returning: COLUMNS.to_vec(),
    };
    let rows = world.write(update).await.unwrap();
    assert_eq!((rows.affected(), rows.row(0)), (1, sample.as_slice()));
}

async fn defaults_apply(world: &World) {
    world.things().await;
    let mut insert = thing_with("a", vec![]);
    insert.returning =
        vec![("active", Type::Bool), ("tags", Type::Texts), ("state", Type::Text), ("made_at", Type::Time)];
    let rows = world.write(insert).await.unwrap();
    assert_eq!(rows.row(0)[..3], [Value::Bool(false), Value::List(vec![]), Value::from("open")]);
    assert!(matches!(rows.row(0)[3], Value::Time(t) if t.as_millis() > 1_700_000_000_000));
}

/// A value is written and compared as the column's type where that loses nothing.
async fn values_adapt(world: &World) {
    world.things().await;
    let cells = vec![
        ("price", Value::Int(7)),
        ("units", decimal("3.0")),
        ("share", Value::Int(2)),
        ("name", Value::Int(5)),
    ];
    world.write(thing_with("a", cells)).await.unwrap();
    assert_eq!(world.eval("a", Expr::column("price"), Type::Decimal).await, decimal("7"));
    assert_eq!(world.eval("a", Expr::column("units"), Type::Int).await, Value::Int(3));
    assert_eq!(world.eval("a", Expr::column("units"), Type::Decimal).await, decimal("3"));
    assert_eq!(world.eval("a", Expr::column("share"), Type::Float).await, Value::Float(2.0));
    for (column, value) in [
        ("price", Value::Int(7)),
        ("price", Value::Float(7.0)),
        ("units", decimal("3")),
        ("name", Value::Int(5)),
    ] {
        assert_eq!(world.ids(Expr::column(column).eq(value)).await, ["a"], "{column}");
    }
    for (column, value) in
        [("units", decimal("2.5")), ("units", Value::Float(2.5)), ("price", Value::Float(6.9))]
    {
        let more = Expr::column(column).compare(stheno_database::Compare::Gt, Expr::Param(value));
        assert_eq!(world.ids(more).await, ["a"], "{column}");
    }
    assert!(world.ids(Expr::column("units").eq(i64::MAX)).await.is_empty());
    assert!(world.ids(Expr::column("units").is_in([i64::MAX, 4])).await.is_empty());
}

async fn misfits_are_errors(world: &World) {
    world.things().await;
    if !world.db.is_postgres() {
        return; // SQLite's columns take what comes; the models check types before.
    }
    for (column, value) in
        [("data", Value::from("text")), ("active", Value::from("yes")), ("units", decimal("1.5"))]
    {
        let e = world.write(thing_with("a", vec![(column, value)])).await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::InvalidData, "{column}: {e:?}");
    }
}
