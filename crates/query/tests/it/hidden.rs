//! Hidden fields lie out of reach: by name, by `*`, by filter and by order, at any depth.

use crate::library::graph;
use crate::world::{World, each};
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use stheno_model::ModelMeta;
use stheno_query::GraphRequest;

const DEPTH_MAX: usize = 5;

/// Every path of relations and links from a model, with what it leads to.
fn paths(root: &'static ModelMeta) -> Vec<(String, &'static ModelMeta)> {
    // What links add is not in the models.
    let links = |meta: &ModelMeta| -> Vec<(&'static str, &'static str)> {
        match meta.table {
            "book" => vec![("author", "author"), ("author_link", "book_author"), ("currency", "currency")],
            "author" => vec![("books", "book"), ("book_link", "book_author")],
            "book_author" => vec![("book", "book"), ("author", "author")],
            _ => Vec::new(),
        }
    };
    let mut found = vec![(String::new(), root)];
    let mut from = 0;
    for _ in 0..DEPTH_MAX {
        let level = found.split_off(from);
        for (path, meta) in &level {
            let declared = meta.relations.iter().map(|r| (r.name, (r.target)()));
            let linked = links(meta).into_iter().map(|(name, table)| (name, graph().model(table).unwrap()));
            for (name, target) in declared.chain(linked).collect::<Vec<_>>() {
                found.push((format!("{path}{name}."), target));
            }
        }
        let next = found.split_off(from);
        found.extend(level);
        from = found.len();
        found.extend(next);
    }
    found
}

const SECRETS: [&str; 3] = ["secret", "password", "borrower"];
const TEXTS: [&str; 3] = ["xyzzy", "hunter2", "nobody knows"];

fn assert_clean(what: &str, answer: &Json) {
    let text = answer.to_string();
    assert!(!SECRETS.iter().chain(&TEXTS).any(|secret| text.contains(secret)), "{what}: {text}");
}

/// Whether any is asked for by name; refusals do not help with the name either.
async fn refuses(world: &World, question: GraphRequest, name: &str) {
    let sentence = world.refused(question).await.message().to_owned();
    assert!(sentence.contains(&format!("does not have property '{name}'")), "{sentence}");
    assert!(!sentence.contains(&format!("did you mean \"{name}\"")), "{sentence}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_name_by_filter_and_by_order() {
    each(async |world| {
        let mut seen = HashSet::new();
        for root in ["shelf", "book", "author"] {
            for (path, meta) in paths(graph().model(root).unwrap()) {
                // Deeper down, one path for each end and length tells as much as all.
                let depth = path.matches('.').count();
                if depth > 2 && !seen.insert((root, meta.table, depth)) {
                    continue;
                }
                for name in meta.fields.iter().filter(|f| f.hidden).map(|f| f.name) {
                    let asked = || GraphRequest::new(root).fields(["id"]);
                    refuses(world, asked().fields([format!("{path}{name}")]), name).await;
                    refuses(world, asked().filter(json!({ format!("{path}{name}"): "x" })), name).await;
                    refuses(world, asked().order(format!("{path}{name}"), false), name).await;
                    let lenient = world.rows(asked().fields([format!("{path}{name}")]).lenient()).await;
                    assert_clean(&path, &lenient);
                }
                let all = world.rows(GraphRequest::new(root).fields([format!("{path}*")])).await;
                assert_clean(&path, &all);
            }
        }
        assert!(seen.len() > 20, "the walk goes deep");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_rows_between() {
    each(async |world| {
        for fields in [vec!["lent.*"], vec!["lent.loan.*"], vec!["lent.loan.borrower"], vec!["lent.borrower"]]
        {
            let rows = world.rows(GraphRequest::new("shelf").fields(fields.clone()).lenient()).await;
            assert_clean(&fields.concat(), &rows);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_what_is_near_their_name() {
    each(async |world| {
        for name in ["secre", "secrets"] {
            let sentence = world.refused(GraphRequest::new("book").fields([name])).await;
            assert!(!sentence.message().contains("\"secret\""), "{sentence}");
        }
    })
    .await;
}
