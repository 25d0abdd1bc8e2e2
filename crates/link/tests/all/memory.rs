//! Rows go back to exactly what they were, once, and nobody else's change is lost.

use crate::shop::{PriceSet, Shop, Variant, at, brand, item, price, shops, texts};
use std::sync::Arc;
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_link::manage::{Changes, LinkMemory, held, put_back};
use stheno_model::Model;

const TABLES: [&str; 3] =
    ["variant_price_set", "product_variant_inventory_item", "product_variant_brand_brand"];

async fn world(shop: &Shop) -> Vec<Vec<Vec<stheno_kernel::Value>>> {
    let mut all = Vec::new();
    for table in TABLES {
        all.push(shop.rows(table).await);
    }
    all
}

async fn before(shop: &Shop, links: &[LinkInput]) -> Vec<stheno_link::LinkRow> {
    let (registry, links) = (Arc::clone(&shop.links), links.to_vec());
    let work = shop.database.transaction(move |tx| async move { held(&tx, &registry, &links).await });
    work.await.unwrap()
}

/// As a journal has it: through JSON.
fn journaled(memory: &LinkMemory) -> LinkMemory {
    serde_json::from_str(&serde_json::to_string(memory).unwrap()).unwrap()
}

async fn back(shop: &Shop, memory: &LinkMemory) -> Result<Changes> {
    let (registry, memory) = (Arc::clone(&shop.links), journaled(memory));
    shop.database.transaction(move |tx| async move { put_back(&tx, &registry, &memory).await }).await
}

/// Live, changed and dismissed rows of each kind.
async fn furnish(shop: &Shop) {
    let quantity = |pair: LinkInput| pair.with("required_quantity", "2.50");
    let links = [
        quantity(item("v1", "i1")),
        item("v1", "i2"),
        price("v1", "p1"),
        brand("v1", "b1"),
        price("v2", "p2"),
    ];
    shop.create(1, &links).await.unwrap();
    shop.dismiss(2, &[item("v1", "i2"), price("v2", "p2")]).await.unwrap();
}

#[tokio::test]
async fn whatever_was_created_or_changed_goes_back() {
    for shop in shops().await {
        furnish(&shop).await;
        let untouched = world(&shop).await;
        let links = [
            item("v1", "i1").with("required_quantity", 7),
            item("v1", "i2"),
            item("v1", "new"),
            price("v1", "p1"),
            price("v2", "p2"),
            brand("v2", "b1"),
        ];
        let before = before(&shop, &links).await;
        let changes = shop.create(3, &links).await.unwrap();
        assert_ne!(world(&shop).await, untouched);
        let memory = LinkMemory::of(&before, &changes, at(3));
        let undone = back(&shop, &memory).await.unwrap();
        assert_eq!(world(&shop).await, untouched);
        let told: Vec<&str> = undone.events.iter().map(|event| event.name.as_str()).collect();
        let (pair, items, brand) = (
            "LinkVariantPriceSet",
            "LinkProductVariantInventoryItem",
            "LinkProductVariantBrandBrand.detached",
        );
        let both = |name: &str| [format!("{name}.detached"), format!("{name}.attached")];
        let expected = [both(pair), both(items)].concat();
        assert_eq!(told, expected.iter().map(String::as_str).chain([brand]).collect::<Vec<_>>());
        assert!(back(&shop, &memory).await.unwrap().rows.is_empty(), "twice is one effect");
        assert_eq!(world(&shop).await, untouched);
        shop.close().await;
    }
}

#[tokio::test]
async fn whatever_was_dismissed_goes_back() {
    for shop in shops().await {
        furnish(&shop).await;
        let untouched = world(&shop).await;
        let links = [item("v1", "i1"), item("v1", "i2"), price("v1", "p1"), brand("v9", "b9")];
        let before = before(&shop, &links).await;
        let changes = shop.dismiss(3, &links).await.unwrap();
        assert_eq!(changes.rows.len(), 2);
        back(&shop, &LinkMemory::of(&before, &changes, at(3))).await.unwrap();
        assert_eq!(world(&shop).await, untouched);
        shop.close().await;
    }
}

#[tokio::test]
async fn links_of_a_deleted_record_go_back() {
    for shop in shops().await {
        shop.put(Variant::meta(), &["v1"], &[]).await;
        shop.put(PriceSet::meta(), &["p1"], &[]).await;
        furnish(&shop).await;
        let untouched = world(&shop).await;
        let changes = shop.delete(3, Variant::meta(), "v1").await;
        assert_eq!(changes.rows.len(), 3);
        back(&shop, &LinkMemory::of(&changes.before, &changes, at(3))).await.unwrap();
        assert_eq!(world(&shop).await, untouched);
        shop.close().await;
    }
}

#[tokio::test]
async fn a_place_that_moved_on_moves_back() {
    for shop in shops().await {
        furnish(&shop).await;
        let untouched = world(&shop).await;
        let (old, new) = ([price("v1", "p1")], [price("v1", "p9")]);
        let (before_old, gone) = (before(&shop, &old).await, shop.dismiss(3, &old).await.unwrap());
        let (before_new, made) = (before(&shop, &new).await, shop.create(3, &new).await.unwrap());
        back(&shop, &LinkMemory::of(&before_new, &made, at(3))).await.unwrap();
        back(&shop, &LinkMemory::of(&before_old, &gone, at(3))).await.unwrap();
        assert_eq!(world(&shop).await, untouched);
        shop.close().await;
    }
}

#[tokio::test]
async fn what_others_did_since_stays() {
    for shop in shops().await {
        furnish(&shop).await;
        let links = [item("v1", "i1"), price("v1", "p1")];
        let rows = before(&shop, &links).await;
        let gone = shop.dismiss(3, &links).await.unwrap();
        shop.create(4, &[item("v1", "i1").with("required_quantity", 4), price("v1", "p7")]).await.unwrap();
        let others = world(&shop).await;
        let undone = back(&shop, &LinkMemory::of(&rows, &gone, at(3))).await.unwrap();
        assert!(undone.rows.is_empty());
        assert_eq!(world(&shop).await, others);
        assert_eq!(
            shop.pairs("variant_price_set").await,
            texts(&[("v1", "p7")]),
            "one place, and it is taken"
        );
        shop.close().await;
    }
}
