//! What operators ask: is it alive, is it ready, how does it do.

use crate::process;
use crate::reply::Reply;
use crate::server::Http;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use stheno_database::Fingerprint;
use stheno_kernel::Result;
use stheno_workflow::App;

/// How long a probe waits for the database.
const PROBE_MAX: Duration = Duration::from_secs(2);

/// Whether requests should be sent here, as `GET /health/ready` answers it: 200 or 503.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// Everything below is well.
    pub ready: bool,
    /// The database answers.
    pub database: bool,
    /// It has been brought to the tables of this program.
    pub migrated: bool,
    /// The process was told to end.
    pub stopping: bool,
}

/// The probes: `/health` and `/health/ready`.
pub(crate) fn probes(app: &App, http: &Arc<Http>) -> Router {
    let alive = || async { Reply::text(StatusCode::OK, "text/html; charset=utf-8", "OK").into_response() };
    let (app, http) = (app.clone(), Arc::clone(http));
    let ready = move || {
        let (app, http) = (app.clone(), Arc::clone(&http));
        async move {
            let readiness = readiness(&app, &http).await;
            let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            Reply::status(status, &readiness).into_response()
        }
    };
    Router::new().route("/health", get(alive)).route("/health/ready", get(ready))
}

/// The probes, and `/metrics` in the text format of Prometheus: for an address that only operators reach.
pub(crate) fn router(app: &App, http: &Arc<Http>) -> Router {
    let metrics = Arc::new(Metrics::new(app, http));
    let answer = move || {
        let metrics = Arc::clone(&metrics);
        async move {
            let text = metrics.text().await;
            Reply::text(StatusCode::OK, prometheus_text::CONTENT_TYPE, text).into_response()
        }
    };
    probes(app, http).route("/metrics", get(answer))
}

/// One statement says both whether the database answers and what it was brought to.
async fn readiness(app: &App, http: &Http) -> Readiness {
    let stopping = http.is_stopping();
    let asked = in_time(async {
        match app.extension::<Fingerprint>() {
            Some(fingerprint) => app.database().is_migrated(&fingerprint).await,
            None => app.database().ping().await.map(|()| true),
        }
    });
    let asked = asked.await;
    let (database, migrated) = (asked.is_some(), asked == Some(true));
    Readiness { ready: database && migrated && !stopping, database, migrated, stopping }
}

/// What a question to the database brings, if it comes in time.
async fn in_time<T>(work: impl Future<Output = Result<T>>) -> Option<T> {
    match tokio::time::timeout(PROBE_MAX, work).await {
        Ok(Ok(found)) => Some(found),
        Ok(Err(error)) => {
            tracing::debug!(error = ?error, "a probe found the database wanting");
            None
        }
        Err(_) => None,
    }
}

struct Metrics {
    app: App,
    registry: Registry,
    database_up: Gauge,
}

impl Metrics {
    fn new(app: &App, http: &Http) -> Self {
        let (mut registry, database_up) = (Registry::default(), Gauge::default());
        registry.register(
            "stheno_database_up",
            "1 if the database answered just now; if not, what is told of the outbox is old",
            database_up.clone(),
        );
        app.register_metrics(&mut registry);
        http.observed().register(&mut registry);
        process::register(&mut registry, app.now());
        Self { app: app.clone(), registry, database_up }
    }

    async fn text(&self) -> String {
        let look = in_time(self.app.events().look_at_outbox(self.app.database(), self.app.now()));
        self.database_up.set(i64::from(look.await.is_some()));
        let mut text = String::new();
        if let Err(error) = prometheus_text::encode(&mut text, &self.registry) {
            tracing::error!(error.cause = %error, "the metrics could not be written");
        }
        text
    }
}
