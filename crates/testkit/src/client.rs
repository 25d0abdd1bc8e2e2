//! Requests to an application in process: the real router, no socket.

use crate::scrape::Scrape;
use crate::scratch::Scratch;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value as Json;
use std::sync::Arc;
use stheno::{App, Builder};
use stheno_database::Database;
use stheno_event::{EventBus, EventOptions};
use stheno_http::{Http, HttpConfig, Server};
use tower::ServiceExt as _;

/// What bodies are unless a test says otherwise.
const JSON: &str = "application/json";

/// An application under test.
#[derive(Clone)]
pub struct Shop {
    /// The application.
    pub app: App,
    router: Router,
    http: Arc<Http>,
}

impl Shop {
    /// Migrates the database and builds the application over it.
    pub async fn open(scratch: &Scratch, builder: Builder) -> Self {
        Self::open_with(scratch, builder, HttpConfig::new("test", "test")).await
    }
    /// As [`Shop::open`], with a configuration of its own.
    pub async fn open_with(scratch: &Scratch, builder: Builder, config: HttpConfig) -> Self {
        Self::over_with(scratch.connect().await, builder, config).await
    }
    /// As [`Shop::open`], over a database that is there already.
    pub async fn over(database: Database, builder: Builder) -> Self {
        Self::over_with(database, builder, HttpConfig::new("test", "test")).await
    }
    /// The application over a database that somebody else has to migrate.
    pub fn unmigrated(database: Database, builder: Builder) -> Self {
        Self::build(database, builder, HttpConfig::new("test", "test"))
    }
    async fn over_with(database: Database, builder: Builder, config: HttpConfig) -> Self {
        builder.migrate(&database).await.expect("the migration runs");
        Self::build(database, builder, config)
    }
    fn build(database: Database, builder: Builder, config: HttpConfig) -> Self {
        let events = EventBus::new(EventOptions::default()).expect("the event bus starts");
        let built = builder.build(database, events).expect("the parts fit together");
        let app = built.app.clone();
        let (router, http) = built.router(config).expect("the routes fit together");
        Self { app, router, http }
    }
    /// Waits for work that goes on after its answer.
    pub async fn rest(&self) {
        self.http.rest().await;
    }
    /// Closes the database.
    pub async fn close(&self) {
        self.app.database().close().await;
    }
    /// A request.
    pub fn call(&self, method: Method, path: &str) -> Call {
        Call {
            router: self.router.clone(),
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            content_type: JSON.to_owned(),
            body: None,
        }
    }
    /// `GET`
    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }
    /// `GET` of what operators ask (`/metrics`), as on the address of their own.
    pub fn operators_get(&self, path: &str) -> Call {
        Call { router: Server::operator_router(&self.app, &self.http), ..self.get(path) }
    }
    /// The metrics, as whoever scrapes them reads them.
    pub async fn metrics(&self) -> Scrape {
        let answer = self.operators_get("/metrics").send().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        Scrape::parse(&answer.text)
    }
    /// Takes no more requests, as from SIGTERM on.
    pub fn begin_stopping(&self) {
        self.http.begin_stopping();
    }
    /// `POST` with a body.
    pub fn post(&self, path: &str, body: Json) -> Call {
        let call = self.call(Method::POST, path);
        Call { body: Some(body.to_string().into_bytes()), ..call }
    }
    /// `DELETE`
    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }
}

/// A request being put together.
#[derive(Clone)]
pub struct Call {
    router: Router,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    content_type: String,
    body: Option<Vec<u8>>,
}

impl Call {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
    /// As the holder of a bearer token.
    pub fn bearer(self, token: &str) -> Self {
        let value = format!("Bearer {token}");
        self.header("authorization", &value)
    }
    /// From a storefront with this publishable key.
    pub fn key(self, token: &str) -> Self {
        self.header("x-publishable-api-key", token)
    }
    /// A body that is sent as it is.
    pub fn text(mut self, body: &str) -> Self {
        self.body = Some(body.as_bytes().to_vec());
        self
    }
    /// A body of another type; of none, if it is empty.
    pub fn bytes(mut self, content_type: &str, body: Vec<u8>) -> Self {
        self.content_type = content_type.to_owned();
        self.body = Some(body);
        self
    }
    /// Sends the request.
    pub async fn send(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        if self.body.is_some() && !self.content_type.is_empty() {
            request = request.header("content-type", &self.content_type);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request =
            request.body(Body::from(self.body.unwrap_or_default())).expect("the request is well formed");
        let response = self.router.oneshot(request).await.expect("the router answers everything");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body arrives").to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Json::Null);
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            json,
        }
    }
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
    /// The body as JSON; null if it is none.
    pub json: Json,
}

impl Answer {
    /// Panics with the body unless the status is this.
    #[track_caller]
    pub fn expect(self, status: u16) -> Json {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json
    }
}
