//! The rows that are asked about: a shop bought from over HTTP, and records that no route makes, each under a name.

use super::answers::Names;
use super::rows;
use crate::doors::Callers;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use stheno_query::GraphRequest;
use stheno_testkit::Shop;

/// A shop with something behind every link.
pub struct World {
    pub shop: Shop,
    /// Ids by name.
    pub ids: BTreeMap<&'static str, String>,
    callers: Callers,
    /// The token of a key that opens the world's channel.
    key: String,
}

impl World {
    /// Furnishes a shop whose database holds nothing.
    pub async fn of(shop: Shop) -> Self {
        let callers = Callers::of(&shop).await;
        let key = String::new();
        let mut world = Self { shop, ids: BTreeMap::new(), callers, key };
        world.places().await;
        world.catalogue().await;
        world.purchases().await;
        rows::insert(&mut world).await;
        world
    }

    /// What the records are called.
    pub fn names(&self) -> Names {
        Names::of(self.ids.iter().map(|(name, id)| (*name, id.as_str())))
    }

    /// The id of a record.
    #[track_caller]
    pub fn id(&self, name: &str) -> &str {
        self.ids.get(name).unwrap_or_else(|| panic!("nothing is called {name}"))
    }

    /// Names what stands at a path of an answer.
    #[track_caller]
    fn name(&mut self, name: &'static str, answer: &Json, pointer: &str) {
        let id = answer.pointer(pointer).and_then(Json::as_str);
        self.ids.insert(name, id.unwrap_or_else(|| panic!("no {name} at {pointer} of {answer}")).to_owned());
    }

    async fn admin(&self, path: &str, body: Json) -> Json {
        self.shop.post(path, body).bearer(&self.callers.user).send().await.expect(200)
    }

    async fn see(&self, path: &str) -> Json {
        self.shop.get(path).bearer(&self.callers.user).send().await.expect(200)
    }

    async fn buy(&self, path: &str, body: Json) -> Json {
        let call = self.shop.post(path, body).key(&self.key).bearer(&self.callers.customer);
        call.send().await.expect(200)
    }

    /// One record's field, found by the graph.
    async fn found(&self, entity: &str, filter: Json) -> String {
        let question = GraphRequest::new(entity).fields(["id"]).filter(filter);
        let answer = self.shop.app.graph().query(self.shop.app.database(), question).await.unwrap().to_json();
        answer[0]["id"].as_str().unwrap_or_else(|| panic!("no {entity}")).to_owned()
    }

    async fn places(&mut self) {
        let region = json!({
            "name": "Europe", "currency_code": "eur", "countries": ["at"], "automatic_taxes": false,
            "payment_providers": ["pp_system_default"],
        });
        let region = self.admin("/admin/regions", region).await;
        self.name("region", &region, "/region/id");
        let channel = self.admin("/admin/sales-channels", json!({ "name": "Web" })).await;
        self.name("channel", &channel, "/sales_channel/id");
        let key =
            self.admin("/admin/api-keys", json!({ "title": "Storefront", "type": "publishable" })).await;
        self.name("key", &key, "/api_key/id");
        self.key = key["api_key"]["token"].as_str().expect("a new key shows its token").to_owned();
        let path = format!("/admin/api-keys/{}/sales-channels", self.id("key"));
        self.admin(&path, json!({ "add": [self.id("channel")] })).await;
        let address = json!({ "address_1": "1 Dock", "city": "Wien", "country_code": "at" });
        let location =
            self.admin("/admin/stock-locations", json!({ "name": "Dock", "address": address })).await;
        self.name("location", &location, "/stock_location/id");
        let at = format!("/admin/stock-locations/{}", self.id("location"));
        self.admin(&format!("{at}/sales-channels"), json!({ "add": [self.id("channel")] })).await;
        self.admin(&format!("{at}/fulfillment-providers"), json!({ "add": ["manual_manual"] })).await;
        let set = json!({ "name": "Delivery", "type": "shipping" });
        let path = format!("{at}/fulfillment-sets?fields=id,*fulfillment_sets");
        let set = self.admin(&path, set).await;
        self.name("set", &set, "/stock_location/fulfillment_sets/0/id");
        let zone = json!({ "name": "Austria", "geo_zones": [{ "type": "country", "country_code": "at" }] });
        let zone =
            self.admin(&format!("/admin/fulfillment-sets/{}/service-zones", self.id("set")), zone).await;
        self.name("zone", &zone, "/fulfillment_set/service_zones/0/id");
        let profile =
            self.admin("/admin/shipping-profiles", json!({ "name": "Parcels", "type": "parcel" })).await;
        self.name("profile", &profile, "/shipping_profile/id");
        let option = json!({
            "name": "Standard", "service_zone_id": self.id("zone"), "shipping_profile_id": self.id("profile"),
            "provider_id": "manual_manual", "price_type": "flat",
            "type": { "label": "Standard", "description": "By van", "code": "standard" },
            "prices": [{ "currency_code": "eur", "amount": 5 }],
            "rules": [{ "attribute": "enabled_in_store", "operator": "eq", "value": "true" }],
        });
        let option = self.admin("/admin/shipping-options", option).await;
        self.name("option", &option, "/shipping_option/id");
    }

    async fn catalogue(&mut self) {
        let product = json!({
            "title": "Mug", "handle": "mug", "status": "published", "shipping_profile_id": self.id("profile"),
            "sales_channels": [{ "id": self.id("channel") }],
            "options": [{ "title": "Kind", "values": ["Plain"] }],
            "variants": [{
                "title": "Plain", "sku": "MUG", "manage_inventory": true, "options": { "Kind": "Plain" },
                "prices": [{ "currency_code": "eur", "amount": 10 }],
            }],
        });
        let product = self.admin("/admin/products", product).await;
        self.name("product", &product, "/product/id");
        self.name("variant", &product, "/product/variants/0/id");
        let item = self.see("/admin/inventory-items?sku=MUG").await;
        self.name("item", &item, "/inventory_items/0/id");
        let level = json!({ "location_id": self.id("location"), "stocked_quantity": 100 });
        self.admin(&format!("/admin/inventory-items/{}/location-levels", self.id("item")), level).await;
        let promotion = json!({
            "code": "TEN", "type": "standard", "status": "active",
            "application_method": { "type": "percentage", "target_type": "items", "allocation": "across", "value": 10 },
        });
        let promotion = self.admin("/admin/promotions", promotion).await;
        self.name("promotion", &promotion, "/promotion/id");
        for (name, entity, filter) in [
            ("level", "inventory_level", json!({ "inventory_item_id": self.id("item") })),
            ("price_set", "price_set", json!({ "variant": { "id": self.id("variant") } })),
            ("option_price_set", "price_set", json!({ "shipping_option": { "id": self.id("option") } })),
            ("product_option", "product_option", json!({ "title": "Kind" })),
            ("option_value", "product_option_value", json!({ "value": "Plain" })),
            ("customer", "customer", json!({ "email": "customer@door.test" })),
            ("user", "user", json!({ "email": "user@door.test" })),
            ("store", "store", json!({})),
        ] {
            let id = self.found(entity, filter).await;
            self.ids.insert(name, id);
        }
    }

    async fn purchases(&mut self) {
        let cart = self.filled_cart().await;
        self.name("open_cart", &cart, "/cart/id");
        let cart = self.filled_cart().await;
        self.name("cart", &cart, "/cart/id");
        let at = format!("/store/carts/{}", self.id("cart"));
        let method =
            self.buy(&format!("{at}/shipping-methods"), json!({ "option_id": self.id("option") })).await;
        self.name("cart_line", &method, "/cart/items/0/id");
        self.name("cart_method", &method, "/cart/shipping_methods/0/id");
        self.name("cart_adjustment", &method, "/cart/items/0/adjustments/0/id");
        let collection = self.buy("/store/payment-collections", json!({ "cart_id": self.id("cart") })).await;
        self.name("collection", &collection, "/payment_collection/id");
        let path = format!("/store/payment-collections/{}/payment-sessions", self.id("collection"));
        self.buy(&path, json!({ "provider_id": "pp_system_default" })).await;
        let order = self.buy(&format!("{at}/complete"), json!({})).await;
        self.name("order", &order, "/order/id");
        self.name("order_line", &order, "/order/items/0/id");
        self.name("order_method", &order, "/order/shipping_methods/0/id");
    }

    /// A cart of the customer with two mugs, at ten percent off.
    async fn filled_cart(&self) -> Json {
        let address = json!({
            "first_name": "Ann", "last_name": "Shopper", "address_1": "1 Market Street", "city": "Wien",
            "postal_code": "1010", "country_code": "at",
        });
        let cart = json!({ "region_id": self.id("region"), "shipping_address": address, "billing_address": address });
        let cart = self.buy("/store/carts", cart).await;
        let at = format!("/store/carts/{}", cart["cart"]["id"].as_str().unwrap_or_default());
        let line = json!({ "variant_id": self.id("variant"), "quantity": 2 });
        self.buy(&format!("{at}/line-items"), line).await;
        self.buy(&format!("{at}/promotions"), json!({ "promo_codes": ["TEN"] })).await
    }
}
