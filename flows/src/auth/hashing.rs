//! Scrypt off the request threads, outside of transactions, and on no more cores at once than there are.

use std::sync::LazyLock;
use stheno_auth::password;
use stheno_kernel::{Error, ErrorKind, Result};
use tokio::sync::Semaphore;

/// Each hash takes 32 MB while it is made, so their number is bounded as well as their time.
static SLOTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)));

/// Runs dear work when a core is free for it.
pub(crate) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let failed = |cause: Box<dyn std::error::Error + Send + Sync>| {
        Error::new(ErrorKind::Unknown, "a hash could not be made").with_source(cause)
    };
    let slot = SLOTS.acquire().await.map_err(|error| failed(error.into()))?;
    let done = tokio::task::spawn_blocking(move || {
        let value = work();
        drop(slot);
        value
    });
    done.await.map_err(|error| failed(error.into()))
}

/// The text to keep for a password.
pub(crate) async fn hash(password: String) -> Result<String> {
    run(move || password::hash(&password)).await
}

/// Whether `kept` was made from this password. Nothing kept takes as long as something that does not fit.
pub(crate) async fn verify(kept: Option<String>, password: String) -> Result<bool> {
    run(move || match kept {
        Some(kept) => password::verify(&kept, &password),
        None => password::verify_nobody(&password),
    })
    .await
}
