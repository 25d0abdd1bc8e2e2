//! What is noted of every request: counters for operators, and a span that names it in logs and traces.

use axum::http::{HeaderMap, Method};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::Duration;
use stheno_workflow::App;
use tracing::Span;
use tracing::field::Empty;

/// What stands for the route where none was found: paths are the client's, and may be anything.
pub(crate) const UNMATCHED: &str = "unmatched";

/// Upper bounds of answer times, in seconds.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

type TakeUp = dyn Fn(&Span, &HeaderMap) + Send + Sync;

/// The extension of an application that takes up the trace of whoever asks: it is handed the request's span and headers
/// before anything is done. Without it requests have no traces.
pub struct TraceContext(pub Box<TakeUp>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Routed {
    method: &'static str,
    route: &'static str,
}

/// What is noted of requests. Labels are routes as they are declared, never paths.
pub(crate) struct Observed {
    answers: Family<Answered, Counter>,
    seconds: Family<Routed, Histogram, fn() -> Histogram>,
    working: Gauge,
    traces: Option<Arc<TraceContext>>,
}

impl Observed {
    pub(crate) fn new(app: &App) -> Self {
        Self {
            answers: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            working: Gauge::default(),
            traces: app.extension(),
        }
    }

    /// The span of a request. It is always there, so that whatever is logged on its way bears the request's id.
    pub(crate) fn span(&self, id: &str, method: &Method, route: &'static str, headers: &HeaderMap) -> Span {
        let span = tracing::error_span!(
            "request",
            request.id = id,
            http.request.method = named(method),
            http.route = route,
            http.response.status_code = Empty,
            otel.kind = "server",
            otel.name = Empty,
            otel.status_code = Empty,
            trace.id = Empty
        );
        if let Some(traces) = &self.traces {
            span.record("otel.name", tracing::field::display(format_args!("{} {route}", named(method))));
            (traces.0)(&span, headers);
        }
        span
    }

    /// Notes an answer.
    pub(crate) fn answered(
        &self,
        span: &Span,
        (method, route): (&Method, &'static str),
        status: u16,
        took: Duration,
    ) {
        let method = named(method);
        self.answers.get_or_create(&Answered { method, route, status }).inc();
        self.seconds.get_or_create(&Routed { method, route }).observe(took.as_secs_f64());
        if self.traces.is_some() {
            span.record("http.response.status_code", status);
            if status >= 500 {
                span.record("otel.status_code", "ERROR");
            }
        }
    }

    /// Adds these metrics; `working` are handlers at work now.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("stheno_http_requests", "Requests answered", self.answers.clone());
        registry.register(
            "stheno_http_request_duration_seconds",
            "Time from a request's head to its answer",
            self.seconds.clone(),
        );
        registry.register("stheno_http_handlers", "Handlers at work", self.working.clone());
    }

    /// Counts handlers at work.
    pub(crate) fn working(&self) -> &Gauge {
        &self.working
    }
}

/// A method as a label: whatever a client makes up is one.
fn named(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
