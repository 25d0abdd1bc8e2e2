//! Questions whose rows are kept: the same answers for no statements, and new answers after any write.

use crate::world::{World, each_keeping};
use serde_json::{Value as Json, json};
use stheno_database::{Expr, Tx, Update};
use stheno_query::GraphRequest;

fn questions() -> Vec<GraphRequest> {
    let books =
        || GraphRequest::new("book").fields(["id", "title", "shelf.name", "shelf.parent.name", "tags.code"]);
    vec![
        books().page(0, 2),
        books().page(1, 1),
        books().fields(["author.name", "author_link.share", "currency.name", "cover.url"]),
        books().filter(json!({ "shelf": { "name": "Shelf s1" } })).page(0, 5),
        books().filter(json!({ "q": "a" })).page(0, 1),
        GraphRequest::new("shelf").fields(["name", "books.title", "shelves.name"]).order("name", true),
        GraphRequest::new("author").fields(["name", "books.title"]),
    ]
}

async fn ask(world: &World) -> Vec<(Json, Option<i64>)> {
    let mut answers = Vec::new();
    for question in questions() {
        let (rows, count, _) = world.counted(question).await;
        answers.push((rows, count));
    }
    answers
}

/// What was answered without anything kept, on the database that is being tested.
async fn answers(kept_bytes: usize) -> Vec<Vec<(Json, Option<i64>)>> {
    let answers = std::cell::RefCell::new(Vec::new());
    each_keeping(kept_bytes, async |world| {
        let first = ask(world).await;
        assert_eq!(ask(world).await, first);
        let before = world.database.statements();
        for question in questions() {
            world.rows(question).await;
        }
        let sent = world.database.statements() - before;
        // On PostgreSQL each read looks at the versions of tables.
        let looks = if world.database.is_postgres() { questions().len() as u64 } else { 0 };
        assert!(if kept_bytes == 0 { sent > 10 } else { sent == looks }, "{sent} statements");
        let mut all = first;
        for (table, column, key) in [
            ("shelf", "name", "s1"),
            ("book", "title", "b2"),
            ("author", "name", "a1"),
            ("book", "title", "b1"),
        ] {
            let set = vec![(column, Expr::param("other"))];
            let update = Update { table, set, filter: Expr::column("id").eq(key), returning: vec![] };
            world.database.transaction(|tx: Tx| async move { tx.run(update).await }).await.unwrap();
            all.extend(ask(world).await);
        }
        answers.borrow_mut().push(all);
    })
    .await;
    answers.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_rows_answer_as_rows_that_are_read() {
    let kept = answers(8 * 1024 * 1024).await;
    assert_eq!(kept, answers(0).await);
    assert!(kept[0].windows(2).any(|two| two[0] != two[1]));
}
