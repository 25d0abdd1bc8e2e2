//! The targets of `fuzz/` over their committed corpus, and over mutations of it.

#[path = "../../../../fuzz/src/targets.rs"]
mod targets;

use super::maker::Maker;
use super::{rounds, seed};
use crate::specimen::Known;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use targets::Target;

/// Mutations of a target in one round.
const MUTATIONS: u64 = 4_000;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).expect("it can be read")).collect()
}

fn survives((name, target): Target, input: &[u8]) {
    let outcome = catch_unwind(AssertUnwindSafe(|| target(input)));
    assert!(outcome.is_ok(), "{name} with {:?}", String::from_utf8_lossy(input));
}

/// Runs the target called `name` over its corpus, and over what chance makes of it.
fn run(name: &str) {
    let target = *targets::ALL.iter().find(|(known, _)| *known == name).expect("it is a target");
    let corpus = corpus(name);
    assert!(!corpus.is_empty());
    corpus.iter().for_each(|input| survives(target, input));
    let known = Known::new();
    for round in 0..rounds() {
        let mut maker = Maker::new(seed() + round, &known);
        for _ in 0..MUTATIONS {
            let (base, other) = (maker.below(corpus.len()), maker.below(corpus.len()));
            let input = maker.mutated(&corpus[base], &corpus[other]);
            survives(target, &input);
        }
    }
}

#[test]
fn every_target_has_a_test() {
    let names = targets::ALL.map(|(name, _)| name);
    assert_eq!(names, ["body", "query_string", "request", "question", "values"]);
}

#[test]
fn bodies() {
    run("body");
}

#[test]
fn query_strings() {
    run("query_string");
}

#[test]
fn requests() {
    run("request");
}

#[test]
fn questions() {
    run("question");
}

#[test]
fn values() {
    run("values");
}
