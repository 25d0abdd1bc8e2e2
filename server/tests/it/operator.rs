//! Metrics at an address of their own, readiness through a stop, and logs that a machine reads.

use crate::served::{Place, Served, get};
use serde_json::Value as Json;
use std::fs::File;
use stheno_testkit::{Scrape, databases};

/// Where metrics are told of.
fn operators(served: &Served) -> String {
    let line = served.said.lines().find_map(|line| line.strip_prefix("Stheno tells operators at http://"));
    line.expect("it says where").trim_end_matches("/metrics").to_owned()
}

#[test]
fn metrics_are_told_where_operators_want_them_and_nowhere_else() {
    let place = Place::new();
    let served = Served::start(place.stheno(["start"]));
    assert_eq!(served.get("/metrics", "").0, 404);
    assert!(!served.said.contains("operators"), "{}", served.said);
    drop(served);

    let mut command = place.stheno(["start"]);
    let mut served = Served::start({
        command.env("STHENO_METRICS_ADDRESS", "127.0.0.1:0");
        command
    });
    let address = operators(&served);
    assert_eq!(served.get("/store/regions", "").0, 400);
    assert_eq!(served.get("/metrics", "").0, 404, "the shop's own address does not tell");
    let (status, text) = get(&address, "/metrics", "");
    assert_eq!(status, 200);
    let labels = [("route", "/store/regions"), ("method", "GET"), ("status", "400")];
    assert_eq!(Scrape::parse(&text).value("stheno_http_requests_total", &labels), 1.0, "{text}");
    assert_eq!(get(&address, "/store/regions", "").0, 404, "the shop is not served there");
    assert_eq!(get(&address, "/health/ready", "").0, 200);
    assert!(served.stop());
}

#[test]
fn from_sigterm_on_it_is_not_ready_and_still_serves_until_balancers_know() {
    let place = Place::new();
    let mut command = place.stheno(["start"]);
    // Longer than any test runs: the second signal ends it.
    command.env("STHENO_DRAIN_SECONDS", "86400");
    let mut served = Served::start(command);
    assert_eq!(served.get("/health/ready", "").0, 200);
    served.terminate();
    let body = loop {
        let (status, body) = served.get("/health/ready", "");
        if status != 200 {
            assert_eq!(status, 503);
            break body;
        }
    };
    let said: Json = serde_json::from_str(&body).unwrap();
    assert!(said["stopping"] == true && said["database"] == true, "{said}");
    assert_eq!(served.get("/health", ""), (200, "OK".into()));
    assert_eq!(served.get("/store/regions", "").0, 400, "it is answered as ever");
    assert!(served.stop());
}

#[tokio::test]
async fn without_its_migration_a_server_is_not_ready() {
    for scratch in databases().await {
        let place = Place::new();
        let with = |arguments: &[&str], feature: &str| {
            let mut command = place.stheno(arguments);
            command.env("DATABASE_URL", scratch.url()).env("MEDUSA_FF_RBAC", feature);
            command
        };
        assert!(with(&["migrate"], "false").output().unwrap().status.success());
        let mut served = Served::start(with(&["start", "--no-migrate"], "true"));
        let (status, body) = served.get("/health/ready", "");
        assert_eq!(status, 503);
        assert_eq!(body, r#"{"ready":false,"database":true,"migrated":false,"stopping":false}"#);
        assert!(served.stop());
        let mut served = Served::start(with(&["start"], "true"));
        assert_eq!(served.get("/health/ready", "").0, 200);
        assert!(served.stop());
        scratch.remove().await;
    }
}

#[test]
fn logs_are_lines_of_json_that_name_the_request_and_no_secret() {
    let place = Place::new();
    let path = place.path().join("log");
    let mut command = place.stheno(["start"]);
    command.env("STHENO_LOG_FORMAT", "json").env("STHENO_LOG", "info").stderr(File::create(&path).unwrap());
    let mut served = Served::start_loud(command);
    let header = "x-request-id: req-of-mine\r\nauthorization: Bearer hush-1\r\ncookie: connect.sid=hush-2";
    served.get("/store/carts/cart_hush-3?token=hush-4", header);
    served.get("/hush-5", "");
    assert!(served.stop());
    let log = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Json> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let mine = lines.iter().find(|line| line["span"]["request.id"] == "req-of-mine").expect("it is logged");
    assert_eq!(mine["span"]["http.route"], "/store/carts/{id}", "{mine}");
    assert!(mine["http.status"].is_u64() && mine["duration_us"].is_u64() && mine["timestamp"].is_string());
    assert!(!log.contains("hush"), "{log}");
}

#[test]
fn a_format_that_nobody_knows_is_refused() {
    let place = Place::new();
    let refused = place.stheno(["start"]).env("STHENO_LOG_FORMAT", "xml").output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("STHENO_LOG_FORMAT"));
}
