//! Traces as a collector receives them.

use crate::served::{Place, Served, text};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use stheno_testkit::databases;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A collector that keeps what it is sent.
struct Collector {
    port: u16,
    received: Arc<Mutex<Vec<ExportTraceServiceRequest>>>,
}

impl Collector {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, received) = (listener.local_addr().unwrap().port(), Arc::default());
        let kept: Arc<Mutex<Vec<_>>> = Arc::clone(&received);
        // It ends with the process of the test.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || {
                    let mut stream = BufReader::new(stream.unwrap());
                    while let Some(body) = request(&mut stream) {
                        kept.lock().unwrap().push(ExportTraceServiceRequest::decode(&body[..]).unwrap());
                        write!(stream.get_mut(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
                    }
                });
            }
        });
        Self { port, received }
    }

    /// Every span with the name of the service that sent it.
    fn spans(&self) -> Vec<(String, Span)> {
        let received = self.received.lock().unwrap();
        let resources = received.iter().flat_map(|request| &request.resource_spans);
        let spans = resources.flat_map(|of| {
            let attributes = of.resource.iter().flat_map(|resource| &resource.attributes);
            let name = attributes.into_iter().find(|pair| pair.key == "service.name");
            let name = match name.and_then(|pair| pair.value.clone()?.value) {
                Some(Value::StringValue(name)) => name,
                _ => String::new(),
            };
            of.scope_spans.iter().flat_map(|scope| &scope.spans).map(move |span| (name.clone(), span.clone()))
        });
        spans.collect()
    }
}

/// The body of the next request; none at the end of the connection.
fn request(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let (mut length, mut path) = (0, String::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if path.is_empty() {
            path = line.clone();
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    assert!(path.starts_with("POST /v1/traces "), "{path}");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Some(body)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn attribute(span: &Span, key: &str) -> String {
    let value =
        span.attributes.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone()?.value);
    match value {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// The chain of names from a span up to the request.
fn ancestry(span: &Span, spans: &[Span]) -> Vec<String> {
    let mut chain = vec![span.name.clone()];
    let mut at = span;
    while let Some(parent) = spans.iter().find(|other| other.span_id == at.parent_span_id) {
        chain.push(parent.name.clone());
        at = parent;
    }
    chain
}

#[tokio::test]
async fn a_collector_is_told_what_a_request_did_in_the_trace_of_its_client() {
    for scratch in databases().await {
        let (place, collector) = (Place::new(), Collector::listen());
        let made = place
            .stheno(["user", "--email", "a@b.test", "--password", "hush-password"])
            .env("DATABASE_URL", scratch.url())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", text(&made.stderr));
        let mut command = place.stheno(["start"]);
        command
            .env("DATABASE_URL", scratch.url())
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://127.0.0.1:{}", collector.port))
            .env("OTEL_SERVICE_NAME", "shop-under-test");
        let mut served = Served::start(command);
        let body = r#"{"email":"a@b.test","password":"hush-password"}"#;
        let head = format!("traceparent: 00-{TRACE}-{PARENT}-01");
        let (status, token) = served.send("POST", "/auth/user/emailpass", &head, body);
        assert_eq!(status, 200, "{token}");
        let token: serde_json::Value = serde_json::from_str(&token).unwrap();
        let head = format!("{head}\r\nauthorization: Bearer {}", token["token"].as_str().unwrap());
        let (status, made) = served.send("POST", "/admin/customer-groups", &head, r#"{"name":"hush-name"}"#);
        assert_eq!(status, 200, "{made}");
        // What is left is sent before the end.
        assert!(served.stop());

        let all = collector.spans();
        assert!(all.iter().all(|(service, _)| service == "shop-under-test"));
        let spans: Vec<Span> =
            all.into_iter().map(|(_, span)| span).filter(|span| hex(&span.trace_id) == TRACE).collect();
        let root = spans.iter().find(|span| span.name == "POST /admin/customer-groups").expect("it is sent");
        assert_eq!(hex(&root.parent_span_id), PARENT);
        assert_eq!(attribute(root, "http.route"), "/admin/customer-groups");
        assert_eq!(attribute(root, "http.response.status_code"), "200");
        let insert = spans.iter().find(|span| {
            span.name == "statements"
                && attribute(span, "db.query.text").contains("INSERT INTO \"customer_group\"")
        });
        let insert =
            insert.unwrap_or_else(|| panic!("{:?}", spans.iter().map(|s| &s.name).collect::<Vec<_>>()));
        assert_eq!(
            ancestry(insert, &spans),
            ["statements", "transaction", "create-customer-groups", "POST /admin/customer-groups"]
        );
        let said = format!("{spans:?}");
        assert!(!said.contains("hush") && !said.contains("a@b.test"), "no value leaves");
        scratch.remove().await;
    }
}

#[test]
fn what_cannot_be_sent_is_refused_at_the_start() {
    let place = Place::new();
    let mut command = place.stheno(["start"]);
    command
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
        .env("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    let refused = command.output().unwrap();
    assert!(!refused.status.success() && text(&refused.stderr).contains("http/protobuf"));
}
