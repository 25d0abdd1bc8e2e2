//! `/admin/links`: pairs are linked, listed, parted, cleared and brought back; every refusal leaves all tables as they were.

use crate::doors::{Callers, none};
use serde_json::{Value as Json, json};
use stheno_cart::Cart;
use stheno_commerce::commerce;
use stheno_customer::Customer;
use stheno_database::{Expr, Select, Statement, Type};
use stheno_inventory::InventoryItem;
use stheno_model::{Model as _, Records as _, select_of};
use stheno_pricing::{Price, PriceSet};
use stheno_product::{Product, ProductVariant};
use stheno_promotion::Promotion;
use stheno_testkit::{Answer, Shop, on_both};

/// Records to link, by the ids that the tests use.
async fn furnish(shop: &Shop) {
    let made = shop.app.context().transaction("test", |cx| async move {
        let stamp = cx.stamp().clone();
        for id in ["cart_1", "cart_2", "cart_gone"] {
            let deleted_at = (id == "cart_gone").then_some(stamp.now);
            let cart = Cart { id: id.into(), currency_code: "eur".into(), deleted_at, ..Cart::new(&stamp) };
            cx.insert_one(cart).await?;
        }
        for id in ["promo_1", "promo_2"] {
            let kind = "standard".to_owned();
            let code = id.to_owned();
            cx.insert_one(Promotion { id: id.into(), code, r#type: kind, ..Promotion::new(&stamp) }).await?;
        }
        let handle = "shirt".to_owned();
        cx.insert_one(Product { id: "prod_1".into(), title: "Shirt".into(), handle, ..Product::new(&stamp) })
            .await?;
        for id in ["variant_1", "variant_2"] {
            let variant = ProductVariant { id: id.into(), title: "S".into(), ..ProductVariant::new(&stamp) };
            cx.insert_one(ProductVariant { product_id: Some("prod_1".into()), ..variant }).await?;
            cx.insert_one(PriceSet { id: id.replace("variant", "pset").into(), ..PriceSet::new(&stamp) })
                .await?;
        }
        for id in ["iitem_1", "iitem_2"] {
            cx.insert_one(InventoryItem { id: id.into(), ..InventoryItem::new(&stamp) }).await?;
        }
        let set = "pset_1".into();
        cx.insert_one(Price { price_set_id: set, currency_code: "eur".into(), ..Price::new(&stamp) }).await?;
        cx.insert_one(Customer { id: "cus_1".into(), ..Customer::new(&stamp) }).await
    });
    made.await.expect("the records are made");
}

fn promo(cart: &str, promotion: &str) -> Json {
    json!({ "cart": { "cart_id": cart }, "promotion": { "promotion_id": promotion } })
}

fn priced(variant: &str, set: &str) -> Json {
    json!({ "product": { "variant_id": variant }, "pricing": { "price_set_id": set } })
}

fn stocked(variant: &str, item: &str) -> Json {
    json!({ "product": { "variant_id": variant }, "inventory": { "inventory_item_id": item } })
}

struct Caller {
    shop: Shop,
    user: String,
}

impl Caller {
    async fn of(shop: Shop) -> Self {
        let user = Callers::of(&shop).await.user;
        furnish(&shop).await;
        Self { shop, user }
    }
    async fn post(&self, path: &str, body: Json) -> Answer {
        self.shop.post(path, body).bearer(&self.user).send().await
    }
    async fn links(&self, verb: &str, links: &[Json]) -> Json {
        self.post(&format!("/admin/links{verb}"), json!({ "links": links })).await.expect(200)
    }
    /// The pairs of an answer's rows.
    async fn pairs(&self, verb: &str, links: &[Json], keys: [&str; 2]) -> Vec<(String, String)> {
        pairs(&self.links(verb, links).await, keys)
    }
}

fn pairs(answer: &Json, [left, right]: [&str; 2]) -> Vec<(String, String)> {
    let text = |row: &Json, key: &str| row[key].as_str().expect("rows have their keys").to_owned();
    let rows = answer["links"].as_array().expect("there is a list");
    rows.iter().map(|row| (text(row, left), text(row, right))).collect()
}

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.map(|(l, r)| (l.to_owned(), r.to_owned())).to_vec()
}

const PROMO: [&str; 2] = ["cart_id", "promotion_id"];

#[tokio::test]
async fn rows_are_answered_whole() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let mut pair = stocked("variant_1", "iitem_1");
            pair["data"] = json!({ "required_quantity": 2.5 });
            let made = caller.links("", &[pair, stocked("variant_1", "iitem_2")]).await;
            let row = &made["links"][0];
            let names: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            let expected = [
                "variant_id",
                "inventory_item_id",
                "id",
                "required_quantity",
                "created_at",
                "updated_at",
                "deleted_at",
            ];
            assert_eq!(names, expected);
            assert!(row["id"].as_str().unwrap().starts_with("pvitem_"));
            assert_eq!((&row["required_quantity"], &row["deleted_at"]), (&json!(2.5), &Json::Null));
            assert_eq!(made["links"][1]["required_quantity"], 1, "the column's default");
            // Again is an update: another id, and what is not given stays.
            let again = caller.links("", &[stocked("variant_1", "iitem_1")]).await;
            assert_ne!(again["links"][0]["id"], row["id"]);
            assert_eq!(again["links"][0]["required_quantity"], json!(2.5));
            let listed = caller.links("/list", &[stocked("variant_1", "iitem_1")]).await;
            assert_eq!(listed, again);
        },
    )
    .await;
}

#[tokio::test]
async fn pairs_are_linked_listed_and_parted() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let all = [promo("cart_1", "promo_1"), promo("cart_1", "promo_2"), promo("cart_2", "promo_1")];
            assert_eq!(caller.pairs("", &all, PROMO).await.len(), 3);
            let of_cart = json!({ "cart": { "cart_id": "cart_1" }, "promotion": {} });
            let found = caller.pairs("/list", &[of_cart], PROMO).await;
            assert_eq!(found, texts([("cart_1", "promo_1"), ("cart_1", "promo_2")]));
            let of_both = json!({ "cart": { "cart_id": ["cart_1", "cart_2"] }, "promotion": { "promotion_id": "promo_1" } });
            assert_eq!(caller.pairs("/list", &[of_both], PROMO).await.len(), 2);
            let gone = caller.links("/dismiss", &[promo("cart_1", "promo_1"), promo("cart_2", "promo_2")]).await;
            assert_eq!(pairs(&gone, PROMO), texts([("cart_1", "promo_1")]), "one of them was linked");
            assert!(gone["links"][0]["deleted_at"].is_string());
            assert_eq!(caller.links("/dismiss", &[promo("cart_1", "promo_1")]).await, json!({ "links": [] }));
            assert_eq!(caller.links("", &[]).await, json!({ "links": [] }));
            let whole = json!({ "cart": {}, "promotion": {} });
            assert_eq!(caller.pairs("/list", &[whole], PROMO).await.len(), 2);
        },
    )
    .await;
}

#[tokio::test]
async fn records_lose_their_links_and_get_them_back() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            caller.links("", &[priced("variant_1", "pset_1"), priced("variant_2", "pset_2")]).await;
            caller.links("", &[stocked("variant_1", "iitem_1"), stocked("variant_2", "iitem_1")]).await;
            let keys = json!({ "product": { "variant_id": ["variant_1"] } });
            let gone = caller.post("/admin/links/delete", keys.clone()).await.expect(200);
            assert_eq!(gone["links"].as_array().unwrap().len(), 2);
            let price_sets = async || {
                let select = select_of::<PriceSet>().filter(PriceSet::DELETED_AT.is_null());
                let rows =
                    caller.shop.app.database().read(move |tx| async move { tx.run(select).await }).await;
                let rows: Result<_, stheno_kernel::Error> = rows;
                rows.unwrap().len()
            };
            assert_eq!(price_sets().await, 1, "the price set goes with its variant's link");
            let left = json!({ "product": {}, "inventory": { "inventory_item_id": "iitem_1" } });
            let of_item = ["variant_id", "inventory_item_id"];
            assert_eq!(
                caller.pairs("/list", std::slice::from_ref(&left), of_item).await,
                texts([("variant_2", "iitem_1")])
            );
            let back = caller.post("/admin/links/restore", keys.clone()).await.expect(200);
            assert_eq!(back["links"].as_array().unwrap().len(), 2);
            assert_eq!((price_sets().await, caller.pairs("/list", &[left], of_item).await.len()), (2, 2));
            for path in ["/admin/links/restore", "/admin/links/delete"] {
                let nothing =
                    json!({ "product": { "variant_id": [] }, "cart": { "cart_id": "cart_of_nobody" } });
                assert_eq!(caller.post(path, nothing).await.expect(200), json!({ "links": [] }));
            }
        },
    )
    .await;
}

/// What is refused: where, what is sent, and the sentence, or its beginning where it ends in `...`.
type Refusal = (&'static str, Json, &'static str);

const UNKNOWN: &str = "Module to type promotion and cart by keys promotion_id and cart_id was not found. Ensure the link \
    exists, keys are correct, and link is passed in the correct order to method 'remoteLink.create'.";

fn links(links: Json) -> Json {
    json!({ "links": links })
}

fn wrong_order() -> Json {
    json!([{ "promotion": { "promotion_id": "promo_1" }, "cart": { "cart_id": "cart_1" } }])
}

/// Of what is no pair.
fn of_shapes() -> Vec<Refusal> {
    let three = json!([{ "cart": { "cart_id": "cart_1" }, "order": { "order_id": "o" }, "customer": { "customer_id": "cus_1" } }]);
    let wrong_key = json!([{ "cart": { "id": "cart_1" }, "promotion": { "promotion_id": "promo_1" } }]);
    let mut refusals = Vec::new();
    for path in ["/admin/links", "/admin/links/dismiss", "/admin/links/list"] {
        refusals.extend([
            (path, links(wrong_order()), UNKNOWN),
            (path, links(three.clone()), "Only two modules can be linked."),
            (
                path,
                links(wrong_key.clone()),
                "Module to type cart and promotion by keys id and promotion_id was not found...",
            ),
            (
                path,
                links(json!([{ "cart": { "cart_id": "cart_1" } }])),
                "Invalid link: two modules are expected",
            ),
            (
                path,
                links(json!([{ "cart": { "cart_id": "cart_1" }, "promotion": "promo_1" }])),
                "Invalid link: promotion must be an object",
            ),
            (
                path,
                links(json!([{ "cart": { "cart_id": 5 }, "promotion": { "promotion_id": "promo_1" } }])),
                "Invalid link: cart.cart_id must...",
            ),
            (path, links(json!(["cart"])), "Invalid request: Field 'links, 0' is required"),
            (path, links(json!({})), "Invalid request: Expected type: 'array' for field 'links'..."),
            (path, json!({}), "Invalid request: Field 'links' is required"),
            (path, json!({ "links": [], "data": {} }), "Invalid request: Unrecognized fields: 'data'"),
        ]);
    }
    refusals
}

/// Of pairs that may not be linked; the first pair alone would be written.
fn of_pairs() -> Vec<Refusal> {
    let with = |second: Json| links(json!([promo("cart_2", "promo_2"), second]));
    let with_data = |data: Json| {
        let mut pair = stocked("variant_1", "iitem_1");
        pair["data"] = data;
        links(json!([promo("cart_2", "promo_2"), pair]))
    };
    let taken = "Cannot create multiple links between 'product' and 'pricing'";
    vec![
        (
            "/admin/links",
            with(promo("cart_of_nobody", "promo_1")),
            "Cart with id: cart_of_nobody was not found",
        ),
        (
            "/admin/links",
            with(promo("cart_1", "promo_of_nobody")),
            "Promotion with id: promo_of_nobody was not found",
        ),
        ("/admin/links", with(promo("cart_gone", "promo_1")), "Cart with id: cart_gone was not found"),
        ("/admin/links", with(promo("", "promo_1")), "Cart with id: ..."),
        ("/admin/links", with(wrong_order()[0].clone()), UNKNOWN),
        ("/admin/links", with(priced("variant_1", "pset_2")), taken),
        ("/admin/links", with(priced("variant_2", "pset_1")), taken),
        ("/admin/links", links(json!([priced("variant_2", "pset_2"), priced("variant_2", "pset_1")])), taken),
        (
            "/admin/links",
            with_data(json!({ "colour": "red" })),
            "Link product_variant_inventory_item has no column colour",
        ),
        ("/admin/links", with_data(json!({ "required_quantity": "many" })), "..."),
        ("/admin/links", with_data(json!({ "required_quantity": { "a": 1 } })), "..."),
        ("/admin/links", with_data(json!({ "required_quantity": null })), "..."),
        ("/admin/links", with_data(json!({ "id": 5 })), "Invalid value for column id"),
        ("/admin/links", with_data(json!({ "id": "x".repeat(256) })), "Invalid value for column id"),
        ("/admin/links", with(promo("cart\u{0}1", "promo_1")), "..."),
        ("/admin/links", with(promo(&"x".repeat(300), "promo_1")), "Cart with id: xxx..."),
        (
            "/admin/links",
            with_data(json!({ "created_at": "2020-01-01" })),
            "Link product_variant_inventory_item has no column created_at",
        ),
        ("/admin/links", with_data(json!(3)), "Invalid link: data must be an object"),
    ]
}

/// Of keys that name no records.
fn of_keys() -> Vec<Refusal> {
    vec![
        (
            "/admin/links/delete",
            json!({ "product": { "id": "prod_1" } }),
            "No link of module product by key id was found",
        ),
        (
            "/admin/links/delete",
            json!({ "products": { "variant_id": "variant_1" } }),
            "No link of module products by key variant_id was found",
        ),
        (
            "/admin/links/delete",
            json!({ "product": { "variant_id": ["variant_1", 5] } }),
            "Invalid link: product.variant_id must hold texts",
        ),
        ("/admin/links/delete", json!({ "product": "variant_1" }), "Invalid request: ..."),
        (
            "/admin/links/restore",
            json!({ "product": { "id": "prod_1" } }),
            "No link of module product by key id was found",
        ),
        ("/admin/links/restore", json!({ "product": [] }), "Invalid request: ..."),
    ]
}

#[tokio::test]
async fn what_is_refused_writes_nothing() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            caller.links("", &[priced("variant_1", "pset_1"), promo("cart_1", "promo_1")]).await;
            caller.links("/dismiss", &[promo("cart_1", "promo_1")]).await;
            let before = everything(&caller.shop).await;
            let mut failures = Vec::new();
            for (path, body, sentence) in [of_shapes(), of_pairs(), of_keys()].concat() {
                let answer = caller.post(path, body.clone()).await;
                let message = answer.json["message"].as_str().unwrap_or_default();
                let fits = match sentence.strip_suffix("...") {
                    Some(start) => message.starts_with(start) && !message.is_empty(),
                    None => message == sentence,
                };
                if answer.status != 400 || answer.json["type"] != "invalid_data" || !fits {
                    failures.push(format!("{path} {body}: {} {}", answer.status, answer.text));
                }
            }
            none(failures);
            assert!(everything(&caller.shop).await == before, "something was written");
        },
    )
    .await;
}

#[tokio::test]
async fn a_list_is_whole_or_refused() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let caller = Caller::of(shop).await;
            let written = caller.shop.app.context().transaction("test", |cx| async move {
                let links: Vec<stheno_link::LinkInput> = (0..1_001)
                    .map(|n| {
                        stheno_link::LinkInput::new(
                            ("cart", "cart_id", format!("cart_{n:04}")),
                            ("promotion", "promotion_id", "promo_1"),
                        )
                    })
                    .collect();
                stheno_link::manage::create(cx.tx(), cx.app().links(), &links, cx.stamp()).await.map(drop)
            });
            written.await.unwrap();
            let all = json!({ "links": [{ "cart": {}, "promotion": { "promotion_id": "promo_1" } }] });
            let refused = caller.post("/admin/links/list", all.clone()).await.expect(400);
            assert!(
                refused["message"].as_str().unwrap().starts_with("More than 1000 links match"),
                "{refused}"
            );
            caller.links("/dismiss", &[promo("cart_0000", "promo_1")]).await;
            let answered = caller.post("/admin/links/list", all).await.expect(200);
            assert_eq!(answered["links"].as_array().unwrap().len(), 1_000);
        },
    )
    .await;
}

/// Every cell of every table of models and links.
pub async fn everything(shop: &Shop) -> Vec<stheno_database::Rows> {
    let mut statements: Vec<Statement> = Vec::new();
    for meta in shop.app.graph().models() {
        let select = Select::from(meta.table);
        let select = meta.stored().fold(select, |select, field| select.column(field.name, field.kind.cell()));
        let order = |select: Select, key: &&'static str| select.order(Expr::column(key), false);
        statements.push(meta.primary_key.iter().fold(select, order).into());
    }
    let outbox = Select::from("stheno_outbox").column("seq", Type::Int).order(Expr::column("seq"), false);
    statements.push(outbox.into());
    let rows = shop.app.database().read(move |tx| async move { tx.run_all(statements).await });
    let rows: Result<_, stheno_kernel::Error> = rows.await;
    rows.expect("reading works")
}
