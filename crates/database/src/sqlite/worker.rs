//! The loops of the database threads.

use super::job::Job;
use super::local::{self, Local};
use super::{Jobs, error, unavailable};
use std::collections::VecDeque;
use stheno_kernel::Result;

/// Jobs that share a commit at most: it bounds how long the first waits for the last.
const GROUP_MAX: usize = 128;

pub(super) fn serve(local: &Local, jobs: &Jobs, writes: bool) {
    while let Some(mut taken) = jobs.take(if writes { GROUP_MAX } else { 1 }) {
        if writes {
            while !taken.is_empty() {
                group(local, &mut taken);
            }
        } else {
            taken.into_iter().for_each(|job| read(local, job));
        }
    }
    local::release();
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
fn group(local: &Local, jobs: &mut VecDeque<Box<dyn Job>>) {
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
    let committed = execute(local, if kept.is_empty() { "ROLLBACK" } else { "COMMIT" });
    if committed.is_err() && !local.connection.is_autocommit() {
        let _ = execute(local, "ROLLBACK");
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

fn execute(local: &Local, sql: &str) -> Result<()> {
    let run = || local.connection.prepare_cached(sql)?.execute(()).map(drop);
    run().map_err(|e| error::plain(e, sql))
}
