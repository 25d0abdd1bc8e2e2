//! The keys that requests show: publishable ones on `/store`, secret ones on `/admin`.

use crate::auth::hashing;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use stheno_api_key::service::{PUBLISHABLE, candidates, is_good};
use stheno_api_key::{ApiKey, token};
use stheno_database::{Alias, Compare, Expr, Select, Tx, Type};
use stheno_http::PublishableKey;
use stheno_http::auth::{Authenticator, BoxFuture, Opened};
use stheno_kernel::{Result, Value};
use stheno_model::Model as _;
use stheno_workflow::{Actor, RequestCtx};

/// Proofs kept at most; then they are forgotten and made anew.
const PROVEN_MAX: usize = 1024;
/// Of the link between keys and channels. The graph would read it in a second statement; every store request pays for this.
const LINK_TABLE: &str = "publishable_api_key_sales_channel";

type Proof = [u8; 32];

/// Looks keys up in the database, at every request: a key that is revoked opens nothing from then on.
///
/// That a token fits the hash of a secret key is remembered, since it takes 25 ms to find out. A proof is a digest of both,
/// so it is void as soon as the row holds another hash, whoever wrote it.
pub struct ApiKeys {
    proven: Mutex<HashSet<Proof>>,
    kept_max: usize,
}

impl Default for ApiKeys {
    fn default() -> Self {
        Self { proven: Mutex::default(), kept_max: PROVEN_MAX }
    }
}

impl ApiKeys {
    /// One that remembers proofs.
    pub fn new() -> Self {
        Self::default()
    }
    /// One that remembers nothing.
    pub fn without_cache() -> Self {
        Self { kept_max: 0, ..Self::default() }
    }

    /// Whether the token is that of the key.
    async fn fits(&self, shown: &str, key: &ApiKey) -> Result<bool> {
        let proof = proof(shown, key);
        if self.proven().contains(&proof) {
            return Ok(true);
        }
        let (shown, salt) = (shown.to_owned(), key.salt.clone());
        let fits = hashing::run(move || token::hash(&shown, &salt)).await? == key.token;
        if fits && self.kept_max > 0 {
            let mut proven = self.proven();
            if proven.len() >= self.kept_max {
                proven.clear();
            }
            proven.insert(proof);
        }
        Ok(fits)
    }

    fn proven(&self) -> MutexGuard<'_, HashSet<Proof>> {
        self.proven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn proof(shown: &str, key: &ApiKey) -> Proof {
    let parts = [shown, key.id.as_str(), &key.salt, &key.token];
    let digest = parts.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part).chain_update([0]));
    digest.finalize().into()
}

impl Authenticator for ApiKeys {
    fn secret_key<'a>(&'a self, ctx: &'a RequestCtx, shown: &'a str) -> BoxFuture<'a, Result<Option<Actor>>> {
        Box::pin(async move {
            let (text, now) = (shown.to_owned(), ctx.now());
            let read =
                ctx.app.database().read(move |tx: Tx| async move { candidates(&tx, &text, now).await });
            for key in read.await? {
                if self.fits(shown, &key).await? {
                    let id = key.id.into_string();
                    return Ok(Some(Actor { kind: "api-key".into(), id, auth_identity_id: String::new() }));
                }
            }
            Ok(None)
        })
    }

    fn publishable_key<'a>(
        &'a self,
        ctx: &'a RequestCtx,
        shown: &'a str,
        actor: Option<&'a Actor>,
    ) -> BoxFuture<'a, Result<Option<Opened>>> {
        let record = actor.and_then(|actor| record_of(ctx, actor));
        let has_record = record.is_some();
        let (mut select, now) = (channels_of(shown), ctx.now());
        if let Some(record) = record {
            select = select.expr(Expr::Exists(Box::new(record)), Type::Bool);
        }
        Box::pin(async move {
            let rows = ctx.app.database().read(move |tx: Tx| async move { tx.run(select).await }).await?;
            let mut key = None;
            let mut channels = Vec::new();
            let mut is_actor_there = !has_record;
            for row in rows.into_rows() {
                let mut cells = row.into_iter();
                let revoked_at = match cells.next() {
                    Some(Value::Time(at)) => Some(at),
                    Some(Value::Null) => None,
                    _ => return Ok(None),
                };
                if !is_good(revoked_at, now) {
                    return Ok(None);
                }
                key = cells.next();
                if let Some(Value::Text(channel)) = cells.next() {
                    channels.push(channel);
                }
                is_actor_there |= matches!(cells.next(), Some(Value::Bool(true)));
            }
            let Some(Value::Text(id)) = key else { return Ok(None) };
            let key = PublishableKey { id, sales_channel_ids: channels.into() };
            Ok(Some(Opened { key, is_actor_there }))
        })
    }

    fn is_there<'a>(&'a self, ctx: &'a RequestCtx, actor: &'a Actor) -> BoxFuture<'a, Result<bool>> {
        let record = record_of(ctx, actor);
        Box::pin(async move {
            let Some(record) = record else { return Ok(true) };
            let rows = ctx.app.database().read(move |tx: Tx| async move { tx.run(record).await }).await?;
            Ok(!rows.is_empty())
        })
    }
}

/// The record of an actor, which is that of the model which has the kind's name: a customer, a user, a shop's own. None for
/// kinds without a model.
fn record_of(ctx: &RequestCtx, actor: &Actor) -> Option<Select> {
    const RECORD: Alias = Alias(2);
    let meta = ctx.app.graph().model(&actor.kind)?;
    let own = |name| Expr::Column(RECORD, name);
    let id = Expr::param(actor.id.as_str());
    let mut record = Select::from_as(meta.table, RECORD).filter(own(meta.key()).compare(Compare::Eq, id));
    record = record.expr(own(meta.key()), Type::Text);
    Some(if meta.soft_deletes() { record.filter(own("deleted_at").is_null()) } else { record })
}

/// One row per channel of the key, one without a channel where it has none, none where there is no such key; each with when it
/// is revoked.
fn channels_of(shown: &str) -> Select {
    const LINK: Alias = Alias(1);
    let key = Expr::Column(LINK, "publishable_key_id").compare(Compare::Eq, ApiKey::ID.expr());
    let live = Expr::Column(LINK, "deleted_at").is_null();
    Select::from(ApiKey::meta().table)
        .column("revoked_at", Type::Time)
        .column("id", Type::Text)
        .expr(Expr::Column(LINK, "sales_channel_id"), Type::Text)
        .left_join(LINK_TABLE, LINK, key.and(live))
        .filter(ApiKey::TOKEN.eq(shown).and(ApiKey::TYPE.eq(PUBLISHABLE)))
        .filter(ApiKey::DELETED_AT.is_null())
        .order(Expr::Column(LINK, "created_at"), false)
        .order(Expr::Column(LINK, "sales_channel_id"), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_of_one_token_and_one_hash() {
        let key = ApiKey { id: "apk_1".into(), salt: "s".into(), token: "h".into(), ..ApiKey::default() };
        let first = proof("sk_a", &key);
        assert_eq!(first, proof("sk_a", &key.clone()));
        assert_ne!(first, proof("sk_b", &key));
        assert_ne!(first, proof("sk_a", &ApiKey { token: "other".into(), ..key.clone() }));
        assert_ne!(first, proof("sk_a", &ApiKey { id: "apk_2".into(), ..key }));
    }
}
