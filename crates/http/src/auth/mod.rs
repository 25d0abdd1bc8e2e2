//! Who asks: tokens, sessions, keys, and the rules that say which of them a route accepts.

mod attempts;
mod counts;
mod gate;
mod session;
mod store;
mod token;

pub(crate) use attempts::client_address;
pub use attempts::{AttemptStore, Attempts};
pub use counts::{DatabaseAttempts, Pace, attempt_table};
pub(crate) use gate::{Denied, Gate, Shown, gone};
pub use session::{LiveSession, MemorySessions, SessionHandle, SessionStore, Sessions, StoredSession};
pub use store::{DatabaseSessions, session_table};
pub use token::Tokens;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use stheno_kernel::Result;
use stheno_workflow::{Actor, RequestCtx};

/// A future behind a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The claims of a token, and what a session keeps of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthContext {
    /// The record that acts; empty while the identity has none.
    pub actor_id: String,
    /// `customer`, `user`, `api-key`, or a shop's own.
    pub actor_type: String,
    /// The identity that logged in.
    pub auth_identity_id: String,
    /// How it logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_provider: Option<String>,
    /// Whether the identity has a second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mfa_enabled: Option<bool>,
    /// When the second factor was last shown.
    #[serde(skip_serializing_if = "is_null_without_mfa")]
    pub mfa_challenge_completed_at: MfaTime,
    /// What the application keeps about the identity.
    pub app_metadata: Map<String, Value>,
    /// What the provider says about the user.
    pub user_metadata: Map<String, Value>,
    /// Whatever else a token claims.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    /// Seconds since 1970 at which the token was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// Seconds since 1970 from which the token is void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
}

/// A claim that is absent, null or an instant; absent and null print differently.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum MfaTime {
    /// The token does not say.
    #[default]
    Absent,
    /// Never.
    Never,
    /// At this instant (RFC 3339).
    At(String),
}

fn is_null_without_mfa(time: &MfaTime) -> bool {
    *time == MfaTime::Absent
}

impl Serialize for MfaTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Never => serializer.serialize_none(),
            Self::At(time) => serializer.serialize_str(time),
        }
    }
}

impl<'de> Deserialize<'de> for MfaTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map_or(Self::Never, Self::At))
    }
}

impl AuthContext {
    /// Who acts.
    pub fn actor(&self) -> Actor {
        Actor {
            kind: self.actor_type.clone(),
            id: self.actor_id.clone(),
            auth_identity_id: self.auth_identity_id.clone(),
        }
    }
    /// What is known of a customer who shows no more than who they are.
    pub fn of_customer(id: impl Into<String>) -> Self {
        Self { actor_id: id.into(), actor_type: "customer".into(), ..Self::default() }
    }
    /// What a secret key's request claims.
    pub fn of_key(actor: &Actor) -> Self {
        let Actor { kind, id, auth_identity_id } = actor.clone();
        Self { actor_id: id, actor_type: kind, auth_identity_id, ..Self::default() }
    }
}

/// A publishable key that may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishableKey {
    /// The key's record.
    pub id: String,
    /// The channels it opens.
    pub sales_channel_ids: Arc<[String]>,
}

/// What a publishable key brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The key.
    pub key: PublishableKey,
    /// Whether the record of the actor is there, of whom it was asked in the same statement.
    pub is_actor_there: bool,
}

/// Looks keys and actors up. The module that owns API keys implements it; the application registers it as [`Authentication`].
pub trait Authenticator: Send + Sync + 'static {
    /// The actor (`api-key`) of a secret key that is not revoked. `token` begins with `sk_`.
    fn secret_key<'a>(&'a self, ctx: &'a RequestCtx, token: &'a str) -> BoxFuture<'a, Result<Option<Actor>>>;
    /// The publishable key of this text, unless revoked, and whether the record of `actor` is there.
    fn publishable_key<'a>(
        &'a self,
        ctx: &'a RequestCtx,
        token: &'a str,
        actor: Option<&'a Actor>,
    ) -> BoxFuture<'a, Result<Option<Opened>>>;
    /// Whether the record of an actor is there, who showed a token or a session and no key.
    fn is_there<'a>(&'a self, ctx: &'a RequestCtx, actor: &'a Actor) -> BoxFuture<'a, Result<bool>>;
}

/// The extension of the application under which its [`Authenticator`] is found.
pub struct Authentication(pub Arc<dyn Authenticator>);
