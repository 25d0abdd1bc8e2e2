//! Rounds that passed and rounds that failed, a line each.

use std::fmt::Display;
use std::time::Duration;

/// Sentences of one round that are too many to read.
const SHOWN: usize = 12;

/// How many rounds passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rounds in which nothing was wrong.
    pub passed: usize,
    /// All others.
    pub failed: usize,
}

impl Tally {
    /// Counts a round, and says what became of it.
    pub fn note(&mut self, round: &str, report: &Report) {
        if report.wrong.is_empty() {
            self.passed += 1;
            println!("PASS {round}: {}", report.facts.join(", "));
            return;
        }
        self.failed += 1;
        println!("FAIL {round}: {}", report.facts.join(", "));
        for sentence in report.wrong.iter().take(SHOWN) {
            println!("     {sentence}");
        }
        if report.wrong.len() > SHOWN {
            println!("     and {} more", report.wrong.len() - SHOWN);
        }
    }

    /// Counts a round that may not have come to its end.
    pub fn note_outcome(&mut self, round: &str, outcome: anyhow::Result<Report>) {
        match outcome {
            Ok(report) => self.note(round, &report),
            Err(error) => self.note_error(round, &error),
        }
    }

    /// Counts what could not even be tried.
    pub fn note_error(&mut self, what: &str, error: &anyhow::Error) {
        self.failed += 1;
        println!("FAIL {what}: {error:#}");
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What a round found.
#[derive(Debug, Default)]
pub struct Report {
    /// What happened.
    pub facts: Vec<String>,
    /// What should not have.
    pub wrong: Vec<String>,
}

impl Report {
    /// Something that happened.
    pub fn fact(&mut self, fact: impl Into<String>) {
        self.facts.push(fact.into());
    }
    /// How long something took.
    pub fn took(&mut self, what: &str, time: Duration) {
        self.facts.push(format!("{what} {} ms", time.as_millis()));
    }
    /// Something that should not have happened.
    pub fn fault(&mut self, fault: impl Into<String>) {
        self.wrong.push(fault.into());
    }
    /// Says so unless it is as it should be.
    pub fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, got: T, wanted: T) {
        if got != wanted {
            self.wrong.push(format!("{what}: {got:?} instead of {wanted:?}"));
        }
    }
}
