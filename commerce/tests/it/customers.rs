//! What holds of customers when many come at once; whose prices whose are; what goes with a customer.

use crate::doors::{Callers, Person, registered};
use crate::furnished::Furnished;
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use stheno_commerce::commerce;
use stheno_customer::{Customer, CustomerAddress};
use stheno_database::Expr;
use stheno_flows::demo;
use stheno_model::{Model, Records as _};
use stheno_testkit::{Answer, Call, Shop, on_both};

const MANY: usize = 64;

async fn at_once(calls: impl Iterator<Item = Call>) -> Vec<Answer> {
    let tasks = calls.map(|call| tokio::spawn(call.send()));
    join_all(tasks.collect::<Vec<_>>()).await.into_iter().map(|answer| answer.unwrap()).collect()
}

fn of_status(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status.as_u16() == status).count()
}

async fn all<M: Model>(shop: &Shop) -> Vec<M> {
    shop.app.database().read(|tx| async move { tx.find::<M>(Expr::always()).await }).await.unwrap()
}

#[tokio::test]
async fn of_many_default_addresses_the_last_stays_one() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (callers, ann) = (Callers::of(&shop).await, registered(&shop, "ann").await);
            let body =
                json!({ "address_1": "Here", "is_default_shipping": true, "is_default_billing": true });
            let path = "/store/customers/me/addresses";
            let calls = (0..MANY).map(|_| shop.post(path, body.clone()).key(&callers.key).bearer(&ann.token));
            let answers = at_once(calls).await;
            assert_eq!(of_status(&answers, 200), MANY);
            let made = all::<CustomerAddress>(&shop).await;
            let calls = made.iter().map(|address| {
                let path = format!("{path}/{}", address.id);
                shop.post(&path, json!({ "is_default_shipping": true })).key(&callers.key).bearer(&ann.token)
            });
            assert_eq!(of_status(&at_once(calls).await, 200), MANY);
            let kept = all::<CustomerAddress>(&shop).await;
            let count = |is: fn(&CustomerAddress) -> bool| kept.iter().filter(|address| is(address)).count();
            assert_eq!(
                (kept.len(), count(|a| a.is_default_shipping), count(|a| a.is_default_billing)),
                (MANY, 1, 1)
            );
        },
    )
    .await;
}

#[tokio::test]
async fn an_address_is_of_one_guest_and_one_account() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let body = json!({ "email": "ann@customers.test" });
            let create = || shop.post("/admin/customers", body.clone()).bearer(&callers.user);
            let answers = at_once((0..16).map(|_| create())).await;
            assert_eq!((of_status(&answers, 200), of_status(&answers, 400)), (1, 15));
            let login = json!({ "email": "ann@customers.test", "password": "pw" });
            let registration = shop.post("/auth/customer/emailpass/register", login.clone());
            let registration = registration.send().await.expect(200);
            let token = registration["token"].as_str().unwrap();
            let register = || shop.post("/store/customers", body.clone()).key(&callers.key).bearer(token);
            let answers = at_once((0..16).map(|_| register())).await;
            assert_eq!(of_status(&answers, 200), 1);
            assert!(answers.iter().all(|answer| answer.status.as_u16() < 500));
            let same = all::<Customer>(&shop).await.into_iter();
            let mut kinds: Vec<bool> = same
                .filter(|c| c.email.as_deref() == Some("ann@customers.test"))
                .map(|c| c.has_account)
                .collect();
            kinds.sort_unstable();
            assert_eq!(kinds, [false, true]);
        },
    )
    .await;
}

#[tokio::test]
async fn what_a_guest_bought_stays_with_the_guest() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (callers, doors) = (Callers::of(&shop).await, crate::doors::doors());
            Furnished::of(&shop, &callers, &doors).await;
            let guests = all::<Customer>(&shop).await.into_iter();
            let mut guests = guests.filter(|customer| customer.email.as_deref() == Some("a@b.test"));
            let (guest, none) = (guests.next().unwrap(), guests.next());
            assert!(!guest.has_account && none.is_none(), "two purchases, one guest");
            let login = json!({ "email": "a@b.test", "password": "pw" });
            let token =
                shop.post("/auth/customer/emailpass/register", login.clone()).send().await.expect(200);
            let token = token["token"].as_str().unwrap();
            let made = shop.post("/store/customers", json!({ "email": "a@b.test" }));
            let made = made.key(&callers.key).bearer(token).send().await.expect(200);
            assert_ne!(made["customer"]["id"], guest.id.as_str());
            let token = shop.post("/auth/customer/emailpass", login).send().await.expect(200);
            let mine = shop.get("/store/orders").key(&callers.key).bearer(token["token"].as_str().unwrap());
            assert_eq!(mine.send().await.expect(200)["count"], 0);
            let orders = shop.get("/admin/orders?fields=id,customer_id").bearer(&callers.user);
            let orders = orders.send().await.expect(200);
            assert_eq!(orders["orders"][0]["customer_id"], guest.id.as_str());
        },
    )
    .await;
}

/// A shop in which members of a group pay a price of their own.
struct Club {
    shop: Shop,
    callers: Callers,
    region: String,
    variant: String,
    member: Person,
    stranger: Person,
}

impl Club {
    async fn of(shop: Shop) -> Self {
        demo::seed(&shop.app.context(), |_| ()).await.unwrap();
        let callers = Callers::of(&shop).await;
        let regions = shop.get("/store/regions").key(&callers.key).send().await.expect(200);
        let regions = regions["regions"].as_array().unwrap().clone();
        let region = regions.iter().find(|region| region["currency_code"] == "eur").unwrap();
        let region = region["id"].as_str().unwrap().to_owned();
        let products = shop.get("/admin/products?limit=1&fields=id,variants.id").bearer(&callers.user);
        let products = products.send().await.expect(200);
        let variant = products["products"][0]["variants"][0]["id"].as_str().unwrap().to_owned();
        let (member, stranger) = (registered(&shop, "member").await, registered(&shop, "stranger").await);
        Self { shop, callers, region, variant, member, stranger }
    }

    fn admin(&self, path: &str, body: Json) -> Call {
        self.shop.post(path, body).bearer(&self.callers.user)
    }

    async fn open(&self) -> String {
        let group = self.admin("/admin/customer-groups", json!({ "name": "Club" })).send().await.expect(200);
        let group = group["customer_group"]["id"].as_str().unwrap().to_owned();
        let path = format!("/admin/customer-groups/{group}/customers");
        self.admin(&path, json!({ "add": [self.member.id] })).send().await.expect(200);
        let list = json!({
            "title": "Club", "description": "Members pay three", "status": "active", "type": "override",
            "rules": { "customer.groups.id": [group] },
            "prices": [{ "currency_code": "eur", "amount": 3, "variant_id": self.variant }],
        });
        self.admin("/admin/price-lists", list).send().await.expect(200);
        group
    }

    /// What the variant costs somebody, in the catalogue and in a cart of theirs.
    async fn prices(&self, who: Option<&Person>) -> [Json; 2] {
        let is = |call: Call| match who {
            Some(person) => call.key(&self.callers.key).bearer(&person.token),
            None => call.key(&self.callers.key),
        };
        let path = format!(
            "/store/product-variants/{}?region_id={}&fields=id,*calculated_price",
            self.variant, self.region
        );
        let shown = is(self.shop.get(&path)).send().await.expect(200);
        let cart = is(self.shop.post("/store/carts", json!({ "region_id": self.region })));
        let cart = cart.send().await.expect(200);
        let path = format!("/store/carts/{}/line-items", cart["cart"]["id"].as_str().unwrap());
        let line = is(self.shop.post(&path, json!({ "variant_id": self.variant, "quantity": 1 })));
        let line = line.send().await.expect(200);
        [
            shown["variant"]["calculated_price"]["calculated_amount"].clone(),
            line["cart"]["items"][0]["unit_price"].clone(),
        ]
    }
}

#[tokio::test]
async fn a_price_of_a_group_is_for_its_members_only() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let club = Club::of(shop).await;
            let usual = club.prices(None).await;
            assert_eq!(usual[0], usual[1]);
            assert_ne!(usual[0], json!(3));
            let group = club.open().await;
            assert_eq!(club.prices(Some(&club.member)).await, [json!(3), json!(3)]);
            assert_eq!(club.prices(Some(&club.stranger)).await, usual);
            assert_eq!(club.prices(None).await, usual);
            let path = format!("/admin/customer-groups/{group}/customers");
            club.admin(&path, json!({ "remove": [club.member.id] })).send().await.expect(200);
            assert_eq!(club.prices(Some(&club.member)).await, usual);
        },
    )
    .await;
}

#[tokio::test]
async fn a_login_goes_with_its_customer() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let login = json!({ "email": "ann@customers.test", "password": "pw" });
            let logs_in = || shop.post("/auth/customer/emailpass", login.clone()).send();
            for _ in 0..2 {
                let registered = shop.post("/auth/customer/emailpass/register", login.clone());
                let registered = registered.send().await.expect(200);
                let token = registered["token"].as_str().unwrap();
                let made = shop.post("/store/customers", json!({ "email": "ann@customers.test" }));
                let made = made.key(&callers.key).bearer(token).send().await.expect(200);
                let id = made["customer"]["id"].as_str().unwrap();
                let token = logs_in().await.expect(200)["token"].as_str().unwrap().to_owned();
                let me = || shop.get("/store/customers/me").key(&callers.key).bearer(&token).send();
                me().await.expect(200);
                shop.delete(&format!("/admin/customers/{id}")).bearer(&callers.user).send().await.expect(200);
                logs_in().await.expect(401);
                me().await.expect(401);
                let address = shop.post("/store/customers/me/addresses", json!({ "address_1": "Here" }));
                address.key(&callers.key).bearer(&token).send().await.expect(401);
            }
        },
    )
    .await;
}

#[tokio::test]
async fn metadata_has_an_end() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (callers, ann) = (Callers::of(&shop).await, registered(&shop, "ann").await);
            let too_much = json!({ "x": "y".repeat(stheno_http::METADATA_LIMIT) });
            let me = |body: Json| shop.post("/store/customers/me", body).key(&callers.key).bearer(&ann.token);
            let refused = me(json!({ "first_name": "A", "metadata": too_much })).send().await.expect(400);
            assert_eq!(refused["type"], "invalid_data", "{refused}");
            let kept = me(json!({})).send().await.expect(200);
            assert_eq!(
                (&kept["customer"]["first_name"], &kept["customer"]["metadata"]),
                (&Json::Null, &Json::Null)
            );
            // Bodies that are small enough each: members add to one another, and that has an end too.
            let part = "y".repeat(30_000);
            for name in ["a", "b", "c"] {
                me(json!({ "metadata": { name: part } })).send().await.expect(200);
            }
            let refused = me(json!({ "first_name": "A", "metadata": { "d": part } }));
            let refused = refused.send().await.expect(400);
            assert_eq!(refused["type"], "invalid_data", "{refused}");
            assert_eq!(
                refused["message"],
                format!("Metadata must not take more than {} bytes", stheno_model::dynamic::METADATA_MAX)
            );
            let kept = me(json!({ "metadata": { "a": "" } })).send().await.expect(200);
            assert_eq!(kept["customer"]["first_name"], Json::Null);
            let held = kept["customer"]["metadata"].as_object().unwrap();
            assert_eq!(held.keys().collect::<Vec<_>>(), ["b", "c"]);
            me(json!({ "metadata": { "d": part } })).send().await.expect(200);
        },
    )
    .await;
}

/// Every field that the graph knows of a customer and of what hangs on it, to three relations.
#[tokio::test]
async fn no_path_leads_to_a_password() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let login = json!({ "email": "ann@customers.test", "password": "pw-of-ann" });
            let token = shop.post("/auth/customer/emailpass/register", login).send().await.expect(200);
            let token = token["token"].as_str().unwrap().to_owned();
            let made = shop.post("/store/customers", json!({ "email": "ann@customers.test" }));
            made.key(&callers.key).bearer(&token).send().await.expect(200);
            for fields in [
                "*",
                "*auth_identity",
                "*auth_identities,*auth_identities.provider_identities",
                "provider_identities.*",
                "auth_identity.provider_identities.provider_metadata",
                "*account_holders",
                "*orders,*orders.customer",
                "*groups,*groups.customers",
            ] {
                for path in ["/admin/customers", "/admin/customer-groups"] {
                    let answer = shop.get(&format!("{path}?fields={fields}")).bearer(&callers.user);
                    let answer = answer.send().await;
                    assert!(answer.status.as_u16() < 500, "{fields}: {}", answer.text);
                    assert!(!answer.text.contains("password") && !answer.text.contains("provider_metadata"));
                }
            }
        },
    )
    .await;
}
