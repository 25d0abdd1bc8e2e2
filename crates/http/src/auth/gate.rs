//! Whether a request may pass: the rule of its route against what the request shows.

use super::{AuthContext, Authentication, LiveSession, MfaTime, Opened, SessionHandle};
use crate::dialect::{Dialect, V1Claims};
use crate::reply::Reply;
use crate::server::Http;
use crate::spec::{AuthRule, Credential};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use stheno_kernel::{Error, Result, Timestamp};
use stheno_workflow::{Actor, RequestCtx};

const KEY_HEADER: &str = "x-publishable-api-key";
const KEY_MISSING: &str = "Publishable API key required in the request header: x-publishable-api-key. You can manage \
     your keys in settings in the dashboard.";
const KEY_INVALID: &str = "A valid publishable key is required to proceed with the request";
const BEARER_KEY: &str = "A secret API key was passed as a Bearer token. Secret API keys must be sent using HTTP Basic \
     authentication instead (Authorization: Basic <secret-api-key>).";
const MFA_MISSING: &str = "MFA verification is required to complete this request";

/// Why a request may not pass.
#[derive(Debug)]
pub enum Denied {
    /// 401 with this sentence and nothing else, as the contract's middleware answers.
    Unauthorized(&'static str),
    /// An error like any other.
    Error(Error),
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Denied {
    /// The answer.
    pub fn reply(&self, dialect: Dialect, request_id: &str) -> Reply {
        match self {
            Self::Unauthorized(message) => dialect.unauthorized(message),
            Self::Error(error) => crate::error::reply(error, request_id),
        }
    }
}

/// Who asks, as far as the request shows it.
#[derive(Debug)]
pub struct Shown {
    /// What is known of them.
    pub context: AuthContext,
    /// When their session ends, if a session told who they are.
    pub session_until: Option<Timestamp>,
}

impl Shown {
    /// Who has a record that may have been deleted since the token or session was made. A key is looked up each time.
    pub fn recorded(&self) -> Option<Actor> {
        let has_record = !self.context.actor_id.is_empty() && self.context.actor_type != "api-key";
        has_record.then(|| self.context.actor())
    }
}

impl From<AuthContext> for Shown {
    fn from(context: AuthContext) -> Self {
        Self { context, session_until: None }
    }
}

impl From<LiveSession> for Shown {
    fn from(LiveSession { context, expires_at }: LiveSession) -> Self {
        Self { context, session_until: Some(expires_at) }
    }
}

/// What a request shows, and where to look it up.
pub struct Gate<'a> {
    /// Tokens and sessions.
    pub http: &'a Http,
    /// The application, and nobody yet.
    pub ctx: &'a RequestCtx,
    /// What the request carries.
    pub headers: &'a HeaderMap,
    /// The session that its cookie names.
    pub session: &'a SessionHandle,
    /// How the route speaks.
    pub dialect: Dialect,
}

impl Gate<'_> {
    /// The publishable key, which must be there and good.
    pub async fn publishable_key(&self, actor: Option<&Actor>) -> Result<Opened> {
        let sent = self.headers.get(KEY_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if sent.is_empty() {
            return Err(Error::not_allowed(KEY_MISSING));
        }
        let key = match self.ctx.app.extension::<Authentication>() {
            Some(keys) => keys.0.publishable_key(self.ctx, sent, actor).await?,
            None => None,
        };
        key.ok_or_else(|| Error::not_allowed(KEY_INVALID))
    }

    /// Whether the record of an actor is there.
    pub async fn is_there(&self, actor: &Actor) -> Result<bool> {
        match self.ctx.app.extension::<Authentication>() {
            Some(actors) => actors.0.is_there(self.ctx, actor).await,
            None => Ok(true),
        }
    }

    /// Who asks, by the rule of the route; whether their record is still there is not looked at. `Ok(None)` is nobody, where
    /// nobody is let through.
    pub async fn actor(&self, rule: &AuthRule) -> Result<Option<Shown>, Denied> {
        let may_key = rule.by.contains(&Credential::ApiKey) && rule.actor == "user";
        if may_key && let Some(context) = self.secret_key().await? {
            return Ok(Some(context.into()));
        }
        let shown = match self.session(rule).await? {
            Some(live) => Some(live.into()),
            None => self.bearer(rule).map(Shown::from),
        };
        let shown = shown.filter(|shown| is_of(rule, &shown.context));
        if let Some(shown) = shown {
            let context = &shown.context;
            let has_factor = context.mfa_enabled == Some(true);
            if rule.require_mfa && has_factor && !matches!(context.mfa_challenge_completed_at, MfaTime::At(_))
            {
                return Err(Denied::Unauthorized(MFA_MISSING));
            }
            let is_known = !context.auth_identity_id.is_empty() && rule.allow_unregistered;
            if !context.actor_id.is_empty() || is_known {
                return Ok(Some(shown));
            }
        }
        if rule.allow_unauthenticated {
            return Ok(None);
        }
        let is_bearer_key = self.credentials("bearer").is_some_and(|token| token.starts_with("sk_"));
        Err(Denied::Unauthorized(if may_key && is_bearer_key { BEARER_KEY } else { "Unauthorized" }))
    }

    async fn session(&self, rule: &AuthRule) -> Result<Option<LiveSession>> {
        if !rule.by.contains(&Credential::Session) {
            return Ok(None);
        }
        let found = self.http.sessions().lookup(self.session, self.dialect, self.ctx.now()).await?;
        Ok(found.filter(|live| is_of(rule, &live.context)))
    }

    fn bearer(&self, rule: &AuthRule) -> Option<AuthContext> {
        let token = rule.by.contains(&Credential::Bearer).then(|| self.credentials("bearer")).flatten()?;
        let tokens = self.http.tokens();
        match self.dialect {
            Dialect::V2 => tokens.verify(token, self.ctx.now()),
            Dialect::V1 => tokens.verify_as::<V1Claims>(token, self.ctx.now())?.context(),
        }
    }

    async fn secret_key(&self) -> Result<Option<AuthContext>> {
        let Some(token) = self.credentials("basic").and_then(secret_token) else { return Ok(None) };
        let Some(keys) = self.ctx.app.extension::<Authentication>() else { return Ok(None) };
        let actor = keys.0.secret_key(self.ctx, &token).await?;
        Ok(actor.map(|actor| AuthContext::of_key(&actor)))
    }

    /// What follows the scheme in `Authorization`.
    fn credentials(&self, scheme: &str) -> Option<&str> {
        let header = self.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (sent, rest) = header.trim().split_once(char::is_whitespace)?;
        sent.eq_ignore_ascii_case(scheme).then(|| rest.split_whitespace().next()).flatten()
    }
}

/// What a rule makes of somebody whose record is gone: nobody.
pub fn gone(rule: &AuthRule, dialect: Dialect, id: &str) -> Result<Option<Shown>, Denied> {
    match dialect {
        _ if rule.allow_unauthenticated => Ok(None),
        Dialect::V2 => Err(Denied::Unauthorized("Unauthorized")),
        // Medusa 1 looks for the customer, and says so.
        Dialect::V1 => Err(Error::not_found(format!("Customer with id: {id} was not found")).into()),
    }
}

/// Whether the rule is about actors of this kind.
fn is_of(rule: &AuthRule, context: &AuthContext) -> bool {
    rule.actor == "*" || rule.actor == context.actor_type
}

/// The secret key in what `Basic` carries: itself, or base64 of `key:`.
fn secret_token(sent: &str) -> Option<String> {
    let text = if sent.starts_with("sk_") {
        sent.to_owned()
    } else {
        let bytes = STANDARD.decode(sent).or_else(|_| STANDARD_NO_PAD.decode(sent)).ok()?;
        String::from_utf8(bytes).ok()?
    };
    let token = text.strip_suffix(':').unwrap_or(&text);
    token.starts_with("sk_").then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::secret_token;

    #[test]
    fn finds_the_key_in_basic_credentials() {
        let key = Some("sk_abc".to_owned());
        assert_eq!(secret_token("sk_abc"), key);
        assert_eq!(secret_token("c2tfYWJjOg=="), key);
        assert_eq!(secret_token("c2tfYWJj"), key);
        assert_eq!(secret_token("cGtfYWJjOg=="), None);
        assert_eq!(secret_token("not base64"), None);
    }
}
