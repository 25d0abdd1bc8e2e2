//! What a route costs: statements sent for one request, on the demo shop. A number here may sink, and never depends on how
//! many records are shown. Budget: ten for a page of a list, twelve for the flow that adds to a cart. What is above it
//! stands here as it was found.

use crate::doors::{Callers, none};
use serde_json::{Value as Json, json};
use stheno_commerce::commerce;
use stheno_flows::demo;
use stheno_model::{Patch, Records as _};
use stheno_order::Order;
use stheno_testkit::{Call, Shop, on_both};

const CARD: &str =
    "fields=id,title,handle,thumbnail,*variants.calculated_price,%2Bvariants.inventory_quantity,*images";

struct World {
    shop: Shop,
    callers: Callers,
    region: String,
    failures: Vec<String>,
}

impl World {
    async fn of(shop: Shop) -> Self {
        demo::seed(&shop.app.context(), |_| ()).await.expect("the demo shop is seeded");
        let callers = Callers::of(&shop).await;
        let regions = shop.get("/store/regions").key(&callers.key).send().await.expect(200);
        let regions = regions["regions"].as_array().expect("regions are a list").clone();
        let euro = regions
            .iter()
            .find(|region| region["currency_code"] == "eur")
            .expect("there is a region in euro");
        let region = euro["id"].as_str().expect("ids are texts").to_owned();
        Self { shop, callers, region, failures: Vec::new() }
    }

    fn store(&self, path: &str) -> Call {
        self.shop.get(path).key(&self.callers.key)
    }

    fn post(&self, path: &str, body: Json) -> Call {
        self.shop.post(path, body).key(&self.callers.key)
    }

    /// Sends a request, which must be answered 200 for no more than `most` statements.
    async fn costs(&mut self, most: u64, what: &str, call: Call) -> Json {
        let log = self.shop.app.database().record();
        let answer = call.send().await;
        let sent = log.take();
        if sent.len() as u64 > most {
            let gists: Vec<String> = sent.iter().map(|sql| gist(sql)).collect();
            self.failures.push(format!(
                "{what}: {} statements, not {most}: {}",
                sent.len(),
                gists.join(", ")
            ));
        }
        if answer.status != 200 {
            self.failures.push(format!("{what}: {} {}", answer.status.as_u16(), answer.text));
        }
        eprintln!("{:3} of {most:3} {what}", sent.len()); // Shown when the test fails.
        answer.json
    }
}

impl World {
    /// Sends a request twice. The second time, what is kept is not asked for again: on PostgreSQL what is left are looks at the
    /// versions of tables, on SQLite nothing.
    async fn reads(&mut self, (cold, warm): (u64, u64), what: &str, call: Call) {
        self.costs(cold, what, call.clone()).await;
        self.costs(warm, &format!("{what}, again"), call).await;
    }
}

/// `select api_key`, `insert cart`.
fn gist(sql: &str) -> String {
    let verb = sql.split(' ').next().unwrap_or_default().to_lowercase();
    let mark = match verb.as_str() {
        "select" => " FROM \"",
        "insert" => "INTO \"",
        _ => "\"",
    };
    let table = sql.split_once(mark).and_then(|(_, rest)| rest.split('"').next());
    format!("{verb} {}", table.unwrap_or_default())
}

#[tokio::test]
async fn reading_the_catalogue() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let mut world = World::of(shop).await;
            let region = world.region.clone();
            for (cold, path) in [
                (14, format!("/store/products?limit=12&region_id={region}&{CARD}")),
                (14, format!("/store/products?handle=harbour-tee&region_id={region}&{CARD}")),
                (14, format!("/store/products?limit=20&region_id={region}")),
                (6, "/store/regions".into()),
                (6, "/store/collections".into()),
                (7, "/store/product-categories".into()),
                (6, "/store/product-tags".into()),
                (6, "/store/currencies".into()),
            ] {
                let call = world.store(&path);
                world.reads((cold, 1), path.split('&').next().unwrap(), call).await;
            }
            none(world.failures);
        },
    )
    .await;
}

#[tokio::test]
async fn a_page_costs_the_same_however_long_it_is() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let world = World::of(shop).await;
            let mut failures = Vec::new();
            for path in [
                format!("/store/products?region_id={}&{CARD}", world.region),
                "/store/product-categories?fields=*products".to_owned(),
                "/store/collections?fields=*products".to_owned(),
            ] {
                let mut costs = Vec::new();
                for limit in [2, 20] {
                    let before = world.shop.app.database().statements();
                    world.store(&format!("{path}&limit={limit}")).send().await.expect(200);
                    costs.push(world.shop.app.database().statements() - before);
                }
                // The longer page may have some of its rows from the shorter one.
                if costs[1] > costs[0] {
                    failures.push(format!("{path}: {costs:?}"));
                }
            }
            none(failures);
        },
    )
    .await;
}

#[tokio::test]
async fn a_purchase() {
    on_both(|| commerce(&[]), |shop| async move {
        let mut world = World::of(shop).await;
        let products = world.store(&format!("/store/products?handle=harbour-tee&region_id={}", world.region));
        let products = products.send().await.expect(200);
        let variants: Vec<&str> =
            products["products"][0]["variants"].as_array().unwrap().iter().filter_map(|v| v["id"].as_str()).collect();
        let address = json!({ "first_name": "A", "last_name": "B", "address_1": "C", "city": "D", "country_code": "de", "postal_code": "1" });

        let call = world.post("/store/carts", json!({ "region_id": world.region, "email": "a@b.test" }));
        let cart = world.costs(7, "create a cart", call).await["cart"]["id"].as_str().unwrap().to_owned();
        let at = |path: &str| format!("/store/carts/{cart}{path}");
        for (most, what, variant) in [(19, "add a line", variants[0]), (12, "add another line", variants[1])] {
            let call = world.post(&at("/line-items"), json!({ "variant_id": variant, "quantity": 1 }));
            world.costs(most, what, call).await;
        }
        let call = world.post(&at("/line-items"), json!({ "variant_id": variants[0], "quantity": 2 }));
        // What a shop asks day in, day out: the budget.
        world.costs(9, "add more of a line", call).await;
        let call = world.store(&at(""));
        world.reads((12, 9), "retrieve a cart", call).await;
        let call = world.post(&at(""), json!({ "shipping_address": address, "billing_address": address }));
        world.costs(17, "give an address", call).await;
        let call = world.post(&at("/promotions"), json!({ "promo_codes": ["WELCOME10"] }));
        world.costs(14, "give a code", call).await;
        let call = world.store(&format!("/store/shipping-options?cart_id={cart}"));
        let options = world.costs(14, "list shipping options", call).await;
        let option = options["shipping_options"][0]["id"].clone();
        let call = world.post(&at("/shipping-methods"), json!({ "option_id": option }));
        world.costs(17, "choose a shipping method", call).await;
        let call = world.post("/store/payment-collections", json!({ "cart_id": cart }));
        let collection = world.costs(9, "begin to pay", call).await;
        let id = collection["payment_collection"]["id"].as_str().unwrap_or_default().to_owned();
        let path = format!("/store/payment-collections/{id}/payment-sessions");
        let call = world.post(&path, json!({ "provider_id": "pp_system_default" }));
        world.costs(5, "choose how to pay", call).await;
        let call = world.post(&at("/complete"), json!({}));
        let order = world.costs(35, "complete", call).await;
        assert_eq!(order["type"], "order", "{order}");
        let call = world.post(&at("/complete"), json!({}));
        world.costs(19, "complete again", call).await;
        let id = order["order"]["id"].as_str().unwrap().to_owned();
        let call = world.store(&format!("/store/orders/{id}"));
        world.costs(3, "look at the order", call).await;
        let mine = id.clone();
        let customer = crate::doors::registered(&world.shop, "buyer").await;
        let owner = customer.id.clone();
        let given = world.shop.app.context().transaction("test", move |cx| async move {
            let patch = Patch::at(cx.now()).set(Order::CUSTOMER_ID, Some(owner));
            cx.update(Order::ID.eq(mine), patch).await
        });
        assert_eq!(given.await.unwrap(), 1);
        let call = world.store("/store/orders?limit=50").bearer(&customer.token);
        let listed = world.costs(10, "my orders", call.clone()).await;
        assert_eq!(listed["count"], 1);
        world.costs(1, "my orders, again", call).await;
        for (cold, path) in [(14, "/admin/orders?limit=20".to_owned()), (17, format!("/admin/orders/{id}"))] {
            let call = world.shop.get(&path).bearer(&world.callers.user);
            world.reads((cold, 1), &path, call).await;
        }
        none(world.failures);
    })
    .await;
}

#[tokio::test]
async fn reading_as_a_customer_and_as_a_merchant() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let mut world = World::of(shop).await;
            for (cold, path) in [(6, "/store/customers/me"), (6, "/store/customers/me/addresses")] {
                let call = world.store(path).bearer(&world.callers.customer);
                world.reads((cold, 1), path, call).await;
            }
            // One of them asks whether the user is still there; on store routes that comes with the publishable key.
            for (cold, path) in [
                (15, "/admin/products?limit=20"),
                (6, "/admin/customers?limit=20&fields=%2Bgroups.name"),
                (6, "/admin/customers?limit=20&fields=%2Bgroups.name&q=example"),
                (6, "/admin/customers?limit=20&fields=%2Bgroups.name&groups=cusgroup_none"),
                (6, "/admin/regions"),
                (6, "/admin/stores"),
                (4, "/admin/users/me"),
            ] {
                let call = world.shop.get(path).bearer(&world.callers.user);
                world.reads((cold, 1), path, call).await;
            }
            none(world.failures);
        },
    )
    .await;
}
