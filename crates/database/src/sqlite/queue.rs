//! A bounded queue from tasks to threads: senders wait as tasks do, receivers block.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    room: Semaphore,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false }),
            filled: Condvar::new(),
            room: Semaphore::new(capacity),
        }
    }
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Puts `item` at the end, waiting for room; false if the queue was closed.
    pub(super) async fn send(&self, item: T) -> bool {
        // A place is given back by the thread that takes the item out.
        let Ok(permit) = self.room.acquire().await else { return false };
        permit.forget();
        let mut state = self.lock();
        if state.closed {
            return false;
        }
        state.waiting.push_back(item);
        drop(state);
        self.filled.notify_one();
        true
    }
    /// Waits for something, then takes at most `max` of what is there; `None` once closed and empty.
    pub(super) fn take(&self, max: usize) -> Option<VecDeque<T>> {
        let mut state = self.lock();
        while state.waiting.is_empty() {
            if state.closed {
                return None;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let count = state.waiting.len().min(max);
        let taken: VecDeque<T> = state.waiting.drain(..count).collect();
        drop(state);
        self.room.add_permits(count);
        Some(taken)
    }
    /// How many wait for a thread.
    pub(super) fn len(&self) -> usize {
        self.lock().waiting.len()
    }
    /// Refuses new items; threads end when what is queued is done.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.room.close();
        self.filled.notify_all();
    }
}
