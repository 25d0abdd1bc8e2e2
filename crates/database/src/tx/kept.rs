//! How a transaction answers selects from kept rows.

use super::{Session, Tx, later};
use crate::kept::{Keeping, Question, Versions, Wanted};
use crate::postgres::{self, Look};
use crate::render::{Dialect, Rendered};
use crate::rows::Rows;
use crate::span;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use stheno_kernel::{Error, Result};
use tracing::Span;

/// The versions that a transaction on PostgreSQL has read. They prove rows until it writes or locks: that may wait for others,
/// and whoever holds a lock must see what they left behind. A read keeps them to its end.
#[derive(Default)]
pub(super) struct Proofs {
    known: Mutex<Option<Arc<Versions>>>,
    /// Moves with each statement that writes or locks, when it is sent and when it is answered.
    turns: AtomicU64,
    is_long: AtomicBool,
}

impl Proofs {
    fn known(&self) -> Option<Arc<Versions>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    fn set(&self, asked_in: u64, versions: &Arc<Versions>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if self.turns.load(Ordering::Acquire) == asked_in {
            *known = Some(Arc::clone(versions));
        }
    }
    pub(super) fn forget(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.turns.fetch_add(1, Ordering::Release);
        *known = None;
    }
}

impl Tx {
    /// Whether a look at the versions found many rows of changes.
    pub(crate) fn found_many_changes(&self) -> bool {
        self.shared.proofs.is_long.load(Ordering::Relaxed)
    }

    /// Whether the rows of a select may be kept.
    pub fn keeps(&self, tables: &[&str]) -> bool {
        self.shared.keeping.as_ref().is_some_and(|keeping| tables.iter().all(|t| keeping.place(t).is_some()))
    }

    /// Runs statements in order; those whose rows are kept are not sent.
    pub(super) async fn answer_all(&self, all: Vec<Rendered>) -> Result<Vec<Rows>> {
        let session = match &self.shared.session {
            Session::Postgres(session) => session,
            Session::Sqlite(session) => {
                return all.iter().map(|one| self.answer_here(session, one)).collect();
            }
            Session::Held(session) => {
                let mut answers = Vec::with_capacity(all.len());
                for one in all {
                    let _span = span::of_statements(Dialect::Sqlite, &[&one]);
                    let answer = match self.shared.meter.count(&one) {
                        Ok(()) => session.run(one).await,
                        Err(e) => Err(e),
                    };
                    answers.push(self.noted(answer)?);
                }
                return Ok(answers);
            }
        };
        if all.iter().any(|one| one.reads.is_none()) {
            self.note_touched(&all);
            let rows = self.send(session, all.iter()).await;
            self.note_touched(&all);
            return rows;
        }
        let Some(keeping) = &self.shared.keeping else { return self.send(session, all.iter()).await };
        let asked = |one| Asked { question: keeping.question(&one), one, proof: None, rows: None };
        let asked: Vec<Asked> = all.into_iter().map(asked).collect();
        if asked.iter().all(|one| one.question.is_none()) {
            return self.send(session, asked.iter().map(|asked| &asked.one)).await;
        }
        self.answer_kept(session, keeping, asked).await
    }

    async fn answer_kept(
        &self,
        session: &postgres::Session,
        keeping: &Keeping,
        mut asked: Vec<Asked>,
    ) -> Result<Vec<Rows>> {
        if let Some(scope) = &self.shared.scope {
            for one in &mut asked {
                one.prove(keeping, |question| scope.known(question.is_reference()));
            }
        }
        if asked.iter().any(Asked::is_unproved) {
            let known = self.shared.proofs.known();
            let suffices = |versions: &Arc<Versions>| asked.iter().all(|one| one.is_provable(versions));
            let versions = match known {
                Some(versions) if suffices(&versions) => Some(versions),
                _ if self.should_look(&asked) => Some(self.look(session, keeping, &mut asked).await?),
                known => known,
            };
            for one in &mut asked {
                let versions = versions.as_ref().filter(|versions| one.is_provable(versions)).cloned();
                one.prove(keeping, |_| versions);
            }
        }
        let open: Vec<&mut Asked> = asked.iter_mut().filter(|one| one.rows.is_none()).collect();
        if !open.is_empty() {
            let rows = self.send(session, open.iter().map(|asked| &asked.one)).await?;
            for (one, rows) in open.into_iter().zip(rows) {
                one.take(keeping, rows);
            }
        }
        Ok(asked.into_iter().filter_map(|one| one.rows).collect())
    }

    /// Whether a look is worth its statement: there are rows that it may prove, or what is read now is kept for others. After
    /// each of its writes a transaction would have to look again only to keep rows: it does not.
    fn should_look(&self, asked: &[Asked]) -> bool {
        let has_rows =
            |one: &Asked| one.is_unproved() && one.question.as_ref().is_some_and(Question::has_rows);
        !self.shared.writes || asked.iter().any(has_rows)
    }

    /// Notes that statements write or lock, where they do: before they are sent, and when they are answered.
    pub(super) fn note_touched(&self, statements: &[Rendered]) {
        self.shared.proofs.forget();
        if let (Some(scope), Some(keeping)) = (&self.shared.scope, &self.shared.keeping) {
            scope.note_touched(keeping, statements);
        }
    }

    /// Reads the versions, and at once with them what nothing is kept of.
    async fn look(
        &self,
        session: &postgres::Session,
        keeping: &Keeping,
        asked: &mut [Asked],
    ) -> Result<Arc<Versions>> {
        let scoped = self.shared.scope.as_ref().map_or(Wanted::References, |scope| scope.wants());
        let mut unproved = asked.iter().filter(|one| one.is_unproved());
        let needs_all = unproved.any(|one| !one.question.as_ref().is_some_and(Question::is_reference));
        let wanted = if needs_all { Wanted::All } else { scoped };
        let mut known = Some(keeping.latest(wanted));
        loop {
            let turn = self.shared.proofs.turns.load(Ordering::Acquire);
            let scope = self.shared.scope.as_ref().map(|scope| (scope, scope.turn()));
            let look = postgres::versions_question(wanted, known.as_deref());
            let open: Vec<&mut Asked> = asked.iter_mut().filter(|one| one.has_no_rows()).collect();
            let all = std::iter::once(&look).chain(open.iter().map(|asked| &asked.one));
            let mut rows = self.send(session, all).await?.into_iter();
            let found =
                rows.next().and_then(|head| postgres::versions_in(keeping, wanted, known.as_ref(), &head));
            match found {
                Some(Look::Seen { versions, is_long }) => {
                    for (one, rows) in open.into_iter().zip(rows) {
                        one.proof.get_or_insert_with(|| Arc::clone(&versions));
                        one.take(keeping, rows);
                    }
                    self.shared.proofs.is_long.fetch_or(is_long, Ordering::Relaxed);
                    self.shared.proofs.set(turn, &versions);
                    // What a transaction sees of its own may be undone, and the request goes on.
                    if let Some((scope, turn)) = scope.filter(|_| !self.shared.writes) {
                        scope.set(turn, &versions);
                    }
                    return Ok(versions);
                }
                Some(Look::Moved) => known = None,
                None => return Err(Error::unexpected_state("the versions of tables have no head")),
            }
        }
    }

    fn answer_here(&self, session: &crate::sqlite::Session, one: &Rendered) -> Result<Rows> {
        let question =
            self.shared.keeping.as_ref().and_then(|keeping| Some((keeping, keeping.question(one)?)));
        // Of what is sent: rows that are kept are asked of nobody.
        let mut span = Span::none();
        let mut sent = || {
            span = span::of_statements(Dialect::Sqlite, &[one]);
            self.shared.meter.count(one)
        };
        let result = match question {
            Some((keeping, question)) => session.answer(keeping, question, one, sent),
            None => sent().and_then(|()| session.run(one)),
        };
        drop(span);
        self.noted(result)
    }

    /// Sends statements behind those that were put off.
    pub(super) async fn send<'a>(
        &self,
        session: &postgres::Session,
        all: impl Iterator<Item = &'a Rendered>,
    ) -> Result<Vec<Rows>> {
        let (put_off, laters) = self.take_put_off();
        let all: Vec<&Rendered> = all.collect();
        let all = put_off.iter().chain(all);
        let counted: Result<Vec<&Rendered>> =
            all.map(|one| self.shared.meter.count(one).map(|()| one)).collect();
        let _span = counted.as_ref().map_or(Span::none(), |all| span::of_statements(Dialect::Postgres, all));
        let rows = match counted.as_deref() {
            Ok([one]) => session.run(one).await.map(|rows| vec![rows]),
            Ok(all) => session.run_all(all).await,
            Err(_) => counted.map(|_| Vec::new()),
        };
        if !put_off.is_empty() {
            self.note_touched(&put_off);
        }
        self.noted(rows.map(|rows| later::hand_out(laters, rows)))
    }
}

/// A statement on its way to its rows.
struct Asked {
    one: Rendered,
    question: Option<Question>,
    /// Versions that were read before its rows are.
    proof: Option<Arc<Versions>>,
    rows: Option<Rows>,
}

impl Asked {
    /// Whether its rows may be kept, and nobody knows the versions yet.
    fn is_unproved(&self) -> bool {
        self.question.is_some() && self.proof.is_none()
    }
    /// Whether these versions are of all its tables, if its rows may be kept and nobody knows theirs yet.
    fn is_provable(&self, versions: &Versions) -> bool {
        let needs_other = |question: &Question| {
            self.proof.is_none() && !question.is_reference() && versions.other().is_none()
        };
        !self.question.as_ref().is_some_and(needs_other)
    }
    /// Whether it must be sent, whatever the versions are.
    fn has_no_rows(&self) -> bool {
        let may_have = |question: &Question| question.has_rows() && self.proof.is_none();
        self.rows.is_none() && !self.question.as_ref().is_some_and(may_have)
    }
    fn prove(&mut self, keeping: &Keeping, versions: impl FnOnce(&Question) -> Option<Arc<Versions>>) {
        let Some(question) = self.question.as_ref().filter(|_| self.proof.is_none()) else { return };
        self.proof = versions(question);
        self.rows = self.proof.as_ref().and_then(|versions| keeping.answer(question, versions));
    }
    fn take(&mut self, keeping: &Keeping, rows: Rows) {
        if let (Some(question), Some(versions)) = (self.question.take(), &self.proof) {
            keeping.missed();
            keeping.keep(question, versions, &rows);
        }
        self.rows = Some(rows);
    }
}
