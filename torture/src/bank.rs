//! A payment service outside the shop, as a server of its own: it outlives the shop's processes, answers late, and remembers
//! by key what it was asked before, as such services do.

use crate::check::Attempt;
use anyhow::{Context as _, Result};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use stheno_kernel::Amount;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The longest that it waits before it does something, and again before it answers.
const DELAY_MS: u64 = 30;

/// What it is asked about an attempt to pay.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Asked {
    /// The session, which stands for the attempt until there is a reference.
    pub session: Option<String>,
    /// The attempt.
    pub reference: Option<String>,
    /// The same whenever the very same thing is asked again.
    pub key: String,
    /// Major units, as text; all that was promised where it is missing.
    pub amount: Option<String>,
}

/// What it answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The attempt.
    pub reference: String,
}

#[derive(Clone, Debug, Default)]
struct Account {
    amount: Amount,
    is_promised: bool,
    is_canceled: bool,
    captures: BTreeMap<String, Amount>,
    refunds: BTreeMap<String, Amount>,
}

#[derive(Default)]
struct Book {
    accounts: BTreeMap<String, Account>,
    /// References by the session that they were opened for.
    sessions: HashMap<String, String>,
}

struct Counter {
    book: Mutex<Book>,
    delays: Mutex<StdRng>,
}

/// The running service. Dropped, it closes.
pub struct Bank {
    counter: Arc<Counter>,
    serving: JoinHandle<()>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Bank {
    /// Opens on a port that the system chooses; `seed` says how late it answers.
    pub async fn open(seed: u64) -> Result<Self> {
        let delays = Mutex::new(StdRng::seed_from_u64(seed));
        let counter = Arc::new(Counter { book: Mutex::default(), delays });
        let router = Router::new().route("/{what}", post(serve)).with_state(Arc::clone(&counter));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the bank has closed: {error}");
            }
        });
        Ok(Self { counter, serving, address })
    }

    /// All attempts to pay, and what became of them.
    pub fn attempts(&self) -> Vec<Attempt> {
        let book = self.counter.book();
        let attempt = |(reference, account): (&String, &Account)| Attempt {
            reference: reference.clone(),
            is_promised: account.is_promised && !account.is_canceled,
            is_canceled: account.is_promised && account.is_canceled,
            captures: account.captures.values().copied().collect(),
            refunded: account.refunds.values().copied().sum(),
        };
        book.accounts.iter().map(attempt).collect()
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Counter {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pause(&self) -> Duration {
        let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        Duration::from_millis(delays.random_range(0..=DELAY_MS))
    }
}

/// What was asked takes effect even if whoever asked is gone.
async fn serve(
    State(counter): State<Arc<Counter>>,
    Path(what): Path<String>,
    Json(asked): Json<Asked>,
) -> Result<Json<Told>, (StatusCode, String)> {
    let done = tokio::spawn(async move {
        tokio::time::sleep(counter.pause()).await;
        let done = counter.book().act(&what, &asked);
        tokio::time::sleep(counter.pause()).await;
        done
    });
    let done = done.await.context("the bank stumbled").and_then(|done| done);
    done.map(|reference| Json(Told { reference })).map_err(|e| (StatusCode::CONFLICT, format!("{e:#}")))
}

impl Book {
    fn act(&mut self, what: &str, asked: &Asked) -> Result<String> {
        let amount =
            asked.amount.as_deref().map(|text| Amount::parse(text).context("no amount")).transpose()?;
        if what == "initiate" {
            let session = asked.session.clone().context("no session")?;
            let number = self.accounts.len();
            let reference =
                self.sessions.entry(session).or_insert_with(|| format!("attempt_{number}")).clone();
            let account = Account { amount: amount.context("no amount")?, ..Account::default() };
            self.accounts.entry(reference.clone()).or_insert(account);
            return Ok(reference);
        }
        let opened = asked.session.as_ref().and_then(|session| self.sessions.get(session));
        let Some(reference) = asked.reference.as_ref().or(opened).cloned() else {
            // What was never opened need not be undone.
            anyhow::ensure!(what == "delete" || what == "cancel", "{what} of nothing");
            return Ok(String::new());
        };
        let account = self.accounts.get_mut(&reference).context("an unknown reference")?;
        match what {
            "authorize" => {
                anyhow::ensure!(!account.is_canceled, "{reference} is canceled");
                account.is_promised = true;
            }
            "cancel" => account.is_canceled = true,
            "capture" => {
                anyhow::ensure!(account.is_promised && !account.is_canceled, "{reference} is not promised");
                account.captures.entry(asked.key.clone()).or_insert(amount.unwrap_or(account.amount));
            }
            "refund" => {
                account.refunds.entry(asked.key.clone()).or_insert(amount.unwrap_or(account.amount));
            }
            "delete" => {}
            other => anyhow::bail!("{other} is not done here"),
        }
        Ok(reference)
    }
}
