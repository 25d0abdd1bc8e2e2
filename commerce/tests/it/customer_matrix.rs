//! Every route of customers, groups, addresses and orders against everybody who could call it: whoever it is for may, another
//! customer who knows all the ids may not, and what was tried in vain changed nothing.

use crate::checkout::{Bench, Line};
use crate::doors::{Callers, Door, Person, Revoked, doors, none, registered};
use serde_json::json;
use std::collections::BTreeMap;
use stheno_commerce::commerce;
use stheno_customer::{Customer, CustomerAddress, CustomerGroup, CustomerGroupCustomer};
use stheno_flows::cart::complete_cart::{self, Completed};
use stheno_http::{Dialect, Result};
use stheno_model::{Model as _, Patch, Records as _};
use stheno_order::Order;
use stheno_testkit::{Answer, Call, Shop, on_both};

/// Where these routes are.
const AREAS: [&str; 5] =
    ["/store/customers", "/store/orders", "/admin/customers", "/admin/customer-groups", "/v1/store"];

/// What another customer is told, who shows the ids of this one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    /// What is theirs: the route names no record, or passes over one that is not theirs.
    Own,
    /// That it is not there, or not for them.
    Refused(u16),
    /// What anybody is told who knows the id: so the contract has it. Whoever asks for another's order gets an answer, and the
    /// order stays where it is until its owner agrees.
    Anybody(u16),
}
use Other::{Anybody, Own, Refused};

/// Which order the customer has something to do with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    /// One that they bought.
    Bought,
    /// A guest's that they asked for.
    Asked,
}
use Held::{Asked, Bought, Nothing};

/// How a route is called, and what is answered to whom.
struct Row {
    /// As in the contract.
    door: &'static str,
    /// The query, or the body; `$address` and the like are this customer's ids.
    sent: &'static str,
    order: Held,
    /// Whoever the route is for.
    right: u16,
    other: Other,
}

const fn row(door: &'static str, sent: &'static str, order: Held, right: u16, other: Other) -> Row {
    Row { door, sent, order, right, other }
}

const ADDRESS: &str = r#"{"address":{"first_name":"A","last_name":"B","address_1":"C","city":"D","country_code":"de","postal_code":"1"}}"#;
const LOGIN: &str = r#"{"email":"$email","password":"guess"}"#;
const TOKEN: &str = r#"{"token":"guess"}"#;
const NAME: &str = r#"{"first_name":"Changed","metadata":{"changed":true}}"#;
const PLACE: &str = r#"{"address_1":"Changed","is_default_shipping":true}"#;

/// One row for each route. Where a secret is the authority, all guess it: knowing the ids is not enough for anybody.
const ROWS: &[Row] = &[
    row("POST /store/customers", r#"{"email":"$email"}"#, Nothing, 400, Refused(400)),
    row("GET /store/customers/me", "?fields=*addresses,*orders,*groups", Nothing, 200, Own),
    row("POST /store/customers/me", NAME, Nothing, 200, Own),
    row("GET /store/customers/me/addresses", "?q=$mark", Nothing, 200, Own),
    row("POST /store/customers/me/addresses", PLACE, Nothing, 200, Own),
    row("GET /store/customers/me/addresses/{address_id}", "", Nothing, 200, Refused(404)),
    row("POST /store/customers/me/addresses/{address_id}", PLACE, Nothing, 200, Refused(404)),
    row("DELETE /store/customers/me/addresses/{address_id}", "", Nothing, 200, Refused(404)),
    row("GET /store/orders", "?id[]=$order&fields=id,email", Bought, 200, Own),
    row("GET /store/orders/{id}", "?fields=email", Bought, 200, Anybody(200)),
    row("POST /store/orders/{id}/transfer/request", "{}", Bought, 400, Anybody(200)),
    row("POST /store/orders/{id}/transfer/accept", TOKEN, Asked, 400, Refused(400)),
    row("POST /store/orders/{id}/transfer/decline", TOKEN, Asked, 400, Refused(400)),
    row("POST /store/orders/{id}/transfer/cancel", "{}", Asked, 200, Refused(400)),
    row("GET /admin/customers", "?q=$mark", Nothing, 200, Refused(401)),
    row("POST /admin/customers", r#"{"email":"new-$email"}"#, Nothing, 200, Refused(401)),
    row("GET /admin/customers/{id}", "", Nothing, 200, Refused(401)),
    row("POST /admin/customers/{id}", NAME, Nothing, 200, Refused(401)),
    row("DELETE /admin/customers/{id}", "", Nothing, 200, Refused(401)),
    row("GET /admin/customers/{id}/addresses", "", Nothing, 200, Refused(401)),
    row("POST /admin/customers/{id}/addresses", PLACE, Nothing, 200, Refused(401)),
    row("GET /admin/customers/{id}/addresses/{address_id}", "", Nothing, 200, Refused(401)),
    row("POST /admin/customers/{id}/addresses/{address_id}", PLACE, Nothing, 200, Refused(401)),
    row("DELETE /admin/customers/{id}/addresses/{address_id}", "", Nothing, 200, Refused(401)),
    row("POST /admin/customers/{id}/customer-groups", r#"{"add":["$group"]}"#, Nothing, 200, Refused(401)),
    row("GET /admin/customer-groups", "?q=$mark", Nothing, 200, Refused(401)),
    row("POST /admin/customer-groups", r#"{"name":"New of $mark"}"#, Nothing, 200, Refused(401)),
    row("GET /admin/customer-groups/{id}", "", Nothing, 200, Refused(401)),
    row("POST /admin/customer-groups/{id}", r#"{"name":"Changed of $mark"}"#, Nothing, 200, Refused(401)),
    row("DELETE /admin/customer-groups/{id}", "", Nothing, 200, Refused(401)),
    row("POST /admin/customer-groups/{id}/customers", r#"{"add":["$customer"]}"#, Nothing, 200, Refused(401)),
    row("POST /v1/store/auth", LOGIN, Nothing, 401, Refused(401)),
    row("GET /v1/store/auth", "", Nothing, 200, Own),
    row("DELETE /v1/store/auth", "", Nothing, 200, Own),
    row("POST /v1/store/auth/token", LOGIN, Nothing, 401, Refused(401)),
    row("GET /v1/store/auth/{email}", "", Nothing, 200, Anybody(200)),
    row("POST /v1/store/customers", LOGIN, Nothing, 422, Refused(422)),
    row("GET /v1/store/customers/me", "", Nothing, 200, Own),
    row("POST /v1/store/customers/me", r#"{"first_name":"Changed"}"#, Nothing, 200, Own),
    row("POST /v1/store/customers/me/addresses", ADDRESS, Nothing, 200, Own),
    row(
        "POST /v1/store/customers/me/addresses/{address_id}",
        r#"{"address_1":"Changed"}"#,
        Nothing,
        200,
        Refused(400),
    ),
    row("DELETE /v1/store/customers/me/addresses/{address_id}", "", Nothing, 200, Own),
    row("GET /v1/store/customers/me/orders", "", Bought, 200, Own),
    row("GET /v1/store/customers/me/payment-methods", "", Nothing, 200, Own),
    row("POST /v1/store/customers/password-token", r#"{"email":"$email"}"#, Nothing, 204, Anybody(204)),
    row(
        "POST /v1/store/customers/password-reset",
        r#"{"email":"$email","password":"new","token":"guess"}"#,
        Nothing,
        401,
        Refused(401),
    ),
    row("GET /v1/store/orders", "?display_id=$number&email=$email", Bought, 200, Anybody(200)),
    row("GET /v1/store/orders/{id}", "", Bought, 200, Anybody(200)),
    row("GET /v1/store/orders/cart/{cart_id}", "", Bought, 200, Anybody(200)),
    row("POST /v1/store/orders/batch/customer/token", r#"{"order_ids":["$order"]}"#, Bought, 200, Own),
    row("POST /v1/store/orders/customer/confirm", r#"{"token":"a.b.c"}"#, Bought, 401, Refused(401)),
];

/// Reads whose answer tells nothing of the customer by name.
const SAYS_NOTHING: [&str; 1] = ["GET /v1/store/customers/me/payment-methods"];

/// The routes of these areas with their rows; fails where one has none, or a row no route.
fn rows() -> Vec<(Door, &'static Row)> {
    let mut doors: BTreeMap<String, Door> = doors().into_iter().map(|door| (door.name(), door)).collect();
    let rows = ROWS.iter().map(|row| {
        let door = doors.remove(row.door);
        (door.unwrap_or_else(|| panic!("{} is not served, or has two rows", row.door)), row)
    });
    let rows: Vec<_> = rows.collect();
    let is_here = |door: &&Door| AREAS.iter().any(|area| door.path.starts_with(area));
    none(doors.values().filter(is_here).map(|door| format!("{} has no row", door.name())).collect());
    rows
}

struct World {
    shop: Shop,
    callers: Callers,
    revoked: Revoked,
    /// A secret key that is good.
    secret: String,
    stranger: Person,
}

/// A customer, and what is theirs; the mark is in all of it that can be shown.
struct Mine {
    person: Person,
    mark: String,
    /// By placeholder.
    ids: Vec<(&'static str, String)>,
}

impl Mine {
    fn id(&self, name: &str) -> &str {
        self.ids.iter().find(|(known, _)| *known == name).map_or("id_nothing", |(_, id)| id)
    }

    /// The text with this customer's ids for its placeholders.
    fn fill(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    fn path(&self, door: &Door, row: &Row) -> String {
        let own = match door.path.as_str() {
            path if path.contains("/orders") => "$order",
            path if path.contains("/customer-groups/") => "$group",
            _ => "$customer",
        };
        let path = door.path.replace("{id}", own).replace("{address_id}", "$address");
        let path = path.replace("{cart_id}", "$cart").replace("{email}", "$email");
        let query = if row.sent.starts_with('?') { row.sent } else { "" };
        self.fill(&format!("{path}{query}"))
    }
}

impl World {
    async fn of(shop: Shop) -> Self {
        let callers = Callers::of(&shop).await;
        let revoked = Revoked::of(&shop, &callers).await;
        let key = shop.post("/admin/api-keys", json!({ "title": "Good", "type": "secret" }));
        let key = key.bearer(&callers.user).send().await.expect(200);
        let secret = key["api_key"]["token"].as_str().unwrap().to_owned();
        let stranger = registered(&shop, "stranger").await;
        Self { shop, callers, revoked, secret, stranger }
    }

    /// A customer of their own for the `n`th row.
    async fn customer(&self, n: usize, held: Held) -> Mine {
        let mark = format!("ann{n}x");
        let person = registered(&self.shop, &mark).await;
        let (of, id) = (mark.clone(), person.id.clone());
        let made = self.shop.app.context().transaction("test", |cx| async move {
            let address = CustomerAddress {
                address_1: Some(format!("Lane of {of}")),
                customer_id: id.into(),
                ..CustomerAddress::new(cx.stamp())
            };
            let group = CustomerGroup { name: format!("Club of {of}"), ..CustomerGroup::new(cx.stamp()) };
            let ids = (address.id.to_string(), group.id.to_string());
            cx.insert_one(address).await?;
            cx.insert_one(group).await?;
            Ok(ids)
        });
        let (address, group) = made.await.unwrap();
        let mut ids = vec![
            ("$customer", person.id.clone()),
            ("$address", address),
            ("$group", group),
            ("$email", person.email.clone()),
            ("$mark", mark.clone()),
        ];
        if held != Nothing {
            ids.extend(self.order(&person, held).await);
        }
        Mine { person, mark, ids }
    }

    async fn order(&self, person: &Person, held: Held) -> [(&'static str, String); 3] {
        let bench = Bench::open(&self.shop).await;
        let variant = bench.variant(1).await;
        let cart = bench.paid_cart(&[Line { variant: &variant, quantity: 1 }]).await;
        let placed = complete_cart::run(&self.shop.app.context(), cart.clone()).await.unwrap();
        let Completed::Order(order, _) = placed else { panic!("the order is placed") };
        if held == Asked {
            let path = format!("/store/orders/{order}/transfer/request");
            let asked = self.shop.post(&path, json!({})).key(&self.callers.key).bearer(&person.token);
            asked.send().await.expect(200);
        }
        let (id, owner, email) = (order.clone(), person.id.clone(), person.email.clone());
        let number = self.shop.app.context().transaction("test", move |cx| async move {
            if held == Bought {
                let patch =
                    Patch::at(cx.now()).set(Order::CUSTOMER_ID, Some(owner)).set(Order::EMAIL, Some(email));
                cx.update(Order::ID.eq(id.as_str()), patch).await?;
            }
            Ok(cx.lookup::<Order>(&id).await?.map(|order| order.display_id))
        });
        let number = number.await.unwrap().unwrap().to_string();
        [("$order", order), ("$cart", cart), ("$number", number)]
    }

    /// All that is theirs, as the database holds it.
    async fn rows_of(&self, mine: &Mine) -> String {
        let [customer, group, order] = ["$customer", "$group", "$order"].map(|name| mine.id(name).to_owned());
        let read = self.shop.app.database().read(|tx| async move {
            let customers = tx.find::<Customer>(Customer::ID.eq(customer.as_str())).await?;
            let places = tx.find::<CustomerAddress>(CustomerAddress::CUSTOMER_ID.eq(customer.as_str()));
            let groups = tx.find::<CustomerGroup>(CustomerGroup::ID.eq(group.as_str()));
            let member = CustomerGroupCustomer::CUSTOMER_ID.eq(customer.as_str());
            let members = tx.find::<CustomerGroupCustomer>(member);
            let orders = tx.find::<Order>(Order::ID.eq(order.as_str()));
            let (places, groups, members) = (places.await?, groups.await?, members.await?);
            Ok(format!("{customers:#?}{places:#?}{groups:#?}{members:#?}{:#?}", orders.await?))
        });
        let rows: Result<String> = read.await;
        rows.unwrap()
    }

    /// The route as this row calls it, without anybody's token.
    fn call(&self, door: &Door, row: &Row, mine: &Mine) -> Call {
        self.callers.with_key(door, self.bare(door, row, mine))
    }

    fn bare(&self, door: &Door, row: &Row, mine: &Mine) -> Call {
        let call = self.shop.call(door.method.clone(), &mine.path(door, row));
        if row.sent.starts_with('{') { call.text(&mine.fill(row.sent)) } else { call }
    }

    /// Calls that must be answered with this status.
    fn in_vain(&self, door: &Door, row: &Row, mine: &Mine) -> Vec<(&'static str, u16, Call)> {
        let call = || self.call(door, row, mine);
        let basic = |key: &str| call().header("authorization", &format!("Basic {key}"));
        let mut calls = Vec::new();
        if let Some(actor) = door.required_actor() {
            let bad = door.bad_tokens(&mine.person.id, self.shop.app.now());
            calls.push(("nobody", 401, call()));
            calls.push(("a revoked secret key", 401, basic(&self.revoked.secret)));
            calls.extend(bad.into_iter().map(|(what, token)| (what, 401, call().bearer(&token))));
            if actor == "user" {
                calls.push(("the customer", 401, call().bearer(&mine.person.token)));
            } else {
                calls.push(("a user", 401, call().bearer(&self.callers.user)));
                calls.push(("a secret key", 401, basic(&self.secret)));
            }
        }
        if door.spec.publishable_key {
            let keyless = || self.bare(door, row, mine).bearer(&mine.person.token);
            calls.push(("the customer without a key", 400, keyless()));
            calls.push(("the customer with a revoked key", 400, keyless().key(&self.revoked.publishable)));
        }
        calls
    }

    /// What is wrong with this route.
    async fn failures(&self, n: usize, door: &Door, row: &Row) -> Vec<String> {
        let mine = self.customer(n, row.order).await;
        let before = self.rows_of(&mine).await;
        let mut failures = Vec::new();
        for (what, status, call) in self.in_vain(door, row, &mine) {
            let answer = call.send().await;
            if answer.status != status || answer.text.contains(&mine.mark) {
                failures.push(failure(door, what, &answer));
            }
        }
        let answer = self.call(door, row, &mine).bearer(self.stranger.token_for(door)).send().await;
        let is_right = match row.other {
            Own => answer.status.is_success() && !answer.text.contains(&mine.mark),
            Refused(status) => answer.status == status && !answer.text.contains(&mine.mark),
            Anybody(status) => answer.status == status,
        };
        if !is_right {
            failures.push(failure(door, "another customer", &answer));
        }
        if self.rows_of(&mine).await != before {
            failures.push(format!("{}: somebody changed what is another's", door.name()));
        }
        failures.extend(self.entitled(door, row, &mine).await);
        failures
    }

    /// What is wrong with the answers to those whom the route is for.
    async fn entitled(&self, door: &Door, row: &Row, mine: &Mine) -> Vec<String> {
        let mut calls = Vec::new();
        let is_read = door.method == "GET";
        if door.required_actor() == Some("user") {
            calls.push(("a user", self.call(door, row, mine).bearer(&self.callers.user)));
            if is_read {
                let basic = format!("Basic {}", self.secret);
                calls.push(("a secret key", self.call(door, row, mine).header("authorization", &basic)));
            }
        } else {
            calls.push(("the customer", self.call(door, row, mine).bearer(mine.person.token_for(door))));
        }
        // Otherwise nothing would be proven of answers that do not show it to others.
        let shows = is_read && !matches!(row.other, Anybody(_)) && !SAYS_NOTHING.contains(&row.door);
        let mut failures = Vec::new();
        for (what, call) in calls {
            let answer = call.send().await;
            if answer.status != row.right || (shows && !answer.text.contains(&mine.mark)) {
                failures.push(failure(door, what, &answer));
            }
        }
        failures
    }
}

fn failure(door: &Door, what: &str, answer: &Answer) -> String {
    format!("{} for {what}: {} {}", door.name(), answer.status.as_u16(), answer.text)
}

#[tokio::test]
async fn nobody_reaches_what_is_anothers() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let world = World::of(shop).await;
            let mut failures = Vec::new();
            for (n, (door, row)) in rows().iter().enumerate() {
                failures.extend(world.failures(n, door, row).await);
            }
            none(failures);
        },
    )
    .await;
}

#[tokio::test]
async fn the_token_of_a_deleted_customer_shows_and_changes_nothing() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let world = World::of(shop).await;
            let mut failures = Vec::new();
            for (n, (door, row)) in rows().iter().enumerate() {
                if door.required_actor() != Some("customer") {
                    continue;
                }
                let mine = world.customer(n, row.order).await;
                let path = format!("/admin/customers/{}", mine.person.id);
                world.shop.delete(&path).bearer(&world.callers.user).send().await.expect(200);
                let before = world.rows_of(&mine).await;
                let answer = world.call(door, row, &mine).bearer(mine.person.token_for(door)).send().await;
                let is_right = match door.spec.dialect {
                    Dialect::V1 => answer.status == 404,
                    Dialect::V2 => answer.status == 401,
                };
                if !is_right || answer.text.contains(&mine.mark) {
                    failures.push(failure(door, "a deleted customer", &answer));
                }
                if world.rows_of(&mine).await != before {
                    failures.push(format!("{}: a deleted customer changed something", door.name()));
                }
            }
            none(failures);
        },
    )
    .await;
}
