//! Keys: made, revoked, deleted, found by what a request shows.

use crate::{ApiKey, token};
use stheno_database::Tx;
use stheno_kernel::{Error, Result, Timestamp};
use stheno_model::{Patch, Records as _};

/// The type of keys for storefronts.
pub const PUBLISHABLE: &str = "publishable";
/// The type of keys for programs.
pub const SECRET: &str = "secret";

/// Whether a key opens anything at this instant: it may be revoked for a later one. No condition of a statement, so that keys are
/// read from memory.
pub fn is_good(revoked_at: Option<Timestamp>, now: Timestamp) -> bool {
    revoked_at.is_none_or(|at| at > now)
}

/// Secret keys that may be the one shown: few, since lists show six characters and three of each. Which of them it is, if
/// any, its hash says.
pub async fn candidates(tx: &Tx, shown: &str, now: Timestamp) -> Result<Vec<ApiKey>> {
    let filter = ApiKey::TYPE.eq(SECRET).and(ApiKey::REDACTED.eq(token::redacted(shown)));
    let keys: Vec<ApiKey> = tx.find(filter).await?;
    Ok(keys.into_iter().filter(|key| is_good(key.revoked_at, now)).collect())
}

/// When and by whom a key is revoked.
pub struct Revocation {
    /// From this instant.
    pub at: Timestamp,
    /// By this user or key.
    pub by: String,
}

/// Revokes a key; one that is not there is no error. A secret key cannot be revoked twice.
pub async fn revoke(tx: &Tx, id: &str, revocation: Revocation, now: Timestamp) -> Result<()> {
    let Some(key) = tx.find_locked::<ApiKey>(ApiKey::ID.eq(id)).await?.pop() else { return Ok(()) };
    if key.r#type == SECRET && key.revoked_at.is_some_and(|at| at < now) {
        return Err(Error::invalid_data("There are 1 secret keys that are already revoked."));
    }
    let patch = Patch::at(now).set(ApiKey::REVOKED_AT, revocation.at).set(ApiKey::REVOKED_BY, revocation.by);
    tx.update(ApiKey::ID.eq(id), patch).await.map(drop)
}

/// Refuses to let go of keys that are still good; holds the others until the transaction ends.
pub async fn require_revoked(tx: &Tx, ids: &[String], now: Timestamp) -> Result<()> {
    let keys = tx.find_locked::<ApiKey>(ApiKey::ID.is_in(ids)).await?;
    let good = keys.into_iter().filter(|key| is_good(key.revoked_at, now));
    let good: Vec<String> = good.map(|key| key.id.into_string()).collect();
    if good.is_empty() {
        return Ok(());
    }
    Err(Error::not_allowed(format!("Cannot delete api keys that are not revoked - {}", good.join(", "))))
}
