//! Nodes that wake one another: one publishes that there is more work than it can begin, those with room look.

use crate::Redis;
use futures_util::StreamExt as _;
use std::sync::Arc;
use std::time::Duration;
use stheno_event::EventBus;
use stheno_kernel::Result;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

const CHANNEL: &str = "stheno:work";
/// The pause before a lost subscription is made again.
const PAUSE: Duration = Duration::from_secs(1);
/// After so long without a word the connection is asked whether it is there.
const SILENCE: Duration = Duration::from_secs(15);

/// Rings and listens until it is dropped.
pub struct Ringing(Vec<JoinHandle<()>>);

impl Drop for Ringing {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

impl Redis {
    /// Has this node's bus ring at the others when it has its hands full, and wakes it when another does.
    pub fn ring(&self, events: &EventBus) -> Ringing {
        // While one message is on its way, whatever else is to be told is told by one more.
        let due = Arc::new(Notify::new());
        let ringing = Arc::clone(&due);
        events.ring_with(move || ringing.notify_one());
        let (publisher, listener, events) = (self.clone(), self.clone(), events.clone());
        let publish = async move {
            loop {
                due.notified().await;
                let mut command = redis::cmd("PUBLISH");
                command.arg(CHANNEL).arg("");
                // Whoever was not told finds out by looking.
                let _ = publisher.ask::<i64>(&command).await;
            }
        };
        let listen = async move {
            loop {
                let ended = listener.listen(&events).await;
                listener.note(&ended);
                sleep(PAUSE).await;
            }
        };
        Ringing(vec![tokio::spawn(publish), tokio::spawn(listen)])
    }

    /// Wakes the bus at each message; comes back when the connection is lost.
    async fn listen(&self, events: &EventBus) -> Result<()> {
        let connect = self.client.get_async_pubsub();
        let mut subscription = match timeout(PAUSE, connect).await {
            Ok(connected) => connected.map_err(crate::unavailable)?,
            Err(e) => return Err(crate::unavailable(e)),
        };
        subscription.subscribe(CHANNEL).await.map_err(crate::unavailable)?;
        self.note(&Ok(()));
        // What was told before this.
        events.wake();
        let (mut sink, mut messages) = subscription.split();
        loop {
            match timeout(SILENCE, messages.next()).await {
                Ok(Some(_)) => events.wake(),
                Ok(None) => return Err(crate::unavailable("the subscription has ended")),
                Err(_) => match timeout(PAUSE, sink.ping::<redis::Value>()).await {
                    Ok(answer) => drop(answer.map_err(crate::unavailable)?),
                    Err(e) => return Err(crate::unavailable(e)),
                },
            }
        }
    }
}
