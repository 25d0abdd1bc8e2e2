//! Workflows of payment.

mod ask;
pub mod authorize_session;
pub mod capture_payment;
pub mod create_payment_sessions;
pub mod list_payment_methods;
pub(crate) mod outside;
pub mod refund_payment;

pub use ask::PaymentTimeout;
pub use outside::register;

use std::sync::Arc;
use stheno_kernel::Result;
use stheno_payment::provider::{PaymentProvider, PaymentProviders};
use stheno_workflow::App;

/// A provider of the application; `pp_system_default` is always there.
pub fn provider(app: &App, id: &str) -> Result<Arc<dyn PaymentProvider>> {
    match app.extension::<PaymentProviders>() {
        Some(providers) => providers.get(id),
        None => PaymentProviders::default().get(id),
    }
}

/// Decimals to which amounts of a currency are compared; none where it has none.
pub(crate) fn digits(currency_code: &str) -> Option<u32> {
    stheno_currency::data::decimal_digits(currency_code).filter(|digits| *digits > 0)
}
