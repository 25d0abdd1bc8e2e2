//! Tokens: JWTs signed with HS256, in the claims of Medusa, so either side reads the other's.

use super::AuthContext;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::time::Duration;
use stheno_kernel::{Error, ErrorKind, Result, Timestamp};

/// Signs and verifies tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    ttl: Duration,
}

impl Tokens {
    /// Tokens signed with `secret`, good for `ttl`.
    pub fn new(secret: &str, ttl: Duration) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // Expiry is judged here, by the clock that the application was given.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        validation.validate_aud = false;
        Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
            ttl,
        }
    }

    /// A token of these claims, made now and good for the configured time.
    pub fn sign(&self, claims: &impl Serialize, now: Timestamp) -> Result<String> {
        self.sign_for(claims, now, self.ttl)
    }

    /// A token of these claims, good for `ttl`.
    pub fn sign_for(&self, claims: &impl Serialize, now: Timestamp, ttl: Duration) -> Result<String> {
        let unsignable = |cause: Box<dyn std::error::Error + Send + Sync>| {
            Error::new(ErrorKind::Unknown, "a token could not be signed").with_source(cause)
        };
        let claims = serde_json::to_value(claims).map_err(|error| unsignable(error.into()))?;
        let Value::Object(mut claims) = claims else { return Err(unsignable("claims are no object".into())) };
        let issued = now.as_millis() / 1000;
        let lifetime = i64::try_from(ttl.as_secs()).unwrap_or(i64::MAX);
        claims.insert("iat".into(), issued.into());
        claims.insert("exp".into(), issued.saturating_add(lifetime).into());
        let signed = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding);
        signed.map_err(|error| unsignable(error.into()))
    }

    /// The claims of a token that is ours and neither expired nor early.
    pub fn verify(&self, token: &str, now: Timestamp) -> Option<AuthContext> {
        self.verify_as(token, now)
    }

    /// As [`Tokens::verify`], for tokens with claims of another kind (invites, password resets).
    pub fn verify_as<T: DeserializeOwned>(&self, token: &str, now: Timestamp) -> Option<T> {
        let decoded =
            jsonwebtoken::decode::<Map<String, Value>>(token, &self.decoding, &self.validation).ok()?;
        let seconds = now.as_millis() / 1000;
        let claim = |name: &str| decoded.claims.get(name).map(|value| value.as_f64());
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit a double exactly")]
        let now = seconds as f64;
        let is_live = claim("exp").is_none_or(|exp| exp.is_some_and(|exp| now < exp));
        let has_begun = claim("nbf").is_none_or(|nbf| nbf.is_some_and(|nbf| nbf <= now));
        if !is_live || !has_begun {
            return None;
        }
        serde_json::from_value(Value::Object(decoded.claims)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000).unwrap()
    }

    /// Signed by Medusa's library with the secret `test`.
    const MEDUSA: &str = include_str!("../../tests/data/medusa.jwt");

    #[test]
    fn reads_what_medusa_signed_and_prints_it_again() {
        let tokens = Tokens::new("test", Duration::from_hours(24));
        let claims = tokens.verify(MEDUSA.trim(), at(1_795_225_003)).unwrap();
        assert_eq!(claims.actor_type, "user");
        assert_eq!(claims.exp.unwrap() - claims.iat.unwrap(), 86_400);
        let signed = tokens.sign(&claims, at(claims.iat.unwrap())).unwrap();
        // The header's two members stand in another order, so the signature differs; the claims do not.
        let claims_of = |token: &str| token.split('.').nth(1).unwrap().to_owned();
        assert_eq!(claims_of(&signed), claims_of(MEDUSA.trim()));
    }

    #[test]
    fn refuses_expired_forged_and_unsigned_tokens() {
        let tokens = Tokens::new("test", Duration::from_secs(60));
        let token = tokens.sign(&AuthContext::default(), at(1000)).unwrap();
        assert!(tokens.verify(&token, at(1059)).is_some());
        assert!(tokens.verify(&token, at(1060)).is_none());
        assert!(Tokens::new("other", Duration::from_secs(60)).verify(&token, at(1000)).is_none());
        let (_, rest) = token.split_once('.').unwrap();
        let (claims, _) = rest.split_once('.').unwrap();
        let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.");
        assert!(tokens.verify(&none, at(1000)).is_none());
    }
}
