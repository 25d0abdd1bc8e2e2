//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]

mod sales_channel;

pub use sales_channel::SalesChannel;
