//! What a handler answers: status, headers, bytes.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use serde::Serialize;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// An answer. Its bytes are moved to the socket, never copied.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    /// 200 with these bytes, which are JSON already.
    pub fn json(bytes: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(CONTENT_TYPE, JSON);
        Self { status: StatusCode::OK, headers, body: bytes.into() }
    }
    /// 200 with the JSON of `value`.
    pub fn ok(value: &impl Serialize) -> Self {
        Self::status(StatusCode::OK, value)
    }
    /// The JSON of `value` with this status.
    pub fn status(status: StatusCode, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => Self::json(bytes).with_status(status),
            Err(error) => {
                tracing::error!(error.cause = %error, "an answer could not be serialized");
                Self::json(&b"null"[..]).with_status(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
    /// 200 `{"<key>": <json>}`; `json` is JSON already.
    pub fn wrap(key: &str, json: impl AsRef<[u8]>) -> Self {
        let json = json.as_ref();
        let mut out = Vec::with_capacity(json.len() + key.len() + 5);
        out.extend_from_slice(b"{\"");
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        out.extend_from_slice(json);
        out.push(b'}');
        Self::json(out)
    }
    /// 200 `{"<key>": [...], "count": .., "offset": .., "limit": ..}`; `json` is a JSON array already.
    pub fn list(key: &str, json: impl AsRef<[u8]>, page: Page) -> Self {
        let json = json.as_ref();
        let Page { count, offset, limit } = page;
        let mut out = Vec::with_capacity(json.len() + key.len() + 64);
        out.extend_from_slice(b"{\"");
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        out.extend_from_slice(json);
        out.extend_from_slice(
            format!(",\"count\":{count},\"offset\":{offset},\"limit\":{limit}}}").as_bytes(),
        );
        Self::json(out)
    }
    /// 200 `{"id": .., "object": .., "deleted": true}`.
    pub fn deleted(id: &str, object: &str) -> Self {
        #[derive(Serialize)]
        struct Deleted<'a> {
            id: &'a str,
            object: &'a str,
            deleted: bool,
        }
        Self::ok(&Deleted { id, object, deleted: true })
    }
    /// Text with this status and content type.
    pub fn text(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status, headers, body: body.into() }
    }
    /// A status whose body is its own name as text: `Created`, `OK`.
    pub fn bare(status: StatusCode) -> Self {
        let name = status.canonical_reason().unwrap_or_default();
        Self::text(status, "text/plain; charset=utf-8", name)
    }
    /// No content type and no body.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }
    /// A redirect (302).
    pub fn redirect(location: &str) -> Self {
        let reply = Self::empty(StatusCode::FOUND);
        reply.with_header(axum::http::header::LOCATION, location)
    }
    /// Another body.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
    /// Another status.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
    /// One more header; a value that no header can hold is dropped.
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }
    /// One more cookie, as `Set-Cookie` says it.
    pub fn with_cookie(self, cookie: &str) -> Self {
        self.with_header(SET_COOKIE, cookie)
    }
    /// The status.
    pub fn code(&self) -> StatusCode {
        self.status
    }
    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
    /// The headers, to change.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }
    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
    /// The response.
    pub fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// The numbers beside a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many records match.
    pub count: u64,
    /// How many were skipped.
    pub offset: u64,
    /// How many were asked for.
    pub limit: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_without_looking_inside() {
        assert_eq!(&Reply::wrap("region", b"{\"id\":1}").body()[..], b"{\"region\":{\"id\":1}}");
        let page = Page { count: 3, offset: 0, limit: 20 };
        let list = Reply::list("regions", b"[]", page);
        assert_eq!(&list.body()[..], b"{\"regions\":[],\"count\":3,\"offset\":0,\"limit\":20}");
        let gone = Reply::deleted("reg_1", "region");
        assert_eq!(&gone.body()[..], br#"{"id":"reg_1","object":"region","deleted":true}"#);
        assert_eq!(Reply::bare(StatusCode::CREATED).body(), "Created");
    }
}
