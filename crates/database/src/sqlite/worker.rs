//! The loops of the database threads.

use super::job::Job;
use super::local::{self, Local};
use super::{Jobs, error, unavailable};
use crate::faults::{Lost, unanswered};
use prometheus_client::metrics::histogram::Histogram;
use std::collections::VecDeque;
use stheno_kernel::Result;

/// Jobs that share a commit at most: it bounds how long the first waits for the last.
const GROUP_MAX: usize = 128;

/// The loop of the writer, which notes the sizes of its `groups`, or of a reader, which has none.
pub(super) fn serve(local: &Local, jobs: &Jobs, groups: Option<&Histogram>) {
    let mut statistics = Statistics::default();
    while let Some(mut taken) = jobs.take(if groups.is_some() { GROUP_MAX } else { 1 }) {
        if let Some(groups) = groups {
            while !taken.is_empty() {
                group(local, &mut taken, groups);
            }
            statistics.refresh(local);
        } else {
            taken.into_iter().for_each(|job| read(local, job));
        }
    }
    local::release();
}

/// When the planner's statistics were last taken. Without them SQLite may walk an index of two currencies through every
/// price there is.
struct Statistics {
    changes: u64,
    due_after: u64,
}

impl Default for Statistics {
    fn default() -> Self {
        Self { changes: 0, due_after: 1_000 }
    }
}

impl Statistics {
    /// Rows changed between two looks at most.
    const CHANGES_MAX: u64 = 500_000;

    /// Takes statistics of tables that have none or have grown tenfold since, when as much has changed again as the last time;
    /// from samples, so that it takes milliseconds.
    fn refresh(&mut self, local: &Local) {
        let changes = local.connection.total_changes();
        if changes - self.changes < self.due_after {
            return;
        }
        self.due_after = (self.due_after * 2).min(Self::CHANGES_MAX);
        // 0x10000: tables that this connection has not read are looked at, too.
        let run = || -> rusqlite::Result<()> {
            local.connection.execute_batch("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;")?;
            if local.connection.total_changes() > changes {
                // The readers take notice of new statistics when the schema's version moves.
                let version: i64 =
                    local.connection.pragma_query_value(None, "schema_version", |row| row.get(0))?;
                local.connection.pragma_update(None, "schema_version", version + 1)?;
            }
            Ok(())
        };
        if let Err(e) = run() {
            tracing::warn!(error = %e, "statistics could not be taken");
        }
        self.changes = local.connection.total_changes();
    }
}

/// One job in one snapshot.
fn read(local: &Local, mut job: Box<dyn Job>) {
    if !job.wanted() {
        return;
    }
    if let Err(e) = execute(local, "BEGIN") {
        return job.finish(Err(e));
    }
    job.run(local);
    // Nothing was written, so how the transaction ends cannot matter.
    if !local.connection.is_autocommit() {
        let _ = execute(local, "ROLLBACK");
    }
    job.finish(Ok(()));
}

/// Jobs in one transaction, each behind a savepoint of its own, until none is left or SQLite ends the transaction.
fn group(local: &Local, jobs: &mut VecDeque<Box<dyn Job>>, groups: &Histogram) {
    jobs.retain(|job| job.wanted());
    if jobs.is_empty() {
        return;
    }
    if let Err(e) = execute(local, "BEGIN IMMEDIATE") {
        return jobs.drain(..).for_each(|job| job.finish(Err(error::again(&e))));
    }
    let mut kept: Vec<Box<dyn Job>> = Vec::with_capacity(jobs.len());
    let alone = jobs.len() == 1;
    while let Some(job) = jobs.pop_front() {
        if !one(local, job, alone, &mut kept) {
            // SQLite rolled everything back (a full disk, no memory): what ran before is lost as well.
            let lost = || unavailable("the transaction was rolled back with the one that shared its commit");
            return kept.into_iter().for_each(|job| job.finish(Err(lost())));
        }
    }
    let lost = kept.iter().fold(None, |lost, job| lost.or(job.at_commit()));
    let keep = !kept.is_empty() && lost != Some(Lost::Commit);
    let committed = execute(local, if keep { "COMMIT" } else { "ROLLBACK" });
    let committed = committed.and(lost.map_or(Ok(()), |_| Err(unanswered())));
    if committed.is_err() && !local.connection.is_autocommit() {
        let _ = execute(local, "ROLLBACK");
    }
    if committed.is_ok() && !kept.is_empty() {
        groups.observe(f64::from(u32::try_from(kept.len()).unwrap_or(u32::MAX)));
    }
    for job in kept {
        job.finish(committed.as_ref().copied().map_err(error::again));
    }
}

/// Runs one job of a group; false if the group's transaction is gone.
fn one(local: &Local, mut job: Box<dyn Job>, alone: bool, kept: &mut Vec<Box<dyn Job>>) -> bool {
    if !job.wanted() {
        return true;
    }
    if !alone && let Err(e) = execute(local, "SAVEPOINT job") {
        job.finish(Err(e));
        return !local.connection.is_autocommit();
    }
    let keep = job.run(local);
    if local.connection.is_autocommit() {
        job.finish(Err(unavailable("the database rolled the transaction back")));
        return false;
    }
    if keep {
        let released = if alone { Ok(()) } else { execute(local, "RELEASE job") };
        match released {
            Ok(()) => kept.push(job),
            Err(e) => job.finish(Err(e)),
        }
        return true;
    }
    if !alone {
        let undone = execute(local, "ROLLBACK TO job").and_then(|()| execute(local, "RELEASE job"));
        if let Err(e) = undone {
            // The failed job's writes may still stand: nothing of the group may be committed.
            tracing::error!(error = ?e, "a savepoint could not be rolled back");
            let _ = execute(local, "ROLLBACK");
            job.finish(Err(e));
            return false;
        }
    }
    job.finish(Ok(()));
    true
}

/// Begins or ends a transaction or a part of one.
fn execute(local: &Local, sql: &str) -> Result<()> {
    if sql.starts_with("ROLLBACK") {
        local.versions.doubt();
    } else {
        local.versions.look_again();
    }
    let run = || local.connection.prepare_cached(sql)?.execute(()).map(drop);
    run().map_err(|e| {
        // SQLite may have rolled back by itself.
        local.versions.doubt();
        error::plain(e, sql)
    })
}
