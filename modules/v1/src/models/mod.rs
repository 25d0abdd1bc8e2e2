//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are columns; a struct's doc says what names do not")]

mod billing_address;

pub use billing_address::V1BillingAddress;
