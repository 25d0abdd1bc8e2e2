//! Links that go with their records, and come back.

use crate::shop::{Brand, Price, PriceSet, Shop, Variant, at, brand, item, price, shops, texts};
use std::sync::Arc;
use stheno_database::Expr;
use stheno_link::manage::{Changes, delete, remove_records, restore, restore_records};
use stheno_link::{LinkInput, RecordKeys};
use stheno_model::{Model, ModelMeta};

async fn deleted(shop: &Shop, second: i64, keys: RecordKeys) -> Changes {
    let links = Arc::clone(&shop.links);
    shop.database
        .transaction(move |tx| async move { delete(&tx, &links, &[keys], at(second)).await })
        .await
        .unwrap()
}

async fn restored(shop: &Shop, second: i64, keys: RecordKeys) -> Changes {
    let links = Arc::clone(&shop.links);
    shop.database
        .transaction(move |tx| async move { restore(&tx, &links, &[keys], at(second)).await })
        .await
        .unwrap()
}

fn variant(id: &str) -> RecordKeys {
    RecordKeys::new("product", "variant_id", [id])
}

fn names(changes: &Changes) -> Vec<&str> {
    changes.events.iter().map(|event| event.name.as_str()).collect()
}

/// Two variants with prices, items and brands; a price that is linked on its own.
async fn stocked(shop: &Shop) {
    shop.put(Variant::meta(), &["v1", "v2"], &[]).await;
    shop.put(PriceSet::meta(), &["p1", "p2"], &[]).await;
    shop.put(Price::meta(), &["price1"], &[("price_set_id", "p1")]).await;
    shop.put(Price::meta(), &["price2"], &[("price_set_id", "p2")]).await;
    let priced = LinkInput::new(("pricing", "price_id", "price1"), ("inventory", "item_id", "i1"));
    let links = [
        price("v1", "p1"),
        price("v2", "p2"),
        item("v1", "i1"),
        item("v2", "i1"),
        brand("v1", "b1"),
        brand("v2", "b1"),
        priced,
    ];
    shop.create(1, &links).await.unwrap();
}

#[tokio::test]
async fn deleting_takes_links_and_what_hangs_on_them() {
    for shop in shops().await {
        stocked(&shop).await;
        let gone = deleted(&shop, 2, variant("v1")).await;
        assert_eq!(shop.pairs("variant_price_set").await, texts(&[("v2", "p2")]));
        assert_eq!(shop.pairs("product_variant_inventory_item").await, texts(&[("v2", "i1")]));
        assert_eq!(shop.pairs("product_variant_brand_brand").await, texts(&[("v2", "b1")]));
        assert_eq!(shop.live(PriceSet::meta()).await, ["p2"], "the price set goes with its variant");
        assert_eq!(shop.live(Price::meta()).await, ["price2"], "and its prices with the set");
        assert!(shop.pairs("price_item").await.is_empty(), "and links of those prices");
        assert_eq!(shop.live(Variant::meta()).await, ["v1", "v2"], "the variant itself is its module's");
        assert_eq!(gone.rows.len(), 4);
        let told = [
            "LinkVariantPriceSet.detached",
            "LinkProductVariantInventoryItem.detached",
            "LinkProductVariantBrandBrand.detached",
            "LinkPriceItem.detached",
        ];
        assert_eq!(names(&gone), told);
        assert!(gone.records.iter().any(|(meta, ids)| meta.table == "price_set" && ids == &["p1"]));
        assert!(deleted(&shop, 3, variant("v1")).await.rows.is_empty(), "twice is no error");
        assert!(deleted(&shop, 3, RecordKeys::new("nobody", "no_id", ["v1"])).await.rows.is_empty());
        shop.close().await;
    }
}

#[tokio::test]
async fn restoring_brings_all_of_it_back() {
    for shop in shops().await {
        stocked(&shop).await;
        deleted(&shop, 2, variant("v1")).await;
        let back = restored(&shop, 3, variant("v1")).await;
        assert_eq!(shop.pairs("variant_price_set").await, texts(&[("v1", "p1"), ("v2", "p2")]));
        assert_eq!(shop.pairs("product_variant_brand_brand").await, texts(&[("v1", "b1"), ("v2", "b1")]));
        assert_eq!(shop.live(PriceSet::meta()).await, ["p1", "p2"]);
        assert_eq!(shop.live(Price::meta()).await, ["price1", "price2"]);
        assert_eq!(shop.pairs("price_item").await, texts(&[("price1", "i1")]));
        assert!(names(&back).iter().all(|name| name.ends_with(".attached")));
        shop.close().await;
    }
}

#[tokio::test]
async fn restoring_keeps_cardinality() {
    for shop in shops().await {
        shop.put(PriceSet::meta(), &["p1", "p2", "p3"], &[]).await;
        for (second, set) in [(1, "p1"), (3, "p2")] {
            shop.create(second, &[price("v", set)]).await.unwrap();
            shop.dismiss(second + 1, &[price("v", set)]).await.unwrap();
        }
        restored(&shop, 5, variant("v")).await;
        assert_eq!(shop.pairs("variant_price_set").await, texts(&[("v", "p2")]), "the one dismissed last");
        shop.dismiss(6, &[price("v", "p2")]).await.unwrap();
        shop.create(7, &[price("v", "p3")]).await.unwrap();
        restored(&shop, 8, variant("v")).await;
        assert_eq!(shop.pairs("variant_price_set").await, texts(&[("v", "p3")]), "a live link stays");
        shop.dismiss(9, &[price("v", "p3")]).await.unwrap();
        shop.create(10, &[price("other", "p3")]).await.unwrap();
        restored(&shop, 11, variant("v")).await;
        assert_eq!(shop.pairs("variant_price_set").await, texts(&[("other", "p3")]), "nor an older one");
        shop.close().await;
    }
}

async fn restore_of(shop: &Shop, second: i64, meta: &'static ModelMeta, id: &str) -> Changes {
    let (links, ids) = (Arc::clone(&shop.links), [id.to_owned()]);
    let work = shop
        .database
        .transaction(move |tx| async move { restore_records(&tx, &links, meta, &ids, at(second)).await });
    work.await.unwrap()
}

#[tokio::test]
async fn records_go_with_their_links_and_come_back_with_them() {
    for shop in shops().await {
        stocked(&shop).await;
        shop.create(2, &[item("v1", "i2")]).await.unwrap();
        shop.dismiss(3, &[item("v1", "i2")]).await.unwrap();
        let gone = shop.delete(4, Variant::meta(), "v1").await;
        assert_eq!((gone.rows.len(), gone.before.len()), (4, 4));
        assert_eq!(shop.live(Variant::meta()).await, ["v2"]);
        assert_eq!(
            (shop.live(PriceSet::meta()).await, shop.live(Price::meta()).await),
            (vec!["p2".into()], vec!["price2".into()])
        );
        assert!(shop.delete(5, Variant::meta(), "v1").await.rows.is_empty(), "twice is no error");
        let back = restore_of(&shop, 6, Variant::meta(), "v1").await;
        assert_eq!(back.rows.len(), 4);
        assert_eq!(shop.live(Variant::meta()).await, ["v1", "v2"]);
        assert_eq!(shop.live(Price::meta()).await, ["price1", "price2"]);
        assert_eq!(shop.pairs("price_item").await, texts(&[("price1", "i1")]));
        let items = shop.pairs("product_variant_inventory_item").await;
        assert_eq!(items, texts(&[("v1", "i1"), ("v2", "i1")]), "what a user had dismissed stays dismissed");
        assert!(restore_of(&shop, 7, Variant::meta(), "v1").await.rows.is_empty(), "twice is no error");
        shop.delete(8, Brand::meta(), "b1").await;
        assert_eq!(
            shop.pairs("product_variant_brand_brand").await.len(),
            2,
            "nobody deleted: there is no such brand"
        );
        shop.close().await;
    }
}

#[tokio::test]
async fn rows_removed_for_good_leave_no_link() {
    for shop in shops().await {
        stocked(&shop).await;
        let links = Arc::clone(&shop.links);
        let work = shop.database.transaction(move |tx| async move {
            let filter = Expr::column("id").eq("v1");
            remove_records(&tx, &links, Variant::meta(), filter, at(2)).await
        });
        let gone = work.await.unwrap();
        assert_eq!(gone.rows.len(), 4);
        assert_eq!(gone.records[0].1, ["v1"]);
        assert_eq!(shop.live(PriceSet::meta()).await, ["p2"]);
        assert_eq!(shop.pairs("product_variant_brand_brand").await, texts(&[("v2", "b1")]));
        shop.close().await;
    }
}

#[tokio::test]
async fn restoring_brings_back_what_went_last() {
    for shop in shops().await {
        shop.create(1, &[item("v", "1"), item("v", "2"), item("v", "3"), brand("v", "b")]).await.unwrap();
        shop.dismiss(2, &[item("v", "1")]).await.unwrap();
        deleted(&shop, 3, variant("v")).await;
        restored(&shop, 4, variant("v")).await;
        let table = "product_variant_inventory_item";
        assert_eq!(shop.pairs(table).await, texts(&[("v", "2"), ("v", "3")]));
        assert_eq!(shop.pairs("product_variant_brand_brand").await, texts(&[("v", "b")]));
        shop.close().await;
    }
}
