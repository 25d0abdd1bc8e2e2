//! The test harness: an application over a database of its own, on SQLite and on PostgreSQL, driven over HTTP in
//! process.
//!
//! ```ignore
//! #[tokio::test]
//! async fn lists_regions() {
//!     on_both(commerce, |shop| async move {
//!         let answer = shop.get("/admin/regions").as_user(&admin).send().await;
//!         assert_eq!(answer.status, 200);
//!     })
//!     .await;
//! }
//! ```

pub mod client;
#[cfg(unix)]
pub mod postgres;
mod scrape;
pub mod scratch;

pub use client::{Answer, Call, Shop};
pub use scrape::Scrape;
pub use scratch::{Scratch, databases};
pub use stheno_kernel::{Clock, FixedClock, SystemClock};

use std::future::Future;
use stheno::Builder;
use stheno_http::HttpConfig;

/// Runs a test on every database there is, each with a migrated database of its own. Panics as the test does.
pub async fn on_both<F, Fut>(builder: fn() -> Builder, test: F)
where
    F: Fn(Shop) -> Fut,
    Fut: Future<Output = ()>,
{
    on_both_with(builder, || HttpConfig::new("test", "test"), test).await;
}

/// As [`on_both`], with a configuration of its own.
pub async fn on_both_with<F, Fut>(builder: fn() -> Builder, config: fn() -> HttpConfig, test: F)
where
    F: Fn(Shop) -> Fut,
    Fut: Future<Output = ()>,
{
    for scratch in databases().await {
        let shop = Shop::open_with(&scratch, builder(), config()).await;
        test(shop.clone()).await;
        shop.close().await;
        scratch.remove().await;
    }
}
