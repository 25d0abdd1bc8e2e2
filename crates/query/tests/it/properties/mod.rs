//! Random filters: SQL finds the records for which the same filter holds in memory.

mod memory;
mod trees;

use crate::library::{Book, BookTag};
use crate::world::{World, at, each, ids, link};
use memory::holds;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use stheno_database::Tx;
use stheno_kernel::{Amount, IdGenerator, JsonText, Result, Stamp};
use stheno_model::{Model as _, Records as _};
use stheno_query::GraphRequest;

const FILTERS: usize = 400;

#[tokio::test(flavor = "multi_thread")]
async fn sql_finds_what_the_filter_holds_for() {
    let mut runner = TestRunner::default();
    let trees = trees::filter();
    let filters: Vec<Json> = (0..FILTERS).map(|_| trees.new_tree(&mut runner).unwrap().current()).collect();
    each(async |world| {
        world.database.transaction(|tx| async move { fill(&tx).await }).await.unwrap();
        let books = books(world).await;
        let mut chosen = 0;
        for filter in &filters {
            let expected: Vec<&str> = books
                .iter()
                .filter(|book| holds("book", book, filter) == Some(true))
                .map(|book| book["id"].as_str().unwrap())
                .collect();
            assert_eq!(world.ids("book", filter.clone()).await, expected.join(" "), "{filter}");
            chosen += usize::from(!expected.is_empty() && expected.len() < books.len());
        }
        // Filters that all or none meet show little.
        assert!(chosen * 3 > FILTERS, "{chosen}");
    })
    .await;
}

/// A search that chooses rows may read an index, one below `$not` tests each row: both find the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_by_index_what_it_finds_row_by_row() {
    let parts = [
        "a",
        "é",
        "ÉCL",
        "clair",
        "café",
        "100%",
        "ER_a",
        "\\ack",
        "\"",
        "atlas 100",
        "125",
        "999",
        "999 atl",
        "*",
        "NEAR(",
        "t OR",
        "at*",
        "nobody has this",
        "",
    ];
    each(async |world| {
        world.database.transaction(|tx| async move { fill(&tx).await }).await.unwrap();
        let mut found = 0;
        for part in parts {
            for entity in ["book", "shelf"] {
                let by_row = world.ids(entity, json!({ "$not": { "$not": { "q": part } } })).await;
                assert_eq!(world.ids(entity, json!({ "q": part })).await, by_row, "{entity} {part:?}");
                found += usize::from(!by_row.is_empty());
            }
            let through = world.ids("book", json!({ "shelf": { "q": part } })).await;
            let by_row = world.ids("book", json!({ "shelf": { "$not": { "$not": { "q": part } } } })).await;
            assert_eq!(through, by_row, "{part:?}");
        }
        assert!(found > 20, "{found}");
    })
    .await;
}

/// All books with what filters may look at.
async fn books(world: &World) -> Vec<Json> {
    let fields = [
        "*",
        "shelf.id",
        "shelf.name",
        "shelf.parent.id",
        "shelf.parent.name",
        "tags.code",
        "author.name",
        "author.awards.weight",
        "author_link.share",
        "author_link.author_id",
        "author_link.author.name",
        "cover.id",
        "cover.url",
        "currency.name",
    ];
    let rows = world.rows(GraphRequest::new("book").fields(fields)).await;
    assert_eq!(ids(&rows).split(' ').count(), 43);
    rows.as_array().unwrap().clone()
}

/// Forty books more, no two of one kind.
async fn fill(tx: &Tx) -> Result<()> {
    let stamp = &Stamp::new(at(0), Arc::new(IdGenerator::default()));
    let titles = ["Éclair", "éclair au café", "Atlas", "atlas 100%", "ÜBER_alles", "b\\ack"];
    let currencies = [None, Some("eur"), Some("usd"), Some("gbp")];
    let metadata = [
        None,
        Some(r#"{"colour":"red","n":20,"size":{"cm":"20"}}"#),
        Some(r#"{"colour":"blue","n":"20.0","ok":true}"#),
        Some(r#"{"colour":null,"n":9.5,"ok":false,"list":["x",1]}"#),
        Some(r#"{"n":"many","size":{"cm":3},"list":[]}"#),
        Some(r#"{"colour":5,"n":-1,"ok":"true"}"#),
        Some("{}"),
    ];
    let languages = [vec![], vec!["en"], vec!["de", "en"], vec!["fr"]];
    let prices = ["7", "19.9", "30.5", "0.01"];
    let book = |n: usize| Book {
        id: format!("c{n:02}"),
        title: titles[n % titles.len()].into(),
        r#type: if n.is_multiple_of(3) { "atlas" } else { "novel" }.into(),
        pages: [50, 125, 300, 999][n % 4],
        price: Amount::parse(prices[n / 2 % 4]).unwrap(),
        is_lendable: n % 5 < 2,
        currency_code: currencies[n / 3 % 4].map(str::to_owned),
        metadata: metadata[n % metadata.len()].map(JsonText::from_trusted),
        data: JsonText::from_trusted("{}"),
        languages: languages[n / 5 % 4].iter().map(|l| (*l).to_owned()).collect(),
        published_at: (n % 4 != 1).then(|| at(n as i64 % 6)),
        shelf_id: if n.is_multiple_of(2) { "s1" } else { "s2" }.into(),
        cover_id: [None, Some("c1"), Some("c2")][n % 3].map(str::to_owned),
        ..Book::new(stamp)
    };
    tx.insert((0..40).map(book).collect()).await?;
    let tag = |n: usize, code: &str, gone: bool| BookTag {
        book_id: format!("c{n:02}"),
        tag_code: code.into(),
        deleted_at: gone.then(|| at(1)),
    };
    let maps = (0..40).filter(|n| n % 3 == 1).map(|n| tag(n, "maps", n % 2 == 0));
    let fiction = (0..40).filter(|n| n % 4 < 2).map(|n| tag(n, "fiction", n % 8 == 0));
    tx.insert(maps.chain(fiction).collect()).await?;
    let authors = ["a1", "a2", "a3"];
    let shares = ["", "9.5", "10.25", "100"];
    let linked = (0..40).filter(|n| n % 5 != 4).map(|n| {
        [format!("c{n:02}"), authors[n % 3].to_owned(), format!("m{n}"), shares[n / 3 % 4].to_owned()]
    });
    link(tx, linked).await
}
