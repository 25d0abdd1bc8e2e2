//! Plans as they print, and one statement for each of their hops.

use crate::library::graph;
use crate::world::each;
use serde_json::json;
use stheno_query::GraphRequest;

fn plan(entity: &str, fields: &[&str]) -> String {
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    graph().plan(entity, &fields).unwrap().to_string()
}

#[test]
fn columns_are_fetched_once_and_the_key_always() {
    assert_eq!(plan("shelf", &["name", "name"]), "Shelf <- shelf (id, name)\n");
    assert_eq!(plan("shelves", &["*"]), "Shelf <- shelf (id, name, version, parent_id, deleted_at)\n");
}

#[test]
fn a_record_by_its_key_is_joined() {
    let expected = "\
Book <- book (id, shelf_id, cover_id)
  shelf <- shelf joined (id, parent_id, name)
    parent <- shelf joined (id, name)
  cover <- cover joined (id, url)
";
    assert_eq!(plan("book", &["shelf.parent.name", "shelf.name", "cover.url", "id"]), expected);
}

#[test]
fn lists_and_records_that_hold_our_key_are_statements_of_their_own() {
    let expected = "\
Book <- book (id)
  blurb <- blurb (id, text)
  tags <- tag (code)
";
    assert_eq!(plan("book", &["id", "blurb.text", "tags.code"]), expected);
}

#[test]
fn shortcuts_walk_through_the_link() {
    let expected = "\
Book <- book (id)
  author <- author via book_author (id, name)
    awards <- award (id, weight)
  author_link <- book_author joined (book_id, author_id)
";
    assert_eq!(
        plan("book", &["id", "author.name", "author.awards.weight", "author_link.author_id"]),
        expected
    );
}

#[test]
fn fields_that_are_lifted_share_a_hidden_node() {
    let expected = "\
Book <- book (id)
  author_link.author <- author via book_author (id)
    awards <- award (id, weight)
";
    assert_eq!(plan("book", &["id", "author_fame"]), expected);
}

#[test]
fn versioned_rows_bring_their_own_columns() {
    let expected = "\
Shelf <- shelf (id)
  lent <- book (id, title, version)
";
    assert_eq!(plan("shelf", &["id", "lent.title", "lent.loan.version"]), expected);
}

#[test]
fn one_shape_is_planned_once() {
    let graph = graph();
    let fields = ["id".to_owned(), "*shelf".to_owned()];
    let first = graph.plan("book", &fields).unwrap();
    assert!(std::ptr::eq(&*first, &*graph.plan("book", &fields).unwrap()));
    assert!(!std::ptr::eq(&*first, &*graph.plan("book", &fields[..1]).unwrap()));
    // Room for plans is limited: a stream of odd shapes pushes them out, and nothing else happens.
    for n in 0..3_000 {
        let odd = format!("{}id", ".".repeat(n % 30)) + &"*".repeat(usize::from(n % 7 == 0));
        let fields = vec![odd; 40 + n / 50];
        graph.plan("book", &fields).ok();
    }
    assert_eq!(graph.plan("book", &fields).unwrap().to_string(), first.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_statements_as_hops() {
    each(async |world| {
        let statements = async |fields: &[&str]| {
            world.counted(GraphRequest::new("book").fields(fields.iter().copied())).await.2
        };
        assert_eq!(statements(&["id"]).await, 1);
        assert_eq!(statements(&["title", "shelf.*", "shelf.parent.*", "cover.*", "currency.name"]).await, 1);
        // All fields bring `label` along, which needs the cover.
        assert_eq!(statements(&["*", "tags.*", "blurb.*"]).await, 4);
        assert_eq!(statements(&["author.*"]).await, 2);
        assert_eq!(statements(&["author.awards.*", "author_fame", "shelf.books.tags.code"]).await, 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_where_no_row_leads_there() {
    each(async |world| {
        let none =
            GraphRequest::new("book").fields(["id", "*tags", "*author"]).filter(json!({ "id": "nobody" }));
        assert_eq!(world.counted(none).await, (json!([]), None, 1));
        let childless =
            GraphRequest::new("shelf").fields(["id", "*parent.books"]).filter(json!({ "id": "s1" }));
        assert_eq!(world.counted(childless).await.2, 1);
        let untagged = GraphRequest::new("book").fields(["tags.code"]).filter(json!({ "id": [] }));
        assert_eq!(world.counted(untagged.page(0, 5)).await, (json!([]), Some(0), 1));
    })
    .await;
}
