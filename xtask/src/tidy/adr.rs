//! Decisions are numbered without gaps: `docs/adr/0001-database-seam.md`.

use super::Offence;
use std::path::Path;

/// Where decisions are.
pub(super) const DIRECTORY: &str = "docs/adr";

/// `names` is sorted.
pub(super) fn check(names: &[String]) -> Vec<Offence> {
    let mut offences = Vec::new();
    let mut expected = 1;
    for name in names {
        let path = Path::new(DIRECTORY).join(name);
        let Some(number) = number(name) else {
            offences.push(Offence::new(&path, 1, "a decision is called NNNN-its-title.md"));
            continue;
        };
        if number != expected {
            offences.push(Offence::new(&path, 1, format!("the next decision is number {expected:04}")));
        }
        expected = number + 1;
    }
    offences
}

fn number(name: &str) -> Option<u32> {
    let (number, title) = name.strip_suffix(".md")?.split_once('-')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if number.len() != 4 || title.is_empty() || !title.chars().all(plain) {
        return None;
    }
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
        check(&names).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_have_no_gaps_and_no_doubles() {
        assert_eq!(lines(&["0001-seam.md", "0002-model-derive.md"]), [""; 0]);
        assert_eq!(
            lines(&["0001-a.md", "0003-b.md"]),
            ["docs/adr/0003-b.md:1: the next decision is number 0002"]
        );
        assert_eq!(
            lines(&["0001-a.md", "0001-b.md"]),
            ["docs/adr/0001-b.md:1: the next decision is number 0002"]
        );
        assert_eq!(lines(&["README.md", "1-a.md", "0001-A b.md"]).len(), 3);
    }
}
