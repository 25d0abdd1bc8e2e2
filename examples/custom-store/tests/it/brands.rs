//! `/admin/brands`: what follows from the model, and the workflow behind creation.

use crate::desk::{Desk, column, custom_store};
use stheno::prelude::*;
use stheno_commerce::commerce;
use stheno_testkit::on_both;

#[tokio::test]
async fn brands_are_created_listed_changed_and_deleted() {
    on_both(custom_store, |shop| async move {
        let desk = Desk::of(shop).await;
        let created =
            desk.post("/admin/brands", json!({ "name": "Acme", "description": null })).await.expect(200);
        let brand = &created["brand"];
        assert_eq!((&brand["name"], &brand["handle"]), (&json!("Acme"), &json!("acme")));
        assert_eq!((&brand["description"], &brand["flagship_id"]), (&json!(null), &json!(null)));
        let id = brand["id"].as_str().unwrap().to_owned();
        assert!(id.starts_with("brand_"));
        for name in ["Zenith", "Bolt", "Comet"] {
            desk.brand(name).await;
        }
        let page = desk.get("/admin/brands?order=-name&limit=2&offset=1&fields=name").await.expect(200);
        assert_eq!(column(&page["brands"], "name"), ["Comet", "Bolt"]);
        assert_eq!((&page["count"], &page["offset"], &page["limit"]), (&json!(4), &json!(1), &json!(2)));
        let found = desk.get("/admin/brands?q=zen").await.expect(200);
        assert_eq!(column(&found["brands"], "name"), ["Zenith"]);
        let some = "/admin/brands?$or[0][name]=Bolt&$or[1][handle][]=comet&order=name";
        let found = desk.get(some).await.expect(200);
        assert_eq!(column(&found["brands"], "name"), ["Bolt", "Comet"]);
        let since = desk.get("/admin/brands?created_at[$lt]=2000-01-01").await.expect(200);
        assert_eq!(since["count"], 0);
        let one = format!("/admin/brands/{id}");
        let changed = desk.post(&one, json!({ "description": "Everything" })).await.expect(200);
        assert_eq!(changed["brand"]["description"], "Everything");
        desk.delete(&one).await;
        let gone = desk.get(&one).await.expect(404);
        assert_eq!(gone["message"], format!("Brand with id: {id} was not found"));
        assert_eq!(desk.brand("Acme").await.len(), id.len(), "a deleted brand holds no name");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_and_changes_nothing() {
    on_both(custom_store, |shop| async move {
        let desk = Desk::of(shop).await;
        desk.brand("Acme").await;
        let cases = [
            (json!({ "name": "Acme" }), "Brand with name: Acme, already exists."),
            (json!({}), "Invalid request: Field 'name' is required"),
            (json!({ "name": 1 }), "Invalid request: Expected type: 'string' for field 'name', got: '1'"),
            (
                json!({ "name": "B", "flagship_id": "prod_1" }),
                "Invalid request: Unrecognized fields: 'flagship_id'",
            ),
        ];
        for (body, sentence) in cases {
            let told = desk.post("/admin/brands", body).await.expect(400);
            assert_eq!((&told["type"], &told["message"]), (&json!("invalid_data"), &json!(sentence)));
        }
        let queries = ["flagship=x", "created_at[$like]=x", "$or[0][nothing]=x"];
        for query in queries {
            desk.get(&format!("/admin/brands?{query}")).await.expect(400);
        }
        desk.shop.get("/admin/brands").send().await.expect(401);
        desk.shop.post("/admin/brands", json!({ "name": "B" })).send().await.expect(401);
        let all = desk.get("/admin/brands").await.expect(200);
        assert_eq!(all["count"], 1);
    })
    .await;
}

/// A subscriber beside the shop's own, to see whether a rolled back step was heard of.
#[tokio::test]
async fn a_failing_workflow_takes_back_its_steps_and_its_event() {
    let heard =
        || custom_store::shop(commerce(&[])).subscribe("brand.created", "note", |_: App, _| async { Ok(()) });
    on_both(heard, |shop| async move {
        let desk = Desk::of(shop).await;
        desk.brand("Acme").await;
        let (database, clock) = (desk.shop.app.database(), desk.shop.app.clock());
        assert_eq!(desk.shop.app.events().drain(database, clock).await.unwrap(), 1);
        desk.post("/admin/brands", json!({ "name": "Acme" })).await.expect(400);
        assert_eq!(desk.shop.app.events().drain(database, clock).await.unwrap(), 0);
    })
    .await;
}

#[test]
fn the_shops_routes_are_described() {
    let document = custom_store().openapi("A shop", "1").unwrap();
    let paths = &document["paths"];
    assert_eq!(paths["/admin/brands"]["post"]["operationId"], "PostAdminBrands");
    let body = &paths["/admin/brands"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["name"]));
    assert!(paths["/admin/brands/{id}"]["delete"].is_object());
    let parameters = paths["/store/products-by-brand"]["get"]["parameters"].as_array().unwrap();
    let required: Vec<_> = parameters.iter().filter(|p| p["required"] == true).map(|p| &p["name"]).collect();
    assert_eq!(required, ["brand"]);
    assert!(parameters.iter().any(|parameter| parameter["name"] == "region_id"));
    let product = &paths["/admin/products"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let data = &product["properties"]["additional_data"]["anyOf"][0]["properties"];
    assert_eq!(data["brand_position"]["type"], "integer");
}
