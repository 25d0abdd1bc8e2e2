//! What belongs to one customer is not there for another.

use crate::doors::{Callers, registered};
use serde_json::json;
use stheno_commerce::commerce;
use stheno_testkit::on_both;

#[tokio::test]
async fn an_address_of_another_customer_is_not_found() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let stranger = registered(&shop, "stranger").await.token;
            let own = "/store/customers/me/addresses";
            let made =
                shop.post(own, json!({ "address_1": "Here" })).key(&callers.key).bearer(&callers.customer);
            let made = made.send().await.expect(200);
            let id = made["customer"]["addresses"][0]["id"].as_str().unwrap();
            let path = format!("{own}/{id}");
            for call in
                [shop.get(&path), shop.post(&path, json!({ "address_1": "There" })), shop.delete(&path)]
            {
                let refused = call.key(&callers.key).bearer(&stranger).send().await.expect(404);
                assert_eq!(refused["message"], format!("Address with id: {id} was not found"));
            }
            let theirs = shop.get(own).key(&callers.key).bearer(&stranger).send().await.expect(200);
            assert_eq!((&theirs["addresses"], &theirs["count"]), (&json!([]), &json!(0)));
            let kept = shop.get(&path).key(&callers.key).bearer(&callers.customer).send().await.expect(200);
            assert_eq!(kept["address"]["address_1"], "Here");
        },
    )
    .await;
}

#[tokio::test]
async fn nobody_lists_the_orders_of_another() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (callers, doors) = (Callers::of(&shop).await, crate::doors::doors());
            crate::furnished::Furnished::of(&shop, &callers, &doors).await;
            let stranger = registered(&shop, "stranger").await.token;
            for query in ["", "?id[]=order_1", "?fields=*customer", "?order=-created_at"] {
                let call = shop.get(&format!("/store/orders{query}")).key(&callers.key).bearer(&stranger);
                let theirs = call.send().await.expect(200);
                assert_eq!((&theirs["orders"], &theirs["count"]), (&json!([]), &json!(0)), "{query}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_draft_and_what_another_channel_sells_are_not_there() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (callers, doors) = (Callers::of(&shop).await, crate::doors::doors());
            let furnished = crate::furnished::Furnished::of(&shop, &callers, &doors).await;
            let product = &furnished.known["product_id"];
            let path = format!("/store/products/{product}");
            shop.get(&path).key(&callers.key).send().await.expect(200);
            let draft = shop.post(&format!("/admin/products/{product}"), json!({ "status": "draft" }));
            draft.bearer(&callers.user).send().await.expect(200);
            shop.get(&path).key(&callers.key).send().await.expect(404);
            let listed =
                shop.get(&format!("/store/products?id={product}")).key(&callers.key).send().await.expect(200);
            assert_eq!(listed["count"], 0);
            let other =
                shop.post("/admin/sales-channels", json!({ "name": "Another" })).bearer(&callers.user);
            let other = other.send().await.expect(200);
            let path = format!(
                "/store/products?sales_channel_id={}",
                other["sales_channel"]["id"].as_str().unwrap()
            );
            let refused = shop.get(&path).key(&callers.key).send().await.expect(400);
            assert_eq!(refused["message"], "Requested sales channel is not part of the publishable key");
        },
    )
    .await;
}
