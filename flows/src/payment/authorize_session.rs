//! What becomes of a session once its provider has answered: a payment, a later one, or a refusal that the shopper reads.

use super::outside::Authorization;
use stheno_kernel::{Error, ErrorKind};
use stheno_payment::PaymentSession;
use stheno_payment::provider::{Data, Session, SessionStatus};

/// What a provider's answer means for an order.
#[derive(Debug)]
pub enum Verdict {
    /// The order may be placed: with a payment now, or one that will come.
    Granted(Session),
    /// The order may not be placed; the session takes the status, the shopper reads the error.
    Refused(Session, Error),
}

/// What the provider of a session is asked.
pub fn authorization(session: &PaymentSession) -> Authorization {
    Authorization {
        session_id: session.id.to_string(),
        provider_id: session.provider_id.clone(),
        data: session.data.parse::<Data>().unwrap_or_default(),
    }
}

/// Judges a provider's answer.
pub fn judge(answer: Session) -> Verdict {
    match answer.status {
        SessionStatus::Authorized | SessionStatus::Captured | SessionStatus::PendingAuthorization => {
            Verdict::Granted(answer)
        }
        SessionStatus::RequiresMore => {
            let error =
                Error::new(ErrorKind::PaymentRequiresMore, "More information is required for payment");
            Verdict::Refused(answer, error)
        }
        SessionStatus::Pending | SessionStatus::Error | SessionStatus::Canceled => {
            Verdict::Refused(answer, failed())
        }
    }
}

/// What a shopper reads of a payment that did not work.
pub fn failed() -> Error {
    Error::new(ErrorKind::PaymentAuthorization, "Payment authorization failed")
}

/// A provider's own sentence reaches the shopper if it was written for one.
pub fn told(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Unknown | ErrorKind::UnexpectedState | ErrorKind::Unavailable | ErrorKind::Database => {
            failed().with_source(error)
        }
        _ => error,
    }
}
