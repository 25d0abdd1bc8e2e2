//! A transaction whose statements come from a task: the writer's thread waits for them, one by one.

use super::job::Job;
use super::local::Local;
use super::{run, unavailable};
use crate::faults::Lost;
use crate::postgres::Ending;
use crate::render::Rendered;
use crate::rows::Rows;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use stheno_kernel::{Error, Result};
use tokio::sync::oneshot;

/// How long the thread waits for the next statement: all other writers wait with it.
const IDLE_MAX: Duration = Duration::from_secs(5);

type Answer<T> = oneshot::Sender<Result<T>>;

enum Command {
    Run(Rendered, Answer<Rows>),
    Batch(String, Answer<()>),
    End(Ending, Answer<()>),
}

/// Why the transaction ended although nobody asked for it.
type Fate = Arc<Mutex<Option<Error>>>;

/// The task's end.
pub(crate) struct Held {
    commands: Mutex<Option<Sender<Command>>>,
    fate: Fate,
}

/// The thread's end.
pub(super) struct Hold {
    commands: Receiver<Command>,
    fate: Fate,
    /// Who waits for the commit or the rollback.
    ending: Option<Answer<()>>,
}

pub(super) fn pair() -> (Held, Hold) {
    let (sender, commands) = channel();
    let fate = Fate::default();
    let held = Held { commands: Mutex::new(Some(sender)), fate: Arc::clone(&fate) };
    (held, Hold { commands, fate, ending: None })
}

impl Held {
    pub(crate) async fn run(&self, rendered: Rendered) -> Result<Rows> {
        self.ask(|answer| Command::Run(rendered, answer)).await
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        self.ask(|answer| Command::Batch(sql.to_owned(), answer)).await
    }

    pub(crate) async fn end(&self, ending: Ending) -> Result<()> {
        let outcome = self.ask(|answer| Command::End(ending, answer)).await;
        self.abandon();
        outcome
    }

    pub(crate) fn abandon(&self) {
        drop(self.commands.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    async fn ask<T>(&self, command: impl FnOnce(Answer<T>) -> Command) -> Result<T> {
        let (sender, answer) = oneshot::channel();
        {
            let commands = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = || Error::unexpected_state("this transaction has ended");
            // What the thread does not take any more is dropped there, and the answer with it.
            let _ = commands.as_ref().ok_or_else(ended)?.send(command(sender));
        }
        answer.await.unwrap_or_else(|_| Err(self.fate()))
    }

    fn fate(&self) -> Error {
        let fate = self.fate.lock().unwrap_or_else(PoisonError::into_inner).take();
        fate.unwrap_or_else(|| unavailable("the database thread has ended this transaction"))
    }
}

impl Hold {
    fn ends_by(&self, error: Error) {
        *self.fate.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// Errs once SQLite has rolled the transaction back by itself: what followed would stand alone.
fn is_open(local: &Local) -> Result<()> {
    if local.connection.is_autocommit() {
        return Err(unavailable("the database rolled the transaction back"));
    }
    Ok(())
}

impl Job for Hold {
    fn wanted(&self) -> bool {
        true
    }

    fn run(&mut self, local: &Local) -> bool {
        loop {
            match self.commands.recv_timeout(IDLE_MAX) {
                // Nobody waits for the answer of a dropped future.
                Ok(Command::Run(rendered, answer)) => {
                    let _ = answer.send(is_open(local).and_then(|()| run::run(local, &rendered)));
                }
                Ok(Command::Batch(sql, answer)) => {
                    let _ = answer.send(is_open(local).and_then(|()| run::batch(local, &sql)));
                }
                Ok(Command::End(ending, answer)) => {
                    self.ending = Some(answer);
                    return ending == Ending::Commit;
                }
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => {
                    tracing::error!("a transaction was rolled back: it kept all writers waiting");
                    self.ends_by(unavailable("the transaction has waited too long"));
                    return false;
                }
            }
        }
    }

    fn at_commit(&self) -> Option<Lost> {
        // The task knows: it asks before it says that the transaction ends.
        None
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        let Self { ending, fate, commands } = *self;
        match (ending, committed) {
            (Some(answer), committed) => drop(answer.send(committed)),
            (None, Err(error)) => {
                *fate.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
            (None, Ok(())) => {}
        }
        // Who still asks finds out why only now.
        drop(commands);
    }
}
