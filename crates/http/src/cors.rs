//! Which browsers' pages may call: origins by area, as the `cors` package of Express answers.

use crate::reply::Reply;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS, CONTENT_LENGTH, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use regex::RegexBuilder;

/// The origins of one area.
#[derive(Debug, Default)]
pub struct Cors(Vec<Origin>);

#[derive(Debug)]
enum Origin {
    Exact(String),
    Pattern(regex::Regex),
}

impl Cors {
    /// Reads a list by comma. `/.../i` (or another of `~@;%#'` around it) is a regular expression; text that is none is
    /// taken literally.
    pub fn parse(list: &str) -> Self {
        let texts = list.split(',').filter(|text| !text.is_empty());
        Self(
            texts
                .map(|text| pattern(text).map_or_else(|| Origin::Exact(text.to_owned()), Origin::Pattern))
                .collect(),
        )
    }

    /// Whether pages of this origin may call.
    pub fn allows(&self, origin: &str) -> bool {
        self.0.iter().any(|known| match known {
            Origin::Exact(text) => text == origin,
            Origin::Pattern(pattern) => pattern.is_match(origin),
        })
    }

    /// Adds to an answer what the browser looks at.
    pub fn decorate(&self, origin: Option<&HeaderValue>, answer: &mut HeaderMap) {
        answer.insert(VARY, HeaderValue::from_static("Origin"));
        answer.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        if let Some(origin) = origin
            && origin.to_str().is_ok_and(|origin| self.allows(origin))
        {
            answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
    }

    /// The answer to a browser that asks first.
    pub fn preflight(&self, request: &HeaderMap) -> Reply {
        let mut reply = Reply::empty(StatusCode::NO_CONTENT);
        let answer = reply.headers_mut();
        self.decorate(request.get(ORIGIN), answer);
        answer.insert(VARY, HeaderValue::from_static("Origin, Access-Control-Request-Headers"));
        let methods = HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE");
        answer.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        answer.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        if let Some(asked) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        reply
    }
}

fn pattern(text: &str) -> Option<regex::Regex> {
    let open = text.chars().next().filter(|c| "/~@;%#'".contains(*c))?;
    let (source, flags) = text[1..].rsplit_once(open)?;
    if !flags.chars().all(|flag| "gimsuy".contains(flag)) {
        return None;
    }
    RegexBuilder::new(source)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_texts_and_patterns() {
        let cors = Cors::parse("http://localhost:8000,/https:\\/\\/.*\\.shop\\.dev$/i");
        assert!(cors.allows("http://localhost:8000"));
        assert!(!cors.allows("http://localhost:80000"));
        assert!(cors.allows("https://a.SHOP.dev"));
        assert!(!cors.allows("https://a.shop.dev.evil"));
        assert!(!Cors::parse("").allows("http://localhost:8000"));
    }

    #[test]
    fn answers_a_preflight() {
        let asked = HeaderMap::from_iter([
            (ORIGIN, HeaderValue::from_static("http://a")),
            (ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static("x-k")),
        ]);
        let reply = Cors::parse("http://a").preflight(&asked);
        assert_eq!(reply.code(), StatusCode::NO_CONTENT);
        assert_eq!(reply.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "http://a");
        assert_eq!(reply.headers()[ACCESS_CONTROL_ALLOW_HEADERS], "x-k");
        let evil = Cors::parse("http://b").preflight(&asked);
        assert!(!evil.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}
