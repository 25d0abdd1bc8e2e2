//! The contract's files are readable, and what the oracle refused we refuse with the same sentence.
//!
//! `data/refusals.json` was recorded from Medusa: a request, and the message it was refused with; `null` where it got past
//! validation.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod files;

use serde::Deserialize;
use serde_json::Value;
use stheno_http::accept;
use stheno_http::{Contract, Method, query_string};

#[derive(Deserialize)]
struct Case {
    method: String,
    path: String,
    query: Option<String>,
    body: Option<Value>,
    message: Option<String>,
}

fn answer(contract: &Contract, case: &Case) -> Option<String> {
    let method: Method = case.method.parse().unwrap();
    let spec = contract.lookup(&method, &case.path).unwrap_or_else(|| panic!("{} is unknown", case.path));
    let query = query_string::parse(case.query.as_deref().unwrap_or_default());
    let body = case.body.clone().unwrap_or_else(|| serde_json::json!({}));
    let is_store = case.path.starts_with("/store");
    accept::both(&spec, &query, body, is_store).err().map(|error| error.message().to_owned())
}

#[test]
fn refuses_what_medusa_refuses_in_its_words() {
    let contract = Contract::new(files::CONTRACT);
    let cases: Vec<Case> = serde_json::from_str(include_str!("data/refusals.json")).unwrap();
    assert!(cases.len() > 60);
    let mut wrong = String::new();
    for case in &cases {
        let answered = answer(&contract, case);
        if answered != case.message {
            let sent =
                case.query.clone().or_else(|| case.body.as_ref().map(Value::to_string)).unwrap_or_default();
            wrong.push_str(&format!(
                "{} {} {sent}\n  medusa: {:?}\n  stheno: {:?}\n",
                case.method, case.path, case.message, answered
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_schema_compiles() {
    let contract = Contract::new(files::CONTRACT);
    let routes = contract.routes();
    assert_eq!(routes.len(), 507);
    for (method, path, spec) in routes {
        let found = contract.lookup(&method, &path);
        assert!(found.is_some(), "{method} {path} is in a file of another name");
        assert_eq!(spec.has_body(), spec.body().is_some(), "{method} {path}: body");
        assert_eq!(spec.has_query(), spec.query().is_some(), "{method} {path}: query");
    }
}

#[test]
fn every_admin_route_asks_for_a_user_and_no_customer_gets_in() {
    let contract = Contract::new(files::CONTRACT);
    for demand in stheno_http::routes(&contract) {
        let open = ["/admin/invites/accept", "/admin/feature-flags"].contains(&demand.path.as_str());
        if demand.path.starts_with("/admin") && !open {
            assert_eq!(demand.required_actor(), Some("user"), "{demand:?}");
        }
        if demand.path.starts_with("/store") {
            assert!(demand.publishable_key, "{demand:?}");
            assert_eq!(demand.auth.map(|rule| rule.actor).as_deref(), Some("customer"), "{}", demand.path);
        }
    }
}
