//! What a route allocates for one request, on the demo shop: a number that does not depend on how busy a machine is. A ceiling
//! stands about a tenth above what was counted, and may only sink. A binary of its own, because an allocator is the process's.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

#[expect(dead_code, reason = "the other binary walks through all doors")]
#[path = "it/doors.rs"]
mod doors;

use doors::{Callers, none};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use stheno_commerce::commerce;
use stheno_flows::demo;
use stheno_testkit::{Call, Shop, databases};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const CARD: &str =
    "fields=id,title,handle,thumbnail,*variants.calculated_price,%2Bvariants.inventory_quantity,*images";

/// Allocations of one request: the least of several, because what goes on beside it (events, jobs) allocates as well.
async fn allocations(call: &Call) -> usize {
    let mut least = usize::MAX;
    for _ in 0..12 {
        let call = call.clone();
        let before = ALLOCATOR.stats().allocations;
        let answer = call.send().await;
        let after = ALLOCATOR.stats().allocations;
        answer.expect(200);
        least = least.min(after - before);
    }
    least
}

#[tokio::test]
async fn requests_allocate_no_more_than_they_did() {
    let mut failures = Vec::new();
    for scratch in databases().await {
        let shop = Shop::open(&scratch, commerce(&[])).await;
        demo::seed(&shop.app.context(), |_| ()).await.unwrap();
        let callers = Callers::of(&shop).await;
        let regions = shop.get("/store/regions").key(&callers.key).send().await.expect(200);
        let region = regions["regions"][0]["id"].as_str().unwrap().to_owned();
        let is_postgres = shop.app.database().is_postgres();
        let store = |path: String| shop.get(&path).key(&callers.key);
        let admin = |path: &str| shop.get(path).bearer(&callers.user);
        for (sqlite, postgres, what, call) in [
            (
                5700,
                5700,
                "a page of products",
                store(format!("/store/products?limit=12&region_id={region}&{CARD}")),
            ),
            (
                1320,
                1330,
                "a product",
                store(format!("/store/products?handle=harbour-tee&region_id={region}&{CARD}")),
            ),
            (430, 450, "regions", store("/store/regions".to_owned())),
            (250, 270, "my account", store("/store/customers/me".to_owned()).bearer(&callers.customer)),
            (71500, 71500, "the merchant's products", admin("/admin/products?limit=20")),
            (215, 235, "the merchant's customers", admin("/admin/customers?limit=20")),
        ] {
            let (most, counted) = (if is_postgres { postgres } else { sqlite }, allocations(&call).await);
            eprintln!(
                "{counted:6} of {most:6} {what}, {}",
                if is_postgres { "PostgreSQL" } else { "SQLite" }
            );
            if counted > most {
                failures.push(format!("{what}: {counted} allocations, not {most}"));
            }
        }
        shop.close().await;
        scratch.remove().await;
    }
    none(failures);
}
