//! The library's records in a database of their own, on SQLite and on PostgreSQL.

use crate::library::*;
use serde_json::Value as Json;
use std::sync::Arc;
use stheno_database::scratch::Scratch;
use stheno_database::{Database, Insert, Options, Tx};
use stheno_kernel::{Amount, Error, IdGenerator, JsonText, Result, Stamp, Timestamp, Value};
use stheno_model::schema::Schema;
use stheno_model::{Model, Records as _};
use stheno_query::{Graph, GraphRequest};

/// A library that can be asked.
pub struct World {
    pub database: Database,
    pub graph: Arc<Graph>,
}

/// Runs a test on SQLite, and on PostgreSQL where one answers; it must in CI. Nothing is kept: every statement is sent.
pub async fn each(test: impl AsyncFn(&World)) {
    each_keeping(0, test).await;
}

/// As [`each`], with so much memory for rows that are kept.
pub async fn each_keeping(kept_bytes: usize, test: impl AsyncFn(&World)) {
    let options = Options { kept_bytes, ..Options::default() };
    let database = Database::connect("sqlite::memory:", options.clone()).await.unwrap();
    let world = World::of(database).await;
    test(&world).await;
    world.database.close().await;
    let Some(scratch) = scratch().await else { return };
    let world = World::of(Database::connect(&scratch.url(), options).await.unwrap()).await;
    test(&world).await;
    world.database.close().await;
    scratch.remove().await.unwrap();
}

async fn scratch() -> Option<Scratch> {
    let server = std::env::var("TEST_DATABASE_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    match Scratch::create(&server, None).await {
        Ok(scratch) => Some(scratch),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL must be there in CI: {error:?}");
            eprintln!("skipped on PostgreSQL: {error}");
            None
        }
    }
}

/// A second of 2026.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_770_000_000_000 + second * 1000).unwrap()
}

impl World {
    pub async fn empty(database: Database) -> Self {
        let metas = graph().models().filter(|meta| meta.module != "link").collect();
        let mut tables = Schema { models: metas, extra: Vec::new() }.tables();
        tables.extend(stheno_link::tables(&links()));
        database.migrate(&tables, &[]).await.unwrap();
        Self { database, graph: graph() }
    }

    async fn of(database: Database) -> Self {
        let world = Self::empty(database).await;
        world.database.transaction(|tx| async move { fill(&tx).await }).await.unwrap();
        world
    }

    /// The answer's rows.
    pub async fn rows(&self, question: GraphRequest) -> Json {
        self.graph.query(&self.database, question).await.unwrap().to_json()
    }

    /// The answer's rows and count, and how many statements they took.
    pub async fn counted(&self, question: GraphRequest) -> (Json, Option<i64>, u64) {
        let before = self.database.statements();
        let answer = self.graph.query(&self.database, question).await.unwrap();
        (answer.to_json(), answer.count(), self.database.statements() - before)
    }

    /// The keys of an entity's records that a filter holds for, with a space between.
    pub async fn ids(&self, entity: &str, filter: Json) -> String {
        ids(&self.rows(GraphRequest::new(entity).fields(["id"]).filter(filter)).await)
    }

    /// Why a question is refused.
    pub async fn refused(&self, question: GraphRequest) -> Error {
        match self.graph.query(&self.database, question).await {
            Ok(answer) => panic!("answered: {}", answer.to_json()),
            Err(error) => error,
        }
    }
}

/// The ids of rows, with a space between.
pub fn ids(rows: &Json) -> String {
    let ids: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    ids.join(" ")
}

async fn fill(tx: &Tx) -> Result<()> {
    let stamp = &Stamp::new(at(0), Arc::new(IdGenerator::default()));
    shelves(tx, stamp).await?;
    books(tx, stamp).await?;
    let author = |id: &str, name: &str, deleted_at| Author {
        id: id.into(),
        name: name.into(),
        password: "hunter2".into(),
        deleted_at,
        ..Author::new(stamp)
    };
    tx.insert(vec![author("a1", "Ada", None), author("a2", "Ben", None), author("a3", "Cy", Some(at(9)))])
        .await?;
    let award =
        |id: &str, weight| Award { id: id.into(), weight, author_id: "a1".into(), ..Award::new(stamp) };
    tx.insert(vec![award("w1", 2), award("w2", 3)]).await?;
    let currency = |code: &str, name: &str| Currency { code: code.into(), name: name.into() };
    tx.insert(vec![currency("eur", "Euro"), currency("usd", "Dollar")]).await?;
    let linked = [["b1", "a1", "l1", "9.5"], ["b2", "a2", "l2", "10.25"], ["b3", "a3", "l3", "100"]];
    link(tx, linked.iter().map(|row| row.map(str::to_owned))).await
}

/// Links books with authors: book, author, id of the link row, the author's share.
pub async fn link(tx: &Tx, rows: impl Iterator<Item = [String; 4]>) -> Result<()> {
    let cells = |[book, author, id, share]: [String; 4]| {
        vec![book.into(), author.into(), id.into(), Amount::parse(&share).map_or(Value::Null, Value::from)]
    };
    let rows = rows.map(cells).collect();
    let columns = vec!["book_id", "author_id", "id", "share"];
    tx.execute(Insert { table: "book_author", columns, rows, on_conflict: None, returning: Vec::new() })
        .await?;
    Ok(())
}

async fn shelves(tx: &Tx, stamp: &Stamp) -> Result<()> {
    let shelf = |id: &str, parent: Option<&str>, version, deleted_at| Shelf {
        id: id.into(),
        name: format!("Shelf {id}"),
        version,
        parent_id: parent.map(Into::into),
        deleted_at,
        ..Shelf::new(stamp)
    };
    let deleted = shelf("s3", Some("s1"), 1, Some(at(9)));
    tx.insert(vec![shelf("s1", None, 2, None), shelf("s2", Some("s1"), 1, None), deleted]).await?;
    let note = |id: &str, version| Note { id: id.into(), shelf_id: "s1".into(), version };
    tx.insert(vec![note("n1", 1), note("n2", 2)]).await?;
    let loan = |id: &str, book: &str, version, title: Option<&str>| Loan {
        id: id.into(),
        shelf_id: "s1".into(),
        book_id: book.into(),
        version,
        title: title.map(Into::into),
        borrower: "nobody knows".into(),
        ..Loan::new(stamp)
    };
    tx.insert(vec![
        loan("o1", "b2", 1, None),
        loan("o2", "b3", 2, Some("Lent cats")),
        loan("o3", "b2", 2, None),
    ])
    .await
}

async fn books(tx: &Tx, stamp: &Stamp) -> Result<()> {
    let cover = |id: &str, deleted_at| Cover { id: id.into(), url: format!("{id}.png"), deleted_at };
    tx.insert(vec![cover("c1", None), cover("c2", Some(at(9)))]).await?;
    let json = |text: &str| JsonText::from_trusted(text);
    let book = |id: &str, title: &str, pages, price| Book {
        id: id.into(),
        title: title.into(),
        pages,
        weight: f64::from(pages) / 100.0,
        price: Amount::parse(price).unwrap(),
        secret: "xyzzy".into(),
        languages: vec!["en".into()],
        shelf_id: "s1".into(),
        ..Book::new(stamp)
    };
    let first = Book {
        r#type: "atlas".into(),
        is_lendable: true,
        data: json(r#"{"a":{"b":1},"list":[1]}"#),
        metadata: Some(json(r#"{"colour":"red","size":{"cm":"20"}}"#)),
        languages: vec!["de".into(), "en".into()],
        currency_code: Some("eur".into()),
        cover_id: Some("c1".into()),
        published_at: Some(at(5)),
        ..book("b1", "Atlas of Rivers", 125, "19.90")
    };
    let second = Book {
        metadata: Some(json(r#"{"colour":"blue"}"#)),
        currency_code: Some("usd".into()),
        ..book("b2", "Bread & 100% Butter", 300, "7")
    };
    let third = Book { cover_id: Some("c2".into()), shelf_id: "s2".into(), ..book("b3", "Cats", 50, "30.5") };
    let deleted = Book { deleted_at: Some(at(9)), ..book("b4", "Dust", 10, "1") };
    tx.insert(vec![first, second, third, deleted]).await?;
    tx.insert_one(Blurb { id: "bl1".into(), text: "Wet.".into(), book_id: "b1".into(), ..Blurb::new(stamp) })
        .await?;
    tx.insert(["fiction", "maps"].map(|code| Tag { code: code.into() }).into()).await?;
    let tag = |book: &str, tag: &str, deleted_at| BookTag {
        book_id: book.into(),
        tag_code: tag.into(),
        deleted_at,
    };
    let deleted = tag("b1", "fiction", Some(at(9)));
    tx.insert(vec![tag("b1", "maps", None), deleted, tag("b2", "fiction", None)]).await
}
