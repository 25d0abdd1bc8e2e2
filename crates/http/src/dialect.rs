//! The two ways in which routes speak: Medusa 2's, and that of Medusa 1 for the clients that shops still have.
//!
//! A route's dialect decides by which token and which entry of the session a caller is known, how a refusal is told, and how
//! a cookie is sent. What it does not decide is who may call: that is the route's [`AuthRule`](crate::AuthRule).

use crate::auth::AuthContext;
use crate::reply::Reply;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a route speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Medusa 2.
    #[default]
    V2,
    /// Medusa 1.
    V1,
}

/// The claims of a customer's token in Medusa 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct V1Claims {
    /// The customer.
    pub customer_id: String,
    /// [`V1Claims::STORE`]: the users of the dashboard had tokens of their own.
    pub domain: String,
}

impl V1Claims {
    /// The domain of customers.
    pub const STORE: &'static str = "store";

    /// The claims of a customer.
    pub fn of(customer_id: impl Into<String>) -> Self {
        Self { customer_id: customer_id.into(), domain: Self::STORE.to_owned() }
    }
    /// Who acts; nobody where the claims are of another domain.
    pub fn context(self) -> Option<AuthContext> {
        let is_customer = self.domain == Self::STORE && !self.customer_id.is_empty();
        is_customer.then(|| AuthContext::of_customer(self.customer_id))
    }
}

impl Dialect {
    /// The refusal of somebody unknown: 401.
    pub(crate) fn unauthorized(self, message: &'static str) -> Reply {
        #[derive(Serialize)]
        struct Body {
            message: &'static str,
        }
        match self {
            Self::V2 => Reply::status(StatusCode::UNAUTHORIZED, &Body { message }),
            Self::V1 => Reply::bare(StatusCode::UNAUTHORIZED),
        }
    }
    /// What follows `Secure` in a cookie of a production server. Storefronts of Medusa 1 live on other sites.
    pub(crate) const fn same_site(self) -> &'static str {
        match self {
            Self::V2 => "Lax",
            Self::V1 => "None",
        }
    }
    /// Whether each answer sends the session's cookie again, so that the browser keeps it as long as we do.
    pub(crate) const fn renews_cookies(self) -> bool {
        matches!(self, Self::V1)
    }
    /// What the sentence about data that is not accepted begins with.
    pub(crate) const fn preamble(self) -> &'static str {
        match self {
            Self::V2 => "Invalid request: ",
            Self::V1 => "",
        }
    }
    /// A JSON text as the message of a refusal that has parts.
    pub(crate) fn parts(message: &str, details: &[String]) -> String {
        Value::from_iter([("message", Value::from(message)), ("details", Value::from(details))]).to_string()
    }
}
