//! A flow that reaches outside: transactions, and between them steps that are journaled and can be undone.

use crate::faults::{Faults, Place};
use crate::journal::{self, Announced, Journal, Progress, RunId, State};
use crate::lock::{self, Lock};
use crate::registry::{FlowRegistry, Outside, Undo, read, write};
use crate::transaction::Ends;
use crate::{FlowTx, RequestCtx, recovery};
use futures_util::FutureExt as _;
use serde::Serialize;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use stheno_kernel::{Error, ErrorKind, Result};
use tracing::{Instrument as _, Span};

/// How long a run waits for another of the same key.
const WAIT: Duration = Duration::from_secs(30);

/// A running flow; cheap to clone. Made by [`RequestCtx::flow`].
#[derive(Clone)]
pub struct Flow(Arc<Shared>);

struct Shared {
    /// Of the request: what ends the flow belongs to its work.
    asked: RequestCtx,
    /// Outside of that work: a flow commits what it must know of what it does outside.
    ctx: RequestCtx,
    id: &'static str,
    lock: Lock,
    faults: Option<Arc<Faults>>,
    registry: Arc<FlowRegistry>,
    run: Mutex<Run>,
}

#[derive(Default)]
struct Run {
    journal: Journal,
    /// Outcomes of steps that the row does not tell of yet; the next transaction writes them.
    unsaved: bool,
    /// A transaction has committed, or may have: the lock is ours, and there may be things to undo.
    locked: bool,
    ended: bool,
    /// How often another node has looked after it.
    attempts: i64,
}

enum Attempt<T, F> {
    Done(T, Journal),
    /// Another run of the key is under way; the body was not called.
    Busy(F),
}

/// A step that is announced in the journal and may now be run, by [`Flow::run`].
pub struct Ticket<S: Outside> {
    id: String,
    input: S::Input,
    step: PhantomData<fn() -> S>,
}

impl FlowTx {
    /// Announces a step that reaches outside: it is journaled when this transaction commits, and run after that.
    pub fn announce<S: Outside>(&self, input: S::Input) -> Result<Ticket<S>> {
        let id = self.journal(S::NAME, Progress::Invoking, &input)?;
        Ok(Ticket { id, input, step: PhantomData })
    }

    /// Leaves word how to undo what this transaction writes, should the flow fail after its commit.
    pub fn on_failure<U: Undo>(&self, input: &U::Input) -> Result<()> {
        self.journal(U::NAME, Progress::Done, input).map(drop)
    }

    fn journal(&self, name: &str, progress: Progress, input: &impl Serialize) -> Result<String> {
        let input = write(name, input)?;
        self.app().extension::<FlowRegistry>().unwrap_or_default().step(name)?;
        let mut announced = self.announced().ok_or_else(|| {
            Error::unexpected_state(format!("The step {name} needs a journal: begin with `ctx.flow`"))
        })?;
        Ok(announced.push(name, progress, input))
    }
}

impl RequestCtx {
    /// Runs `body` as the flow `id` for `key` (a cart's id), to its end even if the caller stops waiting. Of runs with one
    /// key, one is under way at a time, on all nodes; the next then sees what it did.
    ///
    /// If `body` errs, what its transactions left word of and what it did outside is undone, last things first.
    pub fn flow<T, F, Fut>(
        &self,
        id: &'static str,
        key: &str,
        body: F,
    ) -> impl Future<Output = Result<T>> + Send + use<T, F, Fut>
    where
        F: FnOnce(Flow) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let stamp = self.stamp();
        let run = RunId { flow: id.to_owned(), key: key.to_owned(), run: stamp.id("") };
        let flow = Flow::new(self.clone(), id, Lock { run, holder: stamp.id("") }, Run::default());
        let running = self.app.metrics().begin(id);
        let work = async move {
            let outcome = AssertUnwindSafe(body(flow.clone())).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(Error::unexpected_state("The workflow panicked")));
            let outcome = flow.end(outcome).await;
            flow.undo_if_lost();
            running.end(&outcome);
            outcome
        };
        async move {
            let span = tracing::trace_span!("flow", otel.name = id);
            let span = if span.is_none() { Span::current() } else { span };
            tokio::spawn(work.instrument(span))
                .await
                .map_err(|e| Error::unexpected_state("The workflow was cut off").with_source(e))?
        }
    }
}

impl Flow {
    fn new(ctx: RequestCtx, id: &'static str, lock: Lock, run: Run) -> Self {
        let (faults, registry) = (ctx.app.extension(), ctx.app.extension().unwrap_or_default());
        let outside = ctx.outside();
        Self(Arc::new(Shared { asked: ctx, ctx: outside, id, lock, faults, registry, run: Mutex::new(run) }))
    }

    /// A flow that another node began.
    pub(crate) fn resumed(
        ctx: RequestCtx,
        id: &'static str,
        lock: Lock,
        (journal, attempts): (Journal, i64),
    ) -> Self {
        Self::new(ctx, id, lock, Run { journal, attempts, locked: true, ..Run::default() })
    }

    /// Who asks, and everything else that a request has.
    pub fn ctx(&self) -> &RequestCtx {
        &self.0.ctx
    }
    /// What the flow is about.
    pub fn key(&self) -> &str {
        &self.0.lock.run.key
    }

    /// Runs `body` in a transaction of its own, which commits at its end together with the journal.
    pub async fn transaction<T, F, Fut>(&self, step: &'static str, body: F) -> Result<T>
    where
        F: FnOnce(FlowTx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.write(step, false, body).await
    }

    /// As [`Flow::transaction`], and ends the flow with the same commit: from then on nothing is undone.
    pub async fn finish<T, F, Fut>(&self, step: &'static str, body: F) -> Result<T>
    where
        F: FnOnce(FlowTx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        self.write(step, true, body).await
    }

    /// Runs a step that an earlier transaction has announced.
    pub async fn run<S: Outside>(&self, ticket: Ticket<S>) -> Result<S::Output> {
        self.pass(S::NAME)?;
        let (ctx, key) = (self.0.ctx.clone(), journal::key(&self.0.lock.run.run, &ticket.id));
        let span = tracing::trace_span!("outside", otel.name = S::NAME, otel.kind = "client");
        let work = S::run(ctx, key, ticket.input);
        let outcome = recovery::alive(&self.0.ctx, &self.0.lock, &span, work).await;
        let outcome = outcome.and_then(|output| Ok((write(S::NAME, &output)?, output)));
        {
            let mut run = self.state();
            run.unsaved = true;
            if let Some(step) = run.journal.step_mut(&ticket.id) {
                (step.progress, step.output) = match &outcome {
                    Ok((json, _)) => (Progress::Done, Some(json.clone())),
                    Err(error) if S::IS_FINAL && is_refusal(error) => (Progress::Reverted, None),
                    Err(_) if S::IS_FINAL => (Progress::Invoking, None),
                    Err(_) => (Progress::Failed, None),
                };
            }
        }
        let (_, output) = outcome?;
        self.pass(&format!("{}:done", S::NAME))?;
        Ok(output)
    }

    /// Announces a step and runs it. Where a transaction goes before, announcing it there ([`FlowTx::announce`]) saves a
    /// commit.
    pub async fn outside<S: Outside>(&self, input: S::Input) -> Result<S::Output> {
        let ticket = self.transaction(S::NAME, |cx| async move { cx.announce::<S>(input) }).await?;
        self.run(ticket).await
    }

    /// What the last such step brought, in a flow that is being finished.
    pub fn output<S: Outside>(&self) -> Result<Option<S::Output>> {
        let run = self.state();
        let step = run.journal.steps.iter().rfind(|s| s.name == S::NAME && s.progress == Progress::Done);
        step.and_then(|s| s.output.clone()).map(|output| read(S::NAME, output)).transpose()
    }

    /// The last such step that was announced and did not return, in a flow that is being finished: it may be run again,
    /// with the idempotency key that it had.
    pub fn ticket<S: Outside>(&self) -> Result<Option<Ticket<S>>> {
        let run = self.state();
        let step = run.journal.steps.iter().rfind(|s| s.name == S::NAME && s.progress == Progress::Invoking);
        step.map(|s| {
            Ok(Ticket { id: s.id.clone(), input: read(S::NAME, s.input.clone())?, step: PhantomData })
        })
        .transpose()
    }

    /// What the last such step was given, in a flow that is being finished.
    pub fn input<S: Outside>(&self) -> Result<Option<S::Input>> {
        let run = self.state();
        let step = run.journal.steps.iter().rfind(|s| s.name == S::NAME);
        step.map(|s| read(S::NAME, s.input.clone())).transpose()
    }

    fn state(&self) -> MutexGuard<'_, Run> {
        self.0.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, step: &str) -> Result<()> {
        match &self.0.faults {
            Some(faults) => faults.pass(Place { root: self.0.id, flow: self.0.id, step }),
            None => Ok(()),
        }
    }

    async fn write<T, F, Fut>(&self, step: &'static str, last: bool, mut body: F) -> Result<T>
    where
        F: FnOnce(FlowTx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let until = tokio::time::Instant::now() + WAIT;
        let mut pause = Duration::from_millis(5);
        loop {
            match self.attempt(step, last, body).await? {
                Attempt::Done(value, journal) => {
                    let mut run = self.state();
                    (run.journal, run.unsaved, run.locked, run.ended) = (journal, false, true, last);
                    return Ok(value);
                }
                Attempt::Busy(back) => body = back,
            }
            if tokio::time::Instant::now() > until {
                return Err(Error::conflict("Timed-out acquiring lock."));
            }
            // Nobody can be waited for with a transaction open.
            self.0.asked.app.database().settle().await?;
            recovery::wait(&self.0.ctx.app, &self.0.lock.run, pause).await?;
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }

    async fn attempt<T, F, Fut>(&self, step: &'static str, last: bool, body: F) -> Result<Attempt<T, F>>
    where
        F: FnOnce(FlowTx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let (mut journal, unsaved, locked) = {
            let run = self.state();
            if run.ended {
                return Err(Error::unexpected_state(format!("The workflow has ended before {step}")));
            }
            (run.journal.clone(), run.unsaved, run.locked)
        };
        let (lock, written) = (self.0.lock.clone(), Arc::new(AtomicBool::new(false)));
        let announced = Announced { earlier: journal.steps.len(), steps: Vec::new() };
        let work = {
            let written = Arc::clone(&written);
            move |cx: FlowTx| async move {
                if !hold(&lock, &cx, locked, last).await? {
                    return Ok(Attempt::Busy(body));
                }
                cx.step(step).await?;
                let value = body(cx.clone()).await?;
                add(&mut journal, cx.take_announced(), last)?;
                save(&mut journal, &lock, &cx, unsaved, last).await?;
                written.store(true, Ordering::Relaxed);
                Ok(Attempt::Done(value, journal))
            }
        };
        let ends = if last { Ends::WithRequest(Some(announced)) } else { Ends::Now(announced) };
        let span = tracing::trace_span!("step", otel.name = step);
        let outcome = self.0.asked.transact(self.0.id, ends, span, work).await;
        if outcome.is_err() && written.load(Ordering::Relaxed) {
            // The commit failed, or only its answer did.
            self.state().locked = true;
        }
        outcome
    }

    /// Ends the flow if its last transaction has not; undoes it if it failed.
    pub(crate) async fn end<T>(&self, outcome: Result<T>) -> Result<T> {
        let outcome = match outcome {
            Ok(value) => self.close().await.map(|()| value),
            Err(error) => Err(error),
        };
        let Err(error) = &outcome else { return outcome };
        let (locked, ended, attempts, mut journal) = {
            let run = self.state();
            (run.locked, run.ended, run.attempts, run.journal.clone())
        };
        let crashed = self.0.faults.as_ref().is_some_and(|faults| faults.take_crash(self.0.id));
        if locked && !ended && !crashed {
            journal.errors.push(error.to_string());
            if let Err(error) = self.0.asked.app.database().settle().await {
                tracing::warn!(flow.id = self.0.id, error = ?error, "what went before a flow that failed is lost");
            }
            let is_open = |step: &journal::Step| {
                step.progress != Progress::Reverted && self.0.registry.is_final(&step.name)
            };
            if journal.steps.iter().any(is_open) {
                recovery::carry_on_later(&self.0.ctx, &self.0.lock, journal, attempts).await;
            } else {
                recovery::unwind(&self.0.ctx, &self.0.registry, &self.0.lock, journal, attempts).await;
            }
        }
        outcome
    }

    /// Has the flow undone where its end is lost with the work that it belongs to.
    fn undo_if_lost(&self) {
        let Some(work) = self.0.asked.app.work() else { return };
        let (has_ended, mut journal) = {
            let run = self.state();
            (run.ended, run.journal.clone())
        };
        if !has_ended {
            return;
        }
        let shared = Arc::clone(&self.0);
        work.on_failure(async move {
            journal.errors.push("The request that this workflow belongs to failed".to_owned());
            recovery::unwind(&shared.ctx, &shared.registry, &shared.lock, journal, 0).await;
        });
    }

    async fn close(&self) -> Result<()> {
        let open = {
            let run = self.state();
            run.locked && !run.ended
        };
        if open { self.finish("finish", |_| async { Ok(()) }).await } else { Ok(()) }
    }
}

/// Whether an error is the answer of whoever was asked: what was asked for did not happen. All others leave that open.
fn is_refusal(error: &Error) -> bool {
    use ErrorKind as K;
    !matches!(
        error.kind(),
        K::Unavailable | K::UnexpectedState | K::Unknown | K::Database | K::Conflict | K::RateLimited
    )
}

/// Makes sure that this run may write; false while another run of the key is under way.
async fn hold(lock: &Lock, tx: &FlowTx, locked: bool, last: bool) -> Result<bool> {
    if !locked {
        return lock.acquire(tx, tx.app().database().node(), tx.now()).await;
    }
    // The last transaction gives the lock back, which errs as well if it is lost.
    if !last {
        lock.renew(tx, lock::lease_end(tx.now())).await?;
    }
    Ok(true)
}

fn add(journal: &mut Journal, announced: Vec<journal::Step>, last: bool) -> Result<()> {
    if let Some(step) = announced.iter().find(|s| last && s.progress == Progress::Invoking) {
        return Err(Error::unexpected_state(format!("The last transaction announces {}", step.name)));
    }
    journal.steps.extend(announced);
    Ok(())
}

async fn save(journal: &mut Journal, lock: &Lock, tx: &FlowTx, unsaved: bool, last: bool) -> Result<()> {
    let state = if last { State::Done } else { State::Invoking };
    // What a flow of one transaction leaves word of is never undone: no row.
    let needed = if last { journal.is_written() } else { journal.has_grown() || unsaved };
    if needed {
        tx.execute(journal.save(&lock.run, state, tx.stamp())).await?;
        journal.mark_saved();
    }
    if last { lock.release(tx).await } else { Ok(()) }
}
