//! Pages of nested lists: each record shows its own, in one statement for all of them.

use crate::catalogue::ask;
use crate::world::{World, each, ids};
use serde_json::{Value as Json, json};
use stheno_query::{GraphRequest, RelationPage};

fn page(skip: u64, take: Option<u64>, order: &[(&str, bool)]) -> RelationPage {
    let order = order.iter().map(|(path, descending)| ((*path).to_owned(), *descending)).collect();
    RelationPage { skip, take, order, filter: None }
}

fn shelves() -> GraphRequest {
    GraphRequest::new("shelf").fields(["id", "books.id"])
}

async fn lists(world: &World, question: GraphRequest, name: &str) -> Vec<String> {
    let rows = world.rows(question).await;
    rows.as_array().unwrap().iter().map(|row| ids(&row[name])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_record_shows_its_own_page() {
    each(async |world| {
        let cases = [
            (page(0, Some(1), &[]), ["b1", "b3"]),
            (page(1, Some(1), &[]), ["b2", ""]),
            (page(1, None, &[]), ["b2", ""]),
            (page(0, Some(0), &[]), ["", ""]),
            (page(0, Some(1), &[("pages", true)]), ["b2", "b3"]),
            (page(0, None, &[("author.name", true)]), ["b2 b1", "b3"]),
            (page(0, Some(1), &[("price", false), ("title", true)]), ["b2", "b3"]),
            (
                RelationPage { filter: Some(json!({ "pages": { "$lt": 200 } })), ..page(0, Some(5), &[]) },
                ["b1", "b3"],
            ),
            (
                RelationPage {
                    filter: Some(json!({ "author": { "name": "Ben" } })),
                    ..page(0, Some(1), &[])
                },
                ["b2", ""],
            ),
        ];
        for (page, expected) in cases {
            let (rows, _, statements) = world.counted(shelves().relation("books", page.clone())).await;
            let shown: Vec<String> = rows.as_array().unwrap().iter().map(|row| ids(&row["books"])).collect();
            assert_eq!((shown, statements), (expected.map(str::to_owned).to_vec(), 2), "{page:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_behind_pivots_links_and_versions_have_pages() {
    each(async |world| {
        let by_author =
            GraphRequest::new("author").fields(["id", "books.id", "books.tags.code", "book_link.share"]);
        let question = by_author
            .relation("books", page(0, Some(1), &[]))
            .relation("books.tags", page(1, Some(1), &[]))
            .relation("book_link", page(0, Some(1), &[("share", true)]));
        let (rows, _, statements) = world.counted(question).await;
        assert_eq!(statements, 4);
        assert_eq!(rows[0]["books"], json!([{ "id": "b1", "tags": [] }]));
        assert_eq!(rows[0]["book_link"][0]["share"], json!(9.5));
        let lent = |skip| {
            GraphRequest::new("shelf")
                .fields(["id", "lent.id", "lent.loan.version"])
                .filter(json!({ "id": "s1" }))
                .relation("lent", page(skip, Some(1), &[("title", false)]))
        };
        assert_eq!(lists(world, lent(0), "lent").await, ["b2"]);
        assert_eq!(lists(world, lent(1), "lent").await, ["b3"]);
        // Of the notes only those on the shelf's version count.
        let notes = GraphRequest::new("shelf").fields(["id", "notes.id"]).filter(json!({ "id": "s1" }));
        let first = notes.clone().relation("notes", page(0, Some(1), &[]));
        assert_eq!(lists(world, first, "notes").await, ["n2"]);
        assert_eq!(lists(world, notes.relation("notes", page(1, None, &[])), "notes").await, [""]);
    })
    .await;
}

#[tokio::test]
async fn shared_lists_are_cut_where_it_is_known_whose_they_are() {
    let sorts = |skip| {
        GraphRequest::new("sort").fields(["id", "pictures.id"]).relation("pictures", page(skip, Some(1), &[]))
    };
    let shown = async |skip| {
        let (rows, _, statements) = ask(sorts(skip)).await;
        assert_eq!(statements, 2);
        rows.as_array().unwrap().iter().map(|row| ids(&row["pictures"])).collect::<Vec<_>>()
    };
    assert_eq!(shown(0).await, ["p1", "", "p1"]);
    assert_eq!(shown(1).await, ["p2", "", ""]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_computed_from_a_list_is_computed_from_all_of_it() {
    each(async |world| {
        let author = || {
            GraphRequest::new("author")
                .fields(["id", "fame", "awards.id", "awards.weight"])
                .filter(json!({ "id": "a1" }))
        };
        let award = |id: &str, weight: i64| json!({ "id": id, "weight": weight });
        let whole = world.rows(author()).await;
        assert_eq!(whole[0], json!({ "id": "a1", "fame": 5, "awards": [award("w1", 2), award("w2", 3)] }));
        let (rows, _, statements) = world.counted(author().relation("awards", page(1, Some(1), &[]))).await;
        assert_eq!(
            (&rows[0], statements),
            (&json!({ "id": "a1", "fame": 5, "awards": [award("w2", 3)] }), 3)
        );
        // The plan of one shape does not serve the other.
        assert_eq!(world.rows(author()).await, whole);
        let nested = GraphRequest::new("shelf")
            .fields(["id", "books.author.fame", "books.author.awards.id"])
            .filter(json!({ "id": "s1" }));
        let rows = world.rows(nested.relation("books", page(0, Some(1), &[]))).await;
        let awards = json!([{ "id": "w1" }, { "id": "w2" }]);
        assert_eq!(
            rows[0]["books"],
            json!([{ "id": "b1", "author": { "id": "a1", "fame": 5, "awards": awards } }])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_what_is_no_list_are_refused() {
    let cases: [(&str, RelationPage, &str); 7] = [
        (
            "notes",
            page(0, None, &[]),
            "Relation 'notes' of entity 'Shelf' is not among the fields: it has no page",
        ),
        (
            "books.nobody",
            page(0, None, &[]),
            "Relation 'books.nobody' of entity 'Shelf' is not among the fields: it has no page",
        ),
        ("", page(0, None, &[]), "Relation '' of entity 'Shelf' is not among the fields: it has no page"),
        ("parent", page(0, None, &[]), "Relation 'parent' is not a list: it has no page"),
        ("books.author", page(0, None, &[]), "Relation 'books.author' is not a list: it has no page"),
        (
            "books",
            page(0, None, &[("titel", false)]),
            "Entity 'Book' does not have property 'titel', did you mean \"title\"?",
        ),
        (
            "books",
            RelationPage { filter: Some(json!({ "pages": "x" })), ..RelationPage::default() },
            "Field 'pages' of entity 'Book': operator $eq takes a whole number, received \"x\"",
        ),
    ];
    each(async |world| {
        for (path, page, sentence) in &cases {
            let question = shelves().fields(["parent.id", "books.author.id"]).relation(*path, page.clone());
            assert_eq!(world.refused(question).await.message(), *sentence);
        }
        let none: Json = world.rows(shelves().relation("books", RelationPage::default())).await;
        assert_eq!(none[1]["books"], json!([{ "id": "b3" }]));
    })
    .await;
}
