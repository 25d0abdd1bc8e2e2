//! How long a page of the graph takes, by part: `cargo bench -p stheno-query`. A hundred books with everything that hangs
//! on them, on SQLite in memory; planning and shaping touch no database.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on says where")]

#[path = "../tests/it/library.rs"]
mod library;
#[expect(dead_code, reason = "made for tests")]
#[path = "../tests/it/world.rs"]
mod world;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use library::*;
use std::hint::black_box;
use std::sync::Arc;
use stheno_database::{Database, Options, Tx};
use stheno_kernel::{Amount, IdGenerator, JsonText, JsonWriter, Result, Stamp};
use stheno_model::{Model as _, Records as _};
use stheno_query::{Graph, GraphRequest};
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

/// From the field strings of a request to a plan.
fn planning(bench: &mut Criterion) {
    let fields: Vec<String> = FIELDS.map(str::to_owned).into();
    let mut group = bench.benchmark_group("plan");
    group.bench_function("cold", |bench| {
        let plan = |graph: Arc<Graph>| black_box(graph.plan("book", &fields).unwrap());
        bench.iter_batched(graph, plan, BatchSize::SmallInput);
    });
    let graph = graph();
    group.bench_function("cached", |bench| bench.iter(|| black_box(graph.plan("book", &fields).unwrap())));
    group.finish();
}

/// From the rows of an answer to JSON; and all of it, with the database.
fn answering(bench: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(async {
        let database = Database::connect("sqlite::memory:", Options::default()).await.unwrap();
        let world = World::empty(database).await;
        world.database.transaction(|tx| async move { fill(&tx).await }).await.unwrap();
        world
    });
    let question = || GraphRequest::new("book").fields(FIELDS);
    let answer = runtime.block_on(world.graph.query(&world.database, question())).unwrap();
    let write = || {
        let mut out = JsonWriter::with_capacity(128 * 1024);
        answer.write_rows(&mut out);
        out.into_bytes()
    };
    let mut group = bench.benchmark_group("answer");
    group.throughput(Throughput::Bytes(write().len() as u64));
    group.bench_function("rows to JSON", |bench| bench.iter(|| black_box(write())));
    group.bench_function("whole query", |bench| {
        bench.iter(|| black_box(runtime.block_on(world.graph.query(&world.database, question())).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, planning, answering);
criterion_main!(benches);

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
