//! Filters over books, as random trees.

use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::{Value as Json, json};

type Tree = BoxedStrategy<Json>;

fn one(values: Vec<Json>) -> Tree {
    prop::sample::select(values).boxed()
}

fn named(name: &'static str, of: Tree) -> Tree {
    of.prop_map(move |value| json!({ name: value })).boxed()
}

/// Values, lists and operators; `more` are operators of this kind of field only.
fn conditions(values: Vec<Json>, ordered: bool, more: Vec<Tree>) -> Tree {
    let value = one(values.clone());
    let nullable = one([values, vec![json!(null)]].concat());
    let list = prop::collection::vec(nullable.clone(), 0..4).prop_map(Json::from).boxed();
    let mut leaves =
        vec![nullable.clone(), list.clone(), named("$eq", nullable.clone()), named("$ne", nullable)];
    leaves.extend([named("$in", list.clone()), named("$nin", list)]);
    leaves.push(named("$exists", one(vec![json!(true), json!(false)])));
    if ordered {
        leaves.extend(["$gt", "$gte", "$lt", "$lte"].map(|op| named(op, value.clone())));
    }
    leaves.extend(more);
    Union::new(leaves)
        .prop_recursive(2, 6, 3, |inner| {
            let list = prop::collection::vec(inner.clone(), 1..3).prop_map(Json::from).boxed();
            prop_oneof![named("$not", inner.boxed()), named("$and", list.clone()), named("$or", list)]
        })
        .boxed()
}

fn texts(values: &[&str], patterns: &[&str]) -> Tree {
    let values = values.iter().map(|v| json!(v)).collect();
    let patterns: Vec<Json> = patterns.iter().map(|p| json!(p)).collect();
    let like = ["$like", "$ilike"].map(|op| named(op, one(patterns.clone())));
    conditions(values, false, like.into())
}

fn columns() -> Vec<Tree> {
    let jsons = |values: Vec<Json>| values;
    let list = |op| named(op, one(vec![json!(["en"]), json!(["de", "en"]), json!([]), json!(["fr", "en"])]));
    let languages = ["$contains", "$contained", "$overlap"].map(list);
    vec![
        named(
            "title",
            texts(
                &["Éclair", "Atlas", "b\\ack", "none"],
                &["%éclair%", "%atlas%", "%100\\%%", "%r_a%", "%\\_%"],
            ),
        ),
        named("type", texts(&["atlas", "novel"], &["%v%"])),
        named("currency_code", texts(&["eur", "usd", "gbp"], &["%u%"])),
        named("pages", conditions(jsons(vec![json!(50), json!("125"), json!(300), json!(-1)]), true, vec![])),
        named(
            "price",
            conditions(jsons(vec![json!(7), json!("19.90"), json!(30.5), json!(10)]), true, vec![]),
        ),
        named("is_lendable", conditions(jsons(vec![json!(true), json!(false)]), false, vec![])),
        named(
            "published_at",
            conditions(
                jsons(vec![json!("2026-02-02T02:40:02.000Z"), json!("2026-02-02T02:40:04.000Z")]),
                true,
                vec![],
            ),
        ),
        named("languages", Union::new(languages).boxed()),
        named("metadata", metadata()),
    ]
}

fn metadata() -> Tree {
    let patterns: Vec<Json> = ["%re%", "%BL%", "%2%"].iter().map(|p| json!(p)).collect();
    let like = || ["$like", "$ilike"].map(|op| named(op, one(patterns.clone()))).to_vec();
    let contains = |values: Vec<Json>| named("$contains", one(values));
    let numbers = || vec![json!(20), json!("20"), json!(9.5), json!(0), json!(3)];
    let colours = || vec![json!("red"), json!("blue"), json!(5), json!("5"), json!("none")];
    prop_oneof![
        named("colour", conditions(colours(), false, like())),
        named("n", conditions(numbers(), true, like())),
        named("ok", conditions(vec![json!(true), json!(false), json!("true")], false, vec![])),
        named("size", named("cm", conditions(numbers(), true, vec![]))),
        named("list", contains(vec![json!("x"), json!([1]), json!([1.0, "x"]), json!(["y"]), json!([])])),
        contains(vec![json!({ "colour": "red" }), json!({ "size": { "cm": 3 } }), json!({ "list": ["x"] })]),
    ]
    .boxed()
}

/// Filters joined by `$and`, `$or` and `$not`.
fn joined(leaves: Vec<Tree>) -> Tree {
    Union::new(leaves)
        .prop_recursive(3, 12, 3, |inner| {
            let list = prop::collection::vec(inner.clone(), 1..4).prop_map(Json::from).boxed();
            let pair = (inner.clone(), inner.clone()).prop_map(|(a, b)| {
                let mut both = a;
                if let (Some(both), Some(more)) = (both.as_object_mut(), b.as_object()) {
                    both.extend(more.clone());
                }
                both
            });
            prop_oneof![named("$not", inner.boxed()), named("$and", list.clone()), named("$or", list), pair]
        })
        .boxed()
}

/// A relation: what its records must be, their key, or whether there are any.
fn relation(name: &'static str, of: Vec<Tree>, keys: &[&str]) -> Tree {
    let keys: Vec<Json> = keys.iter().map(|key| json!(key)).collect();
    let listed = json!(keys);
    let presence = vec![json!(null), json!({}), json!({ "$ne": null }), json!({ "$exists": false }), listed];
    named(name, prop_oneof![5 => joined(of), 1 => one(keys), 1 => one(presence)].boxed())
}

/// A filter over books.
pub fn filter() -> Tree {
    let named_as = |values: &[&str]| named("name", texts(values, &["%a%", "%S2%"]));
    let weight = named("weight", conditions(vec![json!(2), json!(3), json!(9)], true, vec![]));
    let share = conditions(vec![json!(9.5), json!("10.25"), json!(50)], true, vec![]);
    let author = || vec![named_as(&["Ada", "Ben", "Cy"]), named("awards", joined(vec![weight.clone()]))];
    let parent = relation("parent", vec![named_as(&["Shelf s1"])], &["s1"]);
    let link = vec![
        named("share", share.clone()),
        named("author_id", texts(&["a1", "a3"], &["%2%"])),
        named("author", named_as(&["Ada", "Cy"])),
    ];
    let relations = vec![
        relation("shelf", vec![named_as(&["Shelf s1"]), parent], &["s1", "s2"]),
        relation("tags", vec![named("code", texts(&["maps", "fiction"], &["%f%"]))], &["maps", "fiction"]),
        relation("author", author(), &["a1", "a2"]),
        relation("author_link", link, &["m1"]),
        relation("cover", vec![named("url", texts(&["c1.png", "c2.png"], &["%1%"]))], &["c1", "c2"]),
        relation("currency", vec![named_as(&["Euro", "Dollar"])], &["eur"]),
        named("author_link.share", share),
        named("shelf.parent.id", texts(&["s1"], &["%s%"])),
    ];
    joined([columns(), relations].concat())
}
