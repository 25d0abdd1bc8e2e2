//! OpenTelemetry traces, sent where the standard variables say (`OTEL_EXPORTER_OTLP_ENDPOINT`); without them there are none.
//!
//! A trace that a client began is gone on with (`traceparent`). Nobody is told of ours: no answer and no call outside
//! bears it.

use anyhow::{Context as _, Result, bail};
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry_http::{Bytes, HeaderExtractor, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use stheno::Builder;
use stheno_http::TraceContext;
use tracing::Level;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::{Layer, Registry};
use ureq::tls::{RootCerts, TlsConfig};

/// What spans are called after, where no variable says otherwise.
const NAME: &str = "stheno";
/// How long the collector may take to answer.
const SEND_MAX: Duration = Duration::from_secs(10);

/// Traces that are being sent.
pub(super) struct Traces(SdkTracerProvider);

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn is_asked_for() -> bool {
    let endpoints = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
    let is_off = variable("OTEL_SDK_DISABLED").is_some_and(|off| off.eq_ignore_ascii_case("true"))
        || variable("OTEL_TRACES_EXPORTER").is_some_and(|exporter| exporter == "none");
    !is_off && endpoints.into_iter().any(|name| variable(name).is_some())
}

impl Traces {
    /// Traces as the environment wants them, of a process that serves.
    pub(super) fn from_env(serves: bool) -> Result<Option<Self>> {
        if !serves || !is_asked_for() {
            return Ok(None);
        }
        let protocols = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];
        if let Some(protocol) = protocols.into_iter().find_map(variable).filter(|p| p != "http/protobuf") {
            bail!("OTEL_EXPORTER_OTLP_PROTOCOL is {protocol}; http/protobuf is what can be sent");
        }
        let exporter = SpanExporter::builder().with_http().with_http_client(Client::new()).build();
        let exporter = exporter.context("OTEL_EXPORTER_OTLP_ENDPOINT")?;
        let mut resource = Resource::builder();
        let attributes = variable("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
        if variable("OTEL_SERVICE_NAME").is_none() && !attributes.contains("service.name=") {
            resource = resource.with_service_name(NAME);
        }
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter);
        Ok(Some(Self(provider.with_resource(resource.build()).build())))
    }

    /// What makes our spans into theirs, with the warnings and errors within them; a shop's own count from `info` on.
    pub(super) fn layer(&self) -> impl Layer<Registry> + Send + Sync + use<> {
        let ours = filter_fn(|metadata| {
            let of_shop = metadata.target().starts_with(NAME) || *metadata.level() <= Level::INFO;
            *metadata.level() <= Level::WARN || metadata.is_span() && of_shop
        });
        let layer = tracing_opentelemetry::layer().with_tracer(self.0.tracer(NAME));
        layer.with_location(false).with_threads(false).with_tracked_inactivity(false).with_filter(ours)
    }

    /// Sends what is left.
    pub(super) fn end(self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(error.cause = %error, "the last traces were not sent");
        }
    }
}

/// Lets requests go on with the traces of their clients, and names traces in logs.
pub(super) fn taken_up(builder: Builder) -> Builder {
    if !is_asked_for() {
        return builder;
    }
    let propagator = TraceContextPropagator::new();
    builder.extension(TraceContext(Box::new(move |span, headers| {
        let context = propagator.extract(&HeaderExtractor(headers));
        if context.has_active_span() {
            // It errs where the span is not recorded, and then there is nothing to go on with.
            let _ = span.set_parent(context);
        }
        let context = span.context();
        let id = context.span().span_context().trace_id();
        span.record("trace.id", tracing::field::display(id));
    })))
}

/// Sends from the exporter's own thread, so that it may block.
#[derive(Debug)]
struct Client {
    agent: ureq::Agent,
    /// A collector that is away is logged once, not with every batch.
    is_away: AtomicBool,
}

impl Client {
    fn new() -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(SEND_MAX))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self { agent: config.into(), is_away: AtomicBool::new(false) }
    }

    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = request.into_parts();
        let answer = self.agent.run(Request::from_parts(parts, body.as_ref()))?;
        let (parts, mut body) = answer.into_parts();
        Ok(Response::from_parts(parts, Bytes::from(body.read_to_vec()?)))
    }
}

impl HttpClient for Client {
    // What `async_trait` makes of an `async fn`.
    fn send_bytes<'a, 'b>(
        &'a self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        let sent = self.send(request);
        let refused = sent.as_ref().map_or_else(
            |error| Some(error.to_string()),
            |answer| (!answer.status().is_success()).then(|| answer.status().to_string()),
        );
        let was_away = self.is_away.swap(refused.is_some(), Ordering::Relaxed);
        match refused {
            Some(cause) if !was_away => tracing::warn!(error.cause = cause, "traces cannot be sent"),
            None if was_away => tracing::info!("traces are sent again"),
            _ => {}
        }
        let ready: Ready<_> = ready(sent);
        Box::pin(ready)
    }
}
