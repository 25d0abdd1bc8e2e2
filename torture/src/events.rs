//! The event log of a site: which orders have been told of.

use anyhow::{Context as _, Result};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

/// Reads on where it stopped.
#[derive(Debug)]
pub struct EventLog {
    file: PathBuf,
    read: u64,
    /// The end of the file, where it is not a whole line yet.
    rest: String,
    /// Orders whose `order.placed` was delivered.
    pub placed: BTreeSet<String>,
}

impl EventLog {
    /// A log that may not be there yet.
    pub fn new(file: PathBuf) -> Self {
        Self { file, read: 0, rest: String::new(), placed: BTreeSet::new() }
    }

    /// Takes in what was added. A line that a crash cut short is passed over: its event comes again.
    pub fn read(&mut self) -> Result<()> {
        let Ok(mut file) = File::open(&self.file) else { return Ok(()) };
        file.seek(SeekFrom::Start(self.read)).context("the event log")?;
        let mut added = Vec::new();
        self.read += file.read_to_end(&mut added).context("the event log")? as u64;
        self.rest.push_str(&String::from_utf8_lossy(&added));
        let whole = self.rest.rfind('\n').map_or(0, |at| at + 1);
        let rest = self.rest.split_off(whole);
        for line in std::mem::replace(&mut self.rest, rest).lines() {
            let Ok(event) = serde_json::from_str::<Json>(line) else { continue };
            if event["name"] == "order.placed"
                && let Some(id) = event["data"]["id"].as_str()
            {
                self.placed.insert(id.to_owned());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn lines_are_read_once_they_are_whole() {
        let path = std::env::temp_dir().join(format!("stheno-torture-events-{}", std::process::id()));
        let mut file = File::create(&path).unwrap();
        let mut log = EventLog::new(path.clone());
        file.write_all(b"{\"name\":\"order.placed\",\"data\":{\"id\":\"a\"}}\n{\"name\":\"order.pl").unwrap();
        log.read().unwrap();
        assert_eq!(log.placed.len(), 1);
        file.write_all(
            b"aced\",\"data\":{\"id\":\"b\"}}\n{\"name\":\"cart.created\",\"data\":{\"id\":\"c\"}}\n",
        )
        .unwrap();
        log.read().unwrap();
        assert_eq!(log.placed.iter().collect::<Vec<_>>(), ["a", "b"]);
        std::fs::remove_file(path).unwrap();
    }
}
