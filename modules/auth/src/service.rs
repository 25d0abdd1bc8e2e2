//! Identities: registered, given an actor, parted from it; passwords and the tokens that reset them.

use crate::{AuthIdentity, AuthMfaFactor, AuthPasswordResetToken, ProviderIdentity, reset_token};
use serde_json::{Map, Value as Json};
use stheno_database::{Compare, Expr, Tx};
use stheno_kernel::{Error, ErrorKind, JsonText, Result, Stamp, Timestamp};
use stheno_model::{Model as _, Patch, Records as _};

/// The provider of logins by e-mail address and password.
pub const EMAILPASS: &str = "emailpass";
/// How long a reset token is good.
pub const RESET_TTL_MS: i64 = 15 * 60 * 1000;

const PASSWORD: &str = "password";

/// The identity as `provider` knows it under `entity_id`.
pub async fn find_login(tx: &Tx, provider: &str, entity_id: &str) -> Result<Option<ProviderIdentity>> {
    let filter = ProviderIdentity::PROVIDER.eq(provider).and(ProviderIdentity::ENTITY_ID.eq(entity_id));
    Ok(tx.find::<ProviderIdentity>(filter).await?.pop())
}

/// All logins of an identity.
pub async fn logins_of(tx: &Tx, identity_id: &str) -> Result<Vec<ProviderIdentity>> {
    tx.find(ProviderIdentity::AUTH_IDENTITY_ID.eq(identity_id)).await
}

/// Whether the identity has a second factor that is in use.
pub async fn has_factor(tx: &Tx, identity_id: &str) -> Result<bool> {
    let filter = AuthMfaFactor::AUTH_IDENTITY_ID.eq(identity_id).and(AuthMfaFactor::STATUS.eq("enabled"));
    Ok(tx.count::<AuthMfaFactor>(filter).await? > 0)
}

/// The password hash that a login keeps.
pub fn password_hash(login: &ProviderIdentity) -> Option<String> {
    let kept = members(login.provider_metadata.as_ref());
    kept.get(PASSWORD).and_then(Json::as_str).map(str::to_owned)
}

/// A new identity with one login. Of two at once with the same name, the unique index lets one through.
pub async fn register(
    tx: &Tx,
    stamp: &Stamp,
    entity_id: &str,
    password_hash: String,
) -> Result<(AuthIdentity, ProviderIdentity)> {
    let identity = AuthIdentity::new(stamp);
    let login = ProviderIdentity {
        id: stamp.id("").into(),
        entity_id: entity_id.to_owned(),
        provider: EMAILPASS.to_owned(),
        auth_identity_id: identity.id.clone(),
        provider_metadata: Some(JsonText::of(&serde_json::json!({ PASSWORD: password_hash }))),
        ..ProviderIdentity::new(stamp)
    };
    tx.insert_one(identity.clone()).await?;
    tx.insert_one(login.clone()).await.map_err(|error| {
        let is_taken = error.kind() == ErrorKind::Duplicate;
        if is_taken { already_exists().with_source(error) } else { error }
    })?;
    Ok((identity, login))
}

/// The refusal of a name that has an identity.
pub fn already_exists() -> Error {
    Error::unauthorized("Identity with email already exists")
}

/// Whether an identity acts for anybody yet.
pub fn has_metadata(identity: &AuthIdentity) -> bool {
    !members(identity.app_metadata.as_ref()).is_empty()
}

/// Lets an identity act for a record: `key` is `customer_id` or `user_id`. `false` if it acts for another already.
pub async fn bind_actor(
    tx: &Tx,
    identity_id: &str,
    key: &str,
    actor_id: &str,
    now: Timestamp,
) -> Result<bool> {
    let Some(identity) = tx.find_locked::<AuthIdentity>(AuthIdentity::ID.eq(identity_id)).await?.pop() else {
        return Err(Error::not_found(format!("AuthIdentity with id: {identity_id} was not found")));
    };
    let mut metadata = members(identity.app_metadata.as_ref());
    if metadata.get(key).is_some_and(|bound| !bound.is_null()) {
        return Ok(false);
    }
    metadata.insert(key.to_owned(), actor_id.into());
    set_metadata(tx, identity_id, metadata, now).await?;
    Ok(true)
}

/// Parts a record that goes from every identity that acts for it. One that acts for nobody else goes too, for good: its
/// name may be registered again.
pub async fn release_actor(tx: &Tx, key: &str, actor_id: &str, now: Timestamp) -> Result<()> {
    let mut gone = Vec::new();
    for identity in tx.find_locked::<AuthIdentity>(acts_for(key, actor_id)).await? {
        let mut metadata = members(identity.app_metadata.as_ref());
        if metadata.iter().any(|(name, value)| name != key && !value.is_null()) {
            metadata.insert(key.to_owned(), Json::Null);
            set_metadata(tx, identity.id.as_str(), metadata, now).await?;
        } else {
            gone.push(identity.id.into_string());
        }
    }
    if !gone.is_empty() {
        tx.remove::<AuthIdentity>(AuthIdentity::ID.is_in(&gone)).await?;
    }
    Ok(())
}

/// The logins by e-mail address and password of the identities that act for a record.
pub async fn logins_of_actor(tx: &Tx, key: &str, actor_id: &str) -> Result<Vec<ProviderIdentity>> {
    let identities: Vec<AuthIdentity> = tx.find(acts_for(key, actor_id)).await?;
    let of = ProviderIdentity::AUTH_IDENTITY_ID.is_in(identities.iter().map(|identity| &identity.id));
    tx.find(of.and(ProviderIdentity::PROVIDER.eq(EMAILPASS))).await
}

/// Gives a login another name. Fails with `Duplicate` where the name is taken.
pub async fn rename_login(tx: &Tx, login: &ProviderIdentity, entity_id: &str, now: Timestamp) -> Result<()> {
    drop_reset_tokens(tx, login).await?;
    let patch = Patch::at(now).set(ProviderIdentity::ENTITY_ID, entity_id);
    tx.update(ProviderIdentity::ID.eq(login.id.as_str()), patch).await.map(drop)
}

/// Keeps another password hash for a login, and voids what would reset the one before.
pub async fn set_password(tx: &Tx, login: &ProviderIdentity, hash: String, now: Timestamp) -> Result<()> {
    drop_reset_tokens(tx, login).await?;
    let mut metadata = members(login.provider_metadata.as_ref());
    metadata.insert(PASSWORD.to_owned(), hash.into());
    let patch = Patch::at(now).set(ProviderIdentity::PROVIDER_METADATA, JsonText::of(&metadata));
    tx.update(ProviderIdentity::ID.eq(login.id.as_str()), patch).await.map(drop)
}

/// A new reset token of a login, which voids those before it. Only its hash is kept; answered is the token's id (`jti`).
pub async fn create_reset_token(tx: &Tx, stamp: &Stamp, login: &ProviderIdentity) -> Result<String> {
    drop_reset_tokens(tx, login).await?;
    let jti = reset_token::new_id();
    let row = AuthPasswordResetToken {
        auth_identity_id: login.auth_identity_id.clone(),
        provider_identity_id: login.id.clone(),
        entity_id: login.entity_id.clone(),
        token_hash: reset_token::hash(&jti),
        expires_at: stamp.now.plus_millis(RESET_TTL_MS),
        ..AuthPasswordResetToken::new(stamp)
    };
    tx.insert_one(row).await?;
    Ok(jti)
}

async fn drop_reset_tokens(tx: &Tx, login: &ProviderIdentity) -> Result<()> {
    let of_login = AuthPasswordResetToken::PROVIDER_IDENTITY_ID.eq(login.id.as_str());
    tx.remove::<AuthPasswordResetToken>(of_login).await.map(drop)
}

/// Uses a reset token up: whether it was there and good. Of two at once, the deletion lets one through.
pub async fn consume_reset_token(
    tx: &Tx,
    jti: &str,
    login: &ProviderIdentity,
    now: Timestamp,
) -> Result<bool> {
    let good = AuthPasswordResetToken::TOKEN_HASH
        .eq(reset_token::hash(jti))
        .and(AuthPasswordResetToken::PROVIDER_IDENTITY_ID.eq(login.id.as_str()))
        .and(AuthPasswordResetToken::EXPIRES_AT.compare(Compare::Gt, now))
        .and(AuthPasswordResetToken::DELETED_AT.is_null());
    Ok(tx.remove::<AuthPasswordResetToken>(good).await? > 0)
}

fn acts_for(key: &str, actor_id: &str) -> Expr {
    Expr::JsonText(Box::new(AuthIdentity::APP_METADATA.expr()), vec![key.to_owned()]).eq(actor_id)
}

async fn set_metadata(tx: &Tx, identity_id: &str, metadata: Map<String, Json>, now: Timestamp) -> Result<()> {
    let patch = Patch::at(now).set(AuthIdentity::APP_METADATA, JsonText::of(&metadata));
    tx.update(AuthIdentity::ID.eq(identity_id), patch).await.map(drop)
}

/// The members of a JSON column; none of what is no object.
pub fn members(json: Option<&JsonText>) -> Map<String, Json> {
    match json.map(JsonText::to_value) {
        Some(Json::Object(members)) => members,
        _ => Map::new(),
    }
}
