//! Sessions: the cookie `connect.sid` as express-session writes it, and where sessions are kept.

use super::{AuthContext, BoxFuture};
use crate::config::HttpConfig;
use crate::dialect::Dialect;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use jiff::fmt::rfc2822::DateTimePrinter;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use stheno_database::Database;
use stheno_kernel::{Result, Timestamp};

const COOKIE_NAME: &str = "connect.sid";
const FORWARDED_PROTO: &str = "x-forwarded-proto";
/// What `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// What is kept of a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StoredSession {
    /// Who logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_context: Option<AuthContext>,
    /// Who logged in through v1: one browser may be both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v1_auth_context: Option<AuthContext>,
    /// From when on the session is void; a column of its own where sessions are kept.
    #[serde(skip)]
    pub expires_at: Timestamp,
}

impl StoredSession {
    /// Who logged in through routes of this dialect.
    fn entry(&mut self, dialect: Dialect) -> &mut Option<AuthContext> {
        match dialect {
            Dialect::V2 => &mut self.auth_context,
            Dialect::V1 => &mut self.v1_auth_context,
        }
    }
}

/// A session that lives, as routes of one dialect see it.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveSession {
    /// Who logged in.
    pub context: AuthContext,
    /// From when on the session is void, unless it is used again.
    pub expires_at: Timestamp,
}

/// Where sessions are kept, for every node to see.
pub trait SessionStore: Send + Sync + 'static {
    /// The session of this id, expired or not.
    fn lookup<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<StoredSession>>>;
    /// Adds or replaces a session.
    fn save<'a>(&'a self, id: &'a str, session: StoredSession) -> BoxFuture<'a, Result<()>>;
    /// Removes a session.
    fn remove<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<()>>;
    /// The same store as a part of what is done to this database, where it keeps sessions there.
    fn within(&self, _database: &Database) -> Option<Arc<dyn SessionStore>> {
        None
    }
    /// Removes what expired before `now`.
    fn sweep(&self, now: Timestamp) -> BoxFuture<'_, Result<()>>;
}

/// The session of a request's cookie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionHandle {
    /// The id, if the cookie is ours.
    pub id: Option<String>,
}

/// Starts, finds and ends sessions; cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    store: Arc<dyn SessionStore>,
    secret: Arc<[u8]>,
    ttl: Duration,
    is_secure: bool,
}

impl Sessions {
    /// Sessions kept in `store`.
    pub fn new(store: Arc<dyn SessionStore>, config: &HttpConfig) -> Self {
        let secret = Arc::from(config.cookie_secret.as_bytes());
        Self { store, secret, ttl: config.session_ttl, is_secure: config.is_production }
    }

    /// The same sessions, as a part of what is done to this database.
    pub fn within(&self, database: &Database) -> Self {
        match self.store.within(database) {
            Some(store) => Self { store, ..self.clone() },
            None => self.clone(),
        }
    }

    /// The session that the request's cookie names, if the cookie's signature is ours.
    pub fn handle(&self, headers: &HeaderMap) -> SessionHandle {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let id = pairs.find_map(|(name, value)| (name == COOKIE_NAME).then(|| self.unsign(value)).flatten());
        SessionHandle { id }
    }

    /// Who logged in, if the session lives. Its life is prolonged when a tenth of it has passed.
    pub async fn lookup(
        &self,
        handle: &SessionHandle,
        dialect: Dialect,
        now: Timestamp,
    ) -> Result<Option<LiveSession>> {
        let Some((id, mut session)) = self.live(handle, now).await? else { return Ok(None) };
        let Some(context) = session.entry(dialect).clone() else { return Ok(None) };
        let remaining = session.expires_at.as_millis() - now.as_millis();
        if remaining < self.ttl_ms() / 10 * 9 {
            session.expires_at = now.plus_millis(self.ttl_ms());
            self.store.save(id, session.clone()).await?;
        }
        Ok(Some(LiveSession { context, expires_at: session.expires_at }))
    }

    /// What is kept of the session, if it lives.
    async fn live<'a>(
        &self,
        handle: &'a SessionHandle,
        now: Timestamp,
    ) -> Result<Option<(&'a str, StoredSession)>> {
        let Some(id) = handle.id.as_deref() else { return Ok(None) };
        let Some(session) = self.store.lookup(id).await? else { return Ok(None) };
        if session.expires_at <= now {
            self.store.remove(id).await?;
            return Ok(None);
        }
        Ok(Some((id, session)))
    }

    /// Starts a session and answers its cookie. A session that the request came with ends, so nobody can have fixed its
    /// id before the login; who logged in there through the other dialect is taken along. Without https a secure cookie
    /// is not sent, as with express-session.
    pub async fn start(
        &self,
        context: &AuthContext,
        dialect: Dialect,
        before: &SessionHandle,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let mut session = StoredSession::default();
        if let Some((id, known)) = self.live(before, now).await? {
            self.store.remove(id).await?;
            session = known;
        }
        let id = URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 24]>());
        *session.entry(dialect) = Some(context.clone());
        session.expires_at = now.plus_millis(self.ttl_ms());
        let expires_at = session.expires_at;
        self.store.save(&id, session).await?;
        Ok(self.sent(&id, expires_at, dialect, headers))
    }

    /// The cookie of a session once more, good until the session ends.
    pub fn renew(
        &self,
        handle: &SessionHandle,
        until: Timestamp,
        dialect: Dialect,
        headers: &HeaderMap,
    ) -> Option<String> {
        self.sent(handle.id.as_deref()?, until, dialect, headers)
    }

    /// Ends the session and answers the cookie that clears the cookie.
    pub async fn end(&self, handle: &SessionHandle) -> Result<String> {
        if let Some(id) = handle.id.as_deref() {
            self.store.remove(id).await?;
        }
        Ok(format!("{COOKIE_NAME}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"))
    }

    /// Lets the one go who logged in through `dialect`, and with them the session unless somebody else is in it; then
    /// there is a cookie to clear.
    pub async fn leave(
        &self,
        handle: &SessionHandle,
        dialect: Dialect,
        now: Timestamp,
    ) -> Result<Option<String>> {
        if let Some((id, mut session)) = self.live(handle, now).await? {
            *session.entry(dialect) = None;
            if session.auth_context.is_some() || session.v1_auth_context.is_some() {
                self.store.save(id, session).await?;
                return Ok(None);
            }
        }
        self.end(handle).await.map(Some)
    }

    fn sent(&self, id: &str, expires_at: Timestamp, dialect: Dialect, headers: &HeaderMap) -> Option<String> {
        let is_https =
            headers.get(FORWARDED_PROTO).is_some_and(|proto| proto.as_bytes().starts_with(b"https"));
        (!self.is_secure || is_https).then(|| self.cookie(id, expires_at, dialect))
    }

    /// Removes what has expired; for a timer.
    pub async fn sweep(&self, now: Timestamp) -> Result<()> {
        self.store.sweep(now).await
    }

    fn ttl_ms(&self) -> i64 {
        i64::try_from(self.ttl.as_millis()).unwrap_or(i64::MAX)
    }

    fn cookie(&self, id: &str, expires_at: Timestamp, dialect: Dialect) -> String {
        let signed = format!("s:{id}.{}", STANDARD_NO_PAD.encode(self.signature(id)));
        let value = utf8_percent_encode(&signed, COMPONENT);
        let security = match self.is_secure {
            true => format!("; Secure; SameSite={}", dialect.same_site()),
            false => String::new(),
        };
        let expires = http_date(expires_at);
        format!("{COOKIE_NAME}={value}; Path=/; Expires={expires}; HttpOnly{security}")
    }

    fn unsign(&self, cookie: &str) -> Option<String> {
        let value = percent_decode_str(cookie).decode_utf8().ok()?;
        let (id, signature) = value.strip_prefix("s:")?.rsplit_once('.')?;
        let signature = STANDARD_NO_PAD.decode(signature).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).ok()?;
        mac.update(id.as_bytes());
        mac.verify_slice(&signature).ok()?;
        Some(id.to_owned())
    }

    fn signature(&self, id: &str) -> Vec<u8> {
        // HMAC takes keys of any length.
        Hmac::<Sha256>::new_from_slice(&self.secret).map_or_else(
            |_| Vec::new(),
            |mut mac| {
                mac.update(id.as_bytes());
                mac.finalize().into_bytes().to_vec()
            },
        )
    }
}

fn http_date(at: Timestamp) -> String {
    let instant = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    let mut text = String::new();
    let printed = DateTimePrinter::new().print_timestamp_rfc9110(&instant, &mut text);
    printed.map_or_else(|_| String::new(), |()| text)
}

/// Sessions in this process, for tests.
#[derive(Default)]
pub struct MemorySessions(Mutex<HashMap<String, StoredSession>>);

impl SessionStore for MemorySessions {
    fn lookup<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<StoredSession>>> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        Box::pin(std::future::ready(Ok(found)))
    }
    fn save<'a>(&'a self, id: &'a str, session: StoredSession) -> BoxFuture<'a, Result<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), session);
        Box::pin(std::future::ready(Ok(())))
    }
    fn remove<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        Box::pin(std::future::ready(Ok(())))
    }
    fn sweep(&self, now: Timestamp) -> BoxFuture<'_, Result<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, session| session.expires_at > now);
        Box::pin(std::future::ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> Sessions {
        Sessions::new(Arc::new(MemorySessions::default()), &HttpConfig::new("jwt", "test"))
    }
    fn now() -> Timestamp {
        Timestamp::parse("2026-11-21T01:30:00Z").unwrap()
    }
    fn with_cookie(cookie: &str) -> HeaderMap {
        let pair = cookie.split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, pair.parse().unwrap())])
    }

    async fn found(sessions: &Sessions, handle: &SessionHandle, now: Timestamp) -> Option<AuthContext> {
        sessions.lookup(handle, Dialect::V2, now).await.unwrap().map(|live| live.context)
    }

    #[tokio::test]
    async fn starts_finds_and_ends_a_session() {
        let sessions = sessions();
        let context = AuthContext { actor_id: "user_1".into(), ..AuthContext::default() };
        let none = SessionHandle::default();
        let cookie =
            sessions.start(&context, Dialect::V2, &none, &HeaderMap::new(), now()).await.unwrap().unwrap();
        assert!(cookie.starts_with("connect.sid=s%3A"), "{cookie}");
        assert!(cookie.ends_with("; Path=/; Expires=Sat, 21 Nov 2026 11:30:00 GMT; HttpOnly"), "{cookie}");
        let handle = sessions.handle(&with_cookie(&cookie));
        assert_eq!(found(&sessions, &handle, now()).await, Some(context));
        let late = now().plus_millis(36_000_000);
        assert_eq!(found(&sessions, &handle, late).await, None);
        sessions.end(&handle).await.unwrap();
        assert_eq!(found(&sessions, &handle, now()).await, None);
    }

    #[test]
    fn reads_only_cookies_that_it_signed() {
        // Signed by the `cookie-signature` package with the secret `test`.
        let theirs = "connect.sid=s%3Aabc.15ZXmu0SPnt0PMr1sVCv%2BhIj4x7LqLiMnanM961eBZQ;";
        let mine = sessions().cookie("abc", now(), Dialect::V2);
        assert!(mine.starts_with(theirs), "{mine}");
        let handle = sessions().handle(&with_cookie(&mine));
        assert_eq!(handle.id.as_deref(), Some("abc"));
        let other = Sessions { secret: Arc::from(&b"other"[..]), ..sessions() };
        assert_eq!(other.handle(&with_cookie(&mine)).id, None);
    }

    #[tokio::test]
    async fn a_secure_cookie_needs_https() {
        let config = HttpConfig { is_production: true, ..HttpConfig::new("jwt", "test") };
        let sessions = Sessions::new(Arc::new(MemorySessions::default()), &config);
        let (context, none) = (AuthContext::default(), SessionHandle::default());
        assert_eq!(
            sessions.start(&context, Dialect::V2, &none, &HeaderMap::new(), now()).await.unwrap(),
            None
        );
        let https = HeaderMap::from_iter([(FORWARDED_PROTO.parse().unwrap(), "https".parse().unwrap())]);
        let cookie = sessions.start(&context, Dialect::V2, &none, &https, now()).await.unwrap().unwrap();
        assert!(cookie.ends_with("; HttpOnly; Secure; SameSite=Lax"), "{cookie}");
    }

    #[tokio::test]
    async fn two_dialects_share_a_session_and_no_login() {
        let sessions = sessions();
        let (user, customer) = (
            AuthContext { actor_type: "user".into(), ..AuthContext::default() },
            AuthContext::of_customer("cus_1"),
        );
        let (none, no_headers) = (SessionHandle::default(), HeaderMap::new());
        let cookie = sessions.start(&user, Dialect::V2, &none, &no_headers, now()).await.unwrap().unwrap();
        let first = sessions.handle(&with_cookie(&cookie));
        assert_eq!(sessions.lookup(&first, Dialect::V1, now()).await.unwrap(), None);
        let cookie =
            sessions.start(&customer, Dialect::V1, &first, &no_headers, now()).await.unwrap().unwrap();
        let second = sessions.handle(&with_cookie(&cookie));
        assert_ne!(first, second);
        assert_eq!(found(&sessions, &first, now()).await, None);
        assert_eq!(found(&sessions, &second, now()).await, Some(user));
        let live = sessions.lookup(&second, Dialect::V1, now()).await.unwrap().unwrap();
        assert_eq!(live.context, customer);
        assert_eq!(sessions.leave(&second, Dialect::V1, now()).await.unwrap(), None);
        assert_eq!(sessions.lookup(&second, Dialect::V1, now()).await.unwrap(), None);
        assert!(found(&sessions, &second, now()).await.is_some());
        assert!(sessions.leave(&second, Dialect::V2, now()).await.unwrap().is_some());
        assert_eq!(found(&sessions, &second, now()).await, None);
    }
}
