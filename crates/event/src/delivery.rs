//! Hands one event to its subscribers, and says what is left to do.

use crate::Event;
use crate::log::EventLog;
use crate::metrics::Metrics;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use stheno_kernel::{Error, Result};

/// The name that stands for every name.
pub(crate) const EVERY: &str = "*";
/// Under which the event log is noted among the subscribers that are done.
const LOG: &str = "event-log";

type Handler = Arc<dyn Fn(Event) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// Who wants to know.
#[derive(Clone)]
pub(crate) struct Subscriber {
    pub name: String,
    pub id: String,
    pub handler: Handler,
}

impl Subscriber {
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.name == name || self.name == EVERY
    }
}

/// What became of a delivery.
pub(crate) struct Delivered {
    /// Subscribers that need not see this event again.
    pub done: Vec<String>,
    /// The first failure, if any.
    pub failure: Option<Error>,
}

/// Tells every subscriber that is not among `done`; one that fails does not keep the others from it.
pub(crate) async fn deliver(
    event: &Event,
    mut done: Vec<String>,
    subscribers: &[Subscriber],
    log: Option<&EventLog>,
    metrics: &Metrics,
) -> Delivered {
    let mut failure = None;
    if let Some(log) = log.filter(|_| !done.iter().any(|id| id == LOG)) {
        match log.append(event).await {
            Ok(()) => done.push(LOG.to_owned()),
            Err(error) => {
                metrics.failure(LOG);
                failure = Some(error);
            }
        }
    }
    for subscriber in subscribers.iter().filter(|s| s.wants(&event.name)) {
        if done.contains(&subscriber.id) {
            continue;
        }
        match guarded((subscriber.handler)(event.clone())).await {
            Ok(()) => done.push(subscriber.id.clone()),
            Err(error) => {
                metrics.failure(&subscriber.id);
                tracing::warn!(event.name = %event.name, subscriber.id = %subscriber.id, error = ?error, "a subscriber failed");
                failure = failure.or(Some(error));
            }
        }
    }
    Delivered { done, failure }
}

/// A panic of foreign code is a failure like any other.
pub(crate) async fn guarded(work: BoxFuture<'static, Result<()>>) -> Result<()> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Error::unexpected_state("The handler panicked")))
}
