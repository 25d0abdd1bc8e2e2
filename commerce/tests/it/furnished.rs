//! A shop with something of everything: the demo, an open cart with a line, and an order; and the ids to reach it by.

use crate::doors::{Callers, Door};
use crate::specimen::{self, Known};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use stheno_flows::demo;
use stheno_query::GraphRequest;
use stheno_testkit::Shop;

/// Members and path parameters that name records of an entity.
const NAMES: &[(&str, &str)] = &[
    ("variant_id", "product_variant"),
    ("product_id", "product"),
    ("region_id", "region"),
    ("sales_channel_id", "sales_channel"),
    ("location_id", "stock_location"),
    ("stock_location_id", "stock_location"),
    ("shipping_profile_id", "shipping_profile"),
    ("service_zone_id", "service_zone"),
    ("zone_id", "service_zone"),
    ("option_id", "shipping_option"),
    ("type_id", "shipping_option_type"),
    ("inventory_item_id", "inventory_item"),
    ("tax_region_id", "tax_region"),
    ("image_id", "product_image"),
    ("parent_category_id", "product_category"),
    ("value_id", "product_option_value"),
];

/// What bodies need beyond what their schema demands.
fn more(door: &str) -> Json {
    match door {
        "POST /admin/products" => json!({
            "options": [{ "title": "Size", "values": ["S"] }],
            "variants": [{ "title": "S", "options": { "Size": "S" }, "prices": [{ "currency_code": "eur", "amount": 1 }] }],
        }),
        "POST /admin/shipping-options" => json!({
            "provider_id": "manual_manual",
            "type": { "label": "x", "code": "x", "description": "x" },
        }),
        "POST /admin/tax-regions" => json!({ "country_code": "pl", "provider_id": "tp_system" }),
        _ => json!({}),
    }
}

/// The shop's ids.
pub struct Furnished {
    /// By the name of a member.
    pub known: Known,
    /// By the entity that a path names (`/admin/products`).
    pub by_path: HashMap<String, String>,
}

impl Furnished {
    /// Seeds the demo shop and buys something.
    pub async fn of(shop: &Shop, callers: &Callers, doors: &[Door]) -> Self {
        demo::seed(&shop.app.context(), |_| ()).await.expect("the demo shop is seeded");
        let mut known = Known::from([
            ("currency_code", "eur".to_owned()),
            ("country_code", "de".to_owned()),
            ("provider_id", "pp_system_default".to_owned()),
        ]);
        for (name, entity) in NAMES {
            known.extend(first(shop, entity).await.map(|id| (*name, id)));
        }
        for (path, body) in [
            ("/admin/customer-groups", json!({ "name": "A group" })),
            ("/admin/price-lists", json!({ "title": "A list", "description": "Of prices" })),
        ] {
            let served = doors.iter().any(|door| door.path == path && door.method == "POST");
            if served {
                shop.post(path, body).bearer(&callers.user).send().await.expect(200);
            }
        }
        let order = buy(shop, callers, &known, true).await;
        assert_eq!(order["type"], "order", "{order}");
        let cart = buy(shop, callers, &known, false).await;
        let line = cart["cart"]["items"][0]["id"].as_str().expect("the cart has a line");
        known.insert("line_id", line.to_owned());
        let mut by_path = HashMap::new();
        for door in doors {
            let Some((path, _)) = door.path.split_once("/{") else { continue };
            let entity = match path.rsplit('/').next().unwrap_or_default() {
                "collections" => "product_collection".to_owned(),
                // Whoever revokes the key ends the test for all others.
                "api-keys" => continue,
                segment => segment.replace('-', "_"),
            };
            if !by_path.contains_key(path)
                && let Some(id) = first(shop, &entity).await
            {
                by_path.insert(path.to_owned(), id);
            }
        }
        let cart = cart["cart"]["id"].as_str().expect("there is a cart");
        by_path.insert("/store/carts".into(), cart.to_owned());
        Self { known, by_path }
    }

    /// A body that the route accepts, or nearly so.
    pub fn body(&self, door: &Door, schema: &Json) -> Json {
        let mut body = specimen::valid(schema, &self.known);
        if let (Some(body), Json::Object(more)) = (body.as_object_mut(), more(&door.name())) {
            body.extend(more);
        }
        body
    }

    /// The path to a record that is there; parameters without one name nothing.
    pub fn path(&self, door: &Door) -> String {
        let own = door.path.split_once("/{").and_then(|(path, _)| self.by_path.get(path));
        let mut is_first = true;
        let path = door.path_with("?");
        let names = door.path.split('/');
        let filled = path.split('/').zip(names).map(|(segment, name)| {
            if segment != "?" {
                return segment;
            }
            let name = name.trim_matches(['{', '}']);
            let own = own.filter(|_| std::mem::take(&mut is_first));
            own.or_else(|| self.known.get(name)).map_or("id_nothing", String::as_str)
        });
        filled.collect::<Vec<_>>().join("/")
    }
}

/// The first record of an entity, if the graph knows it and there is one.
async fn first(shop: &Shop, entity: &str) -> Option<String> {
    let question = GraphRequest::new(entity).fields(["id"]).page(0, 1);
    let answer = shop.app.graph().query(shop.app.database(), question).await.ok()?;
    answer.to_json()[0]["id"].as_str().map(str::to_owned)
}

/// A cart with a line, and, if wanted, the order that it becomes.
async fn buy(shop: &Shop, callers: &Callers, known: &Known, completes: bool) -> Json {
    let post =
        async |path: String, body: Json| shop.post(&path, body).key(&callers.key).send().await.expect(200);
    let address = json!({ "first_name": "A", "last_name": "B", "address_1": "C", "city": "D", "country_code": "de", "postal_code": "1" });
    let regions = shop.get("/store/regions").key(&callers.key).send().await.expect(200);
    let euro =
        regions["regions"].as_array().into_iter().flatten().find(|region| region["currency_code"] == "eur");
    let region = euro.expect("there is a region in euro")["id"].clone();
    let body = json!({ "region_id": region, "email": "a@b.test", "shipping_address": address, "billing_address": address });
    let cart = post("/store/carts".into(), body).await;
    let at = format!("/store/carts/{}", cart["cart"]["id"].as_str().expect("there is a cart"));
    let line = json!({ "variant_id": known["variant_id"], "quantity": 1 });
    let cart = post(format!("{at}/line-items"), line).await;
    if !completes {
        return cart;
    }
    let path = format!("/store/shipping-options?cart_id={}", cart["cart"]["id"].as_str().unwrap_or_default());
    let options = shop.get(&path).key(&callers.key).send().await.expect(200);
    let option = json!({ "option_id": options["shipping_options"][0]["id"] });
    post(format!("{at}/shipping-methods"), option).await;
    let collection =
        post("/store/payment-collections".into(), json!({ "cart_id": cart["cart"]["id"] })).await;
    let id = collection["payment_collection"]["id"].as_str().unwrap_or_default();
    let provider = json!({ "provider_id": "pp_system_default" });
    post(format!("/store/payment-collections/{id}/payment-sessions"), provider).await;
    post(format!("{at}/complete"), json!({})).await
}
