//! What a token says of an identity, by Medusa's claims.

use serde_json::{Map, Value as Json};
use stheno_auth::service::members;
use stheno_auth::{AuthIdentity, ProviderIdentity};
use stheno_http::AuthContext;
use stheno_http::auth::MfaTime;

/// An identity that proved itself, and the login by which it did.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who.
    pub identity: AuthIdentity,
    /// How.
    pub login: ProviderIdentity,
    /// Whether a second factor is in use, which has not been shown.
    pub needs_factor: bool,
}

/// The claims of a token, and whether it takes a second factor before the token names its actor.
#[derive(Clone, Debug)]
pub struct Claims {
    /// What the token is signed over.
    pub context: AuthContext,
    /// Whether the second factor is still to be shown.
    pub mfa_required: bool,
}

impl Authenticated {
    /// The claims for an actor of this kind.
    pub fn claims(&self, actor_type: &str) -> Claims {
        let key = actor_key(actor_type);
        let mut app_metadata = members(self.identity.app_metadata.as_ref());
        if self.needs_factor {
            app_metadata.shift_remove(&key);
        }
        let context = AuthContext {
            actor_id: bound(&app_metadata, &key),
            actor_type: actor_type.to_owned(),
            auth_identity_id: self.identity.id.to_string(),
            auth_provider: Some(self.login.provider.clone()),
            mfa_enabled: Some(self.needs_factor),
            mfa_challenge_completed_at: MfaTime::Never,
            app_metadata,
            user_metadata: members(self.login.user_metadata.as_ref()),
            ..AuthContext::default()
        };
        Claims { context, mfa_required: self.needs_factor }
    }
}

/// The member of `app_metadata` that names an actor of this kind: `customer_id`, `user_id`.
pub fn actor_key(actor_type: &str) -> String {
    format!("{actor_type}_id")
}

fn bound(app_metadata: &Map<String, Json>, key: &str) -> String {
    app_metadata.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use stheno_kernel::JsonText;

    fn of(metadata: Option<&str>, needs_factor: bool) -> Claims {
        let identity = AuthIdentity {
            id: "authid_1".into(),
            app_metadata: metadata.map(JsonText::from_trusted),
            ..AuthIdentity::default()
        };
        let login = ProviderIdentity { provider: "emailpass".into(), ..ProviderIdentity::default() };
        Authenticated { identity, login, needs_factor }.claims("customer")
    }

    #[test]
    fn a_token_names_the_actor_of_its_kind() {
        let metadata = r#"{"customer_id":"cus_1","user_id":"user_1"}"#;
        assert_eq!(of(Some(metadata), false).context.actor_id, "cus_1");
        assert_eq!(of(Some(r#"{"customer_id":null}"#), false).context.actor_id, "");
        let printed = serde_json::to_string(&of(None, false).context).unwrap();
        let expected = r#"{"actor_id":"","actor_type":"customer","auth_identity_id":"authid_1","auth_provider":"emailpass","mfa_enabled":false,"mfa_challenge_completed_at":null,"app_metadata":{},"user_metadata":{}}"#;
        assert_eq!(printed, expected);
    }

    #[test]
    fn no_actor_before_the_second_factor() {
        let claims = of(Some(r#"{"customer_id":"cus_1"}"#), true);
        assert!(claims.mfa_required && claims.context.actor_id.is_empty());
        assert!(claims.context.app_metadata.is_empty());
    }
}
