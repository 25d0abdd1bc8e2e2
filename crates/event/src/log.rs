//! The event log: every delivered event as one JSON line.

use crate::Event;
use std::path::Path;
use stheno_kernel::{Error, ErrorKind, Result};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;

/// A file that grows by a line an event.
pub(crate) struct EventLog(Mutex<File>);

impl EventLog {
    /// Opens the file for appending, and makes it where there is none.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(|e| {
            Error::new(
                ErrorKind::InvalidArgument,
                format!("The event log {} cannot be opened", path.display()),
            )
            .with_source(e)
        })?;
        Ok(Self(Mutex::new(File::from_std(file))))
    }
    /// Appends one line.
    pub(crate) async fn append(&self, event: &Event) -> Result<()> {
        let mut line = serde_json::json!({
            "name": event.name, "data": event.data, "metadata": event.metadata,
        })
        .to_string();
        line.push('\n');
        let mut file = self.0.lock().await;
        let written = async {
            file.write_all(line.as_bytes()).await?;
            file.flush().await
        };
        written.await.map_err(|e| Error::unexpected_state("The event log cannot be written").with_source(e))
    }
}
