//! One function for each grammar that clients write: whatever the bytes are, it returns.

use serde_json::{Map, Value as Json};
use std::sync::{Arc, LazyLock};
use stheno::App;
use stheno_commerce::commerce;
use stheno_database::{Database, Options};
use stheno_event::{EventBus, EventOptions};
use stheno_http::{Method, RouteSpec, accept, body as request_body, query_string as parameters};
use stheno_kernel::{Amount, ErrorKind, JsonText, Timestamp};
use stheno_query::{GraphRequest, Limits};
use tokio::runtime::Runtime;

/// A target by the name of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: [Target; 5] = [
    ("body", body),
    ("query_string", query_string),
    ("request", request),
    ("question", question),
    ("values", values),
];

const CONTENT_TYPES: [&str; 6] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/json; charset=\"utf-8\"",
    "application/json;charset=latin1",
    "multipart/form-data",
];

/// A body as its content type has it read; the first byte chooses the type.
pub fn body(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let content_type = CONTENT_TYPES[usize::from(*choice) % CONTENT_TYPES.len()];
    match request_body::parse(bytes, content_type) {
        // What was read is what is written: nothing may be lost on the way to a JSON column.
        Ok(read) => {
            let text = JsonText::of(&read);
            assert_eq!(text.to_value(), read, "{}", text.as_str());
        }
        Err(refusal) => assert!(refusal.reply().code().is_client_error()),
    }
}

/// A query string with brackets, and as Medusa normalizes it.
pub fn query_string(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let tree = parameters::parse(&text);
    assert!(depth(&tree) <= 16, "{tree:?}");
    if let Err(error) = parameters::normalize(tree) {
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }
}

fn depth(tree: &Map<String, Json>) -> usize {
    fn of(value: &Json) -> usize {
        match value {
            Json::Object(members) => 1 + members.values().map(of).max().unwrap_or_default(),
            Json::Array(items) => 1 + items.iter().map(of).max().unwrap_or_default(),
            _ => 0,
        }
    }
    1 + tree.values().map(of).max().unwrap_or_default()
}

/// Every route's rules, by method and path.
static SPECS: LazyLock<Vec<(Method, &'static str, Arc<RouteSpec>)>> = LazyLock::new(|| {
    let (routes, contract) = commerce(&[]).served().expect("the contract is sound");
    let spec =
        |route: &stheno_http::Route| Some((route.method().clone(), route.path(), route.spec(&contract)?));
    routes.iter().filter_map(spec).collect()
});

/// Query and body as a route checks them: `METHOD PATH`, the query string and the body, each on a line of its own. A route that
/// is not served is one that the bytes choose.
pub fn request(data: &[u8]) {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let (route, query, body) = (
        lines.next().unwrap_or_default(),
        lines.next().unwrap_or_default(),
        lines.next().unwrap_or_default(),
    );
    let named = SPECS.iter().position(|(method, path, _)| format!("{method} {path}").as_bytes() == route);
    let chosen =
        route.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let (_, path, spec) = &SPECS[named.unwrap_or(chosen % SPECS.len())];
    let query = parameters::parse(&String::from_utf8_lossy(query));
    let Ok(body) = request_body::parse(body, CONTENT_TYPES[0]) else { return };
    // Whatever is wrong is the caller's fault.
    if let Err(error) = accept::both(spec, &query, body, path.starts_with("/store")) {
        assert!(is_callers(error.kind()), "{path}: {error:?}");
    }
}

const fn is_callers(kind: ErrorKind) -> bool {
    !matches!(
        kind,
        ErrorKind::Database
            | ErrorKind::InvalidArgument
            | ErrorKind::UnexpectedState
            | ErrorKind::Unknown
            | ErrorKind::Unavailable
    )
}

/// Commerce over an empty database in a file of its own.
struct Subject {
    runtime: Runtime,
    app: App,
}

thread_local! {
    static SUBJECT: Subject = Subject::new();
}

impl Subject {
    fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        let app = runtime.block_on(async {
            let database = Database::connect("sqlite::memory:", Options::default()).await.expect("it opens");
            let builder = commerce(&[]);
            builder.migrate(&database).await.expect("it migrates");
            let events = EventBus::new(EventOptions::default()).expect("there is a bus");
            builder.build(database, events).expect("the parts fit together").app
        });
        Self { runtime, app }
    }
}

/// A body of `POST /admin/query`, planned against commerce and answered by a database: whatever is wrong with it is found
/// before the database finds it.
pub fn question(data: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Json>(data) else { return };
    let request = match GraphRequest::parse(&json) {
        Ok(request) => request.limits(Limits { depth: Some(8), take: Some(1_000) }).take(10),
        Err(error) => return assert!(is_callers(error.kind()), "{error:?}"),
    };
    SUBJECT.with(|subject| {
        let asked = subject.app.graph().query(subject.app.database(), request);
        if let Err(error) = subject.runtime.block_on(asked) {
            assert!(is_callers(error.kind()), "{json}: {error:?}");
        }
    });
}

/// Amounts, instants and JSON text: what is read is written so that it is read again.
pub fn values(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(instant) = Timestamp::parse(&text) {
        assert_eq!(
            Timestamp::parse(&instant.to_string()).map(Timestamp::as_millis),
            Some(instant.as_millis()),
            "{text:?}"
        );
        let _ = instant.plus_millis(i64::MAX).plus_millis(i64::MIN);
    }
    if let Some(amount) = Amount::parse(&text) {
        assert_eq!(Amount::parse(&amount.to_string()), Some(amount), "{text:?}");
        assert!(serde_json::from_str::<Json>(amount.raw_json().as_str()).is_ok(), "{text:?}");
        assert!(amount.round_to(2).round_to(2) == amount.round_to(2), "{text:?}");
    }
    let quoted = JsonText::of(&text.as_ref());
    assert_eq!(quoted.to_value(), Json::from(text.as_ref()));
}
