//! Products with brands: the hook, the links, the fields, and the store's route.

use crate::desk::{Desk, column, custom_store, text};
use stheno::prelude::*;
use stheno_commerce::commerce;
use stheno_testkit::on_both;

#[tokio::test]
async fn a_product_is_linked_when_it_is_created() {
    on_both(custom_store, |shop| async move {
        let desk = Desk::of(shop).await;
        let brand = desk.brand("Acme").await;
        let product = desk.product("Anvil", &brand, 3).await;
        assert_eq!(desk.links().await, [json!({ "product_id": product, "brand_id": brand, "position": 3 })]);
        desk.create_product("Plain", "published", json!(null)).await.expect(200);
        desk.create_product("Plain too", "published", json!({ "other": "passed over" })).await.expect(200);
        assert_eq!(desk.links().await.len(), 1);
        let path = format!("/admin/products/{product}?fields=title,brand.name,brand_link.position");
        let shown = desk.get(&path).await.expect(200);
        assert_eq!(shown["product"]["brand"]["name"], "Acme");
        assert_eq!(shown["product"]["brand_link"]["position"], 3);
        let shown = desk.get(&format!("/admin/brands/{brand}?fields=name,*products")).await.expect(200);
        assert_eq!(column(&shown["brand"]["products"], "title"), ["Anvil"]);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_brand_leaves_no_product() {
    on_both(custom_store, |shop| async move {
        let desk = Desk::of(shop).await;
        let before = desk.get("/admin/products").await.expect(200)["count"].clone();
        let deleted = desk.brand("Gone").await;
        desk.delete(&format!("/admin/brands/{deleted}")).await;
        for brand in ["brand_nothing", deleted.as_str()] {
            let told =
                desk.create_product("Anvil", "published", json!({ "brand_id": brand })).await.expect(404);
            assert_eq!(told["message"], format!("Brand with id: {brand} was not found"));
        }
        let told = desk.create_product("Anvil", "published", json!({ "brand_id": 1 })).await.expect(400);
        let sentence =
            "Invalid request: Expected type: 'string' for field 'additional_data, brand_id', got: '1'";
        assert_eq!(told["message"], sentence);
        assert_eq!(desk.get("/admin/products").await.expect(200)["count"], before);
        assert!(desk.links().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_failing_later_hook_leaves_neither_product_nor_link() {
    let failing = || {
        let refuse = |_: FlowTx, _: Json| async { Err::<(), _>(Error::not_allowed("Not today")) };
        custom_store::shop(commerce(&[])).hook("create-products.productsCreated", refuse)
    };
    on_both(failing, |shop| async move {
        let desk = Desk::of(shop).await;
        let before = desk.get("/admin/products").await.expect(200)["count"].clone();
        let brand = desk.brand("Acme").await;
        let told = desk.create_product("Anvil", "published", json!({ "brand_id": brand })).await.expect(400);
        assert_eq!(told["message"], "Not today");
        assert_eq!(desk.get("/admin/products").await.expect(200)["count"], before);
        assert!(desk.links().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn links_go_with_the_product_and_with_the_brand() {
    on_both(custom_store, |shop| async move {
        let desk = Desk::of(shop).await;
        let (acme, bolt) = (desk.brand("Acme").await, desk.brand("Bolt").await);
        let anvil = desk.product("Anvil", &acme, 0).await;
        let lamp = desk.product("Lamp", &bolt, 0).await;
        desk.delete(&format!("/admin/products/{anvil}")).await;
        assert_eq!(desk.links().await, [json!({ "product_id": lamp, "brand_id": bolt, "position": 0 })]);
        let shown = desk.get(&format!("/admin/brands/{acme}?fields=products.title")).await.expect(200);
        assert_eq!(shown["brand"]["products"], json!([]));
        desk.delete(&format!("/admin/brands/{bolt}")).await;
        assert!(desk.links().await.is_empty());
        let shown = desk.get(&format!("/admin/products/{lamp}?fields=title,*brand")).await.expect(200);
        assert!(shown["product"]["brand"].is_null());
    })
    .await;
}

#[tokio::test]
async fn a_shopper_sees_of_a_brand_what_the_shop_allows() {
    on_both(custom_store, |shop| async move {
        let desk = Desk::of(shop).await;
        let brand = desk.brand("Acme").await;
        let product = desk.product("Anvil", &brand, 0).await;
        for path in [format!("/store/products?id={product}&"), format!("/store/products/{product}?")] {
            let of =
                |answer: Json| answer.get("products").map_or(answer["product"].clone(), |all| all[0].clone());
            let plain = of(desk.shop(&path).await.expect(200));
            assert!(plain.get("brand").is_none());
            let whole = of(desk.shop(&format!("{path}fields=*brand")).await.expect(200));
            assert_eq!((&whole["title"], &whole["brand"]["handle"]), (&json!("Anvil"), &json!("acme")));
            let some =
                of(desk.shop(&format!("{path}fields=title,brand.name,brand.handle")).await.expect(200));
            assert_eq!(some["brand"]["name"], "Acme");
            assert!(some["brand"].get("handle").is_none(), "{some}");
        }
    })
    .await;
}

#[tokio::test]
async fn products_of_brands_are_found_across_the_link_and_sorted_by_it() {
    on_both(custom_store, |shop| async move {
        let desk = Desk::of(shop).await;
        let (zenith, acme) = (desk.brand("Zenith").await, desk.brand("Acme").await);
        desk.product("Watch", &zenith, 0).await;
        desk.product("Anvil", &acme, 2).await;
        desk.product("Rocket", &acme, 1).await;
        let data = json!({ "brand_id": acme, "brand_position": 0 });
        desk.create_product("Secret", "draft", data).await.expect(200);
        let elsewhere = desk.product("Elsewhere", &acme, 0).await;
        desk.post(&format!("/admin/products/{elsewhere}"), json!({ "sales_channels": [] })).await.expect(200);
        let titles = |answer: &Json| column(&answer["products"], "title");
        let one = desk.shop("/store/products-by-brand?brand=Acme").await.expect(200);
        assert_eq!((titles(&one), &one["count"]), (vec!["Rocket".into(), "Anvil".into()], &json!(2)));
        let path = "/store/products-by-brand?brand[]=Zenith&brand[]=Acme";
        let both = desk.shop(&format!("{path}&fields=title,brand.name")).await.expect(200);
        assert_eq!(titles(&both), ["Rocket", "Anvil", "Watch"]);
        assert_eq!(both["products"][2]["brand"]["name"], "Zenith");
        let page = desk.shop(&format!("{path}&limit=1&offset=1")).await.expect(200);
        assert_eq!((titles(&page), &page["count"]), (vec!["Anvil".into()], &json!(3)));
        let asked = desk.shop(&format!("{path}&order=-title")).await.expect(200);
        assert_eq!(titles(&asked), ["Watch", "Rocket", "Anvil"]);
        let none = desk.shop("/store/products-by-brand?brand=Nobody").await.expect(200);
        assert_eq!((&none["products"], &none["count"]), (&json!([]), &json!(0)));
        let regions = desk.shop("/store/regions?fields=id,currency_code").await.expect(200);
        let euro =
            regions["regions"].as_array().unwrap().iter().find(|r| r["currency_code"] == "eur").unwrap();
        let priced = format!("{path}&fields=*variants.calculated_price&region_id={}", text(&euro["id"]));
        let priced = desk.shop(&priced).await.expect(200);
        assert_eq!(priced["products"][0]["variants"][0]["calculated_price"]["calculated_amount"], 25);
        desk.shop("/store/products-by-brand").await.expect(400);
        desk.shop("/store/products-by-brand?brand=Acme&nothing=x").await.expect(400);
        desk.shop.get("/store/products-by-brand?brand=Acme").send().await.expect(400);
    })
    .await;
}
