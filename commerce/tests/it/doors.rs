//! Every served route with its rules, and callers who may open it: what the coverage lists walk through.

use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;
use stheno_commerce::commerce;
use stheno_customer::Customer;
use stheno_http::auth::Tokens;
use stheno_http::{Dialect, Method, RouteSpec, V1Claims};
use stheno_kernel::Timestamp;
use stheno_model::{Model as _, Records as _};
use stheno_query::GraphRequest;
use stheno_region::Region;
use stheno_testkit::{Call, Shop};
use stheno_user::User;

/// The secret of the testkit's server.
const SECRET: &str = "test";
const HOUR: Duration = Duration::from_secs(3600);

/// One route.
pub struct Door {
    pub method: Method,
    /// As declared.
    pub path: String,
    pub spec: Arc<RouteSpec>,
}

impl Door {
    /// `GET /store/carts/{id}`
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
    /// The path with `id` for each of its parameters, apart from those that choose among a few.
    pub fn path_with(&self, id: &str) -> String {
        let filled = self.path.split('/').map(|segment| match segment {
            "{actor_type}" => "customer",
            "{auth_provider}" => "emailpass",
            _ if segment.starts_with('{') => id,
            _ => segment,
        });
        filled.collect::<Vec<_>>().join("/")
    }
    /// Whether the path has a parameter that names a record.
    pub fn takes_id(&self) -> bool {
        self.path_with("?").contains('?')
    }
    /// The actor without whom the route answers 401.
    pub fn required_actor(&self) -> Option<&str> {
        self.spec.auth.as_ref().filter(|rule| !rule.allow_unauthenticated).map(|rule| rule.actor.as_str())
    }
}

/// Every served route, sorted; fails if one has no rules.
pub fn doors() -> Vec<Door> {
    let (routes, contract) = commerce(&[]).served().unwrap();
    let mut doors: Vec<Door> = routes
        .iter()
        .map(|route| Door {
            method: route.method().clone(),
            path: route.path().to_owned(),
            spec: route
                .spec(&contract)
                .unwrap_or_else(|| panic!("{route:?} is in no contract and brings no spec")),
        })
        .collect();
    doors.sort_by_key(|door| (door.path.clone(), door.method.to_string()));
    doors
}

/// Who may come in.
#[derive(Clone)]
pub struct Callers {
    /// A publishable key.
    pub key: String,
    /// A token of a user.
    pub user: String,
    /// A token of a customer.
    pub customer: String,
    /// A token of the same customer, as Medusa 1's client shows it.
    pub v1_customer: String,
}

/// Keys that were good once.
pub struct Revoked {
    pub publishable: String,
    pub secret: String,
}

impl Revoked {
    pub async fn of(shop: &Shop, callers: &Callers) -> Self {
        Self {
            publishable: revoked(shop, callers, "publishable").await,
            secret: revoked(shop, callers, "secret").await,
        }
    }
}

async fn revoked(shop: &Shop, callers: &Callers, kind: &str) -> String {
    let body = serde_json::json!({ "title": kind, "type": kind });
    let made = shop.post("/admin/api-keys", body).bearer(&callers.user).send().await.expect(200);
    let key = &made["api_key"];
    let path = format!("/admin/api-keys/{}/revoke", key["id"].as_str().expect("ids are texts"));
    shop.post(&path, serde_json::json!({})).bearer(&callers.user).send().await.expect(200);
    key["token"].as_str().expect("a new key shows its token").to_owned()
}

impl Callers {
    /// As [`Callers::of`], in a shop that has a region, so that carts can be made.
    pub async fn in_a_region(shop: &Shop) -> Self {
        let made = shop.app.context().transaction("open-region", |cx| async move {
            let region = Region { name: "EU".into(), currency_code: "eur".into(), ..Region::new(cx.stamp()) };
            cx.insert_one(region).await
        });
        made.await.expect("a region is made");
        Self::of(shop).await
    }
    /// A user, a customer and the default key of this shop.
    pub async fn of(shop: &Shop) -> Self {
        Self::named(shop, "").await
    }

    /// As [`Callers::of`], by other addresses.
    async fn named(shop: &Shop, name: &str) -> Self {
        let email = |who: &str| format!("{who}{name}@door.test");
        let (user, customer) = (email("user"), email("customer"));
        let ctx = shop.app.context();
        stheno_flows::defaults::create_defaults::run(&ctx).await.expect("the defaults are made");
        let made = ctx.transaction("test", |cx| async move {
            let user = User { email: user, ..User::new(cx.stamp()) };
            let customer = Customer { email: Some(customer), has_account: true, ..Customer::new(cx.stamp()) };
            let ids = (user.id.to_string(), customer.id.to_string());
            cx.insert_one(user).await?;
            cx.insert_one(customer).await?;
            Ok(ids)
        });
        let (user, customer) = made.await.expect("two records are made");
        let keys = GraphRequest::new("api_key")
            .fields(["token"])
            .filter(serde_json::json!({ "type": "publishable", "revoked_at": null }));
        let keys =
            shop.app.graph().query(shop.app.database(), keys).await.expect("the question is sound").to_json();
        Self {
            key: keys[0]["token"].as_str().expect("there is a default key").to_owned(),
            user: token(SECRET, "user", &user, shop.app.now()),
            customer: token(SECRET, "customer", &customer, shop.app.now()),
            v1_customer: v1_token(SECRET, &customer, shop.app.now()),
        }
    }

    /// These, or new ones where a request has deleted one of them.
    pub async fn still_in(self, shop: &Shop, name: &str) -> Self {
        let ways = [
            shop.get("/store/regions").key(&self.key),
            shop.get("/admin/users/me").bearer(&self.user),
            shop.get("/store/customers/me").key(&self.key).bearer(&self.customer),
        ];
        for way in ways {
            if !way.send().await.status.is_success() {
                return Self::named(shop, name).await;
            }
        }
        self
    }
    /// The token of an actor of this kind.
    pub fn token(&self, actor: &str) -> &str {
        if actor == "customer" { &self.customer } else { &self.user }
    }

    /// A call with everything that the door asks for.
    pub fn call(&self, shop: &Shop, door: &Door, path: &str) -> Call {
        let call = self.with_key(door, shop.call(door.method.clone(), path));
        match (&door.spec.auth, door.spec.dialect) {
            (Some(_), Dialect::V1) => call.bearer(&self.v1_customer),
            (Some(rule), Dialect::V2) => call.bearer(self.token(&rule.actor)),
            (None, _) => call,
        }
    }

    /// Shows the key, where one is asked for.
    pub fn with_key(&self, door: &Door, call: Call) -> Call {
        if door.spec.publishable_key { call.key(&self.key) } else { call }
    }
}

/// A user, by id.
pub async fn user(shop: &Shop, name: &str) -> String {
    let email = format!("{name}@door.test");
    let made = shop.app.context().transaction("test", |cx| async move {
        let user = User { email, ..User::new(cx.stamp()) };
        let id = user.id.to_string();
        cx.insert_one(user).await.map(|()| id)
    });
    made.await.expect("a user is made")
}

/// A customer with an account.
pub struct Person {
    pub id: String,
    pub email: String,
    pub token: String,
    /// As Medusa 1's client shows it.
    pub v1_token: String,
}

impl Person {
    /// The token that this door reads.
    pub fn token_for(&self, door: &Door) -> &str {
        if door.spec.dialect == Dialect::V1 { &self.v1_token } else { &self.token }
    }
}

/// A customer with an account, who has signed in.
pub async fn registered(shop: &Shop, name: &str) -> Person {
    let email = format!("{name}@door.test");
    let of_row = email.clone();
    let made = shop.app.context().transaction("test", |cx| async move {
        let customer = Customer { email: Some(of_row), has_account: true, ..Customer::new(cx.stamp()) };
        let id = customer.id.to_string();
        cx.insert_one(customer).await.map(|()| id)
    });
    let id = made.await.expect("a customer is made");
    let now = shop.app.now();
    let (token, v1_token) = (token(SECRET, "customer", &id, now), v1_token(SECRET, &id, now));
    Person { id, email, token, v1_token }
}

/// A token as `POST /auth/{actor}/emailpass` signs it.
pub fn token(secret: &str, actor: &str, id: &str, now: Timestamp) -> String {
    let claims = serde_json::json!({
        "actor_id": id,
        "actor_type": actor,
        "auth_identity_id": "authid_door",
        "auth_provider": "emailpass",
        "app_metadata": {},
        "user_metadata": {},
    });
    Tokens::new(secret, HOUR).sign(&claims, now).expect("a token can be signed")
}

/// A token as `POST /v1/store/auth/token` signs it.
pub fn v1_token(secret: &str, id: &str, now: Timestamp) -> String {
    Tokens::new(secret, HOUR).sign(&V1Claims::of(id), now).expect("a token can be signed")
}

/// The token with its claims, and nobody's signature: what a server that trusts the token's own header lets through.
fn unsigned(token: &str) -> String {
    let claims = token.split('.').nth(1).expect("a token has three parts");
    // {"alg":"none","typ":"JWT"}
    format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.")
}

/// As `bad_tokens`, for doors of Medusa 1's client.
fn bad_v1_tokens(id: &str, now: Timestamp) -> Vec<(&'static str, String)> {
    let admin = V1Claims { domain: "admin".into(), ..V1Claims::of(id) };
    let of_domain = Tokens::new(SECRET, HOUR).sign(&admin, now).expect("a token can be signed");
    vec![
        ("forged", v1_token("another secret", id, now)),
        ("expired", v1_token(SECRET, id, now.plus_millis(-2 * 3_600_000))),
        ("unsigned", unsigned(&v1_token(SECRET, id, now))),
        ("no token at all", "nonsense".to_owned()),
        ("of another domain", of_domain),
        ("of nobody", v1_token(SECRET, "", now)),
        ("of a customer of version 2", token(SECRET, "customer", id, now)),
    ]
}

/// Ways to show a credential that opens no door of the `actor` called `id`: what it is, and the token.
fn bad_tokens(
    actor: &str,
    id: &str,
    allows_unregistered: bool,
    now: Timestamp,
) -> Vec<(&'static str, String)> {
    let other = if actor == "customer" { "user" } else { "customer" };
    let mut bad = vec![
        ("forged", token("another secret", actor, id, now)),
        ("expired", token(SECRET, actor, id, now.plus_millis(-2 * 3_600_000))),
        ("unsigned", unsigned(&token(SECRET, actor, id, now))),
        ("no token at all", "nonsense".to_owned()),
    ];
    if actor != "*" {
        bad.push(("of another actor", token(SECRET, other, id, now)));
        bad.push(("of a customer of version 1", v1_token(SECRET, id, now)));
    }
    if !allows_unregistered {
        bad.push(("of nobody yet", token(SECRET, actor, "", now)));
    }
    bad
}

impl Door {
    /// Tokens of `id` that must not open this door.
    pub fn bad_tokens(&self, id: &str, now: Timestamp) -> Vec<(&'static str, String)> {
        match (self.spec.dialect, &self.spec.auth) {
            (Dialect::V1, _) => bad_v1_tokens(id, now),
            (Dialect::V2, Some(rule)) => bad_tokens(&rule.actor, id, rule.allow_unregistered, now),
            (Dialect::V2, None) => Vec::new(),
        }
    }
}

/// Panics with all of them unless there are none.
#[track_caller]
pub fn none(failures: Vec<String>) {
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// Whether a body is the error of the contract: a sentence and its type, or, of some checks, a sentence and its parts.
pub fn is_error(body: &Json) -> bool {
    let says = |name: &str| body[name].as_str().is_some_and(|text| !text.is_empty());
    says("message") && (says("type") || body["errors"].as_array().is_some_and(|errors| !errors.is_empty()))
}
