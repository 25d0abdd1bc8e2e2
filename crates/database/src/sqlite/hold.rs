//! The one server of a file: who holds the lock on the file beside it. The system gives it back with the process.

use super::{NODE_SUFFIX, Sqlite, unavailable};
use std::fs::{File, TryLockError};
use stheno_kernel::Result;

/// The locked file.
pub(crate) struct Hold {
    _file: File,
}

impl Sqlite {
    /// Takes the lock; `None` while another process has it. Commands beside a running server do not ask for it.
    pub(crate) fn hold(&self) -> Result<Option<Hold>> {
        let mut path = self.path.clone().into_os_string();
        path.push(NODE_SUFFIX);
        let cannot = |e: std::io::Error| {
            unavailable("the file beside the database that tells its server cannot be locked").with_source(e)
        };
        let file = File::options().create(true).truncate(false).write(true).open(path).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Hold { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(cannot(e)),
        }
    }
}
