//! Undoing flows, and looking after those whose node has died.

use crate::flow::Flow;
use crate::journal::{self, Journal, Progress, RunId, State};
use crate::lock::{self, LEASE, Lock};
use crate::registry::{FlowRegistry, Undoing};
use crate::{App, RequestCtx};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use stheno_database::{Tx, within};
use stheno_event::Schedule;
use stheno_kernel::{Error, Result, Timestamp};
use tracing::Span;

/// Attempts to undo a flow until it is left `failed` for a person to see.
const ATTEMPTS_MAX: i64 = 10;
/// Pauses between attempts: the first, and the longest.
const PAUSE: (Duration, Duration) = (LEASE, Duration::from_secs(3600));
/// Silent flows that one look takes on.
const AT_ONCE_MAX: u64 = 100;
/// Silent flows that one look takes on side by side.
const TOGETHER_MAX: usize = 8;
/// How often a node looks for silent flows.
const LOOK: Duration = Duration::from_secs(10);

/// Finishes or undoes every flow whose node fell silent, each on one node, and forgets executions that ended long ago.
/// Answers how many flows this call took on.
pub async fn recover(app: &App) -> Result<usize> {
    let now = app.now();
    let silent = lock::silent(now, AT_ONCE_MAX);
    let rows = app.database().read(move |tx: Tx| async move { tx.run(silent).await }).await?;
    // An undo may wait for something outside, and the others not for it.
    let runs = stream::iter(rows.into_rows().filter_map(lock::run_of));
    let ended = runs.map(|(run, _)| recover_run(app, run)).buffer_unordered(TOGETHER_MAX);
    let outcomes: Vec<Result<bool>> = ended.collect().await;
    let forget = journal::forget(now);
    app.database().transaction(move |tx: Tx| async move { tx.execute(forget).await }).await?;
    outcomes.into_iter().try_fold(0, |taken, outcome| Ok(taken + usize::from(outcome?)))
}

/// Has [`recover`] called every ten seconds while the event bus runs: for nodes that fell silent and did not die. What dead
/// ones left is found by [`crate::Node`].
pub fn schedule_recovery(app: &App) {
    let weak = app.downgrade();
    app.events().schedule("stheno:recover-flows", Schedule::Every(LOOK), move || {
        let app = weak.upgrade();
        async move {
            match app {
                Some(app) => recover(&app).await.map(drop),
                None => Ok(()),
            }
        }
    });
}

/// Waits a little for the run that holds a key; looks after it where its node fell silent.
pub(crate) async fn wait(app: &App, waiting: &RunId, pause: Duration) -> Result<()> {
    let holder = lock::holder(&waiting.flow, &waiting.key);
    let rows = app.database().read(move |tx: Tx| async move { tx.run(holder).await }).await?;
    match rows.into_rows().next().and_then(lock::run_of) {
        Some((run, until)) if until <= app.now() => recover_run(app, run).await.map(drop),
        Some(_) => {
            tokio::time::sleep(pause).await;
            Ok(())
        }
        None => Ok(()),
    }
}

/// Boxed, since a run that waits may have to end another.
fn recover_run(app: &App, run: RunId) -> BoxFuture<'_, Result<bool>> {
    take_over(app, run).boxed()
}

/// Takes over a silent run and ends it; false where another node was faster.
async fn take_over(app: &App, run: RunId) -> Result<bool> {
    let (ctx, now) = (app.context(), app.now());
    let lock = Lock { run, holder: app.stamp().id("") };
    let (taking, node) = (lock.clone(), app.database().node().to_owned());
    let taken = app.database().transaction(move |tx: Tx| async move {
        let Some(attempts) = taking.take_over(&tx, &node, now).await? else { return Ok(None) };
        let row = tx.run(journal::load(&taking.run)).await?.into_rows().next();
        let journal = row.and_then(journal::loaded);
        if journal.is_none() {
            // Its transactions left no word of anything to undo.
            taking.release(&tx).await?;
        }
        Ok::<_, Error>(Some((attempts, journal)))
    });
    let Some((attempts, journal)) = taken.await? else { return Ok(false) };
    let Some((mut journal, undoing)) = journal else { return Ok(true) };
    app.metrics().of(&lock.run.flow).taken_over();
    tracing::warn!(flow.id = %lock.run.flow, flow.key = %lock.run.key, "a flow was cut off and is looked after");
    let registry: Arc<FlowRegistry> = app.extension().unwrap_or_default();
    if let Some((id, finish)) = registry.finish(&lock.run.flow).filter(|_| !undoing) {
        let flow = Flow::resumed(ctx, id, lock, (journal, attempts));
        let outcome = AssertUnwindSafe(finish(flow.clone())).catch_unwind().await;
        let outcome = outcome.unwrap_or_else(|_| Err(Error::unexpected_state("The workflow panicked")));
        // What could not be finished is undone by now.
        return flow.end(outcome).await.or(Ok(())).map(|()| true);
    }
    journal.errors.push("The node that ran this workflow fell silent".to_owned());
    unwind(&ctx, &registry, &lock, journal, attempts).await;
    Ok(true)
}

/// Undoes what is in the journal, last things first. What cannot be undone now is tried again by [`recover`].
pub(crate) async fn unwind(
    ctx: &RequestCtx,
    registry: &FlowRegistry,
    lock: &Lock,
    journal: Journal,
    attempts: i64,
) {
    let mut unwinding = Unwinding { ctx, registry, lock, journal };
    let counts = ctx.app.metrics().of(&lock.run.flow);
    let Err(error) = unwinding.undo_all().await else { return counts.undone() };
    counts.undo_failed();
    if attempts + 1 < ATTEMPTS_MAX {
        tracing::warn!(
            flow.id = %lock.run.flow, flow.key = %lock.run.key, error = ?error,
            "a flow could not be undone; it will be tried again"
        );
    } else {
        tracing::error!(
            flow.id = %lock.run.flow, flow.key = %lock.run.key, error = ?error,
            "a flow cannot be undone; see workflow_execution"
        );
    }
    unwinding.journal.errors.push(error.to_string());
    if let Err(error) = unwinding.put_off(attempts).await {
        tracing::warn!(flow.id = %lock.run.flow, flow.key = %lock.run.key, error = ?error, "the journal cannot be written");
    }
}

/// Leaves a flow that may not be undone to whoever comes first: the next run of its key, or [`recover`].
pub(crate) async fn carry_on_later(ctx: &RequestCtx, lock: &Lock, journal: Journal, attempts: i64) {
    let registry = FlowRegistry::default();
    let unfinished = Unwinding { ctx, registry: &registry, lock, journal };
    let error = unfinished.journal.errors.last().cloned().unwrap_or_default();
    if attempts + 1 < ATTEMPTS_MAX {
        tracing::warn!(
            flow.id = %lock.run.flow, flow.key = %lock.run.key, error,
            "it is not known how far a flow came; it will be carried on"
        );
    } else {
        tracing::error!(
            flow.id = %lock.run.flow, flow.key = %lock.run.key, error,
            "a flow cannot be brought to its end; see workflow_execution"
        );
    }
    // The first time nobody needs to wait; what fails again and again is looked at less and less often.
    let put_off = match attempts {
        _ if attempts + 1 >= ATTEMPTS_MAX => unfinished.save(State::Failed, After::Release).await,
        0 => unfinished.save(State::Invoking, After::Renew(ctx.now())).await,
        _ => unfinished.save(State::Invoking, After::PutOff(ctx.now().plus_millis(pause_ms(attempts)))).await,
    };
    if let Err(error) = put_off {
        tracing::warn!(flow.id = %lock.run.flow, flow.key = %lock.run.key, error = ?error, "the journal cannot be written");
    }
}

/// How long after so many attempts the next is due.
fn pause_ms(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts).unwrap_or(0).min(16);
    i64::try_from((PAUSE.0 * 2_u32.pow(doublings)).min(PAUSE.1).as_millis()).unwrap_or(i64::MAX)
}

struct Unwinding<'a> {
    ctx: &'a RequestCtx,
    registry: &'a FlowRegistry,
    lock: &'a Lock,
    journal: Journal,
}

impl Unwinding<'_> {
    async fn undo_all(&mut self) -> Result<()> {
        if !self.begin().await? {
            return Ok(());
        }
        for index in (0..self.journal.steps.len()).rev() {
            let step = &self.journal.steps[index];
            if step.progress == Progress::Reverted {
                continue;
            }
            match self.registry.step(&step.name)? {
                Undoing::Never => {
                    let message = format!("The step {} is not undone by itself", step.name);
                    return Err(Error::unexpected_state(message));
                }
                Undoing::Inside(name, undo) => {
                    let input = step.input.clone();
                    let mut after = self.journal.clone();
                    after.steps[index].progress = Progress::Reverted;
                    let (lock, saved) = (self.lock.clone(), after.clone());
                    self.ctx
                        .transaction(name, |cx| async move {
                            lock.renew(&cx, lock::lease_end(cx.now())).await?;
                            undo(cx.clone(), input).await?;
                            cx.execute(saved.save(&lock.run, State::Compensating, cx.stamp())).await.map(drop)
                        })
                        .await?;
                    self.journal = after;
                }
                Undoing::Outside(undo) => {
                    let key = journal::key(&self.lock.run.run, &step.id);
                    let span = tracing::trace_span!("undo", otel.name = %step.name, otel.kind = "client");
                    let undone = undo(self.ctx.clone(), key, step.input.clone(), step.output.clone());
                    alive(self.ctx, self.lock, &span, undone).await?;
                    self.journal.steps[index].progress = Progress::Reverted;
                    self.save(State::Compensating, After::Renew(lock::lease_end(self.ctx.now()))).await?;
                }
            }
        }
        self.save(State::Reverted, After::Release).await
    }

    /// Reads what was really committed, adds what only this process knows, and says that the flow is being undone.
    /// False where there is nothing to undo.
    async fn begin(&mut self) -> Result<bool> {
        let (lock, known, stamp) = (self.lock.clone(), self.journal.clone(), self.ctx.stamp());
        let registry = self.registry.clone();
        let begun = self.ctx.app.database().transaction(move |tx: Tx| async move {
            let row = tx.run(journal::load(&lock.run)).await?.into_rows().next();
            let Some((mut journal, _)) = row.and_then(journal::loaded) else {
                lock.release(&tx).await?;
                return Ok(None);
            };
            lock.renew(&tx, lock::lease_end(stamp.now)).await?;
            // Announced by a commit whose answer was lost, and so never run.
            let is_unheard = |step: &&mut journal::Step| known.steps.iter().all(|k| k.id != step.id);
            for step in journal.steps.iter_mut().filter(is_unheard).filter(|s| registry.is_final(&s.name)) {
                step.progress = Progress::Reverted;
            }
            journal.learn(known);
            tx.execute(journal.save(&lock.run, State::Compensating, &stamp)).await?;
            Ok::<_, Error>(Some(journal))
        });
        let journal = begun.await?;
        let found = journal.is_some();
        self.journal = journal.unwrap_or_default();
        Ok(found)
    }

    async fn put_off(&self, attempts: i64) -> Result<()> {
        if attempts + 1 >= ATTEMPTS_MAX {
            return self.save(State::Failed, After::Release).await;
        }
        let until = self.ctx.now().plus_millis(pause_ms(attempts));
        self.save(State::Compensating, After::PutOff(until)).await
    }

    async fn save(&self, state: State, after: After) -> Result<()> {
        let stamp = self.ctx.stamp();
        let (lock, save) = (self.lock.clone(), self.journal.save(&self.lock.run, state, &stamp));
        let written = self.journal.is_written();
        let saving = self.ctx.app.database().transaction(move |tx: Tx| async move {
            match after {
                After::Renew(until) => lock.renew(&tx, until).await?,
                After::PutOff(until) => lock.put_off(&tx, until).await?,
                After::Release => lock.release(&tx).await?,
            }
            if written {
                tx.execute(save).await?;
            }
            Ok(())
        });
        saving.await
    }
}

/// What becomes of the lock.
enum After {
    Renew(Timestamp),
    PutOff(Timestamp),
    Release,
}

/// Waits for work outside, and gives signs of life meanwhile. A panic is an error.
pub(crate) async fn alive<T>(
    ctx: &RequestCtx,
    lock: &Lock,
    span: &Span,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + LEASE / 3, LEASE / 3);
    let mut work = std::pin::pin!(AssertUnwindSafe(work).catch_unwind());
    loop {
        tokio::select! {
            done = within(span, work.as_mut()) => {
                return done.unwrap_or_else(|_| Err(Error::unexpected_state("A step outside panicked")));
            }
            _ = beat.tick() => {
                let (renewing, until) = (lock.clone(), lock::lease_end(ctx.now()));
                let renewed = ctx.app.database().transaction(move |tx: Tx| async move { renewing.renew(&tx, until).await });
                if let Err(error) = renewed.await {
                    // The step goes on; if another node has taken over, the next transaction finds out.
                    tracing::warn!(flow.id = %lock.run.flow, error = ?error, "no sign of life could be given");
                }
            }
        }
    }
}
