//! Faults for tests: a step fails, or the process seems to die there.
//!
//! An app that carries [`Faults`] as an extension notes every step that its flows pass, so a test can enumerate them and
//! fail at each. An app without pays one look into a map per transaction.

use std::sync::{Mutex, PoisonError};
use stheno_kernel::{Error, Result};

/// What tests want to go wrong, and what went by.
#[derive(Default)]
pub struct Faults(Mutex<State>);

#[derive(Default)]
struct State {
    plans: Vec<Plan>,
    passed: Vec<Passed>,
    crashed: Vec<&'static str>,
}

struct Plan {
    flow: String,
    at: At,
    crash: bool,
}

enum At {
    Step(String),
    /// This many steps may still pass.
    Nth(usize),
}

struct Passed {
    root: &'static str,
    label: String,
}

/// Where a flow stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The flow that began the transaction.
    pub root: &'static str,
    /// The flow whose step it is; another than `root` where one flow runs within another.
    pub flow: &'static str,
    pub step: &'a str,
}

impl Place<'_> {
    fn label(&self) -> String {
        if self.root == self.flow { self.step.to_owned() } else { format!("{}.{}", self.flow, self.step) }
    }
}

impl Faults {
    /// The step errs each time, until [`Faults::clear`]. A step of a flow within `flow` is called `<its flow>.<step>`.
    pub fn fail_at(&self, flow: &str, step: &str) {
        self.plan(flow, At::Step(step.to_owned()), false);
    }
    /// The step that the flow passes after `n` others errs.
    pub fn fail_nth_step(&self, flow: &str, n: usize) {
        self.plan(flow, At::Nth(n), false);
    }
    /// The flow ends at this step as if the process had died: nothing is undone, its lock stays.
    pub fn crash_at(&self, flow: &str, step: &str) {
        self.plan(flow, At::Step(step.to_owned()), true);
    }
    /// As [`Faults::crash_at`], at the step that the flow passes after `n` others.
    pub fn crash_nth_step(&self, flow: &str, n: usize) {
        self.plan(flow, At::Nth(n), true);
    }
    /// Forgets what should go wrong and what went by.
    pub fn clear(&self) {
        *self.state() = State::default();
    }
    /// The steps that this flow has passed, in order.
    pub fn passed(&self, flow: &str) -> Vec<String> {
        self.state().passed.iter().filter(|p| p.root == flow).map(|p| p.label.clone()).collect()
    }

    fn plan(&self, flow: &str, at: At, crash: bool) {
        self.state().plans.push(Plan { flow: flow.to_owned(), at, crash });
    }
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the step, or errs as planned.
    pub(crate) fn pass(&self, place: Place<'_>) -> Result<()> {
        let mut state = self.state();
        let label = place.label();
        let mut hit = None;
        for plan in &mut state.plans {
            let same_step = plan.flow == place.flow && plan.at.is(place.step);
            if plan.flow == place.root && plan.at.counts_down()
                || same_step
                || plan.flow == place.root && plan.at.is(&label)
            {
                hit = Some(plan.crash);
                break;
            }
        }
        let Some(crash) = hit else {
            state.passed.push(Passed { root: place.root, label });
            return Ok(());
        };
        if crash {
            state.crashed.push(place.root);
        }
        Err(Error::unexpected_state(format!("Fault injected in {} at {label}", place.root)))
    }

    /// Whether the run that ends was made to crash.
    pub(crate) fn take_crash(&self, root: &str) -> bool {
        let mut state = self.state();
        let place = state.crashed.iter().position(|flow| *flow == root);
        place.map(|place| state.crashed.swap_remove(place)).is_some()
    }
}

impl At {
    fn is(&self, step: &str) -> bool {
        matches!(self, Self::Step(name) if name == step)
    }
    /// Whether this is the step to fail at; counts it otherwise.
    fn counts_down(&mut self) -> bool {
        match self {
            Self::Nth(0) => true,
            Self::Nth(left) => {
                *left -= 1;
                false
            }
            Self::Step(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(faults: &Faults, flow: &'static str, step: &str) -> bool {
        faults.pass(Place { root: "outer", flow, step }).is_ok()
    }

    #[test]
    fn fails_where_it_was_told_to() {
        let faults = Faults::default();
        assert!(pass(&faults, "outer", "first") && pass(&faults, "inner", "second"));
        assert_eq!(faults.passed("outer"), ["first", "inner.second"]);
        faults.fail_at("outer", "inner.second");
        assert!(pass(&faults, "outer", "second") && !pass(&faults, "inner", "second"));
        faults.clear();
        faults.fail_nth_step("outer", 1);
        assert!(pass(&faults, "outer", "a") && !pass(&faults, "outer", "b") && !pass(&faults, "outer", "c"));
        assert!(!faults.take_crash("outer"));
        faults.clear();
        faults.crash_at("inner", "x");
        assert!(!pass(&faults, "inner", "x") && faults.take_crash("outer"));
    }
}
