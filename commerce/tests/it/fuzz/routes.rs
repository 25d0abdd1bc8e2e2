//! Every declared route with requests made up from its schemas: no 5xx, no panic, no hang, and errors as the contract has them.

use super::maker::{CONTENT_TYPES, Maker};
use super::{rounds, seed};
use crate::bad_input::sound;
use crate::doors::{Callers, Door, doors, none};
use crate::furnished::Furnished;
use serde_json::Value as Json;
use std::time::Duration;
use stheno_commerce::commerce;
use stheno_testkit::{Call, Shop, databases};

/// Requests to each route in one round.
const URI_LEN_MAX: usize = 60_000;
const REQUESTS: usize = 6;
/// What takes longer hangs: far above what the server itself allows.
const HANGS: Duration = Duration::from_secs(60);

#[tokio::test]
async fn no_request_by_chance_is_a_fault_of_ours() {
    for round in 0..rounds() {
        // A shop of its own for each round: by its end merchants have done much to it.
        for scratch in databases().await {
            let shop = Shop::open(&scratch, commerce(&[])).await;
            round_of(&shop, seed() + round).await;
            shop.close().await;
            scratch.remove().await;
        }
    }
}

async fn round_of(shop: &Shop, seed: u64) {
    let (mut callers, doors) = (Callers::of(shop).await, doors());
    let furnished = Furnished::of(shop, &callers, &doors).await;
    let mut maker = Maker::new(seed, &furnished.known);
    let (mut failures, mut accepted) = (Vec::new(), 0);
    for turn in 0..REQUESTS {
        for door in doors.iter().rev() {
            let made = Made::of(door, &furnished, &mut maker);
            let call = made.call(shop, door, &callers);
            let Ok(answer) = tokio::time::timeout(HANGS, call.send()).await else {
                failures.push(format!("seed {seed}: {} hangs with {made:?}", door.name()));
                continue;
            };
            accepted += usize::from(answer.status.is_success());
            failures.extend(sound(door, &format!("seed {seed}, {made:?}"), &answer));
        }
        callers = callers.still_in(shop, &turn.to_string()).await;
    }
    assert!(accepted > doors.len(), "only {accepted} requests got past the door");
    none(failures);
}

/// A request.
struct Made {
    path: String,
    body: Option<(&'static str, Vec<u8>)>,
    headers: Vec<(&'static str, String)>,
    /// Without key and token.
    is_stranger: bool,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.path, self.headers)?;
        if let Some((content_type, body)) = &self.body {
            let text: String = String::from_utf8_lossy(body).chars().take(1_500).collect();
            write!(f, " {content_type:?} {text:?}")?;
        }
        Ok(())
    }
}

impl Made {
    fn of(door: &Door, furnished: &Furnished, maker: &mut Maker<'_>) -> Self {
        let schema = |text: Option<&str>| -> Option<Json> {
            text.map(|text| serde_json::from_str(text).expect("the contract is JSON"))
        };
        let mut path = if maker.once_in(4) { door.path_with(&maker.id()) } else { furnished.path(door) };
        let query = maker.query(schema(door.spec.query_schema()).as_ref());
        if !query.is_empty() {
            path = format!("{path}?{query}");
            // No client can send a longer one.
            path.truncate(URI_LEN_MAX);
        }
        let body =
            schema(door.spec.body_schema()).or_else(|| maker.once_in(20).then(|| serde_json::json!({})));
        let body = body.map(|schema| {
            let json = maker.value(&schema, 0);
            let content_type = if maker.once_in(15) { maker.pick(CONTENT_TYPES) } else { CONTENT_TYPES[0] };
            (content_type, maker.bytes(&json))
        });
        let mut headers = Vec::new();
        if maker.once_in(20) {
            headers.push(("x-medusa-locale", maker.id()));
        }
        if maker.once_in(20) {
            headers.push(("cookie", format!("connect.sid={}", maker.id())));
        }
        Self { path, body, headers, is_stranger: maker.once_in(25) }
    }

    fn call(&self, shop: &Shop, door: &Door, callers: &Callers) -> Call {
        let mut call = match self.is_stranger {
            true => shop.call(door.method.clone(), &self.path),
            false => callers.call(shop, door, &self.path),
        };
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        match &self.body {
            Some((content_type, body)) => call.bytes(content_type, body.clone()),
            None => call,
        }
    }
}
