//! A first start: tables, defaults, and a graph over them.

use serde_json::json;
use stheno_commerce::commerce;
use stheno_query::GraphRequest;
use stheno_testkit::on_both;

#[tokio::test]
async fn a_first_start_leaves_what_a_shop_needs_and_a_second_adds_nothing() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let ctx = shop.app.context();
            stheno_flows::defaults::create_defaults::run(&ctx).await.unwrap();
            let before = shop.app.database().statements();
            stheno_flows::defaults::create_defaults::run(&ctx).await.unwrap();
            assert!(shop.app.database().statements() - before <= 10);
            let graph = shop.app.graph();
            let stores = GraphRequest::new("store")
                .fields(["*", "supported_currencies.currency_code", "supported_currencies.currency.name"])
                .page(0, 10);
            let answer = graph.query(shop.app.database(), stores).await.unwrap();
            assert_eq!(answer.count(), Some(1));
            let store = &answer.to_json()[0];
            assert_eq!(store["name"], "Medusa Store");
            assert_eq!(store["supported_currencies"][0]["currency"]["name"], "Euro");
            let keys = GraphRequest::new("api_keys").fields(["id", "title", "sales_channels.name"]).filter(
                json!({ "type": "publishable", "sales_channels": { "name": { "$ilike": "default%" } } }),
            );
            let keys = graph.query(shop.app.database(), keys).await.unwrap().to_json();
            assert_eq!(keys[0]["sales_channels"][0]["name"], "Default Sales Channel");
            for (entity, rows) in [("currency", 126), ("country", 250), ("refund_reason", 3)] {
                let page = GraphRequest::new(entity).fields(["*"]).page(0, 1);
                assert_eq!(
                    graph.query(shop.app.database(), page).await.unwrap().count(),
                    Some(rows),
                    "{entity}"
                );
            }
        },
    )
    .await;
}
