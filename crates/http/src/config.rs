//! What the server is told at its start.

use std::time::Duration;

/// Bytes of a body, where a route does not say otherwise.
pub const BODY_LIMIT: usize = 100 * 1024;

/// Bytes of a `metadata`.
pub const METADATA_LIMIT: usize = 32 * 1024;

/// [`HttpConfig::query_depth_max`], unless told otherwise.
pub const QUERY_DEPTH_MAX: usize = 8;

/// [`HttpConfig::query_take_max`], unless told otherwise.
pub const QUERY_TAKE_MAX: u64 = 1_000;

/// Configuration of the HTTP side.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// Origins that may call `/store`, by comma; `/.../` is a regular expression, `*` is not special.
    pub store_cors: String,
    /// Origins that may call `/admin`.
    pub admin_cors: String,
    /// Origins that may call `/auth`.
    pub auth_cors: String,
    /// Signs tokens.
    pub jwt_secret: String,
    /// How long a token is good.
    pub jwt_ttl: Duration,
    /// Signs the session's cookie.
    pub cookie_secret: String,
    /// How long a session lives after its last request.
    pub session_ttl: Duration,
    /// Cookies are sent over https only.
    pub is_production: bool,
    /// How long a handler may work.
    pub request_timeout: Duration,
    /// Bytes of a body at most.
    pub body_limit: usize,
    /// Bytes of a `metadata` in a body at most, as JSON.
    pub metadata_limit: usize,
    /// How often logins, registrations and resets may be tried.
    pub attempts: AttemptLimits,
    /// Proxies of our own before the server: so many entries of `x-forwarded-for` are true, counted from its end.
    pub trusted_proxies: usize,
    /// Names one behind the other at most, in a question that a client writes itself (`POST /admin/query`).
    pub query_depth_max: usize,
    /// Records of such a question at most, and where it names no number.
    pub query_take_max: u64,
}

/// How often something may be tried; zero is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttemptLimits {
    /// With one name, from wherever.
    pub per_name_per_minute: u32,
    /// From one address, with whatever names.
    pub per_address_per_minute: u32,
}

impl HttpConfig {
    /// Medusa's defaults with these secrets.
    pub fn new(jwt_secret: impl Into<String>, cookie_secret: impl Into<String>) -> Self {
        Self {
            store_cors: "http://localhost:8000".into(),
            admin_cors: "http://localhost:9000".into(),
            auth_cors: "http://localhost:9000".into(),
            jwt_secret: jwt_secret.into(),
            jwt_ttl: Duration::from_hours(24),
            cookie_secret: cookie_secret.into(),
            session_ttl: Duration::from_hours(10),
            is_production: false,
            request_timeout: Duration::from_secs(30),
            body_limit: BODY_LIMIT,
            metadata_limit: METADATA_LIMIT,
            attempts: AttemptLimits::default(),
            trusted_proxies: 1,
            query_depth_max: QUERY_DEPTH_MAX,
            query_take_max: QUERY_TAKE_MAX,
        }
    }
}
