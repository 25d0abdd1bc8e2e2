//! The way of a request: read, who asks, what is asked, handler, answer. Checks stand in Medusa's order.

use crate::accept::{self, Accepted};
use crate::auth::{AuthContext, Denied, Gate, PublishableKey, SessionHandle, Shown, client_address, gone};
use crate::body;
use crate::error;
use crate::idempotency;
use crate::locale;
use crate::observed::UNMATCHED;
use crate::query_string;
use crate::reply::Reply;
use crate::request::{Params, RawParts, Request};
use crate::server::{Served, State, is_within};
use crate::spec::{AuthRule, BodyMode, RouteSpec};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::{Actor, RequestCtx};
use tokio::task::JoinError;
use tracing::Instrument as _;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const REQUEST_ID_LEN_MAX: usize = 128;
const LOCALE: &str = "x-medusa-locale";

/// Answers a request.
pub(crate) async fn answer(state: Arc<State>, request: axum::extract::Request) -> Response<Body> {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    let request_id = request_id(&state, &parts);
    let may_ask = |asked: &Method| state.http.cors(&path).is_some() && state.find(asked, &path).is_some();
    let asked = preflight_of(&parts).filter(may_ask);
    let found = state.find(asked.as_ref().unwrap_or(&method), &path);
    let route = found.as_ref().map_or(UNMATCHED, |(served, _)| served.path);
    let span = state.http.observed().span(&request_id, &method, route, &parts.headers);
    let mut reply =
        find(&state, found, asked.is_some(), (parts, body), &request_id).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        reply.headers_mut().insert(REQUEST_ID, value);
    }
    let (took, status, bytes) = (started.elapsed(), reply.code().as_u16(), reply.body().len());
    state.http.observed().answered(&span, (&method, route), status, took);
    // The route, not the path: who knows the id of a cart has the cart, and some paths hold addresses.
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, http.status = status, http.bytes = bytes, duration_us = micros, "answered");
    reply.into_response()
}

/// Answers a preflight, or what the route answers, or that there is none.
async fn find(
    state: &Arc<State>,
    found: Option<(&Arc<Served>, matchit::Params<'_, '_>)>,
    is_preflight: bool,
    (parts, body): (Parts, Body),
    request_id: &Arc<str>,
) -> Reply {
    let cors = state.http.cors(parts.uri.path());
    match (found, cors) {
        (Some(_), Some(cors)) if is_preflight => cors.preflight(&parts.headers),
        (Some((served, values)), cors) if !is_preflight => {
            let origin = parts.headers.get(ORIGIN).cloned();
            let mut reply = handle(state, served, params(served, &values), (parts, body), request_id).await;
            if let Some(cors) = cors {
                cors.decorate(origin.as_ref(), reply.headers_mut());
            }
            reply
        }
        _ => unknown(state, &parts, request_id).await,
    }
}

/// The id that the client or a proxy gave the request, or a new one.
fn request_id(state: &State, parts: &Parts) -> Arc<str> {
    let sent = parts.headers.get(&REQUEST_ID).and_then(|value| value.to_str().ok());
    let sane = sent.filter(|id| !id.is_empty() && id.len() <= REQUEST_ID_LEN_MAX);
    sane.map_or_else(|| Arc::from(state.app.stamp().id("req")), Arc::from)
}

/// The method that a browser asks leave for.
fn preflight_of(parts: &Parts) -> Option<Method> {
    if parts.method != Method::OPTIONS {
        return None;
    }
    let asked = parts.headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    Method::from_bytes(asked.as_bytes()).ok()
}

async fn handle(
    state: &Arc<State>,
    served: &Arc<Served>,
    params: Params,
    (parts, body): (Parts, Body),
    request_id: &Arc<str>,
) -> Reply {
    let Some(spec) = served.spec(&state.contract) else {
        let message = format!("{} {} is in no contract and brings no spec", parts.method, served.path);
        return error::reply(&Error::new(ErrorKind::Unknown, message), request_id);
    };
    let limit = spec.body_limit.unwrap_or(state.http.config().body_limit);
    let bytes = match body::read(body, &parts.headers, limit).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal.reply(),
    };
    let data = match spec.body_mode {
        BodyMode::Raw => Value::Object(Map::new()),
        BodyMode::Parsed => match body::parse(&bytes, body::content_type(&parts.headers)) {
            Ok(data) => data,
            Err(refusal) => return refusal.reply(),
        },
    };
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let raw = RawParts {
        method: parts.method,
        query: query_string::parse(parts.uri.query().unwrap_or_default()),
        uri: parts.uri,
        body: bytes,
    };
    let asked = Asked { headers: parts.headers, params, raw, data, peer };
    match admit(state, served, spec, asked, request_id).await {
        Ok((request, cookie)) => {
            let reply = run(state, served, request, request_id).await;
            match cookie.filter(|_| !reply.headers().contains_key(SET_COOKIE)) {
                Some(cookie) => reply.with_cookie(&cookie),
                None => reply,
            }
        }
        Err(denied) => denied.reply(spec.dialect, request_id),
    }
}

/// What was asked, before anybody looked at who asks.
struct Asked {
    headers: HeaderMap,
    params: Params,
    raw: RawParts,
    data: Value,
    peer: Option<IpAddr>,
}

/// Checks key, actor, query and body, and counts attempts to get in; answers the request, and the session's cookie where it is
/// to be sent again.
async fn admit(
    state: &Arc<State>,
    served: &Served,
    spec: &RouteSpec,
    asked: Asked,
    request_id: &Arc<str>,
) -> Result<(Request, Option<String>), Denied> {
    let Asked { headers, params, mut raw, data, peer } = asked;
    let is_store = is_within(served.path, "/store");
    let mut ctx = context(state, &raw.method, request_id);
    let session = state.http.sessions().handle(&headers);
    let (key, shown) = identify(state, spec, &ctx, &headers, &session).await?;
    let until = shown.as_ref().and_then(|shown| shown.session_until);
    let until = until.filter(|_| spec.dialect.renews_cookies());
    let renew = |until| state.http.sessions().renew(&session, until, spec.dialect, &headers);
    let cookie = until.and_then(renew);
    let auth = shown.map(|shown| shown.context);
    if is_store {
        ctx.locale = asked_locale(&mut raw.query, &headers);
    }
    if let Some(key) = &key {
        ctx.sales_channels = Arc::clone(&key.sales_channel_ids);
    }
    ctx.actor = auth.as_ref().map(AuthContext::actor).unwrap_or_default();
    if raw.body.len() > state.http.config().metadata_limit {
        accept::metadata(&data, state.http.config().metadata_limit)?;
    }
    let Accepted { query, selection, body } = accept::both(spec, &raw.query, data, is_store)?;
    if let Some(member) = served.tries {
        let address = client_address(&headers, peer, state.http.config().trusted_proxies);
        state.http.attempts().count(address, body.get(member).and_then(Value::as_str)).await?;
    }
    let auth = auth.map(Arc::new);
    let http = Arc::clone(&state.http);
    let request = Request {
        ctx,
        params,
        selection,
        query,
        body,
        auth,
        publishable_key: key,
        headers,
        raw,
        session,
        http,
    };
    Ok((request, cookie))
}

fn context(state: &State, method: &Method, request_id: &Arc<str>) -> RequestCtx {
    RequestCtx {
        app: state.app.for_request(method.is_safe()),
        actor: Actor::anonymous(),
        request_id: Arc::clone(request_id),
        sales_channels: Arc::from([]),
        locale: None,
    }
}

/// The key, then the actor: in this order, as the first of the two that is wrong is told. Whether the actor's record is
/// still there is asked along with the key, where there is one.
async fn identify(
    state: &State,
    spec: &RouteSpec,
    ctx: &RequestCtx,
    headers: &HeaderMap,
    session: &SessionHandle,
) -> Result<(Option<PublishableKey>, Option<Shown>), Denied> {
    let gate = Gate { http: &state.http, ctx, headers, session, dialect: spec.dialect };
    let shown = match &spec.auth {
        Some(rule) => gate.actor(rule).await,
        None => Ok(None),
    };
    let actor = shown.as_ref().ok().and_then(Option::as_ref).and_then(Shown::recorded);
    let (key, is_there) = match (spec.publishable_key, &actor) {
        (true, actor) => {
            let opened = gate.publishable_key(actor.as_ref()).await?;
            (Some(opened.key), opened.is_actor_there)
        }
        (false, Some(actor)) => (None, gate.is_there(actor).await?),
        (false, None) => (None, true),
    };
    let shown = match (&spec.auth, actor) {
        (Some(rule), Some(actor)) if !is_there => gone(rule, spec.dialect, &actor.id)?,
        _ => shown?,
    };
    Ok((key, shown))
}

/// The locale, taken out of the query where it stands there.
fn asked_locale(query: &mut Map<String, Value>, headers: &HeaderMap) -> Option<Arc<str>> {
    let in_query = match query.get("locale") {
        Some(Value::String(text)) if !text.is_empty() => Some(locale::normalize(text)),
        _ => None,
    };
    if let Some(found) = in_query {
        query.shift_remove("locale");
        return Some(Arc::from(found));
    }
    let sent = headers.get(LOCALE).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
    sent.map(|text| Arc::from(locale::normalize(text)))
}

/// Values of the path's parameters, decoded.
fn params(served: &Served, values: &matchit::Params<'_, '_>) -> Params {
    let decoded = values.iter().map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned());
    Params(served.params.iter().cloned().zip(decoded).collect())
}

/// Runs the handler. What may write runs on even if its client leaves or its time is up; what reads is dropped then.
async fn run(state: &Arc<State>, served: &Arc<Served>, request: Request, request_id: &Arc<str>) -> Reply {
    let key = match idempotency::key_of(&request) {
        Ok(key) => key,
        Err(error) => return error::reply(&error, request_id),
    };
    let reads = matches!(request.raw.method, Method::GET | Method::HEAD);
    let working = state.http.working();
    let served = Arc::clone(served);
    let work = async move {
        let _working = working;
        match key {
            Some(key) => idempotency::answer(&served.handler, request, &key).await,
            None => (served.handler)(request).await,
        }
    };
    let work = tokio::spawn(work.in_current_span());
    let leave = LeaveGuard { work: reads.then(|| work.abort_handle()) };
    let answered = tokio::time::timeout(state.http.config().request_timeout, work).await;
    match answered {
        Ok(Ok(Ok(reply))) => {
            leave.done();
            reply
        }
        Ok(Ok(Err(failure))) => error::reply(&failure, request_id),
        Ok(Err(panic)) => error::reply(&panicked(panic), request_id),
        Err(_) => {
            let late = Error::new(ErrorKind::Unavailable, "The request took too long to answer.");
            error::reply(&late, request_id)
        }
    }
}

/// Ends reading work when nobody waits for it any more.
struct LeaveGuard {
    work: Option<tokio::task::AbortHandle>,
}

impl LeaveGuard {
    fn done(mut self) {
        self.work = None;
    }
}

impl Drop for LeaveGuard {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            work.abort();
        }
    }
}

fn panicked(error: JoinError) -> Error {
    match error.try_into_panic() {
        Ok(payload) => idempotency::panicked(payload),
        Err(error) => Error::new(ErrorKind::Unknown, "a handler was cut off").with_source(error),
    }
}

/// What is not served: 404, though only for those whom the area lets in.
async fn unknown(state: &State, parts: &Parts, request_id: &Arc<str>) -> Reply {
    let path = parts.uri.path();
    let area = if is_within(path, "/store") {
        RouteSpec::store()
    } else if is_within(path, "/admin") {
        RouteSpec::default().with_auth(AuthRule::user())
    } else if is_within(path, "/v1/store/customers") {
        RouteSpec::v1_customer()
    } else {
        return not_found(&parts.method, path);
    };
    let ctx = context(state, &parts.method, request_id);
    let session = state.http.sessions().handle(&parts.headers);
    match identify(state, &area, &ctx, &parts.headers, &session).await {
        Ok(_) => not_found(&parts.method, path),
        Err(denied) => denied.reply(area.dialect, request_id),
    }
}

/// The page of Express.
fn not_found(method: &Method, path: &str) -> Reply {
    let escaped = path.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n\
         <pre>Cannot {method} {escaped}</pre>\n</body>\n</html>\n"
    );
    Reply::text(StatusCode::NOT_FOUND, "text/html; charset=utf-8", page)
        .with_header(axum::http::header::CONTENT_SECURITY_POLICY, "default-src 'none'")
        .with_header(axum::http::header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}
