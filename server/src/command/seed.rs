//! `stheno seed demo`: a shop to look at.

use crate::config::Config;
use anyhow::{Context as _, Result};
use stheno_flows::demo;

/// Seeds the demo shop, with a line per stage on standard error.
pub async fn run(config: &Config) -> Result<()> {
    let built = super::open(config, true).await?;
    let shop =
        demo::seed(&built.app.context(), |stage| eprintln!("  {stage} ...")).await.context("seeding")?;
    super::start::print_shop(&shop, &format!("http://localhost:{}", config.port));
    built.app.database().close().await;
    Ok(())
}
