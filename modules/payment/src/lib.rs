//! What is to be paid, attempts to pay, money taken and given back.

pub mod faulty;
pub mod models;
mod pivots;
pub mod provider;
pub mod service;
pub mod shown;

pub use models::*;
pub use pivots::pivot_tables;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "payment";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        AccountHolder::meta(),
        Capture::meta(),
        Payment::meta(),
        PaymentCollection::meta(),
        PaymentProvider::meta(),
        PaymentSession::meta(),
        Refund::meta(),
        RefundReason::meta(),
    ]
}
