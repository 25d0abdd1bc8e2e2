//! Events, subscribers and scheduled jobs, through an outbox table that every node shares.
//!
//! - [`EventBus::emit`] writes events within the caller's transaction, in one statement, and wakes the dispatcher when
//!   it commits: an event leaves if and only if what it tells of was kept. An event that nobody wants is not written.
//! - Each event reaches every subscriber of its name (`*` is every name) at least once; a failure is tried again with
//!   growing pauses, for the subscribers that failed only, until the row is left dead for a person to see.
//! - Events with the same `data.id` are delivered one after another in the order of their commits; others side by side.
//! - [`EventBus::schedule`]d jobs run once per due time, on whichever node comes first; where it dies at work, once more.
//!
//! ```no_run
//! # use stheno_event::{EventBus, EventOptions, Schedule};
//! # fn wire() -> stheno_kernel::Result<()> {
//! let bus = EventBus::new(EventOptions::default())?;
//! bus.subscribe("order.placed", "send-receipt", |event| async move {
//!     tracing::info!(order.id = event.key(), "a receipt is due");
//!     Ok(())
//! });
//! bus.schedule("sweep-carts", Schedule::cron("0 3 * * *")?, || async { Ok(()) });
//! # Ok(()) }
//! ```

mod bus;
mod delivery;
mod dispatcher;
mod event;
mod job;
mod log;
mod metrics;
mod outbox;
mod schedule;

pub use bus::{EventBus, EventOptions};
pub use event::Event;
pub use schedule::Schedule;

use stheno_database::Statement;
use stheno_database::ddl::Table;
use stheno_kernel::Timestamp;

/// The tables of this crate, for migrations.
pub fn tables() -> Vec<Table> {
    vec![outbox::table(), job::table()]
}

/// Frees what was in the hands of a node that died: its deliveries are made again, and the jobs it was at run once more at
/// once.
pub fn freed(node: &str, now: Timestamp) -> Vec<Statement> {
    vec![outbox::free(node), job::free(node, now)]
}
