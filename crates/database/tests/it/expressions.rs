//! Every expression, with one expected value for both backends.

use crate::world::{World, decimal, suite, thing_with};
use stheno_database::statement::Expr as E;
use stheno_database::{Alias, Compare, Function, Select, Type};
use stheno_kernel::{JsonText, Value};

suite!(
    comparisons,
    junctions,
    lists,
    selects_within,
    arithmetic_is_exact,
    functions,
    cases,
    patterns,
    json_paths,
    arrays,
    aggregates,
    raw_numbers,
    joins_and_groups,
);

fn c(name: &'static str) -> E {
    E::column(name)
}
fn p(value: impl Into<Value>) -> E {
    E::param(value)
}
fn call(function: Function, args: Vec<E>) -> E {
    E::Call(function, args)
}

async fn three(world: &World) {
    world.things().await;
    let json = |text: &str| Value::Json(JsonText::from_trusted(text));
    let rows = [
        (
            "a",
            "Éclair",
            1,
            "10",
            vec!["x", "y"],
            r#"{"k": "v", "n": 1.50, "o": {"p\"q": [10, {"z": true}]}, "nil": null}"#,
        ),
        ("b", "beta_50%", 2, "9.5", vec!["y"], r#"{"k": "w", "1": "one"}"#),
        ("c", "Gamma", 3, "0.1", vec![], "[1, 2]"),
    ];
    for (id, name, units, price, tags, data) in rows {
        let cells = vec![
            ("name", Value::from(name)),
            ("units", Value::Int(units)),
            ("price", decimal(price)),
            ("tags", Value::from(tags)),
            ("data", json(data)),
        ];
        world.write(thing_with(id, cells)).await.unwrap();
    }
    world.write(thing_with("d", vec![("tags", Value::Null)])).await.unwrap();
}

async fn holds(world: &World, filter: E, expected: &[&str]) {
    let text = format!("{filter:?}");
    assert_eq!(world.ids(filter).await, expected, "{text}");
}

async fn is(world: &World, expr: E, ty: Type, expected: impl Into<Value>) {
    let text = format!("{expr:?}");
    assert_eq!(world.eval("a", expr, ty).await, expected.into(), "{text}");
}

async fn comparisons(world: &World) {
    three(world).await;
    let cases: [(Compare, &[&str]); 6] = [
        (Compare::Eq, &["b"]),
        (Compare::Ne, &["a", "c"]),
        (Compare::Lt, &["c"]),
        (Compare::Lte, &["b", "c"]),
        (Compare::Gt, &["a"]),
        (Compare::Gte, &["a", "b"]),
    ];
    for (op, expected) in cases {
        holds(world, c("price").compare(op, p("9.50".parse::<stheno_kernel::Decimal>().unwrap())), expected)
            .await;
        // Computed numbers compare as numbers, not as text.
        holds(world, c("price").plus(p(0)).compare(op, E::Param(decimal("9.5"))), expected).await;
        holds(world, c("price").compare(op, p(9).plus(E::Param(decimal("0.5")))), expected).await;
    }
    holds(world, p(2).compare(Compare::Lt, c("units")), &["c"]).await;
    holds(world, p(1).compare(Compare::Eq, p(1)), &["a", "b", "c", "d"]).await;
    holds(world, c("units").compare(Compare::Lt, c("price")), &["a", "b"]).await;
    holds(world, c("price").eq(Value::Null), &["d"]).await;
    holds(world, c("price").is_not_null(), &["a", "b", "c"]).await;
    holds(world, c("active").eq(false), &["a", "b", "c", "d"]).await;
    holds(world, c("state").eq("open"), &["a", "b", "c", "d"]).await;
}

async fn junctions(world: &World) {
    three(world).await;
    let (a, b) = (c("id").eq("a"), c("id").eq("b"));
    holds(world, E::always(), &["a", "b", "c", "d"]).await;
    holds(world, E::never(), &[]).await;
    holds(world, a.clone().or(b.clone()), &["a", "b"]).await;
    holds(world, a.clone().and(b.clone()), &[]).await;
    holds(world, a.clone().or(b.clone()).not(), &["c", "d"]).await;
    holds(world, a.clone().or(b.clone()).and(c("units").eq(2)), &["b"]).await;
    holds(world, E::Or(vec![a.clone()]).and(E::And(vec![])), &["a"]).await;
    holds(world, E::always().not(), &[]).await;
    is(world, a.clone().and(b), Type::Bool, false).await;
    is(world, E::Not(Box::new(a.clone())).or(a), Type::Bool, true).await;
    is(world, E::never(), Type::Bool, false).await;
}

async fn lists(world: &World) {
    three(world).await;
    holds(world, c("id").is_in(["a", "c", "zz"]), &["a", "c"]).await;
    holds(world, c("id").is_in(Vec::<String>::new()), &[]).await;
    holds(world, c("id").is_in(Vec::<String>::new()).not(), &["a", "b", "c", "d"]).await;
    holds(world, c("units").is_in([2, 3]), &["b", "c"]).await;
    holds(world, c("price").is_in([decimal("10.00"), decimal("0.10")]), &["a", "c"]).await;
    holds(world, c("price").is_in([10]), &["a"]).await;
    holds(world, c("name").is_in([5]), &[]).await;
    holds(world, c("share").is_in([Value::Float(0.5), Value::Int(2)]), &[]).await;
    holds(world, c("units").is_in([decimal("2.0"), decimal("2.5")]), &["b"]).await;
    holds(world, c("price").plus(p(0)).is_in([decimal("9.50")]), &["b"]).await;
    holds(world, c("state").is_in(["shut", "open"]), &["a", "b", "c", "d"]).await;
    holds(world, c("active").is_in([false]), &["a", "b", "c", "d"]).await;
    holds(world, c("id").is_in([Value::from("a"), Value::Null]).not(), &[]).await;
    holds(world, E::JsonText(Box::new(c("data")), vec!["k".into()]).is_in(["v", "w"]), &["a", "b"]).await;
    holds(world, c("name").is_in(["it's \"quoted\" \\"]), &[]).await;
}

async fn selects_within(world: &World) {
    three(world).await;
    let inner = |alias: u16| Select::from_as("thing", Alias(alias));
    let twice =
        inner(1).column("id", Type::Text).filter(E::Column(Alias(1), "units").compare(Compare::Gt, p(1)));
    holds(world, E::InSelect(Box::new(c("id")), Box::new(twice.clone())), &["b", "c"]).await;
    let same = inner(1).filter(E::Column(Alias(1), "units").compare(Compare::Eq, c("units").plus(p(1))));
    holds(world, E::Exists(Box::new(same.clone())), &["a", "b"]).await;
    holds(world, E::Exists(Box::new(same.clone())).not(), &["c", "d"]).await;
    let price = same.expr(E::Column(Alias(1), "price"), Type::Decimal);
    is(world, E::Scalar(Box::new(price.clone())), Type::Decimal, decimal("9.5")).await;
    holds(world, E::Scalar(Box::new(price)).compare(Compare::Lt, c("price")), &["a", "b"]).await;
    let most = inner(1).expr(call(Function::Max, vec![E::Column(Alias(1), "price")]), Type::Decimal);
    holds(world, c("price").compare(Compare::Eq, E::Scalar(Box::new(most))), &["a"]).await;
}

async fn arithmetic_is_exact(world: &World) {
    three(world).await;
    is(world, c("price").plus(E::Param(decimal("0.2"))), Type::Decimal, decimal("10.2")).await;
    is(world, E::Param(decimal("0.1")).plus(E::Param(decimal("0.2"))), Type::Decimal, decimal("0.3")).await;
    is(world, c("price").minus(p(11)), Type::Decimal, decimal("-1")).await;
    is(world, E::Mul(Box::new(c("price")), Box::new(c("units").plus(p(2)))), Type::Decimal, decimal("30"))
        .await;
    is(world, c("units").plus(p(2)), Type::Int, 3).await;
    is(world, c("units").minus(p(2)), Type::Int, -1).await;
    is(
        world,
        E::Mul(Box::new(c("units")), Box::new(E::Param(decimal("1.5")))),
        Type::Decimal,
        decimal("1.5"),
    )
    .await;
    let big = decimal("12345678901234567890.12345678");
    is(
        world,
        E::Param(big).minus(E::Param(decimal("0.00000001"))),
        Type::Decimal,
        decimal("12345678901234567890.12345677"),
    )
    .await;
    is(world, c("price").plus(p(Value::Null)), Type::Decimal, Value::Null).await;
}

async fn functions(world: &World) {
    three(world).await;
    is(world, call(Function::Coalesce, vec![c("code"), c("name")]), Type::Text, "Éclair").await;
    is(world, call(Function::Coalesce, vec![c("code"), p("none")]), Type::Text, "none").await;
    is(world, call(Function::Coalesce, vec![c("name")]), Type::Text, "Éclair").await;
    is(world, call(Function::Coalesce, vec![c("big"), p(0)]), Type::Int, 0).await;
    is(world, call(Function::Coalesce, vec![p(Value::Null), p(4)]), Type::Int, 4).await;
    is(world, call(Function::Lower, vec![c("name")]), Type::Text, "éclair").await;
    is(world, call(Function::Lower, vec![p("ÀÉ")]), Type::Text, "àé").await;
    is(world, call(Function::Concat, vec![c("id"), p("-"), c("code"), c("name")]), Type::Text, "a-Éclair")
        .await;
    is(
        world,
        call(Function::Least, vec![c("price"), E::Param(decimal("9.5"))]),
        Type::Decimal,
        decimal("9.5"),
    )
    .await;
    is(
        world,
        call(Function::Greatest, vec![c("price"), E::Param(decimal("9.5")), c("big")]),
        Type::Decimal,
        decimal("10"),
    )
    .await;
    is(world, call(Function::Greatest, vec![c("units"), p(0)]), Type::Int, 1).await;
    let or_zero = call(Function::Coalesce, vec![c("price"), p(0)]);
    holds(world, or_zero.clone().compare(Compare::Lt, p(9)), &["c", "d"]).await;
    holds(world, p(9).compare(Compare::Lt, or_zero), &["a", "b"]).await;
    holds(world, call(Function::Lower, vec![c("name")]).eq("gamma"), &["c"]).await;
}

async fn cases(world: &World) {
    three(world).await;
    let case = |then: E, other: E| E::Case(vec![(c("units").eq(1), then)], Box::new(other));
    is(world, case(p("one"), p("many")), Type::Text, "one").await;
    is(world, case(c("name"), p("many")), Type::Text, "Éclair").await;
    is(world, case(E::Param(decimal("1.5")), p(0)), Type::Decimal, decimal("1.5")).await;
    is(world, case(p(true), p(false)), Type::Bool, true).await;
    holds(world, case(p(5), p(50)).compare(Compare::Lt, c("price")), &["a"]).await;
}

async fn patterns(world: &World) {
    three(world).await;
    let like = |pattern: &str, ignore_case| E::Like {
        expr: Box::new(c("name")),
        pattern: pattern.into(),
        ignore_case,
    };
    holds(world, like("%clair", false), &["a"]).await;
    holds(world, like("É%", false), &["a"]).await;
    holds(world, like("é%", false), &[]).await;
    holds(world, like("é%", true), &["a"]).await;
    holds(world, like("%AMM%", true), &["c"]).await;
    holds(world, like("%AMM%", false), &[]).await;
    holds(world, like("beta\\_50\\%", false), &["b"]).await;
    holds(world, like("_clair", false), &["a"]).await;
    holds(world, like("%", false).not(), &[]).await;
    holds(
        world,
        E::Like { expr: Box::new(c("state")), pattern: "O%".into(), ignore_case: true },
        &["a", "b", "c", "d"],
    )
    .await;
    let matches = |pattern: &str| E::Matches(Box::new(c("name")), pattern.into());
    holds(world, matches("^[A-Z].*a$"), &["c"]).await;
    holds(world, matches("a"), &["a", "b", "c"]).await;
    let invalid = world.read(Select::from("thing").filter(matches("("))).await.unwrap_err();
    assert_eq!(invalid.kind(), stheno_kernel::ErrorKind::InvalidData, "{invalid:?}");
}

async fn json_paths(world: &World) {
    three(world).await;
    let text =
        |path: &[&str]| E::JsonText(Box::new(c("data")), path.iter().map(|s| (*s).to_owned()).collect());
    is(world, text(&["k"]), Type::Text, "v").await;
    is(world, text(&["n"]), Type::Text, "1.50").await;
    is(world, text(&["nil"]), Type::Text, Value::Null).await;
    is(world, text(&["none", "at all"]), Type::Text, Value::Null).await;
    is(world, text(&["o", "p\"q", "0"]), Type::Text, "10").await;
    is(world, text(&["o", "p\"q", "-1", "z"]), Type::Text, "true").await;
    is(world, text(&["' OR 1=1 --"]), Type::Text, Value::Null).await;
    holds(world, text(&["k"]).eq("w"), &["b"]).await;
    holds(world, text(&["1"]).eq("one"), &["b"]).await;
    holds(world, text(&["1"]).eq(2), &["c"]).await;
    holds(world, text(&["k"]).is_null(), &["c", "d"]).await;
}

async fn arrays(world: &World) {
    three(world).await;
    let texts = |t: &[&str]| t.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let contains = |t: &[&str]| E::ArrayContains(Box::new(c("tags")), texts(t));
    let overlaps = |t: &[&str]| E::ArrayOverlaps(Box::new(c("tags")), texts(t));
    holds(world, contains(&["x", "y"]), &["a"]).await;
    holds(world, contains(&["y"]), &["a", "b"]).await;
    holds(world, contains(&[]), &["a", "b", "c"]).await;
    holds(world, contains(&["y"]).not(), &["c"]).await;
    holds(world, overlaps(&["x", "z"]), &["a"]).await;
    holds(world, overlaps(&[]), &[]).await;
}

async fn aggregates(world: &World) {
    three(world).await;
    let all = Select::from("thing")
        .expr(call(Function::CountAll, vec![]), Type::Int)
        .expr(call(Function::Sum, vec![c("price")]), Type::Decimal)
        .expr(call(Function::Sum, vec![c("units")]), Type::Int)
        .expr(call(Function::Min, vec![c("price")]), Type::Decimal)
        .expr(call(Function::Max, vec![c("price")]), Type::Decimal)
        .expr(call(Function::Max, vec![c("price").plus(c("units"))]), Type::Decimal)
        .expr(call(Function::Min, vec![c("name")]), Type::Text)
        .expr(call(Function::Sum, vec![E::Mul(Box::new(c("price")), Box::new(c("units")))]), Type::Decimal);
    let rows = world.read(all.clone()).await.unwrap();
    let expected = [
        Value::Int(4),
        decimal("19.6"),
        Value::Int(6),
        decimal("0.1"),
        decimal("10"),
        decimal("11.5"),
        Value::from("Gamma"),
        decimal("29.3"),
    ];
    assert_eq!(rows.row(0), expected);
    let none = world.read(all.filter(E::never())).await.unwrap();
    let nothing = [
        Value::Int(0),
        decimal("0"),
        Value::Int(0),
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
        decimal("0"),
    ];
    assert_eq!(none.row(0), nothing);
}

async fn raw_numbers(world: &World) {
    three(world).await;
    let raw = E::RawNumber(Box::new(c("price").plus(E::Param(decimal("0.50")))));
    let Value::Json(json) = world.eval("a", raw.clone(), Type::Json).await else { panic!("not JSON") };
    assert_eq!(json.to_value(), serde_json::json!({"value": "10.5", "precision": 20}));
    assert_eq!(world.eval("d", raw, Type::Json).await, Value::Null);
}

async fn joins_and_groups(world: &World) {
    three(world).await;
    let next = E::Column(Alias(1), "units").compare(Compare::Eq, c("units").plus(p(1)));
    let joined = Select::from("thing").column("id", Type::Text).expr(E::Column(Alias(1), "id"), Type::Text);
    let inner = joined.clone().join("thing", Alias(1), next.clone()).order(c("id"), false);
    let ids = |rows: stheno_database::Rows| crate::world::texts(rows);
    assert_eq!(ids(world.read(inner).await.unwrap()), ["a", "b", "b", "c"]);
    let left = joined.left_join("thing", Alias(1), next).order(c("id"), false).for_update();
    assert_eq!(ids(world.write(left).await.unwrap()), ["a", "b", "b", "c", "c", "NULL", "d", "NULL"]);
    let mut grouped =
        Select::from("thing").column("active", Type::Bool).expr(call(Function::CountAll, vec![]), Type::Int);
    grouped.group = vec![c("active")];
    assert_eq!(world.read(grouped).await.unwrap().row(0), [Value::Bool(false), Value::Int(4)]);
    let mut distinct = Select::from("thing").column("active", Type::Bool);
    distinct.distinct = true;
    assert_eq!(world.read(distinct).await.unwrap().len(), 1);
}
