//! Fills a migrated database with the shop that the plans are tested on, at any size: for `bench/query`.
//! `cargo run -p stheno-links --example orders -- DATABASE_URL 100000`

#[path = "../tests/plans/seed.rs"]
mod seed;
#[expect(dead_code, reason = "made for tests")]
#[path = "../tests/plans/shop.rs"]
mod shop;

use stheno_database::{Database, Options};
use stheno_kernel::{Error, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (url, orders) = (arguments.next(), arguments.next().and_then(|orders| orders.parse().ok()));
    let (Some(url), Some(orders)) = (url, orders) else {
        return Err(Error::invalid_data("usage: orders DATABASE_URL ORDERS"));
    };
    let statements = seed::statements(&shop::Shop::of(orders));
    let database = Database::connect(&url, Options::default()).await?;
    database.transaction(|tx| async move { tx.run_all(statements).await }).await?;
    database.analyze().await?;
    database.close().await;
    Ok(())
}
