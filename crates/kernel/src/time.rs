//! Instants in UTC, as the contract prints them: milliseconds and `Z`.

use std::fmt;

/// A UTC instant of millisecond precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// Milliseconds since 1970; `None` outside the years -9999 to 9999.
    pub fn from_millis(ms: i64) -> Option<Self> {
        jiff::Timestamp::from_millisecond(ms).ok().map(Self)
    }
    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }
    /// Parses RFC 3339 text or a plain date (midnight UTC); finer digits than milliseconds are cut.
    pub fn parse(text: &str) -> Option<Self> {
        let parsed = text.parse::<jiff::Timestamp>().ok().or_else(|| {
            let date = text.parse::<jiff::civil::Date>().ok()?;
            date.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp())
        })?;
        Self::from_millis(parsed.as_millisecond())
    }
    /// The text of this instant; `None` where the year has other than four digits.
    pub fn to_ascii(self) -> Option<[u8; 24]> {
        let t = jiff::tz::Offset::UTC.to_datetime(self.0);
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let mut put = |end: usize, mut number: u32| {
            let mut at = end;
            while number > 0 {
                at -= 1;
                text[at] = b'0' + (number % 10) as u8;
                number /= 10;
            }
        };
        put(4, u32::try_from(t.year()).ok()?);
        let pairs = [(7, t.month()), (10, t.day()), (13, t.hour()), (16, t.minute()), (19, t.second())];
        for (end, number) in pairs {
            put(end, u32::from(number.unsigned_abs()));
        }
        put(23, t.subsec_nanosecond().unsigned_abs() / 1_000_000);
        Some(text)
    }
    /// This instant and `ms` milliseconds; saturates at the ends of time.
    pub fn plus_millis(self, ms: i64) -> Self {
        Self::from_millis(self.as_millis().saturating_add(ms)).unwrap_or(self)
    }
}

impl Default for Timestamp {
    fn default() -> Self {
        Self(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.to_ascii() {
            return f.pad(std::str::from_utf8(&text).unwrap_or_default());
        }
        let t = jiff::tz::Offset::UTC.to_datetime(self.0);
        // Years before the first are told by a sign and six digits, as JavaScript has it.
        write!(
            f,
            "-{:06}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            t.year().unsigned_abs(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.subsec_nanosecond() / 1_000_000
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_parses_milliseconds() {
        let t = Timestamp::parse("2026-03-01T10:20:30.123456Z").unwrap();
        assert_eq!(t.to_string(), "2026-03-01T10:20:30.123Z");
        assert_eq!(Timestamp::parse(&t.to_string()), Some(t));
        assert_eq!(Timestamp::parse("2026-03-01").unwrap().to_string(), "2026-03-01T00:00:00.000Z");
        assert_eq!(
            Timestamp::parse("2026-03-01T10:20:30+02:00").unwrap().to_string(),
            "2026-03-01T08:20:30.000Z"
        );
        assert_eq!(Timestamp::parse("soon"), None);
        let early = Timestamp::from_millis(-62_135_596_799_999).unwrap();
        assert_eq!(early.to_string(), "0001-01-01T00:00:00.001Z");
        let earlier = early.plus_millis(-100_000_000_000);
        assert!(earlier.to_ascii().is_none());
        assert_eq!(earlier.to_string(), "-000003-10-31T14:13:20.001Z");
        assert_eq!(Timestamp::parse(&earlier.to_string()), Some(earlier));
    }
}
