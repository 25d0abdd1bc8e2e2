//! The one error that crosses layers: a kind, the client's sentence, the operator's cause.
//!
//! Kinds are Medusa's error types; `stheno-http` owns the table from kind to status.

use std::fmt;

/// `std::result::Result` with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, without a word about transport. The wire `type` is [`ErrorKind::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The database refused or broke.
    Database,
    /// A unique rule was violated.
    Duplicate,
    /// An argument of a call is unusable.
    InvalidArgument,
    /// The data sent cannot be accepted.
    InvalidData,
    /// No or wrong credentials.
    Unauthorized,
    /// Credentials are fine, the action is not.
    Forbidden,
    /// The record does not exist, or not for this actor.
    NotFound,
    /// The state of things does not allow it.
    NotAllowed,
    /// An invariant does not hold.
    UnexpectedState,
    /// Another request is at work on the same thing.
    Conflict,
    /// A key that makes a request repeatable was sent with another one.
    Idempotency,
    /// A payment provider refused.
    PaymentAuthorization,
    /// A payment needs another step of the shopper.
    PaymentRequiresMore,
    /// Too many requests.
    RateLimited,
    /// The service cannot answer now; asking again later may help.
    Unavailable,
    /// Anything unforeseen.
    Unknown,
}

impl ErrorKind {
    /// The `type` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Database => "database_error",
            Self::Duplicate => "duplicate_error",
            Self::InvalidArgument => "invalid_argument",
            Self::InvalidData => "invalid_data",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::NotAllowed => "not_allowed",
            Self::UnexpectedState => "unexpected_state",
            Self::Conflict => "conflict",
            Self::Idempotency => "idempotency_error",
            Self::PaymentAuthorization => "payment_authorization_error",
            Self::PaymentRequiresMore => "payment_requires_more_error",
            Self::RateLimited => "too_many_requests",
            Self::Unavailable => "service_unavailable",
            Self::Unknown => "unknown_error",
        }
    }
}

/// An error with a sentence that a client may read and a cause that only the log sees.
pub struct Error {
    kind: ErrorKind,
    message: String,
    code: Option<&'static str>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of `kind` whose `message` reaches the client.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), code: None, source: None }
    }
    /// [`ErrorKind::NotFound`].
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }
    /// [`ErrorKind::InvalidData`].
    pub fn invalid_data(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidData, message)
    }
    /// [`ErrorKind::NotAllowed`].
    pub fn not_allowed(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotAllowed, message)
    }
    /// [`ErrorKind::Unauthorized`].
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unauthorized, message)
    }
    /// [`ErrorKind::Duplicate`].
    pub fn duplicate(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Duplicate, message)
    }
    /// [`ErrorKind::UnexpectedState`].
    pub fn unexpected_state(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::UnexpectedState, message)
    }
    /// [`ErrorKind::Conflict`].
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Conflict, message)
    }
    /// The wire `code`, where the contract has one beside the type.
    pub fn with_code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }
    /// Keeps what caused this, for the log only.
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
    /// The client's sentence.
    pub fn message(&self) -> &str {
        &self.message
    }
    /// The wire `code`, if any.
    pub fn code(&self) -> Option<&'static str> {
        self.code
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), self.message)?;
        if let Some(source) = &self.source {
            write!(f, " (caused by {source:?})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|s| s.as_ref() as _)
    }
}
