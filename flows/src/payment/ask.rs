//! How providers are asked: not for ever, and again with the same key where no answer came.

use super::provider;
use std::time::Duration;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_payment::provider::{Answer, PaymentProvider};
use stheno_workflow::App;

/// How long a provider may take to answer; an extension of the app. Ten seconds unless set, so that two attempts fit into a
/// request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentTimeout(pub Duration);

impl Default for PaymentTimeout {
    fn default() -> Self {
        Self(Duration::from_secs(10))
    }
}

/// Attempts, the first included, where nobody answers. What is then unknown is undone, or asked again later.
const ATTEMPTS: usize = 2;

/// Asks a provider. `call` hands it the same idempotency key each time.
pub(super) async fn ask<T, F>(app: &App, provider_id: &str, call: F) -> Result<T>
where
    F: for<'a> Fn(&'a dyn PaymentProvider) -> Answer<'a, T>,
{
    let provider = provider(app, provider_id)?;
    if provider.is_local() {
        return call(&*provider).await;
    }
    let limit = app.extension::<PaymentTimeout>().map_or_else(PaymentTimeout::default, |limit| *limit).0;
    let mut attempt = 1;
    loop {
        let answer = tokio::time::timeout(limit, call(&*provider)).await;
        let error = match answer {
            Ok(Err(error)) if error.kind() == ErrorKind::Unavailable => error,
            Ok(answer) => return answer,
            Err(_) => silent(),
        };
        if attempt == ATTEMPTS {
            return Err(error);
        }
        attempt += 1;
        tracing::warn!(payment.provider = provider_id, error = ?error, "a payment provider is asked again");
    }
}

fn silent() -> Error {
    Error::new(ErrorKind::Unavailable, "The payment provider did not answer")
}
