//! Payment providers: what moves the money. A shop registers its own beside `pp_system_default`, and tries what happens when
//! a provider misbehaves with [`crate::faulty::FaultyProvider`].
//!
//! ```
//! use stheno_payment::provider::PaymentProviders;
//!
//! let providers = PaymentProviders::default();
//! assert!(providers.get("pp_system_default").is_ok_and(|provider| provider.is_local()));
//! assert!(providers.get("pp_nothing").is_err());
//! ```

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::{Amount, Error, Result};

/// What a provider keeps with a session or payment; clients see it.
pub type Data = Map<String, Json>;

/// The answer of a provider, some time.
pub type Answer<'a, T> = BoxFuture<'a, Result<T>>;

/// How far a session is, in the words of `payment_session.status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// The money is promised.
    Authorized,
    /// The money is taken.
    Captured,
    /// Nothing happened yet.
    Pending,
    /// The shopper has to do something.
    RequiresMore,
    /// It failed.
    Error,
    /// It was called off.
    Canceled,
    /// It will be authorized later, without the shopper (bank transfer).
    PendingAuthorization,
}

impl SessionStatus {
    /// The text of the column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorized => "authorized",
            Self::Captured => "captured",
            Self::Pending => "pending",
            Self::RequiresMore => "requires_more",
            Self::Error => "error",
            Self::Canceled => "canceled",
            Self::PendingAuthorization => "pending_authorization",
        }
    }
}

/// A session to be opened or changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SessionInput {
    /// Major units.
    pub amount: Exact,
    /// ISO 4217, lower case.
    pub currency_code: String,
    /// What the client sent, and `session_id`.
    pub data: Data,
    /// `customer`, `account_holder` and `idempotency_key`.
    pub context: Data,
}

/// Something to be done with what a provider keeps.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PaymentInput {
    /// What it keeps.
    pub data: Data,
    /// Major units; of captures and refunds.
    pub amount: Option<Exact>,
    /// The same whenever the very same thing is asked again.
    pub idempotency_key: String,
}

/// An amount that goes into a journal: its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Exact(pub Amount);

impl From<Exact> for String {
    fn from(amount: Exact) -> Self {
        amount.0.to_string()
    }
}
impl TryFrom<String> for Exact {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Amount::parse(&text).map(Self).ok_or(text)
    }
}

/// A session as its provider has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// What the provider keeps.
    pub data: Data,
    /// How far it is.
    pub status: SessionStatus,
}

/// A customer as a provider knows them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holder {
    /// The provider's id.
    pub external_id: String,
    /// What the provider keeps.
    pub data: Data,
}

/// A way to pay that a customer saved with a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedMethod {
    /// The provider's id.
    pub id: String,
    /// What the provider tells of it; clients see it.
    pub data: Data,
}

/// A payment service.
///
/// Those that are local run inside the database transaction: their futures are ready at once and reach nothing outside.
/// All others are called between transactions, with an idempotency key, and what they did is undone by
/// [`cancel`](PaymentProvider::cancel) where what follows fails.
///
/// What takes too long, or errs as `Unavailable`, is asked again with the same key. An authorization that then is still unknown is
/// canceled. A capture goes on being asked for with its key until the provider takes it or refuses it; it refuses by an error
/// that is the caller's (`NotAllowed`, `InvalidData`, `PaymentAuthorization`), every other error leaves open what happened.
pub trait PaymentProvider: Send + Sync + 'static {
    /// Its id, `pp_<name>_<instance>`.
    fn id(&self) -> &str;
    /// Whether it reaches nothing outside.
    fn is_local(&self) -> bool {
        false
    }
    /// Opens a session.
    fn initiate(&self, input: SessionInput) -> Answer<'_, Session>;
    /// Changes a session.
    fn update(&self, input: SessionInput) -> Answer<'_, Session>;
    /// Drops a session.
    fn delete(&self, input: PaymentInput) -> Answer<'_, Data>;
    /// Has the money promised.
    fn authorize(&self, input: PaymentInput) -> Answer<'_, Session>;
    /// Takes the money.
    fn capture(&self, input: PaymentInput) -> Answer<'_, Data>;
    /// Gives money back.
    fn refund(&self, input: PaymentInput) -> Answer<'_, Data>;
    /// Lets go of what was promised.
    fn cancel(&self, input: PaymentInput) -> Answer<'_, Data>;
    /// Makes a customer known; none where the provider keeps no customers. Asked again with the same key, it answers the
    /// same holder.
    fn create_account_holder(&self, _customer: Json, _idempotency_key: String) -> Answer<'_, Option<Holder>> {
        ready(Ok(None)).boxed()
    }
    /// Forgets a customer. One that is not known is no error.
    fn delete_account_holder(&self, _holder: Holder) -> Answer<'_, ()> {
        ready(Ok(())).boxed()
    }
    /// What a customer saved to pay with.
    fn list_payment_methods(&self, _holder: Holder) -> Answer<'_, Vec<SavedMethod>> {
        ready(Ok(Vec::new())).boxed()
    }
}

/// `pp_system_default`: money that is handled elsewhere. Everything succeeds at once.
pub struct SystemProvider;

/// The id of [`SystemProvider`].
pub const SYSTEM: &str = "pp_system_default";

impl PaymentProvider for SystemProvider {
    fn id(&self) -> &str {
        SYSTEM
    }
    fn is_local(&self) -> bool {
        true
    }
    fn initiate(&self, _input: SessionInput) -> Answer<'_, Session> {
        ready(Ok(Session { data: Data::new(), status: SessionStatus::Pending })).boxed()
    }
    fn update(&self, _input: SessionInput) -> Answer<'_, Session> {
        ready(Ok(Session { data: Data::new(), status: SessionStatus::Pending })).boxed()
    }
    fn delete(&self, _input: PaymentInput) -> Answer<'_, Data> {
        ready(Ok(Data::new())).boxed()
    }
    fn authorize(&self, _input: PaymentInput) -> Answer<'_, Session> {
        ready(Ok(Session { data: Data::new(), status: SessionStatus::Authorized })).boxed()
    }
    fn capture(&self, _input: PaymentInput) -> Answer<'_, Data> {
        ready(Ok(Data::new())).boxed()
    }
    fn refund(&self, _input: PaymentInput) -> Answer<'_, Data> {
        ready(Ok(Data::new())).boxed()
    }
    fn cancel(&self, _input: PaymentInput) -> Answer<'_, Data> {
        ready(Ok(Data::new())).boxed()
    }
    fn create_account_holder(&self, customer: Json, _idempotency_key: String) -> Answer<'_, Option<Holder>> {
        let id = customer.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
        ready(Ok(Some(Holder { external_id: id, data: Data::new() }))).boxed()
    }
}

/// The providers of an application by id; an extension of the app.
#[derive(Clone)]
pub struct PaymentProviders(HashMap<String, Arc<dyn PaymentProvider>>);

impl Default for PaymentProviders {
    fn default() -> Self {
        Self(HashMap::new()).with(SystemProvider)
    }
}

impl PaymentProviders {
    /// Adds a provider, or puts it in place of the one with its id.
    pub fn with(mut self, provider: impl PaymentProvider) -> Self {
        self.0.insert(provider.id().to_owned(), Arc::new(provider));
        self
    }
    /// The provider with this id.
    pub fn get(&self, id: &str) -> Result<Arc<dyn PaymentProvider>> {
        let known = self.0.get(id).cloned();
        known.ok_or_else(|| {
            Error::unexpected_state(format!(
                "Unable to retrieve the payment provider with id: {id}\nPlease make sure that the provider is registered \
                 in the container and it is configured correctly in your project configuration file."
            ))
        })
    }
    /// Their ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
