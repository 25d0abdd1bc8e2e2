//! Dates as the filters of Medusa 1 read them.

use stheno_kernel::Timestamp;

/// The last second that we can tell: the end of the year 9999, whatever the time zone.
const LAST_MS: i64 = 253_402_207_200_000;

/// An instant: as JavaScript's `Date` reads it, or else a number of seconds since 1970. A year alone is its beginning.
pub fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let whole = match parts.as_slice() {
        [year] if is_number(year, 4) => Timestamp::parse(&format!("{year}-01-01")),
        [year, month] if is_number(year, 4) && is_number(month, 2) => {
            Timestamp::parse(&format!("{year}-{month}-01"))
        }
        // Without an offset the server's time zone counts, which is UTC.
        _ if text.contains(':') => Timestamp::parse(&format!("{text}Z")).or_else(|| Timestamp::parse(text)),
        _ => Timestamp::parse(text),
    };
    whole.or_else(|| seconds(text))
}

fn seconds(text: &str) -> Option<Timestamp> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = digits.parse::<i64>().unwrap_or(i64::MAX);
    let millis = seconds.saturating_mul(1000).saturating_mul(sign);
    Timestamp::from_millis(millis.clamp(-LAST_MS, LAST_MS)).or_else(|| Timestamp::from_millis(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_javascript_reads_and_seconds() {
        for (text, expected) in [
            ("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"),
            ("2024-01-01", "2024-01-01T00:00:00.000Z"),
            ("2024-03", "2024-03-01T00:00:00.000Z"),
            ("2024", "2024-01-01T00:00:00.000Z"),
            ("2024-01-01T10:00:00", "2024-01-01T10:00:00.000Z"),
            ("2024-01-01T10:00:00+02:00", "2024-01-01T08:00:00.000Z"),
            ("1700000000", "2023-11-14T22:13:20.000Z"),
            ("1700000000000", "9999-12-30T22:00:00.000Z"),
        ] {
            assert_eq!(instant(text).map(|t| t.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["foo", "", "-", "12x", "2024-13"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
