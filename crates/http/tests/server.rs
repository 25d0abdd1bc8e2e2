//! The way of a request through the real router, over a scratch database and with two fake keys.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod files;

use axum::Router;
use axum::body::Body;
use axum::http::{Request as Wire, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::json;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use stheno_database::{Database, Options};
use stheno_event::{EventBus, EventOptions};
use stheno_http::auth::{Authentication, Authenticator, BoxFuture, Opened, session_table};
use stheno_http::{
    AuthContext, Contract, Dialect, Error, Http, HttpConfig, Method, PublishableKey, Reply, Request, Result,
    Route, RouteSpec, Server,
};
use stheno_kernel::{FixedClock, IdGenerator, Timestamp};
use stheno_query::GraphBuilder;
use stheno_workflow::{Actor, App, AppParts, RequestCtx};
use tower::ServiceExt as _;

struct Keys;

impl Authenticator for Keys {
    fn secret_key<'a>(&'a self, _: &'a RequestCtx, token: &'a str) -> BoxFuture<'a, Result<Option<Actor>>> {
        let actor = Actor { kind: "api-key".into(), id: "apk_1".into(), ..Actor::default() };
        Box::pin(std::future::ready(Ok((token == "sk_good").then_some(actor))))
    }
    fn publishable_key<'a>(
        &'a self,
        _: &'a RequestCtx,
        token: &'a str,
        _: Option<&'a Actor>,
    ) -> BoxFuture<'a, Result<Option<Opened>>> {
        let key = PublishableKey { id: "apk_2".into(), sales_channel_ids: Arc::from(["sc_1".to_owned()]) };
        let opened = Opened { key, is_actor_there: true };
        Box::pin(std::future::ready(Ok((token == "pk_good").then_some(opened))))
    }
    fn is_there<'a>(&'a self, _: &'a RequestCtx, _: &'a Actor) -> BoxFuture<'a, Result<bool>> {
        Box::pin(std::future::ready(Ok(true)))
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-21T01:30:00Z").unwrap()
}

async fn app() -> App {
    let database = Database::connect("sqlite::memory:", Options::default()).await.unwrap();
    database.migrate(&[session_table()], &[]).await.unwrap();
    let keys: Arc<dyn Any + Send + Sync> = Arc::new(Authentication(Arc::new(Keys)));
    App::new(AppParts {
        database,
        graph: Arc::new(GraphBuilder::default().build()),
        links: Arc::default(),
        events: EventBus::new(EventOptions::default()).unwrap(),
        clock: Arc::new(FixedClock::new(now())),
        ids: Arc::new(IdGenerator::default()),
        extensions: HashMap::from([(TypeId::of::<Authentication>(), keys)]),
    })
}

async fn echo(request: Request) -> Result<Reply> {
    let Request { ctx, selection, body, query, .. } = &request;
    Ok(Reply::ok(&json!({
        "actor": format!("{}:{}", ctx.actor.kind, ctx.actor.id),
        "channels": &ctx.sales_channels[..],
        "locale": ctx.locale.as_deref(),
        "id": request.param("id"),
        "fields": selection.fields,
        "take": selection.pagination.as_ref().map(|page| page.take),
        "filters": selection.filters,
        "query": query,
        "body": body,
    })))
}

async fn fail(request: Request) -> Result<Reply> {
    match request.param("how") {
        "panic" => panic!("a secret"),
        "slow" => std::future::pending().await,
        _ => Err(Error::not_found("Thing with id: x was not found")),
    }
}

async fn log_in(request: Request) -> Result<Reply> {
    let context = request.auth.as_deref().cloned().unwrap_or_default();
    let sessions = request.http.sessions();
    let cookie =
        sessions.start(&context, Dialect::V2, &request.session, &request.headers, request.ctx.now()).await?;
    Ok(Reply::ok(&json!({ "user": context })).with_cookie(&cookie.unwrap_or_default()))
}

async fn log_out(request: Request) -> Result<Reply> {
    let cookie = request.http.sessions().end(&request.session).await?;
    Ok(Reply::ok(&json!({ "success": true })).with_cookie(&cookie))
}

struct Shop {
    router: Router,
    http: Arc<Http>,
}

async fn shop() -> Shop {
    let routes = vec![
        Route::get("/store/regions", echo),
        Route::get("/store/regions/{id}", echo),
        Route::post("/store/carts", echo),
        Route::get("/store/customers/me", echo),
        Route::get("/admin/regions", echo),
        Route::get("/admin/users/me", echo),
        Route::post("/admin/products", echo),
        Route::post("/auth/session", log_in),
        Route::delete("/auth/session", log_out),
        Route::post("/auth/{actor_type}/{auth_provider}", echo),
        Route::post("/auth/{auth_provider}/user", echo),
        Route::post("/hooks/payment/{provider}", |request: Request| async move {
            Ok(Reply::text(StatusCode::OK, "text/plain", request.raw.body))
        }),
        Route::get("/fail/{how}", fail).with_spec(RouteSpec::public()),
        Route::post("/fail/{how}", fail).with_spec(RouteSpec::public()),
    ];
    let config = HttpConfig { request_timeout: Duration::from_millis(50), ..HttpConfig::new("test", "test") };
    let contract = Contract::new(files::CONTRACT);
    let (router, http) = Server::with_http(app().await, routes, contract, config).unwrap();
    Shop { router, http }
}

impl Shop {
    fn token(&self, kind: &str, id: &str) -> String {
        let claims = AuthContext {
            actor_id: id.into(),
            actor_type: kind.into(),
            auth_identity_id: "authid_1".into(),
            ..AuthContext::default()
        };
        format!("authorization: Bearer {}", self.http.tokens().sign(&claims, now()).unwrap())
    }

    /// Sends `GET /path` with headers, then a body if there is one; answers status, headers and body as text.
    async fn send(&self, line: &str, headers: &[&str], body: Option<&str>) -> (u16, String, String) {
        let (method, path) = line.split_once(' ').unwrap();
        let mut wire = Wire::builder().method(method.parse::<Method>().unwrap()).uri(path);
        for header in headers {
            let (name, value) = header.split_once(": ").unwrap();
            wire = wire.header(name, value);
        }
        if body.is_some() {
            wire = wire.header("content-type", "application/json");
        }
        let wire = wire.body(body.map_or_else(Body::empty, |text| Body::from(text.to_owned()))).unwrap();
        let response = self.router.clone().oneshot(wire).await.unwrap();
        let headers = response.headers().iter().map(|(n, v)| format!("{n}: {}\n", v.to_str().unwrap()));
        let (status, headers) = (response.status().as_u16(), headers.collect());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, headers, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn told(&self, line: &str, headers: &[&str], body: Option<&str>) -> String {
        let (status, _, body) = self.send(line, headers, body).await;
        format!("{status} {body}")
    }
}

const KEY: &str = "x-publishable-api-key: pk_good";
const UNAUTHORIZED: &str = r#"401 {"message":"Unauthorized"}"#;

#[tokio::test]
async fn store_routes_ask_for_a_key_before_anything_else() {
    let shop = shop().await;
    let missing = "400 {\"type\":\"not_allowed\",\"message\":\"Publishable API key required in the request header: \
         x-publishable-api-key. You can manage your keys in settings in the dashboard.\"}";
    let invalid = "400 {\"type\":\"not_allowed\",\"message\":\"A valid publishable key is required to proceed with the \
         request\"}";
    for path in ["GET /store/regions", "GET /store/nothing", "GET /store/customers/me"] {
        assert_eq!(shop.told(path, &[], None).await, missing, "{path}");
    }
    assert_eq!(shop.told("GET /store/regions", &["x-publishable-api-key: pk_bad"], None).await, invalid);
    let (status, _, body) = shop.send("GET /store/regions?limit=3&q=a&locale=en-us", &[KEY], None).await;
    assert_eq!(status, 200);
    let expected = r#""channels":["sc_1"],"locale":"en-US","id":"","fields":["id","name""#;
    assert!(body.contains(expected), "{body}");
    assert!(body.contains(r#""take":3,"filters":{"q":"a"}"#), "{body}");
}

#[tokio::test]
async fn no_actor_gets_where_another_belongs() {
    let shop = shop().await;
    let (customer, user) = (shop.token("customer", "cus_1"), shop.token("user", "user_1"));
    let newcomer = shop.token("customer", "");
    assert_eq!(shop.told("GET /admin/regions", &[&customer], None).await, UNAUTHORIZED);
    assert_eq!(shop.told("GET /admin/nothing", &[&customer], None).await, UNAUTHORIZED);
    assert_eq!(shop.told("GET /store/customers/me", &[KEY, &user], None).await, UNAUTHORIZED);
    assert_eq!(shop.told("GET /store/customers/me", &[KEY, &newcomer], None).await, UNAUTHORIZED);
    assert_eq!(
        shop.told("GET /store/customers/me", &[KEY, "authorization: Bearer x"], None).await,
        UNAUTHORIZED
    );
    let basic = "authorization: Basic c2tfZ29vZDo=";
    assert_eq!(shop.told("GET /store/customers/me", &[KEY, basic], None).await, UNAUTHORIZED);
    assert!(
        shop.told("GET /admin/regions", &[&user], None).await.starts_with(r#"200 {"actor":"user:user_1""#)
    );
    assert!(
        shop.told("GET /admin/regions", &[basic], None).await.starts_with(r#"200 {"actor":"api-key:apk_1""#)
    );
    let bad_key = "authorization: Basic sk_bad";
    assert_eq!(shop.told("GET /admin/regions", &[bad_key], None).await, UNAUTHORIZED);
    let hint = shop.told("GET /admin/regions", &["authorization: Bearer sk_good"], None).await;
    assert!(hint.starts_with(r#"401 {"message":"A secret API key was passed as a Bearer token."#), "{hint}");
    // Shoppers need not be known where the contract lets everybody in; a user's token makes nobody of them.
    assert!(shop.told("GET /store/regions", &[KEY, &user], None).await.starts_with(r#"200 {"actor":":""#));
    let mine = shop.told("GET /store/regions", &[KEY, &customer], None).await;
    assert!(mine.starts_with(r#"200 {"actor":"customer:cus_1""#), "{mine}");
}

#[tokio::test]
async fn sessions_live_in_the_database() {
    let shop = shop().await;
    let user = shop.token("user", "user_1");
    let (status, headers, body) = shop.send("POST /auth/session", &[&user], Some("{}")).await;
    assert_eq!(status, 200, "{body}");
    let line = headers.lines().find(|line| line.starts_with("set-cookie: ")).unwrap();
    let cookie = line.replace("set-cookie", "cookie");
    let cookie = cookie.split(';').next().unwrap();
    let admin = shop.told("GET /admin/users/me", &[cookie], None).await;
    assert!(admin.starts_with(r#"200 {"actor":"user:user_1""#), "{admin}");
    assert_eq!(shop.told("GET /store/customers/me", &[KEY, cookie], None).await, UNAUTHORIZED);
    assert_eq!(shop.told("DELETE /auth/session", &[cookie], None).await, r#"200 {"success":true}"#);
    assert_eq!(shop.told("GET /admin/users/me", &[cookie], None).await, UNAUTHORIZED);
    assert_eq!(shop.told("DELETE /auth/session", &[cookie], None).await, UNAUTHORIZED);
}

#[tokio::test]
async fn bodies_are_read_validated_and_limited() {
    let shop = shop().await;
    let cart = |body| shop.told("POST /store/carts", &[KEY], Some(body));
    let told = |message: &str| format!(r#"400 {{"message":"{message}","type":"invalid_data"}}"#);
    assert_eq!(
        cart(r#"{"a":1"#).await,
        told("Expected ',' or '}' after property value in JSON at position 6")
    );
    let required = r#"400 {"type":"invalid_data","message":"Invalid request: Field '' is required"}"#;
    assert_eq!(cart("[]").await, required);
    let email = r#"400 {"type":"invalid_data","message":"Invalid request: Invalid email address"}"#;
    assert_eq!(cart(r#"{"email":"x"}"#).await, email);
    assert!(cart("").await.starts_with("200 "));
    let unread = shop.told("POST /store/carts", &[], Some("{bad")).await;
    assert_eq!(unread, told("Expected property name or '}' in JSON at position 1"));
    let big = format!(r#"{{"a":"{}"}}"#, "a".repeat(110_000));
    let too_large = r#"413 {"message":"request entity too large","type":"unknown_error"}"#;
    assert_eq!(shop.told("POST /store/carts", &[KEY], Some(&big)).await, too_large);
    assert_eq!(shop.told("POST /hooks/payment/x", &[], Some("{raw")).await, "200 {raw");
}

#[tokio::test]
async fn faults_of_ours_tell_nothing() {
    let shop = shop().await;
    let unknown =
        r#"500 {"code":"unknown_error","type":"unknown_error","message":"An unknown error occurred."}"#;
    assert_eq!(shop.told("GET /fail/panic", &[], None).await, unknown);
    assert!(shop.told("GET /fail/slow", &[], None).await.starts_with("503 "));
    assert!(shop.told("POST /fail/slow", &[], None).await.starts_with("503 "));
    let missing = r#"404 {"type":"not_found","message":"Thing with id: x was not found"}"#;
    assert_eq!(shop.told("GET /fail/else", &[], None).await, missing);
}

#[tokio::test]
async fn what_is_not_served_is_not_found_as_express_says_it() {
    let shop = shop().await;
    let (status, headers, body) = shop.send("PUT /nothing/%3Cb%3E", &["x-request-id: mine"], None).await;
    assert_eq!(status, 404);
    assert!(body.contains("<pre>Cannot PUT /nothing/%3Cb%3E</pre>"), "{body}");
    assert!(headers.contains("content-security-policy: default-src 'none'"), "{headers}");
    assert!(headers.contains("x-request-id: mine"), "{headers}");
    assert_eq!(shop.told("GET /health", &[], None).await, "200 OK");
    assert!(shop.told("GET /store/regions/reg%2F1/", &[KEY], None).await.contains(r#""id":"reg/1""#));
    let (status, _, body) = shop.send("HEAD /store/regions/", &[KEY], None).await;
    assert_eq!(status, 200);
    let _ = body;
}

#[tokio::test]
async fn browsers_are_told_whose_pages_may_call() {
    let shop = shop().await;
    let (origin, asks) = ("origin: http://localhost:8000", "access-control-request-method: GET");
    let (status, headers, _) = shop.send("OPTIONS /store/regions", &[origin, asks], None).await;
    assert_eq!(status, 204);
    assert!(headers.contains("access-control-allow-origin: http://localhost:8000"), "{headers}");
    let (_, headers, _) = shop.send("GET /store/regions", &[origin], None).await;
    assert!(headers.contains("access-control-allow-origin: http://localhost:8000"), "{headers}");
    assert!(headers.contains("vary: Origin\n"), "{headers}");
    let (_, headers, _) = shop.send("GET /admin/regions", &[origin], None).await;
    assert!(!headers.contains("access-control-allow-origin"), "{headers}");
    assert_eq!(shop.send("OPTIONS /store/nothing", &[origin, asks], None).await.0, 400);
}

#[tokio::test]
async fn refuses_routes_that_are_declared_twice() {
    let routes = vec![Route::get("/a/{x}", echo), Route::get("/a/{y}", echo)];
    let config = HttpConfig::new("a", "b");
    let refused = Server::router(app().await, routes, Contract::default(), config).unwrap_err();
    assert_eq!(refused.message(), "route /a/{y}: GET is declared twice");
}

#[tokio::test]
async fn finishes_what_is_in_flight_before_it_stops() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (entered, (stop, stopped)) =
        (Arc::new(tokio::sync::Notify::new()), tokio::sync::oneshot::channel::<()>());
    let (entering, release) = (Arc::clone(&entered), Arc::new(tokio::sync::Notify::new()));
    let waiting = Arc::clone(&release);
    let slow = move |_: Request| {
        let (entering, waiting) = (Arc::clone(&entering), Arc::clone(&waiting));
        async move {
            entering.notify_one();
            waiting.notified().await;
            Ok(Reply::bare(StatusCode::CREATED))
        }
    };
    let routes = vec![Route::post("/slow", slow).with_spec(RouteSpec::public())];
    let config = HttpConfig::new("a", "b");
    let (router, http) = Server::with_http(app().await, routes, Contract::default(), config).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let stopped = async { stopped.await.unwrap_or_default() };
    let server = tokio::spawn(Server::serve(listener, router, http, stopped));
    client.write_all(b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    entered.notified().await;
    stop.send(()).unwrap();
    release.notify_one();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created") && answer.ends_with("Created"), "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    server.await.unwrap().unwrap();
}
