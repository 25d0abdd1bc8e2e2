//! Names that nothing knows, and field strings that nobody should send.

use crate::library::graph;
use crate::world::each;
use proptest::prelude::*;
use serde_json::json;
use std::sync::{Arc, LazyLock};
use stheno_query::{Graph, GraphRequest};

fn refused(entity: &str, field: &str) -> String {
    match graph().plan(entity, &[field.to_owned()]) {
        Ok(plan) => panic!("planned: {plan}"),
        Err(error) => error.message().to_owned(),
    }
}

#[test]
fn strangers_are_named_with_entity_path_and_nearest_name() {
    let sentence = |entity, name| format!("Entity '{entity}' does not have property '{name}'");
    assert_eq!(refused("book", "titel"), sentence("Book", "titel") + ", did you mean \"title\"?");
    assert_eq!(refused("book", "quite_something_else"), sentence("Book", "quite_something_else"));
    let nested = " (at shelf.parent.nome), did you mean \"name\"?";
    assert_eq!(refused("book", "shelf.parent.nome"), sentence("Shelf", "nome") + nested);
    assert_eq!(refused("book", "author.awards.cup"), sentence("Award", "cup") + " (at author.awards.cup)");
    assert_eq!(refused("shelf", "*boks"), sentence("Shelf", "boks") + ", did you mean \"books\"?");
    assert_eq!(refused("book", "author_link.authr.id"), {
        sentence("LinkBookAuthor", "authr") + " (at author_link.authr), did you mean \"author\"?"
    });
    assert_eq!(refused("book", "title.x"), "Property 'title' of entity 'Book' is not a relation");
    let below = "Property 'name' of entity 'Author' (at author.name) is not a relation";
    assert_eq!(refused("book", "author.name.*"), below);
    assert_eq!(refused("book", "tags.*.x"), sentence("Tag", "*") + " (at tags.*)");
    assert_eq!(refused("bok", "id"), "Service with alias \"bok\" was not found. Did you mean \"book\"?");
    assert_eq!(refused("quite_else", "id"), "Service with alias \"quite_else\" was not found.");
}

#[test]
fn depth_and_number_of_relations_are_limited() {
    let deep = |n: usize| format!("{}id", "parent.".repeat(n));
    assert!(graph().plan("shelf", &[deep(31)]).is_ok());
    assert!(
        refused("shelf", &deep(32)).starts_with("Fields may not lie deeper than 32 names: parent.parent.")
    );
    assert!(refused("shelf", &deep(100_000)).len() < 200);
    assert!(refused("book", &".".repeat(1_000_000)).len() < 200);
    // Each field goes another way.
    let ways = |n: usize| {
        (0..12).map(|bit| if n >> bit & 1 == 0 { "parent." } else { "shelves." }).collect::<String>()
    };
    let many: Vec<String> = (0..4_000).map(|n| ways(n) + "id").collect();
    assert_eq!(graph().plan("shelf", &many).unwrap_err().message(), "The fields ask for too many relations");
}

#[tokio::test(flavor = "multi_thread")]
async fn routes_pass_over_strangers() {
    each(async |world| {
        let fields = ["id", "titel", "shelf.nome", "shelf.name", "nobody.home.*", "*ghosts", "author.x.y"];
        let question = GraphRequest::new("book").fields(fields).lenient().filter(json!({ "id": "b1" }));
        let author = json!({ "id": "a1" });
        let expected = json!([{ "id": "b1", "shelf_id": "s1", "shelf": { "id": "s1", "name": "Shelf s1" }, "author": author }]);
        assert_eq!(world.rows(question).await, expected);
    })
    .await;
}

fn odd_field() -> impl Strategy<Value = String> {
    let names = vec![
        "id",
        "title",
        "shelf",
        "parent",
        "books",
        "author",
        "author_fame",
        "lent",
        "loan",
        "tags",
        "label",
        "secret",
    ];
    let odd = vec![
        "",
        "*",
        "**",
        ".",
        "..",
        "~",
        "+",
        "-",
        " ",
        "é",
        "日本",
        "\u{0}",
        "\"",
        "$or",
        "id ",
        "__proto__",
    ];
    let part = prop_oneof![
        3 => prop::sample::select(names).prop_map(str::to_owned),
        1 => prop::sample::select(odd).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let glue = prop::sample::select(&[".", "..", ".*", "*", ""][..]);
    prop::collection::vec((part, glue), 0..50)
        .prop_map(|parts| parts.into_iter().map(|(part, glue)| part + glue).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_field_string_breaks_the_planner(fields in prop::collection::vec(odd_field(), 0..6), entity in 0..4_usize) {
        static GRAPH: LazyLock<Arc<Graph>> = LazyLock::new(graph);
        if let Ok(plan) = GRAPH.plan(["book", "shelf", "author", "book_author"][entity], &fields) {
            prop_assert!(!["secret", "password", "borrower"].iter().any(|hidden| plan.to_string().contains(hidden)));
        }
    }
}
