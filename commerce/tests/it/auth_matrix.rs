//! Every served route against every kind of caller: what the contract says of it is what it does.

use crate::doors::{Callers, Door, Revoked, doors, none};
use stheno_commerce::commerce;
use stheno_http::{Credential, Dialect};
use stheno_testkit::{Answer, Shop, on_both};

const KEY_MISSING: &str = "Publishable API key required in the request header: x-publishable-api-key. You can manage \
     your keys in settings in the dashboard.";
const KEY_INVALID: &str = "A valid publishable key is required to proceed with the request";

/// Routes that anybody may call, without a key or a token. The list may only shrink, and says so of what shrank.
const OPEN: &[&str] = &[
    "GET /auth/{actor_type}/providers",
    "GET /auth/{actor_type}/{auth_provider}",
    "POST /auth/{actor_type}/{auth_provider}",
    "GET /auth/{actor_type}/{auth_provider}/callback",
    "POST /auth/{actor_type}/{auth_provider}/callback",
    "POST /auth/{actor_type}/{auth_provider}/register",
    "POST /auth/{actor_type}/{auth_provider}/reset-password",
    "POST /auth/{actor_type}/{auth_provider}/update",
    "POST /v1/store/auth",
    "DELETE /v1/store/auth",
    "POST /v1/store/auth/token",
    "GET /v1/store/auth/{email}",
    "POST /v1/store/customers",
    "POST /v1/store/customers/password-token",
    "POST /v1/store/customers/password-reset",
    "GET /v1/store/orders",
    "GET /v1/store/orders/{id}",
    "GET /v1/store/orders/cart/{cart_id}",
    "POST /v1/store/orders/customer/confirm",
];

#[test]
fn no_other_route_is_open() {
    let open = |door: &Door| !door.spec.publishable_key && door.required_actor().is_none();
    let open: Vec<String> = doors().iter().filter(|door| open(door)).map(Door::name).collect();
    none(open.into_iter().filter(|name| !OPEN.contains(&name.as_str())).collect());
}

#[test]
fn every_admin_route_wants_a_user_and_every_store_route_a_key() {
    let lax = |door: &Door| match door.path.split('/').nth(1) {
        Some("admin") => door.required_actor() != Some("user") && !OPEN.contains(&door.name().as_str()),
        Some("store") => !door.spec.publishable_key,
        _ => false,
    };
    none(doors().iter().filter(|door| lax(door)).map(Door::name).collect());
}

#[tokio::test]
async fn a_store_route_answers_nothing_without_a_good_key() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let revoked = Revoked::of(&shop, &callers).await;
            let mut failures = Vec::new();
            for door in doors().iter().filter(|door| door.spec.publishable_key) {
                let path = door.path_with("id_nothing");
                let call = || shop.call(door.method.clone(), &path).bearer(&callers.customer);
                for (what, call, message) in [
                    ("no key", call(), KEY_MISSING),
                    ("an empty key", call().key(""), KEY_MISSING),
                    ("an unknown key", call().key("pk_0123456789"), KEY_INVALID),
                    ("a revoked key", call().key(&revoked.publishable), KEY_INVALID),
                    ("a secret key", call().key(&revoked.secret), KEY_INVALID),
                ] {
                    let answer = call.send().await;
                    if answer.status != 400
                        || answer.json["message"] != message
                        || answer.json["type"] != "not_allowed"
                    {
                        failures.push(failure(door, what, &answer));
                    }
                }
            }
            none(failures);
        },
    )
    .await;
}

#[tokio::test]
async fn a_route_for_somebody_refuses_everybody_else() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let revoked = Revoked::of(&shop, &callers).await;
            let mut failures = Vec::new();
            for door in &doors() {
                if door.required_actor().is_some() {
                    failures.extend(refusals(&shop, &callers, &revoked, door).await);
                }
            }
            none(failures);
        },
    )
    .await;
}

/// What this door let through, or refused otherwise than with 401 and one sentence.
async fn refusals(shop: &Shop, callers: &Callers, revoked: &Revoked, door: &Door) -> Vec<String> {
    let mut failures = Vec::new();
    let path = door.path_with("id_nothing");
    let call = || callers.with_key(door, shop.call(door.method.clone(), &path));
    let rule = door.spec.auth.as_ref();
    let mut calls = vec![
        ("nobody", call()),
        ("a made-up session", call().header("cookie", "connect.sid=s%3Anothing.signature")),
        ("an unknown secret key", call().header("authorization", "Basic sk_0123456789")),
        ("a revoked secret key", call().header("authorization", &format!("Basic {}", revoked.secret))),
    ];
    let told = match door.spec.dialect {
        Dialect::V1 => "Unauthorized",
        Dialect::V2 => r#"{"message":"Unauthorized"}"#,
    };
    let bad = door.bad_tokens("id_1", shop.app.now());
    calls.extend(bad.into_iter().map(|(what, token)| (what, call().bearer(&token))));
    for (what, call) in calls {
        let answer = call.send().await;
        if answer.status != 401 || answer.text != told {
            failures.push(failure(door, what, &answer));
        }
    }
    if rule.is_some_and(|rule| rule.by.contains(&Credential::ApiKey)) {
        let answer = call().bearer("sk_0123456789").send().await;
        let says_how = answer.json["message"].as_str().is_some_and(|message| message.contains("HTTP Basic"));
        if answer.status != 401 || !says_how {
            failures.push(failure(door, "a secret key as a bearer token", &answer));
        }
    }
    failures
}

#[tokio::test]
async fn whoever_may_come_in_is_let_in() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let mut failures = Vec::new();
            for door in &doors() {
                // Logging in and deleting accounts end what the next doors need.
                if door.path.starts_with("/auth/") || door.method == "DELETE" {
                    continue;
                }
                let answer = callers.call(&shop, door, &door.path_with("id_nothing")).send().await;
                if answer.status == 401 || answer.status == 403 {
                    failures.push(failure(door, "somebody entitled", &answer));
                }
            }
            none(failures);
        },
    )
    .await;
}

fn failure(door: &Door, what: &str, answer: &Answer) -> String {
    format!("{} for {what}: {} {}", door.name(), answer.status.as_u16(), answer.text)
}
