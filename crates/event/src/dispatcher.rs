//! The dispatcher: one task a node that claims, delivers, settles, and looks after jobs.
//!
//! A turn is one transaction: what is settled leaves, what is due is claimed. Work piles up while a turn is under way,
//! so that a busy shop has few, large turns.

use crate::bus::Shared;
use crate::delivery::{deliver, guarded};
use crate::job::{self, Job};
use crate::outbox::{self, Entry, Settled};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use stheno_database::{Database, Statement, Tx};
use stheno_kernel::{Clock, Result, Timestamp};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::Instrument as _;

/// The longest pause between two attempts.
const BACKOFF_MAX: Duration = Duration::from_secs(300);
/// How long [`Running::stop`] waits for work under way.
const STOP: Duration = Duration::from_secs(10);

/// A dispatcher's task.
pub(crate) struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn stop(self) {
        // The task holds the receiver; without it there is nothing to stop.
        let _ = self.stop.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(error = ?error, "the event dispatcher broke");
        }
    }
}

#[derive(Clone)]
pub(crate) struct Dispatcher {
    shared: Arc<Shared>,
    database: Database,
    clock: Arc<dyn Clock>,
    node: Arc<str>,
}

/// Events of one record, in order; or one event that is about none.
type Group = Vec<Entry>;

impl Dispatcher {
    pub(crate) fn new(shared: &Arc<Shared>, database: Database, clock: Arc<dyn Clock>) -> Self {
        let node = database.node().into();
        Self { shared: Arc::clone(shared), database, clock, node }
    }

    fn lease_end(&self) -> Timestamp {
        after(self.clock.now(), self.shared.options.lease)
    }

    async fn register(&self) -> Result<()> {
        self.execute(job::register(&self.shared.jobs(), self.clock.now())).await
    }

    async fn execute(&self, statements: Vec<Statement>) -> Result<()> {
        self.database.transaction(move |tx: Tx| async move { tx.run_all(statements).await.map(drop) }).await
    }

    pub(crate) async fn start(self) -> Result<Running> {
        self.register().await?;
        let (stop, stopped) = watch::channel(false);
        Ok(Running { stop, task: tokio::spawn(self.run(stopped)) })
    }

    async fn run(self, mut stopped: watch::Receiver<bool>) {
        let mut groups: JoinSet<Vec<Settled>> = JoinSet::new();
        let mut jobs: JoinSet<()> = JoinSet::new();
        let mut settled = Vec::new();
        let mut poll = interval(self.shared.options.poll);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut renew = interval(self.shared.options.lease / 3);
        renew.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut due = true;
        loop {
            while let Some(done) = groups.try_join_next() {
                settled.extend(done.unwrap_or_default());
            }
            if due || !settled.is_empty() {
                due = !self.turn(&mut groups, &mut settled).await;
            }
            tokio::select! {
                _ = stopped.changed() => break,
                () = self.shared.wake.notified() => due = true,
                Some(done) = groups.join_next() => settled.extend(done.unwrap_or_default()),
                Some(_) = jobs.join_next() => {}
                _ = poll.tick() => due |= self.look(&mut jobs).await,
                _ = renew.tick() => self.renew(!groups.is_empty(), !jobs.is_empty()).await,
            }
        }
        self.finish(groups, jobs, settled).await;
    }

    /// Settles and claims; answers whether the database could be reached. A claim that took all there was room for is
    /// followed by another as soon as a delivery ends.
    async fn turn(&self, groups: &mut JoinSet<Vec<Settled>>, settled: &mut Vec<Settled>) -> bool {
        let busy = self.shared.in_flight.load(Ordering::SeqCst).saturating_sub(settled.len());
        let room = self.shared.options.at_once_max.saturating_sub(busy);
        let count = settled.len();
        let entries = match self.settle_and_claim(settled, room).await {
            Ok(entries) => entries,
            Err(error) => {
                // What is settled is kept for the next turn, which the poll brings about.
                tracing::warn!(error = ?error, "the outbox cannot be reached");
                return false;
            }
        };
        self.shared.in_flight.fetch_add(entries.len(), Ordering::SeqCst);
        self.shared.settle(count);
        if room > 0 && entries.len() == room {
            // There may be more, and others may be idle.
            self.shared.ring();
        }
        for group in grouped(entries) {
            let this = self.clone();
            groups.spawn(async move { this.tell(group).await });
        }
        true
    }

    async fn settle_and_claim(&self, settled: &mut Vec<Settled>, room: usize) -> Result<Vec<Entry>> {
        let now = self.clock.now();
        let statements = outbox::settle(&self.node, settled, now);
        let (node, until) = (Arc::clone(&self.node), self.lease_end());
        let entries = self
            .database
            .transaction(move |tx: Tx| async move {
                tx.run_all(statements).await?;
                if room == 0 {
                    return Ok(Vec::new());
                }
                job::lock_claims(&tx).await?;
                outbox::claim(&tx, &node, now, until, room).await
            })
            .await?;
        settled.clear();
        Ok(entries)
    }

    /// Delivers the events of one record one after another; the first failure holds up the rest.
    async fn tell(&self, group: Group) -> Vec<Settled> {
        let mut settled = Vec::with_capacity(group.len());
        let mut held_up = false;
        for entry in group {
            if held_up {
                settled.push(Settled::Released(entry.seq));
                continue;
            }
            let outcome = self.tell_one(entry).await;
            held_up = matches!(outcome, Settled::Failed { again_at: Some(_), .. });
            settled.push(outcome);
        }
        settled
    }

    async fn tell_one(&self, mut entry: Entry) -> Settled {
        let done = std::mem::take(&mut entry.done);
        let (subscribers, metrics) = (self.shared.subscribers(), &self.shared.metrics);
        let span = tracing::trace_span!("event", otel.name = %entry.event.name, event.seq = entry.seq);
        let delivery = deliver(&entry.event, done, &subscribers, self.shared.log.as_ref(), metrics);
        let delivered = delivery.instrument(span).await;
        let Some(failure) = delivered.failure else {
            metrics.delivered.inc();
            return Settled::Delivered(entry.seq);
        };
        entry.done = delivered.done;
        entry.attempts += 1;
        let options = &self.shared.options;
        let again_at = (entry.attempts < i64::from(options.attempts_max)).then(|| {
            let doublings = u32::try_from(entry.attempts - 1).unwrap_or(0).min(16);
            after(self.clock.now(), (options.backoff * 2_u32.pow(doublings)).min(BACKOFF_MAX))
        });
        if again_at.is_none() {
            metrics.dead.inc();
            tracing::error!(
                event.name = %entry.event.name, event.seq = entry.seq, event.attempts = entry.attempts,
                error = ?failure, "an event is given up; its row stays in stheno_outbox"
            );
        }
        Settled::Failed { entry: Box::new(entry), error: format!("{failure:?}"), again_at }
    }

    /// Reads whether events or jobs are due, and starts the jobs.
    async fn look(&self, running: &mut JoinSet<()>) -> bool {
        match self.due().await {
            Ok((events, jobs)) => {
                for job in jobs {
                    let this = self.clone();
                    running.spawn(async move {
                        if let Err(error) = this.run_job(&job).await {
                            tracing::warn!(job.name = %job.name, error = ?error, "a job could not be claimed or given back");
                        }
                    });
                }
                events
            }
            Err(error) => {
                tracing::warn!(error = ?error, "the outbox cannot be reached");
                false
            }
        }
    }

    async fn due(&self) -> Result<(bool, Vec<Job>)> {
        let (now, jobs) = (self.clock.now(), self.shared.jobs());
        let statements = vec![outbox::any_ready(now), job::due(&jobs, now)];
        let answers = self.database.read(move |tx: Tx| async move { tx.run_all(statements).await }).await?;
        let [events, due] = answers.as_slice() else { return Ok((false, Vec::new())) };
        let is_due =
            |job: &&Job| due.iter().any(|row| row.first().and_then(|v| v.as_str()) == Some(&job.name));
        Ok((!events.is_empty(), jobs.iter().filter(is_due).cloned().collect()))
    }

    /// Runs a job if no other node was faster; answers whether it ran.
    async fn run_job(&self, job: &Job) -> Result<bool> {
        let claim = job::claim(job, &self.node, self.clock.now(), self.lease_end());
        let claimed = self.database.transaction(move |tx: Tx| async move { tx.run(claim).await }).await?;
        if claimed.is_empty() {
            return Ok(false);
        }
        let (span, begun) = (tracing::trace_span!("job", otel.name = %job.name), Instant::now());
        let outcome = guarded((job.handler)()).instrument(span).await;
        self.shared.metrics.ran(&job.name, outcome.is_ok(), begun.elapsed());
        if let Err(error) = &outcome {
            tracing::error!(job.name = %job.name, error = ?error, "a job failed");
        }
        let release = job::release(&job.name, &self.node, outcome.err().map(|e| format!("{e:?}")));
        self.database.transaction(move |tx: Tx| async move { tx.execute(release).await }).await?;
        Ok(true)
    }

    async fn renew(&self, events: bool, jobs: bool) {
        let until = self.lease_end();
        let mut statements = Vec::new();
        statements.extend(events.then(|| outbox::renew(&self.node, until)));
        statements.extend(jobs.then(|| job::renew(&self.node, until)));
        if statements.is_empty() {
            return;
        }
        if let Err(error) = self.execute(statements).await {
            tracing::warn!(error = ?error, "leases could not be renewed");
        }
    }

    async fn finish(
        &self,
        mut groups: JoinSet<Vec<Settled>>,
        mut jobs: JoinSet<()>,
        mut settled: Vec<Settled>,
    ) {
        let work = async {
            while let Some(done) = groups.join_next().await {
                settled.extend(done.unwrap_or_default());
            }
            while jobs.join_next().await.is_some() {}
        };
        if timeout(STOP, work).await.is_err() {
            tracing::warn!("subscribers or jobs were still at work; another node takes them over");
        }
        let count = settled.len();
        match self.settle_and_claim(&mut settled, 0).await {
            Ok(_) => self.shared.settle(count),
            Err(error) => {
                tracing::warn!(error = ?error, "deliveries could not be settled; they will be repeated")
            }
        }
    }

    pub(crate) async fn drain(&self) -> Result<usize> {
        self.register().await?;
        let mut tried = 0;
        loop {
            let settling = self.shared.settled.notified();
            let entries = self.settle_and_claim(&mut Vec::new(), usize::from(u16::MAX)).await?;
            if !entries.is_empty() {
                tried += entries.len();
                let mut settled = Vec::new();
                for group in grouped(entries) {
                    settled.extend(self.tell(group).await);
                }
                self.settle_and_claim(&mut settled, 0).await?;
            } else if self.shared.in_flight.load(Ordering::SeqCst) > 0 {
                settling.await;
            } else {
                return Ok(tried);
            }
        }
    }

    pub(crate) async fn run_due_jobs(&self) -> Result<usize> {
        self.register().await?;
        let mut ran = 0;
        for job in self.due().await?.1 {
            ran += usize::from(self.run_job(&job).await?);
        }
        Ok(ran)
    }
}

/// Events of one record together, groups in the order of their first event.
fn grouped(entries: Vec<Entry>) -> Vec<Group> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for entry in entries {
        let place = match entry.event.key() {
            Some(key) => *places.entry(key.to_owned()).or_insert(groups.len()),
            None => groups.len(),
        };
        match groups.get_mut(place) {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    groups
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    now.plus_millis(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))
}
