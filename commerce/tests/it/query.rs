//! `POST /admin/query`: the graph over HTTP, within its limits; every refusal says why and leaves all tables as they were.

use crate::doors::{Callers, none};
use crate::links::everything;
use serde_json::{Value as Json, json};
use stheno_commerce::commerce;
use stheno_customer::Customer;
use stheno_flows::demo;
use stheno_http::QUERY_TAKE_MAX;
use stheno_model::{Model as _, Records as _};
use stheno_testkit::{Answer, Shop, on_both};

struct Caller {
    shop: Shop,
    callers: Callers,
}

impl Caller {
    /// Somebody in the demo shop.
    async fn of(shop: Shop) -> Self {
        let callers = Callers::of(&shop).await;
        demo::seed(&shop.app.context(), |_| ()).await.expect("the demo shop is seeded");
        Self { shop, callers }
    }
    async fn ask(&self, body: Json) -> Answer {
        self.shop.post("/admin/query", body).bearer(&self.callers.user).send().await
    }
    async fn answer(&self, body: Json) -> Json {
        self.ask(body).await.expect(200)
    }
}

/// The members of an object, sorted.
fn names(json: &Json) -> Vec<&str> {
    let mut names: Vec<&str> = json.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn answers_have_the_shape_of_query_graph() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let all = caller.answer(json!({ "entity": "product", "fields": ["id", "title"] })).await;
            assert_eq!(names(&all), ["data"]);
            let total = all["data"].as_array().unwrap().len();
            assert!(total > 3 && names(&all["data"][0]) == ["id", "title"]);
            let page = json!({
                "entity": "products", "fields": ["title"],
                "pagination": { "skip": 1, "take": 2, "order": { "title": "DESC" } },
            });
            let page = caller.answer(page).await;
            assert_eq!(page["metadata"], json!({ "skip": 1, "take": 2, "count": total }));
            let mut titles: Vec<&str> =
                all["data"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
            titles.sort_unstable_by(|a, b| b.cmp(a));
            let shown = [&page["data"][0]["title"], &page["data"][1]["title"]];
            assert_eq!(shown, [titles[1], titles[2]]);
            let counted =
                json!({ "entity": "product", "fields": ["id"], "pagination": { "skip": 0, "take": 0 } });
            let counted = caller.answer(counted).await;
            assert_eq!(counted, json!({ "data": [], "metadata": { "skip": 0, "take": 0, "count": total } }));
        },
    )
    .await;
}

#[tokio::test]
async fn links_are_crossed_by_fields_filters_and_sort_keys() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let asked = json!({
                "entity": "product", "fields": ["title", "sales_channels.name", "variants.inventory_items.required_quantity"],
                "filters": { "$or": [{ "sales_channels": { "name": { "$ilike": "default%" } } }, { "title": "none" }] },
                "pagination": { "take": 3, "order": { "shipping_profile": { "name": "ASC" } } },
            });
            let found = caller.answer(asked).await;
            assert_eq!(found["data"].as_array().unwrap().len(), 3);
            let first = &found["data"][0];
            assert_eq!(first["sales_channels"][0]["name"], "Default Sales Channel");
            assert_eq!(first["variants"][0]["inventory_items"][0]["required_quantity"], 1);
            let rows = json!({ "entity": "product_sales_channel", "fields": ["*", "sales_channel.name"], "pagination": { "take": 1 } });
            let rows = caller.answer(rows).await;
            assert_eq!(rows["data"][0]["sales_channel"]["name"], "Default Sales Channel");
            let none = json!({ "entity": "product", "fields": ["id"], "filters": { "sales_channels": { "name": "none" } } });
            assert_eq!(caller.answer(none).await, json!({ "data": [] }));
        },
    )
    .await;
}

#[tokio::test]
async fn prices_are_those_of_the_context() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let regions = caller.answer(json!({ "entity": "region", "fields": ["id", "currency_code"] })).await;
            let region = &regions["data"][0];
            let context = json!({ "region_id": region["id"], "currency_code": region["currency_code"] });
            let path = format!(
                "/store/products?fields=id,*variants.calculated_price&limit=2&order=id&region_id={}",
                region["id"].as_str().unwrap()
            );
            let store = caller.shop.get(&path).key(&caller.callers.key).send().await.expect(200);
            let asked = json!({
                "entity": "product", "fields": ["id", "variants.id", "variants.calculated_price.*"],
                "pagination": { "take": 2, "order": { "id": "ASC" } },
                "context": { "variants": { "calculated_price": context.clone() } },
            });
            let answer = caller.answer(asked).await;
            let price = |product: &Json| {
                let mut prices: Vec<(String, Json)> = product["variants"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|v| (v["id"].as_str().unwrap().to_owned(), v["calculated_price"]["calculated_amount"].clone()))
                    .collect();
                prices.sort_by(|a, b| a.0.cmp(&b.0));
                prices
            };
            for at in 0..2 {
                let shown = price(&answer["data"][at]);
                assert_eq!(shown, price(&store["products"][at]));
                assert!(shown.iter().all(|(_, amount)| amount.is_number()), "{shown:?}");
            }
            let root = json!({
                "entity": "variant", "fields": ["calculated_price"], "pagination": { "take": 1, "order": { "id": "ASC" } },
                "context": { "calculated_price": { "__type": "QueryContext", "currency_code": "EUR" } },
            });
            let root = caller.answer(root).await;
            assert_eq!(root["data"][0]["calculated_price"]["currency_code"], "eur");
        },
    )
    .await;
}

/// What is refused: the question beside `entity: product, fields: [id]`, the status, and how the sentence begins.
type Refusal = (Json, u16, &'static str);

/// The status of what is wrong.
const WRONG: u16 = 400;

fn of_entities_and_fields() -> Vec<Refusal> {
    let deep = ["variants.product"; 5].join(".");
    vec![
        (json!({ "entity": "produkt" }), WRONG, "Service with alias \"produkt\" was not found."),
        (json!({ "entity": "" }), WRONG, "Invalid request: "),
        (json!({ "entity": 5 }), WRONG, "Invalid request: "),
        (json!({ "entity": "stheno_outbox" }), WRONG, "Service with alias"),
        (
            json!({ "fields": ["titel"] }),
            WRONG,
            "Entity 'Product' does not have property 'titel', did you mean \"title\"?",
        ),
        (json!({ "fields": ["variantz.id"] }), WRONG, "Entity 'Product' does not have property 'variantz'"),
        (
            json!({ "fields": ["variants.prices.amoun"] }),
            WRONG,
            "Entity 'Price' does not have property 'amoun' (at variants.",
        ),
        (
            json!({ "fields": ["title.length"] }),
            WRONG,
            "Property 'title' of entity 'Product' is not a relation",
        ),
        (json!({ "fields": "title" }), WRONG, "Invalid request: "),
        (json!({ "fields": [5] }), WRONG, "Invalid request: "),
        (json!({ "fields": [format!("{deep}.id")] }), WRONG, "Fields may not lie deeper than 8 names"),
    ]
}

fn of_filters() -> Vec<Refusal> {
    let deep = ["variants.product"; 5].join(".");
    vec![
        (
            json!({ "filters": { format!("{deep}.id"): "x" } }),
            WRONG,
            "Fields may not lie deeper than 8 names",
        ),
        (
            json!({ "pagination": { "order": { format!("{deep}.id"): "ASC" } } }),
            WRONG,
            "Fields may not lie deeper than 8 names",
        ),
        (json!({ "filters": [] }), WRONG, "Invalid request: "),
        (json!({ "filters": { "titel": "x" } }), WRONG, "Entity 'Product' does not have property 'titel'"),
        (
            json!({ "filters": { "sales_channels": { "nam": "x" } } }),
            WRONG,
            "Entity 'SalesChannel' does not have property 'nam'",
        ),
        (
            json!({ "filters": { "title": { "$likely": "x" } } }),
            WRONG,
            "Field 'title' of entity 'Product': operator \"$likely\" is not supported",
        ),
        (json!({ "filters": { "created_at": "yesterday" } }), WRONG, ""),
        (json!({ "filters": { "created_at": { "$gt": { "a": 1 } } } }), WRONG, ""),
        (json!({ "filters": { "is_giftcard": "perhaps" } }), WRONG, ""),
        (json!({ "filters": { "variants": { "manage_inventory": 7 } } }), WRONG, ""),
        (json!({ "filters": { "title": { "$re": "(" } } }), WRONG, ""),
        (json!({ "filters": { "title": "a\u{0}b" } }), WRONG, ""),
    ]
}

fn of_pages_and_options() -> Vec<Refusal> {
    vec![
        (
            json!({ "pagination": { "take": QUERY_TAKE_MAX + 1 } }),
            WRONG,
            "take may not be more than 1000, received 1001",
        ),
        (json!({ "pagination": { "take": -1 } }), WRONG, "Invalid request: "),
        (json!({ "pagination": { "take": "5" } }), WRONG, "Invalid request: "),
        (json!({ "pagination": { "skip": 0.5 } }), WRONG, "Invalid request: "),
        (json!({ "pagination": { "skip": 1e30 } }), WRONG, "Invalid "),
        (
            json!({ "pagination": { "order": { "title": "UP" } } }),
            WRONG,
            "Invalid query: pagination.order.title must be",
        ),
        (
            json!({ "pagination": { "order": { "titel": "ASC" } } }),
            WRONG,
            "Entity 'Product' does not have property 'titel'",
        ),
        (json!({ "pagination": { "limit": 5 } }), WRONG, "Invalid request: "),
        (json!({ "pagination": { "relations": { "variants": { "take": 1_001 } } } }), WRONG, ""),
        (json!({ "with_deleted": "yes" }), WRONG, "Invalid request: "),
        (json!({ "options": { "throw": true } }), WRONG, "Invalid request: "),
        (
            json!({ "options": { "throw_if_key_not_found": true } }),
            404,
            "Product: Primary key(s) [id, handle] not found in filters",
        ),
        (
            json!({ "options": { "throw_if_key_not_found": true }, "filters": { "id": "prod_none" } }),
            404,
            "Product id not found: prod_none",
        ),
        (json!({ "strategy": "joined" }), WRONG, "Invalid request: "),
    ]
}

fn of_contexts_and_secrets() -> Vec<Refusal> {
    vec![
        (json!({ "context": { "variants": 5 } }), WRONG, "The context 'variants' must be an object"),
        (
            json!({ "context": { "variants": { "calculated_price": { "region_id": "reg_1" } } } }),
            WRONG,
            "Method calculatePrices requires currency_code",
        ),
        (
            json!({ "context": { "calculated_price": { "currency_code": "eur" } } }),
            WRONG,
            "Entity 'Product' does not have property 'calculated_price'",
        ),
        (
            json!({ "fields": ["variants.calculated_price"] }),
            WRONG,
            "Method calculatePrices requires currency_code",
        ),
        (
            json!({ "entity": "api_key", "fields": ["salt"] }),
            WRONG,
            "Entity 'ApiKey' does not have property 'salt'",
        ),
        (
            json!({ "entity": "provider_identity", "filters": { "provider_metadata": { "password": "x" } } }),
            WRONG,
            "Entity 'ProviderIdentity' does not have property 'provider_metadata'",
        ),
        (
            json!({ "entity": "auth_identity", "fields": ["provider_identities.*", "provider_identities.provider_metadata"] }),
            WRONG,
            "Entity 'ProviderIdentity' does not have property",
        ),
    ]
}

#[tokio::test]
async fn what_is_refused_says_why_and_writes_nothing() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let before = everything(&caller.shop).await;
            let mut failures = Vec::new();
            let refusals =
                [of_entities_and_fields(), of_filters(), of_pages_and_options(), of_contexts_and_secrets()];
            for (difference, status, sentence) in refusals.into_iter().flatten() {
                let mut body = json!({ "entity": "product", "fields": ["id"] });
                body.as_object_mut().unwrap().extend(difference.as_object().cloned().unwrap());
                let answer = caller.ask(body).await;
                let kind = if status == 404 { "not_found" } else { "invalid_data" };
                let message = answer.json["message"].as_str().unwrap_or_default();
                let fits = !message.is_empty() && message.starts_with(sentence);
                if answer.status != status || answer.json["type"] != kind || !fits {
                    failures.push(format!("{difference}: {} {}", answer.status, answer.text));
                }
            }
            none(failures);
            assert!(everything(&caller.shop).await == before, "something was written");
        },
    )
    .await;
}

#[tokio::test]
async fn no_answer_is_longer_than_the_limit() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let caller = Caller { shop, callers };
            let made = caller.shop.app.context().transaction("test", |cx| async move {
                let customers = (0..1_005).map(|_| Customer::new(cx.stamp())).collect::<Vec<_>>();
                cx.insert(customers).await
            });
            made.await.expect("the customers are made");
            let all = json!({ "entity": "customers", "fields": ["id"] });
            let shown = caller.answer(all).await;
            assert_eq!(shown["data"].as_array().unwrap().len() as u64, QUERY_TAKE_MAX);
            let rest = json!({ "entity": "customers", "fields": ["id"], "pagination": { "skip": 1_000 } });
            let rest = caller.answer(rest).await;
            // One customer is the caller's.
            assert_eq!(rest["metadata"], json!({ "skip": 1_000, "take": QUERY_TAKE_MAX, "count": 1_006 }));
            assert_eq!(rest["data"].as_array().unwrap().len(), 6);
            let most =
                json!({ "entity": "customers", "fields": ["id"], "pagination": { "take": QUERY_TAKE_MAX } });
            assert_eq!(caller.answer(most).await["data"].as_array().unwrap().len() as u64, QUERY_TAKE_MAX);
        },
    )
    .await;
}

#[tokio::test]
async fn only_merchants_ask() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let question = json!({ "entity": "product", "fields": ["id"], "pagination": { "take": 1 } });
            let ask = || caller.shop.post("/admin/query", question.clone());
            ask().send().await.expect(401);
            ask().bearer(&caller.callers.customer).send().await.expect(401);
            ask().key(&caller.callers.key).send().await.expect(401);
            let key = json!({ "title": "A program", "type": "secret" });
            let made = caller
                .shop
                .post("/admin/api-keys", key)
                .bearer(&caller.callers.user)
                .send()
                .await
                .expect(200);
            let token = made["api_key"]["token"].as_str().unwrap();
            let answer = ask().header("authorization", &format!("Basic {token}")).send().await.expect(200);
            assert_eq!(answer["data"].as_array().unwrap().len(), 1);
        },
    )
    .await;
}
