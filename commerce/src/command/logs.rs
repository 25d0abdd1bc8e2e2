//! Logs to standard error, as text or as JSON lines; and traces beside them, where somebody collects them.

use anyhow::{Context as _, Result, bail};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer};

/// Requests are logged where `STHENO_LOG` wants it; what fails in them always.
const LEVELS: &str = "info,stheno_http=warn";

type BoxedLayer<S> = Box<dyn Layer<S> + Send + Sync>;

/// Logs that have begun.
pub(super) struct Logs {
    #[cfg(feature = "traces")]
    traces: Option<super::traces::Traces>,
}

impl Logs {
    /// Sends what is left of traces.
    pub(super) fn end(self) {
        #[cfg(feature = "traces")]
        if let Some(traces) = self.traces {
            traces.end();
        }
    }
}

/// Starts logging; `serves` tells whether traces would be of use.
pub(super) fn start(serves: bool) -> Result<Logs> {
    let levels = match std::env::var("STHENO_LOG") {
        Ok(levels) if !levels.is_empty() => levels.parse().with_context(|| format!("STHENO_LOG={levels}"))?,
        _ => EnvFilter::new(LEVELS),
    };
    #[cfg(feature = "traces")]
    if let Some(traces) = super::traces::Traces::from_env(serves)? {
        let lines = lines()?.with_filter(levels);
        tracing_subscriber::registry().with(traces.layer()).with(lines).init();
        return Ok(Logs { traces: Some(traces) });
    }
    #[cfg(not(feature = "traces"))]
    let _ = serves;
    // One filter before everything: what it does not want costs no more than a look at a flag.
    tracing_subscriber::registry().with(levels).with(lines()?).init();
    Ok(Logs {
        #[cfg(feature = "traces")]
        traces: None,
    })
}

/// What writes a line for each event.
fn lines<S>() -> Result<BoxedLayer<S>>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match std::env::var("STHENO_LOG_FORMAT").as_deref() {
        Ok("json") => Ok(lines.json().flatten_event(true).with_span_list(false).boxed()),
        Ok("text" | "") | Err(_) => Ok(lines.boxed()),
        Ok(other) => bail!("STHENO_LOG_FORMAT is `json` or `text`, not `{other}`"),
    }
}
