//! A valid request for every route that writes, from `requests.json`: what is prepared first, and where a route needs
//! more than its schema demands.

use crate::doors::{Callers, Door, doors};
use crate::furnished::Furnished;
use crate::specimen;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use stheno_database::{Expr, Select, Type};
use stheno_flows::user::create_user_account::create_admin;
use stheno_testkit::{Answer, Shop};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/faults/requests.json");

#[derive(Deserialize)]
struct File {
    /// Requests that make what others need.
    setup: Vec<Step>,
    /// Requests by the name of their door.
    requests: BTreeMap<String, Given>,
    /// Doors without a request, and why.
    left_out: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Step {
    call: String,
    #[serde(default)]
    given: Given,
    /// Names, and where in the answer their values stand.
    #[serde(default)]
    save: BTreeMap<String, String>,
    /// Under this name the cookie is kept.
    cookie: Option<String>,
    /// Names, and members of the last event of a name: `order.transfer_requested/token`.
    #[serde(default)]
    heard: BTreeMap<String, String>,
}

/// What a request has instead of what its door would make up.
#[derive(Clone, Default, Deserialize)]
struct Given {
    path: Option<String>,
    body: Option<Json>,
    /// `key`, `user`, `customer`, `nobody`, `bearer <token>` or `cookie <cookie>`, by comma.
    by: Option<String>,
}

/// A request that may be sent again and again.
pub struct Request {
    pub name: String,
    method: stheno_http::Method,
    path: String,
    body: Option<Json>,
    headers: Vec<(String, String)>,
}

impl Request {
    pub async fn send(&self, shop: &Shop) -> Answer {
        let mut call = shop.call(self.method.clone(), &self.path);
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        match &self.body {
            Some(body) => call.text(&body.to_string()).send().await,
            None => call.send().await,
        }
    }
}

struct Maker<'a> {
    shop: &'a Shop,
    callers: Callers,
    furnished: Furnished,
    doors: Vec<Door>,
    names: BTreeMap<String, String>,
}

/// Prepares the shop, and answers a request for every door that writes.
pub async fn all(shop: &Shop) -> Vec<Request> {
    let text = std::fs::read_to_string(FILE).expect("the requests can be read");
    let file: File = serde_json::from_str(&text).expect("the requests are JSON");
    let (callers, doors) = (Callers::of(shop).await, doors());
    create_admin(&shop.app.context(), "boss@faults.test", "secret").await.expect("an admin is made");
    let furnished = Furnished::of(shop, &callers, &doors).await;
    let known = furnished.known.iter().map(|(name, id)| ((*name).to_owned(), id.clone()));
    let names = known.chain(furnished.by_path.clone()).collect();
    let mut maker = Maker { shop, callers, furnished, doors, names };
    for step in file.setup {
        maker.prepare(step).await;
    }
    let writes = |door: &&Door| door.method != "GET" && !file.left_out.contains_key(&door.name());
    let requests = maker.doors.iter().filter(writes).map(|door| {
        let given = file.requests.get(&door.name()).cloned().unwrap_or_default();
        maker.request(door, given)
    });
    let requests: Vec<Request> = requests.collect();
    for name in file.requests.keys().chain(file.left_out.keys()) {
        assert!(maker.doors.iter().any(|door| door.name() == *name), "there is no {name}");
    }
    requests
}

impl Maker<'_> {
    async fn prepare(&mut self, step: Step) {
        let door = self.doors.iter().find(|door| door.name() == step.call);
        let request = self.request(door.unwrap_or_else(|| panic!("there is no {}", step.call)), step.given);
        let answer = request.send(self.shop).await;
        self.shop.rest().await;
        assert!(answer.status.is_success(), "{} {}: {}", step.call, request.path, answer.text);
        for (name, pointer) in step.save {
            let value =
                answer.json.pointer(&pointer).unwrap_or_else(|| panic!("{name} is not in {}", answer.json));
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.names.insert(name, value);
        }
        if let Some(name) = step.cookie {
            let line = answer
                .headers
                .get("set-cookie")
                .and_then(|line| line.to_str().ok())
                .expect("a cookie is set");
            self.names.insert(name, line.split(';').next().unwrap_or_default().to_owned());
        }
        for (name, member) in step.heard {
            let (event, member) = member.split_once('/').expect("an event and a member");
            let data = heard(self.shop, event).await;
            let value = data[member].as_str().unwrap_or_else(|| panic!("{member} is not in {data}"));
            self.names.insert(name, value.to_owned());
        }
    }

    fn request(&self, door: &Door, given: Given) -> Request {
        let path = given.path.map_or_else(|| self.furnished.path(door), |path| self.filled(&path));
        let schema = door.spec.body_schema().and_then(|schema| serde_json::from_str::<Json>(schema).ok());
        let own = given.body.map(|body| self.filled(&body.to_string()));
        let own: Option<Json> = own.map(|body| serde_json::from_str(&body).expect("still JSON"));
        let body = match (schema, own) {
            (Some(schema), own) => Some(self.body(door, &schema, own)),
            (None, own) => own.or_else(|| (door.method == "POST").then(|| json!({}))),
        };
        let by = given.by.unwrap_or_else(|| self.usual(door));
        let headers = by.split(',').filter_map(|who| self.header(&self.filled(who))).collect();
        Request { name: door.name(), method: door.method.clone(), path, body, headers }
    }

    /// What the schema demands, and what is given.
    fn body(&self, door: &Door, schema: &Json, given: Option<Json>) -> Json {
        let mut body = self.furnished.body(door, specimen::object_of(schema));
        if let (Some(body), Some(Json::Object(given))) = (body.as_object_mut(), given) {
            body.extend(given);
        }
        body
    }

    fn usual(&self, door: &Door) -> String {
        let actor = match &door.spec.auth {
            None => "nobody",
            Some(_) if door.path.starts_with("/v1") => "v1_customer",
            Some(rule) if rule.actor == "customer" => "customer",
            Some(_) => "user",
        };
        let key = if door.spec.publishable_key { ",key" } else { "" };
        format!("{actor}{key}")
    }

    fn header(&self, who: &str) -> Option<(String, String)> {
        let bearer = |token: &str| Some(("authorization".to_owned(), format!("Bearer {token}")));
        match who.split_once(' ') {
            Some(("bearer", token)) => bearer(token),
            Some(("cookie", cookie)) => Some(("cookie".to_owned(), cookie.to_owned())),
            _ => match who {
                "key" => Some(("x-publishable-api-key".to_owned(), self.callers.key.clone())),
                "user" => bearer(&self.callers.user),
                "customer" => bearer(&self.callers.customer),
                "v1_customer" => bearer(&self.callers.v1_customer),
                "nobody" => None,
                other => panic!("{other} is nobody"),
            },
        }
    }

    /// With the values of `{{names}}`.
    fn filled(&self, text: &str) -> String {
        let mut parts = text.split("{{");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once("}}").expect("a name ends");
            filled.push_str(
                self.names.get(name).unwrap_or_else(|| panic!("{name} is not known: {:?}", self.names)),
            );
            filled.push_str(rest);
        }
        filled
    }
}

/// The data of the last event of this name.
async fn heard(shop: &Shop, name: &str) -> Json {
    let select = Select::from("stheno_outbox")
        .column("data", Type::Json)
        .filter(Expr::column("name").eq(name))
        .order(Expr::column("seq"), true)
        .limit(1);
    let rows = shop.app.database().read(move |tx| async move { tx.run(select).await }).await;
    let rows: stheno_database::Rows = rows.expect("the outbox can be read");
    let data = rows.into_values().pop().unwrap_or_else(|| panic!("{name} was not heard"));
    match data {
        stheno_kernel::Value::Json(json) => json.to_value(),
        other => panic!("{other:?} is no JSON"),
    }
}
