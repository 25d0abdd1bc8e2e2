//! Who was deleted is nobody, at once and on every route: their tokens, their sessions, their keys.

use crate::doors::{Callers, Door, doors, none, registered, token, user};
use serde_json::json;
use stheno_commerce::commerce;
use stheno_http::{Credential, Dialect};
use stheno_testkit::{Answer, Call, Shop, on_both};

/// Somebody who was deleted, by what they could show.
struct Gone {
    actor: &'static str,
    token: String,
    v1_token: Option<String>,
    cookie: String,
}

impl Gone {
    async fn customer(shop: &Shop, callers: &Callers) -> Self {
        let person = registered(shop, "gone").await;
        let cookie = session(shop, &person.token).await;
        shop.delete(&format!("/admin/customers/{}", person.id))
            .bearer(&callers.user)
            .send()
            .await
            .expect(200);
        Self { actor: "customer", token: person.token, v1_token: Some(person.v1_token), cookie }
    }

    async fn user(shop: &Shop, callers: &Callers) -> Self {
        let id = user(shop, "gone").await;
        let token = token("test", "user", &id, shop.app.now());
        let cookie = session(shop, &token).await;
        shop.delete(&format!("/admin/users/{id}")).bearer(&callers.user).send().await.expect(200);
        Self { actor: "user", token, v1_token: None, cookie }
    }

    /// Ways to show who they were at this door.
    fn shown(&self, door: &Door) -> Vec<&'static str> {
        let Some(rule) = &door.spec.auth else { return Vec::new() };
        let mut ways = Vec::new();
        if rule.by.contains(&Credential::Bearer)
            && (door.spec.dialect == Dialect::V2 || self.v1_token.is_some())
        {
            ways.push("bearer");
        }
        if rule.by.contains(&Credential::Session) && door.spec.dialect == Dialect::V2 {
            ways.push("session");
        }
        ways
    }

    fn show(&self, door: &Door, way: &str, call: Call) -> Call {
        match (way, &self.v1_token) {
            ("session", _) => call.header("cookie", &self.cookie),
            (_, Some(token)) if door.spec.dialect == Dialect::V1 => call.bearer(token),
            _ => call.bearer(&self.token),
        }
    }
}

async fn session(shop: &Shop, token: &str) -> String {
    let answer = shop.post("/auth/session", json!({})).bearer(token).send().await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_deleted_customer_or_user_opens_no_door() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let all = [Gone::customer(&shop, &callers).await, Gone::user(&shop, &callers).await];
            let (mut failures, mut tried) = (Vec::new(), 0);
            for door in &doors() {
                let Some(actor) = door.required_actor() else { continue };
                for gone in all.iter().filter(|gone| actor == "*" || actor == gone.actor) {
                    for way in gone.shown(door) {
                        let call = shop.call(door.method.clone(), &door.path_with("id_nothing"));
                        let call = callers.with_key(door, call).text("{}");
                        let answer: Answer = gone.show(door, way, call).send().await;
                        tried += 1;
                        let refusal = if door.spec.dialect == Dialect::V1 { 404 } else { 401 };
                        if answer.status != refusal {
                            let (name, status, text) = (door.name(), answer.status, &answer.text);
                            failures.push(format!("{name} to a {} by {way}: {status} {text}", gone.actor));
                        }
                    }
                }
            }
            none(failures);
            assert!(tried > 400, "only {tried} doors were tried");
        },
    )
    .await;
}

#[tokio::test]
async fn where_anybody_may_come_a_deleted_customer_is_anybody() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::in_a_region(&shop).await;
            let gone = Gone::customer(&shop, &callers).await;
            let call = shop.post("/store/carts", json!({})).key(&callers.key).bearer(&gone.token);
            let cart = call.send().await.expect(200);
            assert!(cart["cart"]["customer_id"].is_null(), "{cart}");
        },
    )
    .await;
}
