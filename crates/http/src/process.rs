//! The process as its kernel sees it, by the names that Prometheus' own clients give. Linux alone tells; elsewhere there
//! is the start time only.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use std::fmt;
use std::fs;
use std::time::Duration;
use stheno_kernel::Timestamp;

/// Ticks of `/proc` in a second: part of the kernel's interface, whatever its own clock does.
const TICKS_PER_SECOND: f64 = 100.0;

/// Adds what is known of this process, which began at `started`.
pub(crate) fn register(registry: &mut Registry, started: Timestamp) {
    registry.register_collector(Box::new(Process { started }));
    let build = ConstGauge::new(1_i64);
    let labelled = registry.sub_registry_with_label(("version".into(), env!("CARGO_PKG_VERSION").into()));
    labelled.register("stheno_build_info", "The version of Stheno", build);
}

#[derive(Debug)]
struct Process {
    started: Timestamp,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let since = Duration::from_millis(self.started.as_millis().unsigned_abs()).as_secs_f64();
        let mut gauge = |name: &str, help: &str, value: f64| {
            ConstGauge::new(value).encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)
        };
        gauge("process_start_time_seconds", "When the process began, in seconds since 1970", since)?;
        if let Some(bytes) = resident_bytes() {
            gauge("process_resident_memory_bytes", "Memory in RAM", bytes)?;
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            let open = u32::try_from(files.count()).unwrap_or(u32::MAX);
            gauge("process_open_fds", "Open files and sockets", f64::from(open))?;
        }
        match cpu_seconds() {
            Some(seconds) => ConstCounter::new(seconds).encode(encoder.encode_descriptor(
                "process_cpu_seconds",
                "Time on the processor",
                None,
                MetricType::Counter,
            )?),
            None => Ok(()),
        }
    }
}

fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? * 1024.0)
}

fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold anything but is the last thing in parentheses; after it come state and numbers.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / TICKS_PER_SECOND)
}
