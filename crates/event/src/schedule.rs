//! When a job is due.

use croner::Cron;
use jiff::tz::TimeZone;
use std::str::FromStr as _;
use std::time::Duration;
use stheno_kernel::{Error, ErrorKind, Result, Timestamp};

/// When a job is due: at an interval, or by a cron expression in UTC.
#[derive(Clone, Debug)]
pub enum Schedule {
    /// This long after the last start.
    Every(Duration),
    /// Minute, hour, day, month, weekday; a sixth field in front counts seconds.
    Cron(Box<Cron>),
}

impl Schedule {
    /// Reads a cron expression (`*/15 * * * *`).
    pub fn cron(expression: &str) -> Result<Self> {
        Cron::from_str(expression).map(|cron| Self::Cron(Box::new(cron))).map_err(|e| {
            Error::new(ErrorKind::InvalidArgument, format!("Invalid cron expression: {expression}"))
                .with_source(e)
        })
    }
    /// The first time after `now`; `None` if there is none (the 30th of February).
    pub(crate) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Every(pause) => Some(now.plus_millis(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))),
            Self::Cron(cron) => {
                let now = jiff::Timestamp::from_millisecond(now.as_millis()).ok()?.to_zoned(TimeZone::UTC);
                let next = cron.find_next_occurrence(&now, false).ok()?;
                Timestamp::from_millis(next.timestamp().as_millisecond())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(schedule: &Schedule, now: &str) -> String {
        schedule.next(Timestamp::parse(now).unwrap()).unwrap().to_string()
    }

    #[test]
    fn finds_the_next_time() {
        let quarter = Schedule::cron("*/15 * * * *").unwrap();
        assert_eq!(next(&quarter, "2026-03-01T10:20:30Z"), "2026-03-01T10:30:00.000Z");
        assert_eq!(next(&quarter, "2026-03-01T10:30:00Z"), "2026-03-01T10:45:00.000Z");
        let monday = Schedule::cron("0 3 * * 1").unwrap();
        assert_eq!(next(&monday, "2026-03-01T10:20:30Z"), "2026-03-02T03:00:00.000Z");
        let minute = Schedule::Every(Duration::from_secs(60));
        assert_eq!(next(&minute, "2026-03-01T10:20:30Z"), "2026-03-01T10:21:30.000Z");
        assert!(Schedule::cron("soon").is_err());
    }
}
