//! `stheno seed demo`: a shop to look at.

use super::Shop;
use crate::config::Config;
use anyhow::{Context as _, Result};
use stheno_flows::demo;

/// Seeds the demo shop, with a line per stage on standard error.
pub(super) async fn run(config: &Config, shop: Shop<'_>) -> Result<()> {
    let built = super::open(config, true, shop).await?;
    let demo =
        demo::seed(&built.app.context(), |stage| eprintln!("  {stage} ...")).await.context("seeding")?;
    super::start::print_shop(&demo, &format!("http://localhost:{}", config.port));
    built.app.database().close().await;
    Ok(())
}
