//! `stheno openapi`: what is served, as OpenAPI 3.1.

use anyhow::Result;
use std::io::{ErrorKind, Write as _, stdout};
use stheno::Builder;

/// Prints the description. A reader who has seen enough is no error.
pub(super) fn run(builder: &Builder) -> Result<()> {
    let text = serde_json::to_string_pretty(&builder.openapi("Stheno", env!("CARGO_PKG_VERSION"))?)?;
    match writeln!(stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
