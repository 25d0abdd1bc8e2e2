//! This process among the nodes of the shop: it is seen to live, and takes over what dead ones left, at once.

use crate::{App, lock, recover};
use std::time::Duration;
use stheno_database::Presence;
use stheno_kernel::{Error, Result};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{MissedTickBehavior, interval};

/// How often a node looks after the others: one statement, on a connection of its own.
const LOOK: Duration = Duration::from_millis(500);

/// A node; it is seen while this value lives.
pub struct Node {
    app: App,
    presence: Presence,
}

impl Node {
    /// A node of this application, which nobody sees before its first [`Node::look`].
    pub fn new(app: &App) -> Self {
        Self { app: app.clone(), presence: app.database().presence() }
    }

    /// Shows that this node lives, and takes dead ones off the list. What was in their hands is free: events and jobs for
    /// whoever is fastest, flows for the next [`recover`]. Answers how many nodes that were.
    pub async fn look(&mut self) -> Result<usize> {
        let mut buried = 0;
        for node in self.presence.look().await? {
            let now = self.app.now();
            let mut estate = stheno_event::freed(&node, now);
            estate.push(lock::free(&node, now));
            // Nothing in its hands: it was stopped, or had nothing to do.
            if let Some(rows) = self.presence.bury(&node, estate).await? {
                buried += 1;
                if rows > 0 {
                    tracing::warn!(node = %node, work = rows, "a node died at work, which others take over");
                }
            }
        }
        if buried > 0 {
            self.app.events().wake();
        }
        Ok(buried)
    }

    /// Looks twice a second from now on. What earlier processes left is free when this returns, and flows that were cut off
    /// are being ended.
    pub async fn run(mut self) -> Running {
        let mut failing = false;
        self.attend(&mut failing).await;
        let (stop, stopped) = watch::channel(false);
        Running { stop, task: tokio::spawn(self.go_on(failing, stopped)) }
    }

    async fn go_on(mut self, mut failing: bool, mut stopped: watch::Receiver<bool>) {
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut recoveries = JoinSet::new();
        let mut due = true;
        loop {
            if std::mem::take(&mut due) {
                let app = self.app.clone();
                recoveries.spawn(async move { recover(&app).await });
            }
            tokio::select! {
                _ = stopped.changed() => break,
                Some(done) = recoveries.join_next() => {
                    let done = done.unwrap_or_else(|e| Err(Error::unexpected_state("a recovery broke").with_source(e)));
                    if let Err(error) = done {
                        tracing::warn!(error = ?error, "flows that were cut off could not be looked after; it will be tried again");
                    }
                }
                _ = looks.tick() => due = self.attend(&mut failing).await,
            }
        }
        // A recovery that is cut off here is like any other flow of a node that is gone.
    }

    /// A look; whether there may be flows to recover. An absent database is told of once.
    async fn attend(&mut self, failing: &mut bool) -> bool {
        let looked = self.look().await;
        if let (Err(error), false) = (&looked, *failing) {
            tracing::warn!(error = ?error, "the other nodes do not see this one; its leases speak for it");
        }
        *failing = looked.is_err();
        looked.is_ok_and(|buried| buried > 0)
    }
}

/// A node at work.
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Leaves: what is still in this node's hands is the others' from now on.
    pub async fn leave(self) {
        // The task holds the receiver; without it there is nothing to stop.
        let _ = self.stop.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(error = ?error, "the watch over the other nodes broke");
        }
    }
}
