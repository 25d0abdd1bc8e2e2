//! What operators are told of a database: read when they ask, so that work pays for no more than its counters.

use crate::database::{Backend, Database};
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use std::fmt;

impl Database {
    /// Adds the database's metrics.
    pub fn register_metrics(&self, registry: &mut Registry) {
        registry.register_collector(Box::new(Metrics(self.clone())));
    }
}

struct Metrics(Database);

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Collector for Metrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let kept = self.0.kept();
        let counters = [
            ("stheno_database_statements", "SQL statements sent", self.0.meter().sent()),
            ("stheno_database_statements_failed", "SQL statements that failed", self.0.meter().failed()),
            ("stheno_database_kept_hits", "Selects answered from kept rows", kept.hits),
            ("stheno_database_kept_misses", "Selects over kept tables that were sent", kept.misses),
        ];
        for (name, help, value) in counters {
            ConstCounter::new(value).encode(encoder.encode_descriptor(
                name,
                help,
                None,
                MetricType::Counter,
            )?)?;
        }
        gauge(&mut encoder, "stheno_database_kept_entries", "Selects whose rows are kept", kept.entries)?;
        gauge(&mut encoder, "stheno_database_kept_bytes", "What kept rows take", kept.bytes)?;
        match self.0.backend() {
            Backend::Postgres(backend) => pool(backend, &mut encoder),
            Backend::Sqlite(backend) => queues(backend, &mut encoder),
        }
    }
}

fn gauge(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    value: impl TryInto<i64>,
) -> fmt::Result {
    let value = ConstGauge::new(value.try_into().unwrap_or(i64::MAX));
    value.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)
}

fn pool(backend: &Postgres, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let status = backend.status();
    gauge(encoder, "stheno_database_pool_max", "Connections allowed", status.max_size)?;
    gauge(encoder, "stheno_database_pool_size", "Connections open", status.size)?;
    gauge(encoder, "stheno_database_pool_idle", "Connections nobody uses", status.available)?;
    gauge(encoder, "stheno_database_pool_waiting", "Transactions waiting for a connection", status.waiting)
}

fn queues(backend: &Sqlite, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let (writer, readers) = backend.waiting();
    gauge(encoder, "stheno_database_writer_queue", "Transactions waiting for the writer", writer)?;
    gauge(encoder, "stheno_database_reader_queue", "Reads waiting for a reader", readers)?;
    let groups = encoder.encode_descriptor(
        "stheno_database_group_commit_size",
        "Transactions that shared a commit",
        None,
        MetricType::Histogram,
    )?;
    backend.groups().encode(groups)
}
