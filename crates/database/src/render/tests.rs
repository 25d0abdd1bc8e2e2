//! What the SQL looks like.

use super::{Dialect, Writer, render, split};
use crate::statement::{
    Alias, Compare, Delete, Expr, Function, Insert, OnConflict, PageOfEach, Select, Statement, Type, Update,
};
use stheno_kernel::{Decimal, JsonText, Value};

fn check(statement: impl Into<Statement>, postgres: &str, sqlite: &str) {
    let statement = statement.into();
    assert_eq!(render(statement.clone(), Dialect::Postgres).sql, postgres);
    assert_eq!(render(statement, Dialect::Sqlite).sql, sqlite);
}

fn check_expr(expr: Expr, postgres: &str, sqlite: &str) {
    for (dialect, expected) in [(Dialect::Postgres, postgres), (Dialect::Sqlite, sqlite)] {
        let mut writer = Writer::new(dialect);
        writer.expr(expr.clone());
        assert_eq!(writer.sql, expected);
    }
}

fn price() -> Expr {
    Expr::column("price")
}

#[test]
fn selects() {
    let select = Select::from("order")
        .column("id", Type::Text)
        .left_join(
            "cart",
            Alias(1),
            Expr::Column(Alias(1), "id").compare(Compare::Eq, Expr::column("cart_id")),
        )
        .filter(Expr::column("deleted_at").is_null())
        .filter(Expr::column("status").is_in(["pending", "completed"]))
        .order(Expr::column("created_at"), true)
        .order(price(), false)
        .limit(10)
        .for_update();
    check(
        select,
        r#"SELECT t0."id" FROM "order" AS t0 LEFT JOIN "cart" AS t1 ON t1."id" = t0."cart_id" WHERE (t0."deleted_at" IS NULL AND t0."status" IN ($1, $2, $3, $4)) ORDER BY t0."created_at" DESC, t0."price" LIMIT $5 FOR UPDATE OF t0"#,
        r#"SELECT t0."id" FROM "order" AS t0 LEFT JOIN "cart" AS t1 ON t1."id" = t0."cart_id" WHERE (t0."deleted_at" IS NULL AND t0."status" IN (?1, ?2, ?3, ?4)) ORDER BY t0."created_at" DESC NULLS FIRST, t0."price" NULLS LAST LIMIT ?5"#,
    );
}

#[test]
fn pages_of_groups() {
    let page = PageOfEach { group: Expr::column("cart_id"), skip: 2, take: Some(3) };
    let select = Select::from("item").column("id", Type::Text).column("cart_id", Type::Text);
    let select = select.filter(Expr::column("deleted_at").is_null()).order(price(), true);
    check(
        Select { page_of_each: Some(page), ..select },
        r#"SELECT c0, c1 FROM (SELECT t0."id" AS c0, t0."cart_id" AS c1, row_number() OVER (PARTITION BY t0."cart_id" ORDER BY t0."price" DESC) AS place FROM "item" AS t0 WHERE t0."deleted_at" IS NULL) AS paged WHERE place > $1 AND place <= $2 ORDER BY place"#,
        r#"SELECT c0, c1 FROM (SELECT t0."id" AS c0, t0."cart_id" AS c1, row_number() OVER (PARTITION BY t0."cart_id" ORDER BY t0."price" DESC NULLS FIRST) AS place FROM "item" AS t0 WHERE t0."deleted_at" IS NULL) AS paged WHERE place > ?1 AND place <= ?2 ORDER BY place"#,
    );
}

#[test]
fn long_chains_are_halved() {
    let chain = |n: usize| Expr::And(vec![Expr::column("a").is_null(); n]);
    let depth = |n: usize| {
        let mut writer = Writer::new(Dialect::Sqlite);
        writer.expr(chain(n));
        assert_eq!(writer.sql.matches("IS NULL").count(), n);
        writer.sql.chars().take_while(|c| *c == '(').count()
    };
    assert_eq!((depth(100), depth(101), depth(4_000)), (1, 2, 7));
}

#[test]
fn numbers_and_parts_of_json() {
    let at = || (Box::new(Expr::column("metadata")), vec!["n".to_owned()]);
    let (column, path) = at();
    check_expr(
        Expr::JsonNumber(column, path).compare(Compare::Gt, Expr::param(Decimal::TEN)),
        r#"((CASE WHEN (t0."metadata" #>> $1::text[]) ~ '^[-+]?[0-9]{1,28}(\.[0-9]+)?$' THEN (t0."metadata" #>> $2::text[])::numeric END)) > $3::numeric"#,
        r#"CAST(stheno_json_number(t0."metadata", ?1) AS TEXT) COLLATE DECIMAL > CAST(?2 AS TEXT) COLLATE DECIMAL"#,
    );
    let (column, path) = at();
    check_expr(
        Expr::JsonContains(column, path, JsonText::from_trusted("[1]")),
        r#"(t0."metadata" #> $1::text[])::jsonb @> $2::jsonb"#,
        r#"stheno_json_contains(t0."metadata", ?1, ?2)"#,
    );
}

#[test]
fn lists_of_keys() {
    let of = |alias, status: &str| {
        let is = Expr::Column(alias, "status").eq(status);
        Select::from_as("order", alias).column("cart_id", Type::Text).filter(is)
    };
    let union = Select { union: vec![of(Alias(2), "b")], ..of(Alias(1), "a") };
    check_expr(
        Expr::InSelect(Box::new(Expr::column("id")), Box::new(union)),
        r#"t0."id" IN (SELECT t1."cart_id" FROM "order" AS t1 WHERE t1."status" = $1 UNION ALL SELECT t2."cart_id" FROM "order" AS t2 WHERE t2."status" = $2)"#,
        r#"t0."id" IN (SELECT t1."cart_id" FROM "order" AS t1 WHERE t1."status" = ?1 UNION ALL SELECT t2."cart_id" FROM "order" AS t2 WHERE t2."status" = ?2)"#,
    );
}

#[test]
fn inserts() {
    let insert = Insert {
        table: "customer",
        columns: vec!["id", "email"],
        rows: vec![vec!["a".into(), "b".into()], vec!["c".into(), Value::Null]],
        on_conflict: Some(OnConflict {
            target: vec!["email"],
            target_filter: Some(Expr::column("has_account").eq(true).and(Expr::column("kind").eq("it's"))),
            update: vec!["email"],
        }),
        returning: vec![("id", Type::Text)],
    };
    let rows = r#"INSERT INTO "customer" ("id", "email") VALUES"#;
    let rest = r#"DO UPDATE SET "email" = excluded."email" RETURNING "id""#;
    check(
        insert,
        &format!(
            r#"{rows} ($1, $2), ($3, $4) ON CONFLICT ("email") WHERE ("has_account" = true AND "kind" = 'it''s') {rest}"#
        ),
        &format!(
            r#"{rows} (?1, ?2), (?3, ?4) ON CONFLICT ("email") WHERE ("has_account" = 1 AND "kind" = 'it''s') {rest}"#
        ),
    );
}

#[test]
fn updates_and_deletes() {
    let enough = price().compare(Compare::Gte, Expr::param(3));
    let update = Update {
        table: "thing",
        set: vec![("price", price().minus(Expr::param(3))), ("name", Expr::param("x"))],
        filter: enough.clone(),
        returning: vec![("price", Type::Decimal)],
    };
    check(
        update,
        r#"UPDATE "thing" AS t0 SET "price" = t0."price" - $1::bigint, "name" = $2 WHERE t0."price" >= $3 RETURNING "price""#,
        r#"UPDATE "thing" AS t0 SET "price" = stheno_sub(t0."price", ?1), "name" = ?2 WHERE t0."price" >= ?3 RETURNING "price""#,
    );
    check(
        Delete { table: "thing", filter: enough.not(), returning: vec![] },
        r#"DELETE FROM "thing" AS t0 WHERE NOT (t0."price" >= $1)"#,
        r#"DELETE FROM "thing" AS t0 WHERE NOT (t0."price" >= ?1)"#,
    );
}

#[test]
fn numbers_that_are_computed_compare_as_numbers() {
    check_expr(
        Expr::Call(Function::Coalesce, vec![price(), Expr::param(0)])
            .compare(Compare::Gt, Expr::column("units")),
        r#"coalesce(t0."price", $1) > t0."units""#,
        r#"CAST(coalesce(t0."price", ?1) AS TEXT) COLLATE DECIMAL > CAST(t0."units" AS TEXT) COLLATE DECIMAL"#,
    );
    // An integer column of PostgreSQL could not take one and a half.
    check_expr(
        price().compare(Compare::Gt, Expr::Param(Value::Decimal(Decimal::new(15, 1)))),
        r#"t0."price" > $1::numeric"#,
        r#"t0."price" > ?1"#,
    );
}

#[test]
fn keys_of_json_are_bound() {
    check_expr(
        Expr::JsonText(Box::new(Expr::column("metadata")), vec!["a'b".into()]).eq("x"),
        r#"(t0."metadata" #>> $1::text[]) = $2"#,
        r#"(stheno_json_text(t0."metadata", ?1)) = ?2"#,
    );
}

#[test]
fn inserts_are_cut_at_the_bound_of_parameters() {
    let insert = Insert {
        table: "thing",
        columns: vec!["a", "b", "c"],
        rows: vec![vec![Value::Null; 3]; 11_000],
        on_conflict: None,
        returning: vec![],
    };
    let parts = split(insert, Dialect::Sqlite);
    assert_eq!(parts.iter().map(|part| part.rows.len()).collect::<Vec<_>>(), [10_922, 78]);
}

#[test]
fn a_search_is_planned_for_its_text() {
    let like =
        || Expr::Like { expr: Box::new(Expr::column("a")), pattern: "%abc%".into(), ignore_case: true };
    let search = Expr::Search {
        index: "stheno_search_thing",
        at: Alias::ROOT,
        text: "abc".into(),
        condition: Box::new(like()),
    };
    for (filter, expected) in [(search, true), (like(), false)] {
        let select = Select::from("thing").column("a", Type::Text).filter(filter);
        assert_eq!(render(select.into(), Dialect::Postgres).plans_by_value, expected);
    }
}
