//! The only table from error kind to status and wire body.
//!
//! A 500 never tells its cause: the cause goes to the log, once, beside the request id.

use crate::reply::Reply;
use axum::http::StatusCode;
use serde::Serialize;
use std::error::Error as _;
use stheno_kernel::{Error, ErrorKind};

const UNKNOWN: &str = "unknown_error";
const UNKNOWN_SENTENCE: &str = "An unknown error occurred.";
const CONFLICT_SENTENCE: &str = "The request conflicted with another request. You may retry the request with the provided Idempotency-Key.";

/// What the client reads of an error.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct ErrorBody<'a> {
    /// A slug beside the type, where the contract has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'a str>,
    /// The wire name of the kind.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// The sentence.
    pub message: &'a str,
}

/// The status and body of an error.
pub fn wire(error: &Error) -> (StatusCode, ErrorBody<'_>) {
    let kind = error.kind();
    let told = |code| ErrorBody { code, kind: kind.as_str(), message: error.message() };
    let plain = told(error.code());
    let hidden = ErrorBody { code: Some(UNKNOWN), kind: UNKNOWN, message: UNKNOWN_SENTENCE };
    match kind {
        ErrorKind::InvalidData | ErrorKind::NotAllowed => (StatusCode::BAD_REQUEST, plain),
        ErrorKind::Unauthorized => (StatusCode::UNAUTHORIZED, plain),
        ErrorKind::Forbidden => (StatusCode::FORBIDDEN, plain),
        ErrorKind::NotFound => (StatusCode::NOT_FOUND, plain),
        ErrorKind::PaymentAuthorization => (StatusCode::UNPROCESSABLE_ENTITY, plain),
        ErrorKind::Idempotency => (StatusCode::UNPROCESSABLE_ENTITY, told(Some("idempotency_error"))),
        ErrorKind::Duplicate => (StatusCode::UNPROCESSABLE_ENTITY, told(Some("invalid_request_error"))),
        ErrorKind::Conflict => (
            StatusCode::CONFLICT,
            ErrorBody { code: Some("invalid_state_error"), message: CONFLICT_SENTENCE, ..plain },
        ),
        // These two are sentences written for callers, and Medusa prints them although the status is 500.
        ErrorKind::InvalidArgument | ErrorKind::UnexpectedState => (StatusCode::INTERNAL_SERVER_ERROR, plain),
        ErrorKind::RateLimited => (StatusCode::TOO_MANY_REQUESTS, plain),
        ErrorKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, plain),
        ErrorKind::Database => (
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorBody { code: Some("api_error"), message: UNKNOWN_SENTENCE, ..plain },
        ),
        ErrorKind::PaymentRequiresMore | ErrorKind::Unknown => (StatusCode::INTERNAL_SERVER_ERROR, hidden),
    }
}

/// The reply to an error; logs its cause if the fault is ours.
pub fn reply(error: &Error, request_id: &str) -> Reply {
    let (status, body) = wire(error);
    if status.is_server_error() {
        let cause = error.source().map(tracing::field::display);
        tracing::error!(
            request.id = request_id,
            error.kind = error.kind().as_str(),
            error.cause = cause,
            "{error}"
        );
    } else {
        tracing::debug!(request.id = request_id, error.kind = error.kind().as_str(), "{error}");
    }
    Reply::status(status, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(error: Error) -> String {
        let (status, body) = wire(&error);
        format!("{} {}", status.as_u16(), serde_json::to_string(&body).unwrap())
    }

    #[test]
    fn prints_what_the_contract_prints() {
        let invalid = text(Error::invalid_data("no"));
        assert_eq!(invalid, r#"400 {"type":"invalid_data","message":"no"}"#);
        assert_eq!(text(Error::not_found("no")), r#"404 {"type":"not_found","message":"no"}"#);
        let twice = text(Error::duplicate("twice"));
        assert_eq!(
            twice,
            r#"422 {"code":"invalid_request_error","type":"duplicate_error","message":"twice"}"#
        );
        assert!(text(Error::conflict("lock 7")).starts_with(
            r#"409 {"code":"invalid_state_error","type":"conflict","message":"The request conflicted"#
        ));
    }

    #[test]
    fn never_tells_an_internal_cause() {
        for kind in [ErrorKind::Unknown, ErrorKind::Database] {
            let told = text(Error::new(kind, "secret table").with_source("secret cause"));
            assert!(!told.contains("secret"), "{told}");
        }
        assert_eq!(
            text(Error::new(ErrorKind::Unknown, "x")),
            r#"500 {"code":"unknown_error","type":"unknown_error","message":"An unknown error occurred."}"#
        );
    }
}
