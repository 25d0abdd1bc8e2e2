//! What nobody should send, made up by chance from a seed: against the grammars alone, and against every route.
//!
//! `STHENO_FUZZ_SEED` repeats a run, `STHENO_FUZZ_ROUNDS` makes it longer. A failure names the seed and what was sent.

mod grammars;
mod maker;
mod routes;

/// The seed of this run.
fn seed() -> u64 {
    number("STHENO_FUZZ_SEED", 1)
}

/// How many times the usual work is done, each time from another seed.
fn rounds() -> u64 {
    number("STHENO_FUZZ_ROUNDS", 1)
}

fn number(name: &str, usual: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => usual,
    }
}
