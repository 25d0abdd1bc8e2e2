//! tmp
#![allow(missing_docs, clippy::all, clippy::unwrap_used)]
use std::time::Instant;
use stheno_database::ddl::*;
use stheno_database::*;
use stheno_kernel::{Error, Value};
fn leak(s: String) -> &'static str {
    Box::leak(s.into_boxed_str())
}
#[tokio::main]
async fn main() {
    for url in std::env::args().skip(1) {
        println!("== {url}");
        let t = Instant::now();
        let db = Database::connect(&url, Options::default()).await.unwrap();
        println!("connect {:?}", t.elapsed());
        let tables: Vec<Table> = (0..147)
            .map(|i| {
                let c = |name, ty, nullable| Column { name, ty, nullable, default: None };
                Table {
                    name: leak(format!("t{i}")),
                    columns: vec![
                        c("id", SqlType::Text, false),
                        c("a", SqlType::Text, true),
                        c("b", SqlType::Numeric, true),
                        c("raw_b", SqlType::Jsonb, true),
                        c("n", SqlType::Integer, true),
                        c("m", SqlType::Text, true),
                        c("p", SqlType::Text, true),
                        c("metadata", SqlType::Jsonb, true),
                        Column { default: Some("now()"), ..c("created_at", SqlType::Timestamptz, false) },
                        Column { default: Some("now()"), ..c("updated_at", SqlType::Timestamptz, false) },
                        c("deleted_at", SqlType::Timestamptz, true),
                    ],
                    primary_key: vec!["id"],
                    foreign_keys: vec![],
                    checks: vec!["(b >= (0)::numeric)"],
                    indexes: ["a", "m", "p", "n"]
                        .iter()
                        .map(|k| Index {
                            name: leak(format!("IDX_{i}_{k}")),
                            columns: Box::leak(Box::new([*k])),
                            unique: false,
                            filter: Some("(deleted_at IS NULL)"),
                            method: None,
                        })
                        .collect(),
                }
            })
            .collect();
        let t = Instant::now();
        db.migrate(&tables, &[]).await.unwrap();
        println!("migrate {:?}", t.elapsed());
        let t = Instant::now();
        db.migrate(&tables, &[]).await.unwrap();
        println!("migrate again {:?}", t.elapsed());
        let ins = |i: usize| Insert {
            table: "t0",
            columns: vec!["id", "a", "b", "raw_b", "n", "m"],
            rows: vec![vec![
                Value::from(format!("id_{i:08}")),
                Value::from("hello"),
                Value::Decimal("19.99".parse().unwrap()),
                Value::Json(stheno_kernel::JsonText::from_trusted("{\"value\":\"19.99\",\"precision\":20}")),
                Value::Int(i as i64),
                Value::from(format!("m{}", i % 1000)),
            ]],
            on_conflict: None,
            returning: vec![],
        };
        for (name, conc) in [("insert x1", 1usize), ("insert x16", 16), ("insert x64", 64)] {
            let base = match conc {
                1 => 0,
                16 => 100_000,
                _ => 200_000,
            };
            let n = if conc == 1 { 500 } else { 8000 };
            let t = Instant::now();
            let tasks: Vec<_> = (0..conc)
                .map(|w| {
                    let db = db.clone();
                    let per = n / conc;
                    tokio::spawn(async move {
                        for i in 0..per {
                            let s = ins(base + w * per + i);
                            db.transaction(|tx: Tx| async move { tx.run(s).await }).await.unwrap();
                        }
                    })
                })
                .collect();
            for t in tasks {
                t.await.unwrap();
            }
            println!("{name}: {:.0}/s", n as f64 / t.elapsed().as_secs_f64());
        }
        let sel = |i: usize| {
            Select::from("t0")
                .column("id", Type::Text)
                .column("a", Type::Text)
                .column("b", Type::Decimal)
                .column("raw_b", Type::Json)
                .column("n", Type::Int)
                .column("created_at", Type::Time)
                .filter(Expr::column("id").eq(format!("id_{i:08}")))
        };
        for (name, conc) in [("read one x1", 1usize), ("read one x16", 16)] {
            let n = if conc == 1 { 5000 } else { 40000 };
            let t = Instant::now();
            let tasks: Vec<_> = (0..conc)
                .map(|w| {
                    let db = db.clone();
                    let per = n / conc;
                    tokio::spawn(async move {
                        for i in 0..per {
                            let s = sel((w * 31 + i) % 500);
                            assert_eq!(
                                db.read(|tx: Tx| async move { tx.run(s).await }).await.unwrap().len(),
                                1
                            );
                        }
                    })
                })
                .collect();
            for t in tasks {
                t.await.unwrap();
            }
            println!("{name}: {:.0}/s", n as f64 / t.elapsed().as_secs_f64());
        }
        let page = |k: usize| {
            (0..10)
                .map(|j| {
                    Statement::from(
                        Select::from("t0")
                            .column("id", Type::Text)
                            .column("a", Type::Text)
                            .column("b", Type::Decimal)
                            .column("raw_b", Type::Json)
                            .column("created_at", Type::Time)
                            .filter(
                                Expr::column("id").is_in(
                                    (0..48)
                                        .map(|i| format!("id_{:08}", (k * 7 + j * 48 + i) % 500))
                                        .collect::<Vec<_>>(),
                                ),
                            ),
                    )
                })
                .collect::<Vec<_>>()
        };
        let n = 2000;
        let conc = 16;
        let t = Instant::now();
        let tasks: Vec<_> = (0..conc)
            .map(|w| {
                let db = db.clone();
                tokio::spawn(async move {
                    for i in 0..n / conc {
                        let s = page(w + i);
                        let r: Result<Vec<Rows>, Error> =
                            db.read(|tx: Tx| async move { tx.run_all(s).await }).await;
                        r.unwrap();
                    }
                })
            })
            .collect();
        for t in tasks {
            t.await.unwrap();
        }
        println!("pages of 10x48: {:.0}/s", n as f64 / t.elapsed().as_secs_f64());
        println!("{}", db.explain(page(0).remove(0)).await.unwrap());
        println!(
            "{}",
            db.explain(
                Select::from("t0")
                    .filter(Expr::column("m").eq("m5").and(Expr::column("deleted_at").is_null()))
                    .order(Expr::column("created_at"), true)
                    .limit(5)
                    .into()
            )
            .await
            .unwrap()
        );
        let t = Instant::now();
        let sum = Select::from("t0").expr(Expr::Call(Function::Sum, vec![Expr::column("b")]), Type::Decimal);
        let r = db.read(|tx: Tx| async move { tx.run(sum).await }).await.unwrap();
        println!("sum {:?} {:?}", r.row(0), t.elapsed());
        db.close().await;
    }
}
