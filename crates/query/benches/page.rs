//! How long a page of the graph takes, by part: `cargo bench -p stheno-query`. On SQLite in memory: a hundred books with
//! everything that hangs on them.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on says where")]

#[path = "../tests/it/library.rs"]
mod library;
#[expect(dead_code, reason = "made for tests")]
#[path = "../tests/it/world.rs"]
mod world;

use library::*;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;
use stheno_database::{Database, Options, Tx};
use stheno_kernel::{Amount, IdGenerator, JsonText, JsonWriter, Result, Stamp};
use stheno_model::{Model as _, Records as _};
use stheno_query::GraphRequest;
use world::{World, at};

const BOOKS: usize = 100;
const FIELDS: [&str; 14] = [
    "id",
    "title",
    "price",
    "published_at",
    "metadata",
    "*shelf",
    "*shelf.parent",
    "*cover",
    "*blurb",
    "tags.code",
    "author.name",
    "author.awards.*",
    "author_fame",
    "currency.name",
];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world =
            World::empty(Database::connect("sqlite::memory:", Options::default()).await.unwrap()).await;
        world.database.transaction(|tx| async move { fill(&tx).await }).await.unwrap();
        let fields: Vec<String> = FIELDS.map(str::to_owned).into();
        let question = || GraphRequest::new("book").fields(fields.clone());
        let answer = world.graph.query(&world.database, question()).await.unwrap();
        measured("plan from cache", 20_000, || {
            black_box(world.graph.plan("book", &fields).unwrap());
        });
        measured("rows to JSON", 2_000, || {
            let mut out = JsonWriter::with_capacity(128 * 1024);
            answer.write_rows(&mut out);
            black_box(out.into_bytes());
        });
        let mut best = f64::INFINITY;
        for _ in 0..300 {
            let start = Instant::now();
            black_box(world.graph.query(&world.database, question()).await.unwrap());
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("{:<20} {:>10.1} us", "whole query", best * 1e6);
    });
}

/// Prints the time of one call, of the best of ten rounds.
fn measured(what: &str, times: u32, mut work: impl FnMut()) {
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let start = Instant::now();
        for _ in 0..times / 10 {
            work();
        }
        best = best.min(start.elapsed().as_secs_f64() * 10.0 / f64::from(times));
    }
    println!("{what:<20} {:>10.2} us", best * 1e6);
}

async fn fill(tx: &Tx) -> Result<()> {
    let stamp = &Stamp::new(at(0), Arc::new(IdGenerator::default()));
    let (root, shelf) = (Shelf::new(stamp), Shelf::new(stamp));
    let shelf = Shelf { parent_id: Some(root.id.clone()), name: "Upper \"shelf\"".into(), ..shelf };
    let author = Author { name: "Ada".into(), ..Author::new(stamp) };
    let cover = Cover { url: "https://example.test/cover.png".into(), ..Cover::new(stamp) };
    let book = |n: usize| Book {
        title: format!("The book of number {n}"),
        price: Amount::parse("19.90").unwrap(),
        published_at: Some(at(n as i64)),
        metadata: Some(JsonText::from_trusted(r#"{"colour":"red"}"#)),
        currency_code: Some("eur".into()),
        shelf_id: shelf.id.clone(),
        cover_id: Some(cover.id.clone()),
        ..Book::new(stamp)
    };
    let books: Vec<Book> = (0..BOOKS).map(book).collect();
    let blurb = |b: &Book| Blurb { text: "What a book.".into(), book_id: b.id.clone(), ..Blurb::new(stamp) };
    let blurbs: Vec<Blurb> = books.iter().map(blurb).collect();
    let tag = |b: &Book, tag: &str| BookTag { book_id: b.id.clone(), tag_code: tag.into(), deleted_at: None };
    let tags: Vec<BookTag> =
        books.iter().flat_map(|b| [tag(b, "maps"), tag(b, "fiction"), tag(b, "blue")]).collect();
    let award = |_| Award { weight: 1, author_id: author.id.clone(), ..Award::new(stamp) };
    let awards: Vec<Award> = (0..5).map(award).collect();
    let links: Vec<[String; 4]> =
        books.iter().map(|b| [b.id.clone(), author.id.clone(), format!("l-{}", b.id), "1".into()]).collect();
    tx.insert(vec![root, shelf]).await?;
    tx.insert(vec![cover]).await?;
    tx.insert(books).await?;
    tx.insert(blurbs).await?;
    tx.insert(["maps", "fiction", "blue"].map(|code| Tag { code: code.into() }).into()).await?;
    tx.insert(tags).await?;
    tx.insert(vec![author]).await?;
    tx.insert(awards).await?;
    tx.insert_one(Currency { code: "eur".into(), name: "Euro".into() }).await?;
    world::link(tx, links.into_iter()).await
}
