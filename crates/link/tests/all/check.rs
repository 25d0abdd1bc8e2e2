//! Rows that nobody's rules have kept sound: found, counted, named, and dismissed.

use crate::shop::{
    Brand, Item, PriceSet, Shop, Variant, at, brand, item, price, shops, texts, unguarded_shops,
};
use std::sync::Arc;
use stheno_database::{Expr, Update};
use stheno_link::manage::{Changes, Finding, Flaw, check, checkable, repair};
use stheno_model::{Model, ModelMeta};

async fn found(shop: &Shop) -> Vec<Finding> {
    let (links, tables) = (Arc::clone(&shop.links), shop.database.tables().await.unwrap());
    shop.database.read(move |tx| async move { check(&tx, &links, &tables).await }).await.unwrap()
}

async fn repaired(shop: &Shop) -> Vec<Changes> {
    let tables = shop.database.tables().await.unwrap();
    let mut all = Vec::new();
    for link in checkable(&shop.links, &tables).map(|(link, _)| link.table) {
        let links = Arc::clone(&shop.links);
        let changes = shop
            .database
            .transaction(move |tx| async move { repair(&tx, links.by_table(link).unwrap(), at(9)).await });
        all.push(changes.await.unwrap());
    }
    all
}

/// Marks a record as deleted, or removes it, without a word to its links.
async fn lose(shop: &Shop, meta: &'static ModelMeta, id: &str) {
    let (filter, set) = (Expr::column("id").eq(id), vec![("deleted_at", Expr::param(at(5)))]);
    let update = Update { table: meta.table, set, filter, returning: Vec::new() };
    shop.database.transaction(move |tx| async move { tx.run(update).await }).await.unwrap();
}

fn finding(table: &'static str, flaw: Flaw, rows: u64, examples: &[(&str, &str)]) -> Finding {
    Finding { table, flaw, rows, examples: texts(examples) }
}

async fn stocked(shop: &Shop) {
    shop.put(Variant::meta(), &["v1", "v2", "v3", "v4"], &[]).await;
    shop.put(PriceSet::meta(), &["p1", "p2", "p3"], &[]).await;
    shop.put(Item::meta(), &["i1", "i2"], &[]).await;
    shop.put(Brand::meta(), &["b1", "b2", "b3"], &[]).await;
}

#[tokio::test]
async fn nothing_is_wrong_with_what_we_write() {
    for shop in shops().await {
        stocked(&shop).await;
        shop.create(1, &[price("v1", "p1"), item("v1", "i1"), item("v1", "i2"), brand("v2", "b1")])
            .await
            .unwrap();
        shop.create(2, &[brand("v3", "b1"), item("v2", "i1")]).await.unwrap();
        assert_eq!(found(&shop).await, []);
        assert!(
            repaired(&shop).await.iter().all(|changes| changes.rows.is_empty() && changes.events.is_empty())
        );
        assert_eq!(shop.pairs("product_variant_inventory_item").await.len(), 3);
        shop.close().await;
    }
}

#[tokio::test]
async fn rows_of_records_that_are_gone_are_found_and_dismissed() {
    for shop in shops().await {
        stocked(&shop).await;
        let items = ["v1", "v2", "v3", "v4"].map(|variant| item(variant, "i1"));
        shop.create(1, &items).await.unwrap();
        shop.create(1, &[item("v1", "never"), item("neither", "nor"), brand("v1", "b1")]).await.unwrap();
        shop.create(1, &[item("v2", "i2")]).await.unwrap();
        shop.dismiss(2, &[item("neither", "nor")]).await.unwrap();
        shop.create(3, &[item("neither", "nor")]).await.unwrap();
        lose(&shop, Item::meta(), "i1").await;
        let table = "product_variant_inventory_item";
        let expected = [
            finding(table, Flaw::LeftMissing, 1, &[("neither", "nor")]),
            finding(table, Flaw::RightMissing, 5, &[("v1", "i1"), ("v1", "never"), ("v2", "i1")]),
        ];
        assert_eq!(found(&shop).await, expected);
        let changes = repaired(&shop).await;
        let gone: usize = changes.iter().map(|changes| changes.rows.len()).sum();
        let told: Vec<_> =
            changes.iter().flat_map(|changes| &changes.events).map(|e| e.name.as_str()).collect();
        assert_eq!((gone, told), (6, vec!["LinkProductVariantInventoryItem.detached"]));
        assert_eq!(shop.pairs(table).await, texts(&[("v2", "i2")]));
        assert_eq!(shop.pairs("product_variant_brand_brand").await, texts(&[("v1", "b1")]));
        assert_eq!(found(&shop).await, []);
        shop.close().await;
    }
}

#[tokio::test]
async fn of_links_too_many_the_newest_stays() {
    for shop in unguarded_shops().await {
        stocked(&shop).await;
        // Each alone is sound; `create` would have refused them together.
        shop.write_pairs(
            "variant_price_set",
            &[("v1", "p1"), ("v1", "p2"), ("v2", "p2"), ("v3", "p3"), ("v4", "gone")],
        )
        .await;
        shop.write_pairs(
            "product_variant_brand_brand",
            &[("v1", "b1"), ("v1", "b2"), ("v1", "b3"), ("v2", "b3")],
        )
        .await;
        let (prices, brands) = ("variant_price_set", "product_variant_brand_brand");
        let expected = [
            finding(prices, Flaw::RightMissing, 1, &[("v4", "gone")]),
            // `v2` took `p2` from `v1` last, so `v1` keeps its first.
            finding(prices, Flaw::Surplus, 1, &[("v1", "p2")]),
            finding(brands, Flaw::Surplus, 2, &[("v1", "b2"), ("v1", "b1")]),
        ];
        assert_eq!(found(&shop).await, expected);
        let skipped = shop.migrate().await.indexes_skipped;
        let unmade = ["price_set_variant_id", "price_set_price_set_id", "brand_brand_variant_id"];
        assert!(
            skipped.len() == 3 && unmade.iter().all(|end| skipped.iter().any(|name| name.ends_with(end)))
        );
        repaired(&shop).await;
        assert_eq!(shop.migrate().await.indexes_skipped, Vec::<String>::new());
        assert_eq!(shop.pairs(prices).await, texts(&[("v1", "p1"), ("v2", "p2"), ("v3", "p3")]));
        assert_eq!(shop.pairs(brands).await, texts(&[("v1", "b3"), ("v2", "b3")]));
        assert_eq!(found(&shop).await, []);
        shop.close().await;
    }
}

#[tokio::test]
async fn links_without_tables_are_passed_over_and_statements_do_not_grow() {
    for shop in shops().await {
        stocked(&shop).await;
        let items = ["a", "b", "c", "d", "e"].map(|variant| item(variant, "i1"));
        shop.create(1, &items).await.unwrap();
        let before = shop.database.statements();
        assert_eq!(found(&shop).await[0].rows, 5);
        // Two counts for each of four links, three of them with places for one, and the examples; and the tables.
        let cost = shop.database.statements() - before;
        assert!(cost <= 2 * 4 + 3 + 1 + 4, "{cost}");
        let (links, no_tables) = (Arc::clone(&shop.links), std::collections::HashSet::new());
        let none =
            shop.database.read(move |tx| async move { check(&tx, &links, &no_tables).await }).await.unwrap();
        assert_eq!(none, []);
        shop.close().await;
    }
}
