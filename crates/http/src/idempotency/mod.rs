//! `Idempotency-Key`: a request that is sent again gets the first answer again, and has no second effect. Why it is so: ADR
//! 0016.
//!
//! A key is claimed in a transaction of its own; then the handler runs, and what it writes is committed with its answer, or
//! not at all. Whoever lost the claim meanwhile can commit nothing.

mod claim;
mod seal;

pub use claim::{forget, table};

use crate::error;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::Handler;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use claim::{Claim, Claimed};
use futures_util::FutureExt as _;
use seal::Seal;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use stheno_database::Tx;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::App;
use tracing::Instrument as _;

/// The header.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Characters of a key at most.
pub const KEY_LEN_MAX: usize = 255;
/// How long a node that fell silent keeps its claim. No more depends on it than how soon the request may be sent again.
const LEASE: Duration = Duration::from_secs(5);

const MALFORMED: &str =
    "The header Idempotency-Key must be sent once, with 1 to 255 visible ASCII characters";
const OTHER_REQUEST: &str =
    "This Idempotency-Key was sent with another request: method, path, query and body must be the same";
const UNREADABLE: &str =
    "The request with this Idempotency-Key was carried out, but what was kept of its answer cannot be read";
const AT_WORK: &str = "A request with this Idempotency-Key is at work";

/// The key of a request that may write. Fails where it is no key.
pub(crate) fn key_of(request: &Request) -> Result<Option<String>> {
    if matches!(request.raw.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(None);
    }
    let mut sent = request.headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(first) = sent.next() else { return Ok(None) };
    let is_visible = |key: &&str| key.bytes().all(|byte| byte.is_ascii_graphic());
    let key = first.to_str().ok().filter(is_visible).filter(|key| (1..=KEY_LEN_MAX).contains(&key.len()));
    match key.filter(|_| sent.next().is_none()) {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(Error::invalid_data(MALFORMED)),
    }
}

/// Answers a request with a key: by its handler, or as it was answered before.
pub(crate) async fn answer(handler: &Handler, mut request: Request, key: &str) -> Result<Reply> {
    let seal = Seal::new(&request.http.config().jwt_secret);
    let (app, request_id) = (request.ctx.app.clone(), Arc::clone(&request.ctx.request_id));
    let claim = claim_of(&seal, &request, key);
    match claim.take(&app).await? {
        Claimed::Mine => {}
        Claimed::AtWork => return Err(Error::conflict(AT_WORK)),
        Claimed::OfAnother => return Err(refused(OTHER_REQUEST)),
        Claimed::Answered(sealed) => {
            let stored = seal.open(&claim.id, &sealed).and_then(|bytes| read(&bytes));
            return stored.ok_or_else(|| refused(UNREADABLE));
        }
    }
    let _alive = Beat::of(&app, &claim);
    let (ctx, work) = request.ctx.begin();
    request.ctx = ctx;
    let reply = match AssertUnwindSafe(handler(request)).catch_unwind().await {
        Ok(Ok(reply)) => reply,
        Ok(Err(failure)) => error::reply(&failure, &request_id),
        Err(panic) => error::reply(&panicked(panic), &request_id),
    };
    let outcome = match is_kept(reply.code()).then(|| seal.seal(&claim.id, &written(&reply))).transpose() {
        Ok(Some(sealed)) => {
            let stored = claim.clone();
            work.finish(move |tx: Tx| async move { stored.answer(&tx, sealed).await }).await
        }
        Ok(None) => {
            work.abandon().await;
            claim.release(&app).await;
            return Ok(reply);
        }
        Err(error) => {
            work.abandon().await;
            Err(error)
        }
    };
    if outcome.is_err() {
        claim.release(&app).await;
    }
    outcome.map(|()| reply)
}

/// Whether an answer is final. What may succeed when it is sent again is not, and then nothing of it was done.
fn is_kept(status: StatusCode) -> bool {
    !status.is_server_error() && status != StatusCode::CONFLICT && status != StatusCode::TOO_MANY_REQUESTS
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::Idempotency, message)
}

/// Scoped to who asks; nobody in particular is the storefront of a publishable key, or of none, with what else was shown (the
/// token of a password reset).
fn claim_of(seal: &Seal, request: &Request, key: &str) -> Claim {
    let actor = &request.ctx.actor;
    let storefront = request.publishable_key.as_ref().map_or("", |key| key.id.as_str());
    let scope = match (actor.id.as_str(), actor.auth_identity_id.as_str()) {
        ("", "") => ["nobody", request.header("authorization").unwrap_or_default(), storefront],
        ("", identity) => ["identity", actor.kind.as_str(), identity],
        (id, _) => ["actor", actor.kind.as_str(), id],
    };
    let content_type = request.headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let essence = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let uri = request.raw.uri.path_and_query().map_or("", |path| path.as_str());
    let asked = [request.raw.method.as_str().as_bytes(), uri.as_bytes(), essence, &request.raw.body[..]];
    let named = [scope[0].as_bytes(), scope[1].as_bytes(), scope[2].as_bytes(), key.as_bytes()];
    Claim {
        id: seal.digest("key", &named),
        fingerprint: seal.digest("request", &asked),
        holder: request.ctx.stamp().id("idem"),
    }
}

/// What is kept of an answer, before its body.
#[derive(Serialize, Deserialize)]
struct Head {
    status: u16,
    /// Values as Latin-1, which headers are.
    headers: Vec<(String, String)>,
}

fn written(reply: &Reply) -> Vec<u8> {
    let latin = |value: &HeaderValue| value.as_bytes().iter().copied().map(char::from).collect();
    let headers = reply.headers().iter().map(|(name, value)| (name.as_str().to_owned(), latin(value)));
    let head = Head { status: reply.code().as_u16(), headers: headers.collect() };
    let mut out = serde_json::to_vec(&head).unwrap_or_default();
    out.push(b'\n');
    out.extend_from_slice(reply.body());
    out
}

fn read(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let head: Head = serde_json::from_slice(&bytes[..end]).ok()?;
    let mut reply =
        Reply::empty(StatusCode::from_u16(head.status).ok()?).with_body(bytes[end + 1..].to_vec());
    for (name, value) in head.headers {
        let value: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
        reply
            .headers_mut()
            .append(HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(&value?).ok()?);
    }
    Some(reply)
}

/// Gives signs of life of a claim until it is dropped.
struct Beat(tokio::task::JoinHandle<()>);

impl Beat {
    fn of(app: &App, claim: &Claim) -> Self {
        let (app, claim) = (app.outside(), claim.clone());
        let beats = async move {
            let pause = LEASE / 3;
            let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + pause, pause);
            loop {
                beat.tick().await;
                if let Err(error) = claim.renew(&app).await {
                    tracing::warn!(error = ?error, "no sign of life could be given for an idempotency key");
                }
            }
        };
        Self(tokio::spawn(beats.in_current_span()))
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The error of a handler that panicked.
pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Error {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let cause = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no text").to_owned();
    Error::new(ErrorKind::Unknown, "a handler panicked").with_source(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let reply = Reply::ok(&serde_json::json!({ "a": "ä\n" })).with_cookie("a=1").with_cookie("b=2");
        let again = read(&written(&reply)).unwrap();
        assert_eq!(
            (again.code(), again.headers(), again.body()),
            (reply.code(), reply.headers(), reply.body())
        );
        let empty = Reply::empty(StatusCode::NO_CONTENT);
        assert_eq!(read(&written(&empty)).unwrap().code(), StatusCode::NO_CONTENT);
        assert!(read(b"nonsense").is_none());
    }

    #[test]
    fn what_may_still_succeed_is_not_kept() {
        for (status, kept) in [(200, true), (201, true), (302, true), (400, true), (404, true), (422, true)] {
            assert_eq!(is_kept(StatusCode::from_u16(status).unwrap()), kept);
        }
        for status in [409, 429, 500, 503] {
            assert!(!is_kept(StatusCode::from_u16(status).unwrap()));
        }
    }
}
