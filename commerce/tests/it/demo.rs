//! The demo shop: whole, once, and what a shopper needs.

use serde_json::json;
use stheno_commerce::commerce;
use stheno_flows::demo;
use stheno_query::GraphRequest;
use stheno_testkit::{Shop, on_both};

#[tokio::test]
async fn an_empty_shop_is_filled_once() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let ctx = shop.app.context();
            assert!(demo::is_wanted(&ctx).await.unwrap());
            let made = demo::seed(&ctx, |_| ()).await.unwrap();
            assert!(!demo::is_wanted(&ctx).await.unwrap());
            assert_eq!((made.email.as_str(), made.password.len()), ("admin@demo.test", 16));
            let again = demo::seed(&ctx, |_| ()).await.err().unwrap();
            assert!(again.message().contains("without products"), "{again}");
            for (entity, least) in [("product", 20), ("region", 2), ("shipping_option", 4), ("tax_region", 8)]
            {
                let page = GraphRequest::new(entity).fields(["id"]).page(0, 1);
                let count = shop.app.graph().query(shop.app.database(), page).await.unwrap().count().unwrap();
                assert!(count >= least, "{count} of {entity}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn every_variant_has_prices_stock_and_options() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            demo::seed(&shop.app.context(), |_| ()).await.unwrap();
            let products = GraphRequest::new("product").fields([
                "handle",
                "status",
                "images.url",
                "categories.handle",
                "options.title",
                "sales_channels.id",
                "shipping_profile.id",
                "variants.sku",
                "variants.options.value",
                "variants.prices.currency_code",
                "variants.prices.amount",
                "variants.inventory_items.inventory.location_levels.stocked_quantity",
            ]);
            let products = read(&shop, products).await;
            for product in products.as_array().unwrap() {
                assert_eq!(product["status"], "published");
                assert_eq!(product["sales_channels"].as_array().unwrap().len(), 1, "{product}");
                assert!(product["shipping_profile"]["id"].is_string(), "{product}");
                assert!(
                    !product["images"].as_array().unwrap().is_empty()
                        && product["categories"][0]["handle"].is_string()
                );
                assert_eq!(product["options"].as_array().unwrap().len(), 2, "{product}");
                for variant in product["variants"].as_array().unwrap() {
                    assert_eq!(variant["options"].as_array().unwrap().len(), 2, "{variant}");
                    assert_eq!(variant["prices"].as_array().unwrap().len(), 2, "{variant}");
                    let level = &variant["inventory_items"][0]["inventory"]["location_levels"][0];
                    assert!(level["stocked_quantity"].as_i64().is_some_and(|n| n > 0), "{variant}");
                }
            }
        },
    )
    .await;
}

#[tokio::test]
async fn parcels_go_to_every_region() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            demo::seed(&shop.app.context(), |_| ()).await.unwrap();
            let regions =
                GraphRequest::new("region").fields(["name", "countries.iso_2", "payment_providers.id"]);
            for region in read(&shop, regions).await.as_array().unwrap() {
                assert!(region["payment_providers"][0]["id"].is_string(), "{region}");
                let code = region["countries"][0]["iso_2"].as_str().unwrap();
                let options = GraphRequest::new("shipping_option")
                    .fields(["name", "prices.amount", "service_zone.fulfillment_set.location.name"])
                    .filter(json!({ "service_zone": { "geo_zones": { "country_code": code } } }));
                let options = read(&shop, options).await;
                assert_eq!(options.as_array().unwrap().len(), 2, "{options}");
                assert_eq!(
                    options[0]["service_zone"]["fulfillment_set"]["location"]["name"], "Hamburg",
                    "{options}"
                );
            }
        },
    )
    .await;
}

async fn read(shop: &Shop, question: GraphRequest) -> serde_json::Value {
    shop.app.graph().query(shop.app.database(), question).await.expect("the question is sound").to_json()
}
