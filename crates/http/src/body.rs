//! From the bytes of a body to data, by content type, with the errors of the contract.

use crate::json_error;
use crate::query_string;
use crate::reply::Reply;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use serde::Serialize;
use serde_json::{Map, Value};

/// Why a body cannot be read.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    /// The answer. The contract has no code here, and the message before the type.
    pub fn reply(&self) -> Reply {
        #[derive(Serialize)]
        struct Body<'a> {
            message: &'a str,
            #[serde(rename = "type")]
            kind: &'a str,
        }
        let kind = if self.status == StatusCode::BAD_REQUEST { "invalid_data" } else { "unknown_error" };
        Reply::status(self.status, &Body { message: &self.message, kind })
    }
}

fn refuse(status: StatusCode, message: impl Into<String>) -> Refusal {
    Refusal { status, message: message.into() }
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read(
    body: axum::body::Body,
    headers: &HeaderMap,
    limit: usize,
) -> Result<Bytes, Refusal> {
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let too_large = || refuse(StatusCode::PAYLOAD_TOO_LARGE, "request entity too large");
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(too_large()),
        Err(_) => Err(refuse(StatusCode::BAD_REQUEST, "request aborted")),
    }
}

/// What a request says its body is.
pub(crate) fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The data of a body; an empty object where there is none, or of a type that nobody reads.
pub fn parse(bytes: &[u8], content_type: &str) -> Result<Value, Refusal> {
    let empty = Value::Object(Map::new());
    if bytes.is_empty() {
        return Ok(empty);
    }
    let (media, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let media = media.trim();
    if media.eq_ignore_ascii_case("application/json") {
        check_charset(parameters)?;
        return json(bytes);
    }
    if media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(Value::Object(query_string::parse(&String::from_utf8_lossy(bytes))));
    }
    if media.eq_ignore_ascii_case("text/plain") {
        return Ok(Value::String(String::from_utf8_lossy(bytes).into_owned()));
    }
    Ok(empty)
}

fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    let is_container = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
    let parsed = if is_container { serde_json::from_slice(bytes).ok() } else { None };
    // Bytes that are no UTF-8 are read with replacement characters, as JavaScript does.
    let parsed = parsed.or_else(|| {
        let text = is_container.then(|| String::from_utf8_lossy(bytes))?;
        serde_json::from_str(&text).ok()
    });
    parsed
        .ok_or_else(|| refuse(StatusCode::BAD_REQUEST, json_error::sentence(&String::from_utf8_lossy(bytes))))
}

fn check_charset(parameters: &str) -> Result<(), Refusal> {
    let mut pairs = parameters.split(';').filter_map(|pair| pair.trim().split_once('='));
    let Some((_, charset)) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("charset")) else {
        return Ok(());
    };
    let charset = charset.trim_matches('"').to_ascii_uppercase();
    if charset.starts_with("UTF-") {
        return Ok(());
    }
    Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("unsupported charset \"{charset}\"")))
}
