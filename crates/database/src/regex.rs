//! Regular expressions that mean the same on both databases: what PostgreSQL and the `regex` crate share.

use regex::{Regex, RegexBuilder};
use stheno_kernel::{Error, Result};

/// Refuses an expression that only one of the databases takes, or that they read differently.
pub fn check_regex(pattern: &str) -> Result<()> {
    let refused = |why: String| Err(Error::invalid_data(format!("Invalid regular expression: {why}")));
    if let Err(error) = compiled(pattern) {
        let last = error.to_string();
        return refused(last.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned());
    }
    let mut rest = pattern.strip_prefix("(?i)").unwrap_or(pattern);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let Some(escaped) = rest.chars().next() else { break };
                if !escaped.is_ascii_punctuation() && !"dDwWsSnrtfv".contains(escaped) {
                    return refused(format!("\\{escaped} is not supported"));
                }
                rest = &rest[escaped.len_utf8()..];
            }
            '(' if rest.starts_with('?') && !rest.starts_with("?:") => {
                return refused("of (?...) only (?:...) and a leading (?i) are supported".to_owned());
            }
            '\0' => return refused("it holds a zero character".to_owned()),
            _ => {}
        }
    }
    Ok(())
}

/// The expression as PostgreSQL reads it: a dot matches the end of a line as well.
pub(crate) fn compiled(pattern: &str) -> std::result::Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).dot_matches_new_line(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_take_and_what_only_one_does() {
        for pattern in ["^C.ts$", "(?i)é+", r"\d{2}\.\w", "(?:a|b)*?", "[[:alpha:]]"] {
            assert!(check_regex(pattern).is_ok(), "{pattern}");
        }
        for pattern in ["(", "a(?=b)", r"(a)\1", r"\bword\b", r"\p{L}", "a(?i)b", "***=x", "a\0", "\\"] {
            assert!(check_regex(pattern).is_err(), "{pattern}");
        }
    }
}
