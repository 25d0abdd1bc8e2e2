//! What operators are told: metrics that move with what happens, and whether requests should be sent here.

use crate::checkout::{Bench, Line};
use crate::doors::Callers;
use serde_json::json;
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_flows::cart::complete_cart;
use stheno_kernel::Error;
use stheno_testkit::{Scrape, Shop, databases, on_both};

/// Commerce with a subscriber that never manages.
fn grumbling() -> Builder {
    commerce(&[]).subscribe("order.placed", "grumbler", |_, _| async { Err(Error::not_allowed("No.")) })
}

#[tokio::test]
async fn requests_are_counted_by_the_route_that_is_declared() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            for id in ["prod_1", "prod_2", "a b/../x", "{id}\"\\"] {
                let path = format!("/admin/products/{}", id.replace([' ', '/', '"', '{', '}', '\\'], "%20"));
                shop.get(&path).send().await.expect(401);
            }
            shop.get("/store/regions?token=secret").send().await.expect(400);
            assert_eq!(shop.get("/no/such/secret").send().await.status, 404);
            assert_eq!(shop.get("/no/such/other").send().await.status, 404);
            let metrics = shop.metrics().await;
            let requests = |labels: &[(&str, &str)]| metrics.value("stheno_http_requests_total", labels);
            let product = ("route", "/admin/products/{id}");
            assert_eq!(requests(&[product, ("method", "GET"), ("status", "401")]), 4.0);
            assert_eq!(requests(&[("route", "/store/regions"), ("status", "400")]), 1.0);
            assert_eq!(requests(&[("route", "unmatched"), ("status", "404")]), 2.0);
            assert_eq!(metrics.value("stheno_http_request_duration_seconds", &[product]), 4.0);
            assert!(metrics.values_of("route").iter().all(|route| !route.contains("secret")));
            assert_eq!(metrics.value("stheno_http_handlers", &[]), 0.0);
        },
    )
    .await;
}

#[tokio::test]
async fn workflows_and_events_are_counted_by_how_they_ended() {
    on_both(grumbling, |shop| async move {
        let bench = Bench::open(&shop).await;
        let variant = bench.variant(1).await;
        let line = [Line { variant: &variant, quantity: 1 }];
        let (first, second) = (bench.paid_cart(&line).await, bench.paid_cart(&line).await);
        complete_cart::run(&shop.app.context(), first).await.unwrap();
        complete_cart::run(&shop.app.context(), second).await.unwrap_err();
        let before = shop.metrics().await;
        let ended = |outcome| {
            before.value("stheno_flows_total", &[("workflow", "complete-cart"), ("outcome", outcome)])
        };
        assert_eq!((ended("done"), ended("refused"), ended("failed")), (1.0, 1.0, 0.0));
        assert_eq!(before.value("stheno_flows_running", &[("workflow", "complete-cart")]), 0.0);
        let pending = before.value("stheno_outbox_pending", &[]);
        assert!(pending >= 1.0 && before.value("stheno_database_up", &[]) == 1.0);
        shop.app.events().drain(shop.app.database(), shop.app.clock()).await.unwrap();
        let after = shop.metrics().await;
        let failures = [("subscriber", "order.placed#grumbler")];
        assert_eq!(after.value("stheno_event_deliveries_failed_total", &failures), 1.0);
        assert_eq!(after.value("stheno_outbox_pending", &[]), 1.0);
        assert_eq!(after.value("stheno_events_delivered_total", &[]), pending - 1.0);
        assert_eq!(after.value("stheno_outbox_dead", &[]), 0.0);
    })
    .await;
}

#[tokio::test]
async fn the_database_is_told_of_in_its_own_terms() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let sent = shop.app.database().statements() as f64;
            let metrics = shop.metrics().await;
            // The scrape's own look at the outbox is the one more.
            assert_eq!(metrics.value("stheno_database_statements_total", &[]), sent + 1.0);
            let is_postgres = shop.app.database().is_postgres();
            for name in ["max", "size", "idle", "waiting"] {
                assert_eq!(metrics.has(&format!("stheno_database_pool_{name}")), is_postgres, "{name}");
            }
            for name in ["writer_queue", "reader_queue"] {
                assert_eq!(metrics.has(&format!("stheno_database_{name}")), !is_postgres, "{name}");
            }
            if is_postgres {
                assert_eq!(metrics.value("stheno_database_pool_max", &[]), 8.0);
                assert!(metrics.value("stheno_database_pool_size", &[]) >= 1.0);
            } else {
                let before = metrics.value("stheno_database_group_commit_size", &[]);
                stheno_flows::defaults::create_defaults::run(&shop.app.context()).await.unwrap();
                let after = shop.metrics().await.value("stheno_database_group_commit_size", &[]);
                assert!(before >= 1.0 && after > before, "{before} {after}");
            }
            assert!(metrics.value("process_start_time_seconds", &[]) > 1.7e9);
            if cfg!(target_os = "linux") {
                assert!(metrics.value("process_resident_memory_bytes", &[]) > 1e6);
                assert!(metrics.value("process_open_fds", &[]) > 3.0);
                assert!(metrics.has("process_cpu_seconds_total"));
            }
        },
    )
    .await;
}

#[tokio::test]
async fn what_is_kept_is_told_of() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let callers = Callers::of(&shop).await;
            let ask = || shop.get("/store/regions").key(&callers.key).send();
            ask().await.expect(200);
            let first = shop.metrics().await;
            ask().await.expect(200);
            let again = shop.metrics().await;
            let value =
                |scrape: &Scrape, name: &str| scrape.value(&format!("stheno_database_kept_{name}"), &[]);
            assert!(value(&first, "misses_total") >= 1.0);
            assert!(value(&again, "hits_total") > value(&first, "hits_total"));
            assert_eq!(value(&again, "misses_total"), value(&first, "misses_total"));
            assert!(value(&again, "entries") >= 1.0 && value(&again, "bytes") > value(&again, "entries"));
        },
    )
    .await;
}

#[tokio::test]
async fn a_shop_is_ready_until_it_stops_or_its_database_is_gone() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let ready = || async {
                let answer = shop.get("/health/ready").send().await;
                (answer.status.as_u16(), answer.json)
            };
            let well = json!({ "ready": true, "database": true, "migrated": true, "stopping": false });
            assert_eq!(ready().await, (200, well.clone()));
            assert_eq!(shop.operators_get("/health/ready").send().await.expect(200), well);
            shop.begin_stopping();
            let stopping = json!({ "ready": false, "database": true, "migrated": true, "stopping": true });
            assert_eq!(ready().await, (503, stopping));
            shop.close().await;
            let gone = json!({ "ready": false, "database": false, "migrated": false, "stopping": true });
            assert_eq!(ready().await, (503, gone));
            assert_eq!(shop.get("/health").send().await.text, "OK", "it lives");
            assert_eq!(shop.metrics().await.value("stheno_database_up", &[]), 0.0);
        },
    )
    .await;
}

/// Commerce as a later version of it might be.
fn later() -> Builder {
    let table = Table {
        name: "later",
        columns: vec![Column { name: "id", ty: SqlType::Text, nullable: false, default: None }],
        primary_key: vec!["id"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    };
    commerce(&[]).module(stheno::Module::default().tables(vec![table]))
}

#[tokio::test]
async fn what_waits_for_a_migration_is_not_ready_and_what_ran_before_it_stays_so() {
    async fn is_ready(shop: &Shop) -> u16 {
        shop.get("/health/ready").send().await.status.as_u16()
    }
    for scratch in databases().await {
        let empty = Shop::unmigrated(scratch.connect().await, commerce(&[]));
        assert_eq!(is_ready(&empty).await, 503);
        let old = Shop::open(&scratch, commerce(&[])).await;
        let new = Shop::unmigrated(scratch.connect().await, later());
        assert_eq!((is_ready(&empty).await, is_ready(&old).await, is_ready(&new).await), (200, 200, 503));
        let waiting = new.get("/health/ready").send().await.json;
        assert_eq!(
            waiting,
            json!({ "ready": false, "database": true, "migrated": false, "stopping": false })
        );
        later().migrate(new.app.database()).await.unwrap();
        assert_eq!((is_ready(&old).await, is_ready(&new).await), (200, 200));
        for shop in [empty, old, new] {
            shop.close().await;
        }
        scratch.remove().await;
    }
}
