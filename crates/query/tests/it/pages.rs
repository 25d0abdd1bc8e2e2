//! Order, pages, counts, and deleted rows.

use crate::world::{each, ids};
use serde_json::json;
use stheno_query::GraphRequest;

fn books() -> GraphRequest {
    GraphRequest::new("book").fields(["id"])
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_sorted_by_columns_relations_and_links() {
    let cases = [
        ("title", false, "b1 b2 b3"),
        ("title", true, "b3 b2 b1"),
        ("price", false, "b2 b1 b3"),
        ("shelf.name", true, "b3 b1 b2"),
        ("shelf.parent.name", false, "b3 b1 b2"),
        ("author.name", true, "b3 b2 b1"),
        ("author.name", false, "b1 b2 b3"),
        ("author_link.author_id", true, "b3 b2 b1"),
        ("author_link.share", false, "b1 b2 b3"),
        ("author_link.share", true, "b3 b2 b1"),
        ("currency.name", false, "b2 b1 b3"),
        ("tags.code", false, "b2 b1 b3"),
        ("published_at", false, "b1 b2 b3"),
        ("published_at", true, "b2 b3 b1"),
    ];
    each(async |world| {
        for (path, descending, expected) in cases {
            let rows = world.rows(books().order(path, descending)).await;
            assert_eq!(ids(&rows), expected, "{path} {descending}");
        }
        // Ties are broken by what comes next, and by the key at last.
        let rows = world.rows(books().order("type", true).order("pages", true)).await;
        assert_eq!(ids(&rows), "b2 b3 b1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_counted_exactly() {
    each(async |world| {
        let page = async |skip, take| world.counted(books().page(skip, take)).await;
        assert_eq!(page(0, 2).await, (json!([{ "id": "b1" }, { "id": "b2" }]), Some(3), 1));
        assert_eq!(page(2, 2).await, (json!([{ "id": "b3" }]), Some(3), 1));
        assert_eq!(page(9, 2).await, (json!([]), Some(3), 2));
        assert_eq!(page(0, 0).await, (json!([]), Some(3), 2));
        let found = books().filter(json!({ "tags": { "code": ["maps", "fiction"] } })).page(0, 1);
        assert_eq!(world.counted(found).await, (json!([{ "id": "b1" }]), Some(2), 1));
        // A search counts by itself, where its page does not tell.
        let search = |skip, take| books().filter(json!({ "q": "a" })).page(skip, take);
        let whole = world.counted(search(0, 9)).await;
        let count = ids(&whole.0).split(' ').count();
        assert_eq!((whole.1, whole.2), (i64::try_from(count).ok(), 1));
        for (skip, take, statements) in [(0, 1, 2), (1, 9, 1), (9, 1, 2), (0, 0, 2)] {
            let page = world.counted(search(skip, take)).await;
            assert_eq!((page.1, page.2), (whole.1, statements), "{skip} {take}");
        }
        assert_eq!(
            world.counted(books().filter(json!({ "q": "nowhere" })).page(0, 5)).await,
            (json!([]), Some(0), 1)
        );
        assert_eq!(world.counted(books().take(1)).await, (json!([{ "id": "b1" }]), None, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleted_rows_are_seen_by_request_and_at_the_root_only() {
    each(async |world| {
        let all = world.rows(books().fields(["cover.url"]).with_deleted(true)).await;
        assert_eq!(ids(&all), "b1 b2 b3 b4");
        assert_eq!(all[2]["cover"], json!(null));
        let shelves = GraphRequest::new("shelf").fields(["id", "shelves.id"]).with_deleted(true);
        assert_eq!(world.rows(shelves).await[0]["shelves"], json!([{ "id": "s2" }]));
        assert_eq!(world.counted(books().with_deleted(true).page(0, 1)).await.1, Some(4));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sort_keys_must_be_known() {
    each(async |world| {
        for (path, sentence) in [
            ("titel", "Entity 'Book' does not have property 'titel', did you mean \"title\"?"),
            (
                "shelf.nam",
                "Entity 'Shelf' does not have property 'nam' (at shelf.nam), did you mean \"name\"?",
            ),
            ("shelf", "Property 'shelf' of entity 'Book' is a relation: one of its fields must be named"),
            ("", "Entity 'Book' does not have property '', did you mean \"id\"?"),
            (
                "author_fame.x",
                "Property 'fame' of entity 'Author' (at author_fame.x) is computed: nothing is filtered or sorted by it",
            ),
        ] {
            assert_eq!(world.refused(books().order(path, false)).await.message(), sentence);
        }
        world.refused(books().order("shelf.".repeat(9_999), false)).await;
    })
    .await;
}
