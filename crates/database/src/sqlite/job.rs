//! A closure on its way to a database thread and its answer on the way back.

use super::local::Local;
use crate::faults::Lost;
use crate::tx::Tx;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use stheno_kernel::{Error, Result};
use tokio::sync::oneshot;
use tracing::Span;

/// How often a future may ask to be polled again at once before it counts as waiting for something else.
const POLLS_MAX: usize = 10_000;

/// What a thread knows of a transaction.
pub(super) trait Job: Send {
    /// Whether somebody still waits for the answer.
    fn wanted(&self) -> bool;
    /// Runs the closure to its end; true if what it wrote shall stay.
    fn run(&mut self, local: &Local) -> bool;
    /// What a test wants to be lost of the commit that is due.
    fn at_commit(&self) -> Option<Lost>;
    /// Answers, with the error of the commit if there was one.
    fn finish(self: Box<Self>, committed: Result<()>);
}

pub(super) struct Task<T, E, F> {
    f: Option<F>,
    tx: Tx,
    /// Where the closure was made: what it logs belongs there.
    span: Span,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Task<T, E, F> {
    pub(super) fn new(f: F, tx: Tx, span: &Span, answer: oneshot::Sender<Result<T, E>>) -> Self {
        let span = if span.is_none() { Span::current() } else { span.clone() };
        Self { f: Some(f), tx, span, result: None, answer }
    }
}

impl<T, E, F, Fut> Job for Task<T, E, F>
where
    F: FnOnce(Tx) -> Fut + Send,
    Fut: Future<Output = Result<T, E>>,
    T: Send,
    E: From<Error> + Send,
{
    fn wanted(&self) -> bool {
        !self.answer.is_closed()
    }

    fn run(&mut self, local: &Local) -> bool {
        let Some(f) = self.f.take() else { return false };
        local.hold(self.tx.sqlite_job());
        let tx = self.tx.clone();
        let entered = self.span.enter();
        let run = catch_unwind(AssertUnwindSafe(|| poll_to_end(f(tx))));
        drop(entered);
        local.hold(0);
        let result = match run {
            Ok(Some(result)) => result,
            Ok(None) => {
                Err(Error::unexpected_state("a transaction may await nothing but the database").into())
            }
            Err(panic) => Err(crate::tx::panicked(panic.as_ref()).into()),
        };
        let result = result.and_then(|value| self.tx.verdict().map(|()| value).map_err(E::from));
        let keep = result.is_ok() && self.wanted();
        self.result = Some(result);
        keep
    }

    fn at_commit(&self) -> Option<Lost> {
        self.tx.at_commit()
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        let Self { tx, result, answer, .. } = *self;
        let result = match (result, committed) {
            (Some(Err(e)), _) => Err(e),
            (_, Err(e)) => Err(e.into()),
            (Some(Ok(value)), Ok(())) => {
                tx.run_callbacks();
                Ok(value)
            }
            (None, Ok(())) => Err(Error::unexpected_state("the transaction did not run").into()),
        };
        // Nobody waits for the answer of a dropped future.
        let _ = answer.send(result);
    }
}

struct Again(AtomicBool);

impl Wake for Again {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The future's output, or `None` if it waits for something that only another thread could bring.
fn poll_to_end<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let again = Arc::new(Again(AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&again));
    let mut context = Context::from_waker(&waker);
    for _ in 0..POLLS_MAX {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        // Combinators over many futures yield now and then; they wake themselves.
        if !again.0.swap(false, Ordering::Relaxed) {
            return None;
        }
    }
    None
}
