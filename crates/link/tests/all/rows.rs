//! Create, dismiss and list, and who may be linked how often.

use crate::shop::{PriceSet, Variant, at, brand, item, price, shops, texts};
use serde_json::json;
use stheno_kernel::{ErrorKind, JsonWriter, Value};
use stheno_link::manage::LinkRow;
use stheno_link::{LinkInput, LinkPattern};
use stheno_model::Model;

fn written(row: &LinkRow) -> serde_json::Value {
    let mut out = JsonWriter::default();
    row.write(&mut out);
    serde_json::from_slice(&out.into_bytes()).unwrap()
}

#[tokio::test]
async fn a_created_pair_is_answered_and_told() {
    for shop in shops().await {
        let made =
            shop.create(1, &[item("v1", "i1").with("required_quantity", 3), item("v1", "i2")]).await.unwrap();
        let [three, one] = made.rows.as_slice() else { panic!("{made:?}") };
        assert!(three.id().starts_with("link_"));
        let created = at(1).to_string();
        assert_eq!(
            written(three),
            json!({
                "variant_id": "v1", "item_id": "i1", "id": three.id(), "required_quantity": 3,
                "created_at": created, "updated_at": created, "deleted_at": null,
            })
        );
        assert_eq!(written(one)["required_quantity"], json!(1), "the column's default");
        let [event] = made.events.as_slice() else { panic!("{made:?}") };
        assert_eq!(event.name, "LinkProductVariantInventoryItem.attached");
        assert_eq!(event.data, json!({ "id": [three.id(), one.id()] }));
        assert_eq!(event.metadata()["source"], "ProductVariantInventoryItemLink");
        shop.close().await;
    }
}

#[tokio::test]
async fn an_equal_pair_is_an_update() {
    for shop in shops().await {
        let first = shop.create(1, &[item("v", "i").with("required_quantity", "2.5")]).await.unwrap();
        let again = shop.create(2, &[item("v", "i")]).await.unwrap();
        assert_ne!(again.rows[0].id(), first.rows[0].id());
        assert_eq!(again.rows[0].get("required_quantity").as_decimal(), Some("2.5".parse().unwrap()));
        assert_eq!(again.rows[0].get("created_at"), &Value::from(at(1)));
        shop.create(
            3,
            &[item("v", "i").with("required_quantity", 1), item("v", "i").with("required_quantity", 7)],
        )
        .await
        .unwrap();
        let rows = shop.list(vec![LinkPattern::from(&item("v", "i"))]).await.unwrap();
        assert_eq!(rows[0].get("required_quantity").as_decimal(), Some(7.into()), "the last of a call holds");
        assert_eq!(rows.len(), 1);
        shop.create(4, &[price("v", "p")]).await.unwrap();
        shop.create(5, &[price("v", "p")]).await.unwrap();
        assert_eq!(shop.pairs("variant_price_set").await, texts(&[("v", "p")]), "one to one as well");
        shop.close().await;
    }
}

#[tokio::test]
async fn a_dismissed_pair_is_gone_and_comes_back() {
    for shop in shops().await {
        shop.create(1, &[item("a", "1"), item("a", "2"), item("b", "1"), item("b", "2")]).await.unwrap();
        let gone = shop.dismiss(2, &[item("a", "1"), item("b", "2"), item("c", "9")]).await.unwrap();
        assert_eq!(gone.rows.len(), 2);
        assert!(gone.rows.iter().all(|row| row.get("deleted_at") == &Value::from(at(2))));
        assert_eq!(gone.events[0].name, "LinkProductVariantInventoryItem.detached");
        let table = "product_variant_inventory_item";
        assert_eq!(shop.pairs(table).await, texts(&[("a", "2"), ("b", "1")]));
        assert!(shop.dismiss(3, &[item("a", "1")]).await.unwrap().events.is_empty(), "twice is no error");
        shop.create(4, &[item("a", "1")]).await.unwrap();
        assert_eq!(shop.pairs(table).await, texts(&[("a", "1"), ("a", "2"), ("b", "1")]));
        shop.close().await;
    }
}

#[tokio::test]
async fn lists_by_pair_by_side_and_by_lists() {
    for shop in shops().await {
        shop.create(1, &[item("a", "1"), item("a", "2"), item("b", "1")]).await.unwrap();
        for (pattern, found) in [
            (json!({"product": {"variant_id": "a"}, "inventory": {"item_id": "2"}}), vec![("a", "2")]),
            (json!({"product": {"variant_id": "a"}, "inventory": {}}), vec![("a", "1"), ("a", "2")]),
            (json!({"product": {}, "inventory": {"item_id": ["1"]}}), vec![("a", "1"), ("b", "1")]),
            (
                json!({"product": {"variant_id": ["a", "b"]}, "inventory": {"item_id": ["1"]}}),
                vec![("a", "1"), ("b", "1")],
            ),
            (
                json!([
                    {"product": {"variant_id": "b"}, "inventory": {"item_id": "1"}},
                    {"product": {"variant_id": "a"}, "inventory": {"item_id": "2"}},
                ]),
                vec![("a", "2"), ("b", "1")],
            ),
        ] {
            let rows = shop.list(LinkPattern::parse(&pattern).unwrap()).await.unwrap();
            let pairs: Vec<_> =
                rows.iter().map(|row| (row.text("variant_id"), row.text("item_id"))).collect();
            assert_eq!(pairs, found, "{pattern}");
        }
        let (link, _) = shop.links.by_table("product_variant_inventory_item").unwrap();
        let rows = shop.list(vec![LinkPattern::from(&item("b", "1"))]).await.unwrap();
        assert_eq!(rows[0].to_input(link), item("b", "1").with("required_quantity", 1));
        shop.close().await;
    }
}

#[tokio::test]
async fn a_record_that_may_have_one_link_gets_no_second() {
    let one_price = "Cannot create multiple links between 'product' and 'pricing'";
    let one_brand = "Cannot create multiple links between 'product' and 'brand'";
    for shop in shops().await {
        shop.create(1, &[price("v1", "p1"), brand("v1", "b1"), brand("v2", "b1")]).await.unwrap();
        for (inputs, message) in [
            (vec![price("v1", "p2")], one_price),
            (vec![price("v2", "p1")], one_price),
            (vec![price("v3", "p3"), price("v3", "p4")], one_price),
            (vec![price("v3", "p3"), price("v4", "p3")], one_price),
            (vec![brand("v1", "b2")], one_brand),
            (vec![brand("v3", "b1"), brand("v3", "b2")], one_brand),
        ] {
            let error = shop.create(2, &inputs).await.unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidData, message), "{inputs:?}");
        }
        assert_eq!(shop.pairs("variant_price_set").await, texts(&[("v1", "p1")]), "all of a call or nothing");
        shop.dismiss(3, &[price("v1", "p1"), brand("v1", "b1")]).await.unwrap();
        shop.create(4, &[price("v1", "p2"), brand("v1", "b2")]).await.unwrap();
        let error = shop.create(5, &[price("v1", "p1")]).await.unwrap_err();
        assert_eq!(error.message(), one_price, "a dismissed pair does not come back beside another");
        shop.close().await;
    }
}

#[tokio::test]
async fn what_cannot_be_linked_is_refused() {
    let reverse = LinkInput::new(("pricing", "price_set_id", "p"), ("product", "variant_id", "v"));
    for shop in shops().await {
        let error = shop.create(1, std::slice::from_ref(&reverse)).await.unwrap_err();
        assert_eq!(
            error.message(),
            "Module to type pricing and product by keys price_set_id and variant_id was not found. Ensure the link \
             exists, keys are correct, and link is passed in the correct order to method 'remoteLink.create'."
        );
        assert_eq!(
            shop.dismiss(1, std::slice::from_ref(&reverse)).await.unwrap_err().message(),
            error.message()
        );
        assert_eq!(shop.list(vec![(&reverse).into()]).await.unwrap_err().message(), error.message());
        let wrong = shop.create(1, &[item("v", "i").with("required_quantity", "many")]).await.unwrap_err();
        assert_eq!(wrong.message(), "Invalid value for column required_quantity");
        let beyond = shop.create(1, &[item("v", "i").with("colour", "red")]).await.unwrap_err();
        assert_eq!(beyond.message(), "Link product_variant_inventory_item has no column colour");
        assert!(shop.create(1, &[item("v", "")]).await.is_err());
        shop.close().await;
    }
}

/// The number of statements depends on the links involved, never on the number of pairs.
#[tokio::test]
async fn statements_do_not_grow_with_pairs() {
    for shop in shops().await {
        let pairs = |n: usize| -> Vec<LinkInput> {
            (0..n)
                .flat_map(|i| {
                    [
                        price(&format!("v{n}-{i}"), &format!("p{n}-{i}")),
                        item(&format!("v{i}"), &format!("i{}", i % 7)),
                    ]
                })
                .collect()
        };
        let mut counts = Vec::new();
        for n in [2, 200] {
            let before = shop.database.statements();
            shop.create(1, &pairs(n)).await.unwrap();
            let created = shop.database.statements();
            shop.dismiss(2, &pairs(n)).await.unwrap();
            counts.push((created - before, shop.database.statements() - created));
        }
        assert_eq!(counts, [(2, 4), (2, 4)], "two upserts; each link held and parted");
        let before = shop.database.statements();
        shop.create(3, &pairs(200)).await.unwrap();
        // Looked for, held and written over; one database takes the rows of a link in two statements.
        assert!(shop.database.statements() - before <= 6, "no more for more pairs that come back");
        shop.dismiss(4, &pairs(200)).await.unwrap();
        assert!(shop.pairs("variant_price_set").await.is_empty());
        shop.close().await;
    }
}

#[tokio::test]
async fn an_update_needs_the_link() {
    let sentence = "Could not find all existing links from data";
    for shop in shops().await {
        shop.create(1, &[item("v", "1").with("required_quantity", 2), item("v", "2"), item("v", "3")])
            .await
            .unwrap();
        shop.dismiss(2, &[item("v", "3")]).await.unwrap();
        for missing in ["3", "4"] {
            let both = [item("v", "1").with("required_quantity", 9), item("v", missing)];
            let error = shop.update(3, &both).await.unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, sentence));
        }
        let changed = shop.update(4, &[item("v", "1").with("required_quantity", 5)]).await.unwrap();
        assert_eq!(changed.rows[0].get("required_quantity").as_decimal(), Some(5.into()));
        assert_eq!(changed.events[0].name, "LinkProductVariantInventoryItem.attached");
        let kept = shop.update(5, &[item("v", "1")]).await.unwrap();
        assert_eq!(
            kept.rows[0].get("required_quantity").as_decimal(),
            Some(5.into()),
            "what is not given stays"
        );
        shop.close().await;
    }
}

#[tokio::test]
async fn records_can_be_asked_for_before_they_are_linked() {
    for shop in shops().await {
        shop.put(Variant::meta(), &["v1", "v2"], &[]).await;
        shop.put(PriceSet::meta(), &["p1"], &[]).await;
        let links = [price("v1", "p1"), price("v2", "p1")];
        shop.require(&links).await.unwrap();
        for (links, message) in [
            (vec![price("v1", "p1"), price("v3", "p1")], "Variant with id: v3 was not found"),
            (vec![price("v1", "p9")], "PriceSet with id: p9 was not found"),
        ] {
            let error = shop.require(&links).await.unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidData, message));
        }
        shop.delete(1, Variant::meta(), "v2").await;
        let error = shop.require(&links).await.unwrap_err();
        assert_eq!(error.message(), "Variant with id: v2 was not found", "deleted");
        let before = shop.database.statements();
        shop.require(&[price("v1", "p1")]).await.unwrap();
        assert_eq!(shop.database.statements() - before, 2, "one for each model");
        shop.close().await;
    }
}
