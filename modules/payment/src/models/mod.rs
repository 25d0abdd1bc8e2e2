//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod account_holder;
mod capture;
mod payment;
mod payment_collection;
mod payment_provider;
mod payment_session;
mod refund;
mod refund_reason;

pub use account_holder::AccountHolder;
pub use capture::Capture;
pub use payment::Payment;
pub use payment_collection::PaymentCollection;
pub use payment_provider::PaymentProvider;
pub use payment_session::PaymentSession;
pub use refund::Refund;
pub use refund_reason::RefundReason;
