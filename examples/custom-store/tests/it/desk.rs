//! A merchant's desk: the demo shop with a login, a key and a product or two.

use stheno::prelude::*;
use stheno_commerce::{commerce, demo};
use stheno_testkit::{Answer, Shop};

/// The shop under test.
pub fn custom_store() -> Builder {
    custom_store::shop(commerce(&[]))
}

/// A merchant who has logged in.
pub struct Desk {
    pub shop: Shop,
    login: Json,
    pub token: String,
    pub key: String,
    pub channel: String,
}

impl Desk {
    /// Seeds the demo shop and logs its admin in.
    pub async fn of(shop: Shop) -> Self {
        let demo = demo::seed(&shop.app.context(), |_| ()).await.expect("the demo shop is seeded");
        let login = json!({ "email": demo.email, "password": demo.password });
        let (token, channel) = (String::new(), String::new());
        let mut desk = Self { shop, login, token, key: demo.publishable_key, channel };
        desk.log_in().await;
        let channels = desk.get("/admin/sales-channels?fields=id").await.expect(200);
        desk.channel = text(&channels["sales_channels"][0]["id"]);
        desk
    }
    /// Takes a new token, which lasts a day.
    pub async fn log_in(&mut self) {
        let answer = self.shop.post("/auth/user/emailpass", self.login.clone()).send().await.expect(200);
        self.token = text(&answer["token"]);
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.shop.get(path).bearer(&self.token).send().await
    }
    pub async fn post(&self, path: &str, body: Json) -> Answer {
        self.shop.post(path, body).bearer(&self.token).send().await
    }
    pub async fn delete(&self, path: &str) {
        self.shop.delete(path).bearer(&self.token).send().await.expect(200);
    }
    /// As a shopper.
    pub async fn shop(&self, path: &str) -> Answer {
        self.shop.get(path).key(&self.key).send().await
    }
    /// A brand; answers its id.
    pub async fn brand(&self, name: &str) -> String {
        let brand = self.post("/admin/brands", json!({ "name": name })).await.expect(200);
        text(&brand["brand"]["id"])
    }
    /// Asks for a product with this `additional_data`.
    pub async fn create_product(&self, title: &str, status: &str, additional_data: Json) -> Answer {
        let body = json!({
            "title": title,
            "status": status,
            "options": [{ "title": "Size", "values": ["M"] }],
            "variants": [{
                "title": "M",
                "options": { "Size": "M" },
                "prices": [{ "currency_code": "eur", "amount": 25 }],
            }],
            "sales_channels": [{ "id": self.channel }],
            "additional_data": additional_data,
        });
        self.post("/admin/products", body).await
    }
    /// A published product of a brand; answers its id.
    pub async fn product(&self, title: &str, brand: &str, position: i64) -> String {
        let data = json!({ "brand_id": brand, "brand_position": position });
        let product = self.create_product(title, "published", data).await.expect(200);
        text(&product["product"]["id"])
    }
    /// The pivot's live rows.
    pub async fn links(&self) -> Vec<Json> {
        let graph = self.shop.app.graph();
        let rows = GraphRequest::new("product_brand").fields(["product_id", "brand_id", "position"]);
        let answer = graph.query(self.shop.app.database(), rows).await.expect("links are read");
        answer.to_json().as_array().cloned().unwrap_or_default()
    }
}

/// A text of an answer.
pub fn text(json: &Json) -> String {
    json.as_str().unwrap_or_else(|| panic!("{json} is no text")).to_owned()
}

/// One member of each row.
pub fn column(rows: &Json, name: &str) -> Vec<String> {
    rows.as_array().into_iter().flatten().map(|row| text(&row[name])).collect()
}
