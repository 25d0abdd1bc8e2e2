//! Medusa 1's client and what it cannot show: who is let in by what, one account on both versions, and orders after something
//! happened to them.

use crate::doors::{Callers, Door, doors, none, token, v1_token};
use crate::furnished::Furnished;
use futures_util::future::join;
use serde_json::{Value as Json, json};
use stheno_auth::AuthMfaFactor;
use stheno_commerce::commerce;
use stheno_customer::Customer;
use stheno_http::Dialect;
use stheno_ids::RefundReasonId;
use stheno_kernel::Amount;
use stheno_model::{Model as _, Patch, Records as _};
use stheno_order::{Order, OrderCreditLine, OrderItem};
use stheno_payment::{Payment, Refund, RefundReason};
use stheno_testkit::{Answer, Shop, on_both};

const ME: &str = "/v1/store/customers/me";

/// A customer who registered through v1: the id and the session's cookie.
async fn register(shop: &Shop, email: &str) -> (String, String) {
    let body = json!({ "email": email, "password": "secret", "first_name": "A", "last_name": "B" });
    let answer = shop.post("/v1/store/customers", body).send().await;
    let cookie = cookie(&answer).expect("there is a cookie");
    let customer = answer.expect(200);
    (customer["customer"]["id"].as_str().unwrap().to_owned(), cookie)
}

/// The session's cookie of an answer.
fn cookie(answer: &Answer) -> Option<String> {
    let line = answer.headers.get("set-cookie")?.to_str().ok()?;
    line.split(';').next().map(str::to_owned)
}

async fn v2_login(shop: &Shop, email: &str, password: &str) -> Answer {
    shop.post("/auth/customer/emailpass", json!({ "email": email, "password": password })).send().await
}

async fn v1_login(shop: &Shop, email: &str, password: &str) -> Answer {
    shop.post("/v1/store/auth", json!({ "email": email, "password": password })).send().await
}

#[tokio::test]
async fn whoever_is_gone_is_not_found() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let gone = v1_token("test", "cus_gone", shop.app.now());
            let is_mine = |door: &&Door| door.spec.dialect == Dialect::V1 && door.required_actor().is_some();
            let mut failures = Vec::new();
            for door in doors().iter().filter(is_mine) {
                let body = match door.path.as_str() {
                    "/v1/store/customers/me/addresses" => json!({ "address": {
                        "first_name": "A", "last_name": "B", "address_1": "C", "city": "D", "country_code": "de", "postal_code": "1",
                    } }),
                    "/v1/store/orders/batch/customer/token" => json!({ "order_ids": ["order_1"] }),
                    _ => json!({}),
                };
                let path = door.path_with("id_nothing");
                let call = shop.call(door.method.clone(), &path).text(&body.to_string()).bearer(&gone);
                let answer = call.send().await;
                if answer.status != 404
                    || answer.json["message"] != "Customer with id: cus_gone was not found"
                    || answer.json["type"] != "not_found"
                {
                    failures.push(format!("{}: {} {}", door.name(), answer.status, answer.text));
                }
            }
            none(failures);
            // An account that is deleted by the shop takes its session along.
            let (id, cookie) = register(&shop, "gone@v1.test").await;
            shop.delete(&format!("/admin/customers/{id}")).bearer(&callers.user).send().await.expect(200);
            shop.get(ME).header("cookie", &cookie).send().await.expect(404);
            assert_eq!(v1_login(&shop, "gone@v1.test", "secret").await.status, 401);
            let (again, _) = register(&shop, "gone@v1.test").await;
            assert_ne!(again, id);
        },
    )
    .await;
}

#[tokio::test]
async fn tokens_and_sessions_of_one_version_open_no_door_of_the_other() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let (id, v1_cookie) = register(&shop, "both@v1.test").await;
            let now = shop.app.now();
            let v2 = || shop.get("/store/customers/me").key(&callers.key);
            assert_eq!(v2().bearer(&v1_token("test", &id, now)).send().await.status, 401);
            assert_eq!(v2().header("cookie", &v1_cookie).send().await.status, 401);
            let v2_token = token("test", "customer", &id, now);
            assert_eq!(shop.get(ME).bearer(&v2_token).send().await.text, "Unauthorized");
            // A login of version 2 in the same browser, and a logout of version 1.
            let session =
                shop.post("/auth/session", json!({})).bearer(&v2_token).header("cookie", &v1_cookie);
            let both = cookie(&session.send().await).expect("there is a cookie");
            v2().header("cookie", &both).send().await.expect(200);
            shop.get(ME).header("cookie", &both).send().await.expect(200);
            assert_eq!(shop.get(ME).header("cookie", &v1_cookie).send().await.status, 401);
            let left = shop.delete("/v1/store/auth").text("{}").header("cookie", &both).send().await;
            assert_eq!((left.status.as_u16(), left.text.as_str()), (200, "OK"));
            assert_eq!(cookie(&left).as_ref(), Some(&both), "the session stays, and its cookie");
            assert_eq!(shop.get(ME).header("cookie", &both).send().await.status, 401);
            v2().header("cookie", &both).send().await.expect(200);
        },
    )
    .await;
}

#[tokio::test]
async fn one_account_on_both_versions() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            register(&shop, "one@v1.test").await;
            v2_login(&shop, "one@v1.test", "secret").await.expect(200);
            // Names are kept as they were typed over there.
            let body = json!({ "email": "Two@v1.test", "password": "secret" });
            let token = shop.post("/auth/customer/emailpass/register", body).send().await.expect(200);
            let made = shop.post("/store/customers", json!({ "email": "Two@v1.test" })).key(&callers.key);
            made.bearer(token["token"].as_str().unwrap()).send().await.expect(200);
            v1_login(&shop, "Two@v1.test", "secret").await.expect(200);
            assert_eq!(v1_login(&shop, "Two@v1.test", "Secret").await.text, "Unauthorized");
            // A user of the dashboard becomes a customer, too, by the password that is theirs.
            let ctx = shop.app.context();
            stheno_flows::user::create_user_account::create_admin(&ctx, "boss@v1.test", "boss")
                .await
                .unwrap();
            let body = |password: &str| json!({ "email": "boss@v1.test", "password": password });
            let refused = shop.post("/v1/store/customers", body("guess")).send().await.expect(422);
            assert_eq!(refused["type"], "duplicate_error");
            shop.post("/v1/store/customers", body("boss")).send().await.expect(200);
            v1_login(&shop, "boss@v1.test", "boss").await.expect(200);
            shop.post("/auth/user/emailpass", body("boss")).send().await.expect(200);
        },
    )
    .await;
}

#[tokio::test]
async fn a_second_factor_is_not_gone_around() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            register(&shop, "factor@v1.test").await;
            let made = shop.app.context().transaction("test", |cx| async move {
                let login = stheno_auth::service::find_login(cx.tx(), "emailpass", "factor@v1.test").await?;
                let factor = AuthMfaFactor {
                    auth_identity_id: login.expect("there is a login").auth_identity_id,
                    provider: "totp".into(),
                    status: "enabled".into(),
                    ..AuthMfaFactor::new(cx.stamp())
                };
                cx.insert_one(factor).await
            });
            made.await.unwrap();
            assert_eq!(v1_login(&shop, "factor@v1.test", "secret").await.text, "Unauthorized");
            let body = json!({ "email": "factor@v1.test", "password": "secret" });
            assert_eq!(shop.post("/v1/store/auth/token", body).send().await.text, "Unauthorized");
        },
    )
    .await;
}

#[tokio::test]
async fn of_two_at_once_one_registers() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let body = json!({ "email": "race@v1.test", "password": "secret" });
            let call = || shop.post("/v1/store/customers", body.clone()).send();
            let (one, other) = join(call(), call()).await;
            let mut statuses = [one.status.as_u16(), other.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 422], "{} {}", one.text, other.text);
        },
    )
    .await;
}

#[tokio::test]
async fn a_browser_of_another_origin_is_answered_by_name() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let origin = "http://localhost:8000";
            let asked = "authorization,content-type,idempotency-key";
            let call = shop.call(stheno_http::Method::OPTIONS, ME).header("origin", origin);
            let call = call.header("access-control-request-method", "POST");
            let answer = call.header("access-control-request-headers", asked).send().await;
            assert_eq!(answer.status, 204);
            assert_eq!(answer.headers["access-control-allow-origin"], origin);
            assert_eq!(answer.headers["access-control-allow-credentials"], "true");
            assert_eq!(answer.headers["access-control-allow-headers"], asked);
            let answer = shop.get(ME).header("origin", origin).send().await;
            assert_eq!(
                (answer.status.as_u16(), &answer.headers["access-control-allow-origin"]),
                (401, &origin.parse().unwrap())
            );
        },
    )
    .await;
}

/// The one order of a furnished shop, given to a customer who registered through v1.
async fn bought(shop: &Shop) -> (String, String, String) {
    let (callers, doors) = (Callers::of(shop).await, doors());
    Furnished::of(shop, &callers, &doors).await;
    let (customer, cookie) = register(shop, "buyer@v1.test").await;
    let id = customer.clone();
    let given = shop.app.context().transaction("test", move |cx| async move {
        let order =
            cx.find::<Order>(Order::IS_DRAFT_ORDER.eq(false)).await?.pop().expect("there is an order");
        let patch = Patch::at(cx.now()).set(Order::CUSTOMER_ID, Some(id));
        cx.update(Order::ID.eq(&order.id), patch).await?;
        Ok(order.id.to_string())
    });
    (given.await.unwrap(), customer, cookie)
}

async fn my_order(shop: &Shop, cookie: &str, query: &str) -> Json {
    let path = format!("{ME}/orders{query}");
    let page = shop.get(&path).header("cookie", cookie).send().await.expect(200);
    page["orders"][0].clone()
}

#[tokio::test]
async fn what_was_sold_stays_sold_when_it_is_given_back() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (order, _, cookie) = bought(&shop).await;
            let before = my_order(&shop, &cookie, "").await;
            let total = before["total"].as_i64().unwrap();
            assert!(total > 500 && before["refundable_amount"] == total, "{before}");
            let id = order.clone();
            let happened = shop.app.context().transaction("test", move |cx| async move {
                let payment =
                    cx.find::<Payment>(stheno_database::Expr::always()).await?.pop().expect("it is paid");
                let reason = RefundReason {
                    label: "Return".into(),
                    code: "return".into(),
                    ..RefundReason::new(cx.stamp())
                };
                let reason_id: RefundReasonId = reason.id.clone();
                cx.insert_one(reason).await?;
                let refund = Refund {
                    amount: Amount::parse("2.5").expect("a number"),
                    payment_id: payment.id,
                    refund_reason_id: Some(reason_id),
                    ..Refund::new(cx.stamp())
                };
                cx.insert_one(refund).await?;
                let order = cx.lookup::<Order>(&id).await?.expect("the order is there");
                let credit = |reference: &str, amount: i64| OrderCreditLine {
                    version: order.version,
                    reference: Some(reference.to_owned()),
                    amount: Amount::from(amount),
                    order_id: order.id.clone(),
                    ..OrderCreditLine::new(cx.stamp())
                };
                cx.insert(vec![credit("payment_collection", 2), credit("goodwill", 3)]).await?;
                let returned = Patch::at(cx.now()).set(OrderItem::RETURN_RECEIVED_QUANTITY, Amount::from(1));
                cx.update(OrderItem::ORDER_ID.eq(id.as_str()), returned).await.map(drop)
            });
            happened.await.unwrap();
            let after = my_order(&shop, &cookie, "").await;
            assert_eq!(
                (&after["subtotal"], &after["tax_total"]),
                (&before["subtotal"], &before["tax_total"])
            );
            assert_eq!((&after["gift_card_total"], &after["total"]), (&json!(300), &json!(total - 300)));
            assert_eq!(
                (&after["refunded_total"], &after["refundable_amount"]),
                (&json!(250), &json!(total - 250))
            );
            assert_eq!(
                (&after["refunds"][0]["amount"], &after["refunds"][0]["reason"]),
                (&json!(250), &json!("return"))
            );
            assert_eq!(after["payments"][0]["amount_refunded"], 250);
            let item = &after["items"][0];
            assert_eq!(
                (&item["returned_quantity"], &item["refundable"], &item["quantity"]),
                (&json!(1), &json!(0), &json!(1))
            );
            assert_eq!(after["fulfillment_status"], "returned");
            let listed = my_order(&shop, &cookie, "?fulfillment_status=returned").await;
            assert_eq!(listed["id"], order);
            assert_eq!(my_order(&shop, &cookie, "?fulfillment_status=not_fulfilled").await, Json::Null);
        },
    )
    .await;
}

#[tokio::test]
async fn a_canceled_order_says_so_thrice_and_is_not_claimed() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let (order, customer, cookie) = bought(&shop).await;
            let claim = |id: &str| {
                let claims = json!({ "claimingCustomerId": id, "orders": [order.as_str()] });
                let tokens = stheno_http::auth::Tokens::new("test", std::time::Duration::from_secs(900));
                json!({ "token": tokens.sign(&claims, shop.app.now()).unwrap() })
            };
            let confirm = |body: Json| shop.post("/v1/store/orders/customer/confirm", body).send();
            let (other, _) = register(&shop, "other@v1.test").await;
            // The order has a registered owner by now.
            confirm(claim(&other)).await.expect(401);
            let id = order.clone();
            let canceled = shop.app.context().transaction("test", move |cx| async move {
                let guest = Customer { email: Some("guest@v1.test".into()), ..Customer::new(cx.stamp()) };
                let guest_id = guest.id.to_string();
                cx.insert_one(guest).await?;
                let patch = Patch::at(cx.now())
                    .set(Order::STATUS, "canceled")
                    .set(Order::CANCELED_AT, Some(cx.now()));
                cx.update(Order::ID.eq(id.as_str()), patch).await?;
                Ok(guest_id)
            });
            let guest = canceled.await.unwrap();
            let shown = my_order(&shop, &cookie, "?payment_status=canceled").await;
            for name in ["status", "payment_status", "fulfillment_status"] {
                assert_eq!(shown[name], "canceled", "{name}");
            }
            let refused = confirm(claim(&other)).await.expect(400);
            assert_eq!(
                refused,
                json!({ "type": "not_allowed", "message": "A canceled order cannot be updated" })
            );
            // A guest asks in vain.
            let token = v1_token("test", &guest, shop.app.now());
            let asked = shop.post("/v1/store/orders/batch/customer/token", json!({ "order_ids": [order] }));
            let refused = asked.bearer(&token).send().await.expect(401);
            assert_eq!(
                refused,
                json!({ "type": "unauthorized", "message": "Customer does not have an account" })
            );
            assert_eq!(my_order(&shop, &cookie, "").await["customer_id"], customer);
        },
    )
    .await;
}
