//! What operators are told of events and jobs.

use crate::bus::EventBus;
use crate::outbox::{self, Depth};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use stheno_database::{Database, Tx};
use stheno_kernel::{Result, Timestamp};

type Seconds = Gauge<f64, AtomicU64>;

/// Counters of a bus. Labels are names that the program gave its subscribers and jobs.
#[derive(Default)]
pub(crate) struct Metrics {
    pub delivered: Counter,
    pub dead: Counter,
    failed: Family<Subscribed, Counter>,
    jobs: Family<Ran, Counter>,
    job_seconds: Family<Named, Counter<f64, AtomicU64>>,
    depth: Depths,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Subscribed {
    subscriber: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    job: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ran {
    job: String,
    outcome: &'static str,
}

/// The outbox as it was when it was last asked.
#[derive(Default)]
struct Depths {
    pending: Gauge,
    dead: Gauge,
    oldest: Seconds,
}

impl Metrics {
    pub(crate) fn failure(&self, subscriber: &str) {
        self.failed.get_or_create(&Subscribed { subscriber: subscriber.to_owned() }).inc();
    }
    pub(crate) fn ran(&self, job: &str, went_well: bool, took: Duration) {
        let outcome = if went_well { "done" } else { "failed" };
        self.jobs.get_or_create(&Ran { job: job.to_owned(), outcome }).inc();
        self.job_seconds.get_or_create(&Named { job: job.to_owned() }).inc_by(took.as_secs_f64());
    }

    fn register(&self, registry: &mut Registry) {
        registry.register(
            "stheno_events_delivered",
            "Events that every subscriber was told of",
            self.delivered.clone(),
        );
        registry.register(
            "stheno_event_deliveries_failed",
            "Subscribers that failed at an event; it is repeated",
            self.failed.clone(),
        );
        registry.register("stheno_events_given_up", "Events left dead in the outbox", self.dead.clone());
        registry.register("stheno_jobs", "Runs of scheduled jobs on this node", self.jobs.clone());
        registry.register(
            "stheno_job_seconds",
            "Time spent in scheduled jobs on this node",
            self.job_seconds.clone(),
        );
        let Depths { pending, dead, oldest } = &self.depth;
        registry.register(
            "stheno_outbox_pending",
            "Events waiting in the database, of all nodes",
            pending.clone(),
        );
        registry.register("stheno_outbox_dead", "Events in the database that were given up", dead.clone());
        registry.register(
            "stheno_outbox_oldest_seconds",
            "Age of the oldest pending event; 0 if none",
            oldest.clone(),
        );
    }
}

impl EventBus {
    /// Adds the metrics of this bus. Those of the outbox are as [`EventBus::look_at_outbox`] last found it.
    pub fn register_metrics(&self, registry: &mut Registry) {
        self.0.metrics.register(registry);
    }

    /// Counts what lies in the outbox, for the metrics.
    pub async fn look_at_outbox(&self, database: &Database, now: Timestamp) -> Result<()> {
        let rows = database.read(|tx: Tx| async move { tx.run(outbox::depth()).await }).await?;
        let Depth { pending, dead, oldest } = outbox::depth_of(&rows);
        let depths = &self.0.metrics.depth;
        depths.pending.set(pending);
        depths.dead.set(dead);
        let age_ms = oldest.map_or(0, |oldest| now.as_millis().saturating_sub(oldest.as_millis()).max(0));
        depths.oldest.set(Duration::from_millis(age_ms.unsigned_abs()).as_secs_f64());
        Ok(())
    }
}
