//! What one request knows of versions of tables, so that it asks for them once: `docs/adr/0018-kept-rows.md`.

use crate::kept::{Keeping, Versions, Wanted};
use crate::render::Rendered;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long versions prove rows to the request that has read them. One that takes longer looks again.
const VALID: Duration = Duration::from_secs(1);

/// The versions that a request on PostgreSQL has read.
///
/// A request may be shown any state between its beginning and its answer, so they prove rows until it writes or locks. From then
/// on they prove rows of reference tables only: whoever waited for a lock must see what its last holder left behind, and no
/// flow guards those by a lock on something else. Once it touches one of them, they prove nothing.
#[derive(Debug)]
pub(crate) struct Scope {
    state: Mutex<State>,
    is_read: bool,
}

#[derive(Debug, Default)]
struct State {
    known: Option<(Instant, Arc<Versions>)>,
    has_written: bool,
    /// Moves with each statement that touches a reference table, when it is sent and when it is answered.
    turns: u64,
}

/// The state of a scope before a look at the versions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn(u64, Instant);

impl Scope {
    /// Of a request that is to read only, or of one that may write.
    pub(crate) fn new(is_read: bool) -> Self {
        Self { state: Mutex::default(), is_read }
    }

    /// The versions that a look is for at least. One that writes proves what it reads beside reference tables by a look after its
    /// locks, if at all.
    pub(crate) fn wants(&self) -> Wanted {
        if self.is_read { Wanted::All } else { Wanted::References }
    }

    /// The versions that prove rows of reference tables, or of all that are kept.
    pub(crate) fn known(&self, is_reference: bool) -> Option<Arc<Versions>> {
        let state = self.state();
        let (asked_at, versions) = state.known.as_ref()?;
        let is_whole = versions.other().is_some() && !state.has_written;
        ((is_reference || is_whole) && asked_at.elapsed() < VALID).then(|| Arc::clone(versions))
    }

    pub(crate) fn turn(&self) -> Turn {
        Turn(self.state().turns, Instant::now())
    }

    /// Notes what a look found that began in this turn.
    pub(crate) fn set(&self, Turn(turns, asked_at): Turn, versions: &Arc<Versions>) {
        let mut state = self.state();
        if state.turns == turns {
            state.known = Some((asked_at, Arc::clone(versions)));
        }
    }

    /// Notes statements that write or lock: before they are sent, and when they are answered.
    pub(crate) fn note_touched(&self, keeping: &Keeping, statements: &[Rendered]) {
        let touching = statements.iter().filter(|one| one.reads.is_none());
        let is_reference = |one: &Rendered| {
            one.touches.is_empty() || one.touches.iter().any(|table| keeping.is_reference(table))
        };
        let mut state = self.state();
        state.has_written = true;
        if touching.into_iter().any(is_reference) {
            state.turns += 1;
            state.known = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
