//! `stheno openapi`: what is served, as OpenAPI 3.1.

use anyhow::Result;

/// Prints the description.
pub fn run() -> Result<()> {
    let builder = stheno_commerce::commerce(&super::flags());
    println!("{}", serde_json::to_string_pretty(&builder.openapi("Stheno", env!("CARGO_PKG_VERSION")))?);
    Ok(())
}
