//! Thirty-four questions, nearly all across modules, that Medusa 2.21 answers in memory, after reading the whole root table, or
//! refuses: here each is one statement, over 10,000 orders, and none reads a table whole that grows with the shop.
//!
//! `cargo test -p stheno-links --test plans -- --nocapture` prints every plan.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod plan;
mod questions;
mod seed;
mod shop;

use questions::Question;
use shop::Shop;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;
use stheno_database::scratch::Scratch;
use stheno_database::{Database, Options};
use stheno_link::LinkRegistry;
use stheno_model::ModelMeta;
use stheno_model::schema::Schema;
use stheno_query::{Graph, GraphBuilder, GraphRequest};
use stheno_totals::RoundingPolicy;

const PAGE: usize = 20;

fn models() -> Vec<&'static ModelMeta> {
    [
        stheno_cart::models(),
        stheno_customer::models(),
        stheno_fulfillment::models(),
        stheno_inventory::models(),
        stheno_order::models(),
        stheno_payment::models(),
        stheno_pricing::models(),
        stheno_product::models(),
        stheno_promotion::models(),
        stheno_region::models(),
        stheno_sales_channel::models(),
    ]
    .concat()
}

fn links() -> LinkRegistry {
    let mut links = LinkRegistry::default();
    stheno_links::register(&mut links, &[]);
    links
}

/// The graph as `commerce` has it, of the modules that links join here.
fn graph() -> Arc<Graph> {
    let graph = stheno_links::computed::graph(GraphBuilder::default().models(&models()));
    let graph = stheno_order::totals::graph(
        stheno_cart::totals::graph(graph, RoundingPolicy::EXACT),
        RoundingPolicy::EXACT,
    );
    Arc::new(stheno_payment::shown::graph(graph).links(&links()).build())
}

async fn seeded(database: Database, shop: &Shop) -> Database {
    let extra =
        [stheno_payment::pivot_tables(), stheno_product::pivot_tables(), stheno_promotion::pivot_tables()];
    let mut tables = Schema { models: models(), extra: extra.concat() }.tables();
    tables.extend(stheno_link::tables(&links()));
    database.migrate(&tables, &[]).await.unwrap();
    let statements = seed::statements(shop);
    let start = Instant::now();
    database.transaction(|tx| async move { tx.run_all(statements).await }).await.unwrap();
    database.analyze().await.unwrap();
    println!("seeded in {:?}", start.elapsed());
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let shop = Shop::of(10_000);
    let database = Database::connect("sqlite::memory:", forgetful()).await.unwrap();
    ask_all(&seeded(database, &shop).await, &shop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    let server = std::env::var("TEST_DATABASE_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    let scratch = match Scratch::create(&server, None).await {
        Ok(scratch) => scratch,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL must be there in CI: {error:?}");
            return eprintln!("skipped on PostgreSQL: {error}");
        }
    };
    let shop = Shop::of(10_000);
    let database = Database::connect(&scratch.url(), forgetful()).await.unwrap();
    let database = seeded(database, &shop).await;
    ask_all(&database, &shop).await;
    database.close().await;
    scratch.remove().await.unwrap();
}

/// Every statement is sent, so that it can be explained.
fn forgetful() -> Options {
    Options { kept_bytes: 0, ..Options::default() }
}

async fn ask_all(database: &Database, shop: &Shop) {
    let (graph, questions) = (graph(), questions::all());
    assert_eq!(questions.len(), 34);
    let mut failures = String::new();
    for question in &questions {
        for why in ask(&graph, database, shop, question).await {
            writeln!(failures, "{}: {why}", question.name).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Asks for the first page, and says all that is wrong with the answer and with how it was found.
async fn ask(graph: &Arc<Graph>, database: &Database, shop: &Shop, question: &Question) -> Vec<String> {
    let request = || {
        let request = GraphRequest::new(question.entity).fields(question.fields.iter().copied());
        let request = request.filter(question.filter.clone()).page(0, PAGE as u64);
        match question.order {
            Some((path, descending)) => request.order(path, descending),
            None => request,
        }
    };
    let log = database.record();
    let start = Instant::now();
    let answer = match graph.query(database, request()).await {
        Ok(answer) => answer,
        Err(error) => return vec![format!("refused: {error:?}")],
    };
    let took = start.elapsed();
    let explained = log.explained(database).await.unwrap();
    let fields: Vec<String> = question.fields.iter().map(|field| (*field).to_owned()).collect();
    println!(
        "\n## {} ({} statements, {} of {:?} rows, {took:?})",
        question.name,
        explained.len(),
        answer.len(),
        answer.count()
    );
    print!("{}", graph.plan(question.entity, &fields).unwrap());

    let mut wrong = Vec::new();
    let expected = (question.expected)(shop);
    let key = graph.model(question.entity).unwrap().key();
    let found: Vec<&str> = answer.rows().iter().map(|row| row.text(key)).collect();
    let first: Vec<&str> = expected.iter().take(PAGE).map(String::as_str).collect();
    if expected.is_empty() {
        wrong.push("asks for nothing".to_owned());
    }
    if found != first || answer.count() != Some(expected.len() as i64) {
        let count = answer.count();
        wrong.push(format!("answered {found:?} of {count:?}, not {first:?} of {}", expected.len()));
    }
    if explained.len() != question.statements {
        wrong.push(format!("{} statements, not {}", explained.len(), question.statements));
    }
    for (sql, plan) in &explained {
        println!("{sql}\n{plan}");
        for table in plan::read_whole(sql, plan) {
            if shop.is_big(&table) && !question.reads.contains(&table.as_str()) {
                wrong.push(format!("reads {table} whole:\n{sql}\n{plan}"));
            }
        }
    }
    wrong
}
