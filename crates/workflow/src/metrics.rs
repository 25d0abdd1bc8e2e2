//! What operators are told of workflows, by workflow id: how many run, how they ended, what was undone or taken over.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use stheno_kernel::{ErrorKind, Result};

type Id = Arc<str>;

/// Counters of every workflow that ran on this node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metrics(Arc<RwLock<BTreeMap<Id, Arc<Counts>>>>);

/// Counters of one workflow.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    running: AtomicI64,
    done: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
    undone: AtomicU64,
    undo_failed: AtomicU64,
    taken_over: AtomicU64,
}

impl Metrics {
    /// The counters of a workflow. Ids are the program's own: there are as many as it has workflows.
    pub(crate) fn of(&self, id: &str) -> Arc<Counts> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(id) {
            return Arc::clone(known);
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(Arc::from(id)).or_default())
    }
    /// Counts a run until its guard is dropped.
    pub(crate) fn begin(&self, id: &str) -> Running {
        let counts = self.of(id);
        counts.running.fetch_add(1, Ordering::Relaxed);
        Running(counts)
    }
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register_collector(Box::new(self.clone()));
    }

    fn each(&self) -> Vec<(Id, Arc<Counts>)> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(id, counts)| (Arc::clone(id), Arc::clone(counts))).collect()
    }
}

/// A run.
pub(crate) struct Running(Arc<Counts>);

impl Running {
    /// Notes how it ended. A run that was refused ended as the rules want it: the caller asked for what is not to be had.
    pub(crate) fn end<T>(&self, outcome: &Result<T>) {
        let count = match outcome.as_ref().map_err(stheno_kernel::Error::kind) {
            Ok(_) => &self.0.done,
            Err(
                ErrorKind::Database
                | ErrorKind::InvalidArgument
                | ErrorKind::UnexpectedState
                | ErrorKind::Unavailable
                | ErrorKind::Unknown,
            ) => &self.0.failed,
            Err(_) => &self.0.refused,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Counts {
    /// What the workflow did outside or committed before was undone.
    pub(crate) fn undone(&self) {
        self.undone.fetch_add(1, Ordering::Relaxed);
    }
    /// It could not be undone; it is tried again, or left to a person.
    pub(crate) fn undo_failed(&self) {
        self.undo_failed.fetch_add(1, Ordering::Relaxed);
    }
    /// The node that ran it fell silent, and this one looks after it.
    pub(crate) fn taken_over(&self) {
        self.taken_over.fetch_add(1, Ordering::Relaxed);
    }
}

impl Collector for Metrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let all = self.each();
        if all.is_empty() {
            return Ok(());
        }
        let mut running = encoder.encode_descriptor(
            "stheno_flows_running",
            "Workflows running on this node",
            None,
            MetricType::Gauge,
        )?;
        for (id, counts) in &all {
            let value = ConstGauge::new(counts.running.load(Ordering::Relaxed));
            value.encode(running.encode_family(&[("workflow", id.as_ref())])?)?;
        }
        let help = "Workflows that ended here: done, refused by the rules, or failed";
        let mut ended = encoder.encode_descriptor("stheno_flows", help, None, MetricType::Counter)?;
        for (id, counts) in &all {
            for (outcome, count) in
                [("done", &counts.done), ("refused", &counts.refused), ("failed", &counts.failed)]
            {
                let labels = [("workflow", id.as_ref()), ("outcome", outcome)];
                ConstCounter::new(count.load(Ordering::Relaxed)).encode(ended.encode_family(&labels)?)?;
            }
        }
        type Read = fn(&Counts) -> &AtomicU64;
        let counters: [(&str, &str, Read); 3] = [
            ("stheno_flows_undone", "Workflows whose effects were undone here", |c| &c.undone),
            ("stheno_flow_undos_failed", "Attempts to undo a workflow that failed", |c| &c.undo_failed),
            ("stheno_flows_taken_over", "Workflows of silent nodes that this one looked after", |c| {
                &c.taken_over
            }),
        ];
        for (name, help, read) in counters {
            let mut counter = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            for (id, counts) in &all {
                let value = ConstCounter::new(read(counts).load(Ordering::Relaxed));
                value.encode(counter.encode_family(&[("workflow", id.as_ref())])?)?;
            }
        }
        Ok(())
    }
}
