//! A payment provider for tests that misbehaves as told: what real ones do on a bad day.
//!
//! It keeps books like a real one: money is promised and taken by session, and what is asked again with the same key happens
//! once. So a test can compare its books with the shop's.
//!
//! ```
//! use stheno_payment::faulty::{FaultyProvider, Mishap, Verb};
//! use stheno_payment::provider::PaymentProviders;
//!
//! let bank = FaultyProvider::new("pp_bank_test");
//! bank.plan(Verb::Capture, Mishap::FailsAfter);
//! let providers = PaymentProviders::default().with(bank.clone());
//! // ... `commerce(&[]).extension(providers)`, buy something, capture it, and look into `bank.books()`.
//! # assert!(providers.get("pp_bank_test").is_ok() && bank.books().is_empty());
//! ```

use crate::provider::{Answer, Data, PaymentInput, PaymentProvider, Session, SessionInput, SessionStatus};
use futures_util::FutureExt as _;
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use stheno_kernel::{Amount, Error, ErrorKind, Result};
use tokio::sync::watch;

/// What a provider is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// To open a session.
    Initiate,
    /// To change a session.
    Update,
    /// To drop a session.
    Delete,
    /// To have the money promised.
    Authorize,
    /// To take it.
    Capture,
    /// To give it back.
    Refund,
    /// To let go of it.
    Cancel,
}

/// How an answer goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// It errs, and did nothing.
    Fails,
    /// It did it, and errs.
    FailsAfter,
    /// It did it, and does not answer until [`FaultyProvider::release`].
    AnswersLate,
    /// It does it when released, whether or not anybody still waits, and then answers.
    ActsLate,
    /// It is handed the request twice, as networks do.
    ArrivesTwice,
    /// It says no, in a sentence for the caller.
    Refuses,
}

/// What the provider has of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// What was asked for.
    pub amount: Amount,
    /// Whether the money is promised.
    pub is_authorized: bool,
    /// Whether the session was called off.
    pub is_canceled: bool,
    /// What was taken.
    pub captured: Amount,
    /// What was given back.
    pub refunded: Amount,
}

/// The provider; clones share its books.
#[derive(Clone)]
pub struct FaultyProvider(Arc<Inner>);

struct Inner {
    id: String,
    state: Mutex<State>,
    /// How often what waits was released, and how many calls wait.
    released: watch::Sender<usize>,
    waiting: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    plans: HashMap<Verb, VecDeque<Mishap>>,
    always: HashMap<Verb, Mishap>,
    calls: HashMap<Verb, usize>,
    /// By the provider's id of the session, which is the key that it was opened with.
    books: BTreeMap<String, Account>,
    /// What was answered to a key.
    answered: HashMap<(Verb, String), Session>,
}

/// One request.
struct Asked {
    verb: Verb,
    key: String,
    session: String,
    amount: Option<Amount>,
    data: Data,
}

impl FaultyProvider {
    /// A provider that behaves, until something is planned.
    pub fn new(id: &str) -> Self {
        let (released, waiting) = (watch::Sender::new(0), watch::Sender::new(0));
        Self(Arc::new(Inner { id: id.to_owned(), state: Mutex::default(), released, waiting }))
    }
    /// The next call of this kind that nothing is planned for goes wrong like this.
    pub fn plan(&self, verb: Verb, mishap: Mishap) {
        self.state().plans.entry(verb).or_default().push_back(mishap);
    }
    /// Every call of this kind goes wrong like this.
    pub fn always(&self, verb: Verb, mishap: Mishap) {
        self.state().always.insert(verb, mishap);
    }
    /// Nothing more goes wrong; what waits is released.
    pub fn behave(&self) {
        let mut state = self.state();
        state.plans.clear();
        state.always.clear();
        drop(state);
        self.release();
    }
    /// Lets the calls that wait go on.
    pub fn release(&self) {
        self.0.released.send_modify(|count| *count += 1);
    }
    /// Returns when so many calls wait.
    pub async fn until_waiting(&self, count: usize) {
        // The sender lives as long as the provider.
        let _ = self.0.waiting.subscribe().wait_for(|waiting| *waiting >= count).await;
    }
    /// How often it was asked this, mishaps included.
    pub fn calls(&self, verb: Verb) -> usize {
        self.state().calls.get(&verb).copied().unwrap_or_default()
    }
    /// What it has of each session, by the key that opened it.
    pub fn books(&self) -> BTreeMap<String, Account> {
        self.state().books.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, asked: Asked) -> Answer<'_, Session> {
        async move {
            let mishap = {
                let mut state = self.state();
                *state.calls.entry(asked.verb).or_default() += 1;
                let planned = state.plans.get_mut(&asked.verb).and_then(VecDeque::pop_front);
                planned.or_else(|| state.always.get(&asked.verb).copied())
            };
            let dead = || Error::unexpected_state("The line is dead");
            match mishap {
                None => self.act(&asked),
                Some(Mishap::Fails) => Err(dead()),
                Some(Mishap::Refuses) => Err(Error::new(ErrorKind::NotAllowed, "The bank says no")),
                Some(Mishap::FailsAfter) => self.act(&asked).and(Err(dead())),
                Some(Mishap::AnswersLate) => {
                    let answer = self.act(&asked);
                    self.wait().await;
                    answer
                }
                Some(Mishap::ActsLate) => {
                    // It arrived: whoever gives up waiting does not call it back.
                    let this = self.clone();
                    let acting = tokio::spawn(async move {
                        this.wait().await;
                        this.act(&asked)
                    });
                    acting.await.unwrap_or_else(|_| Err(dead()))
                }
                Some(Mishap::ArrivesTwice) => self.act(&asked).and_then(|_| self.act(&asked)),
            }
        }
        .boxed()
    }

    async fn wait(&self) {
        let mut released = self.0.released.subscribe();
        let _waiting = Waiting::new(&self.0.waiting);
        // The sender lives as long as the provider.
        let _ = released.changed().await;
    }

    /// Does what is asked, once for each key.
    fn act(&self, asked: &Asked) -> Result<Session> {
        let mut state = self.state();
        let key = (asked.verb, asked.key.clone());
        if let Some(answer) = state.answered.get(&key) {
            return Ok(answer.clone());
        }
        let answer = state.act(asked)?;
        state.answered.insert(key, answer.clone());
        Ok(answer)
    }
}

impl State {
    fn act(&mut self, asked: &Asked) -> Result<Session> {
        let unknown = || Error::new(ErrorKind::NotFound, format!("There is no session {}", asked.session));
        let mut data = asked.data.clone();
        let status = match asked.verb {
            Verb::Initiate => {
                let account = self.books.entry(asked.session.clone()).or_default();
                account.amount = asked.amount.unwrap_or_default();
                data.insert("id".to_owned(), asked.session.clone().into());
                SessionStatus::Pending
            }
            // Calling off what never came to be is no error.
            Verb::Delete | Verb::Cancel => {
                let account = self.books.entry(asked.session.clone()).or_default();
                (account.is_authorized, account.is_canceled) = (false, true);
                SessionStatus::Canceled
            }
            Verb::Update => {
                self.books.get_mut(&asked.session).ok_or_else(unknown)?.amount =
                    asked.amount.unwrap_or_default();
                SessionStatus::Pending
            }
            Verb::Authorize => {
                let account = self.books.get_mut(&asked.session).ok_or_else(unknown)?;
                account.is_authorized = !account.is_canceled;
                if account.is_canceled { SessionStatus::Canceled } else { SessionStatus::Authorized }
            }
            Verb::Capture => {
                let account = self.books.get_mut(&asked.session).ok_or_else(unknown)?;
                let amount = asked.amount.unwrap_or(account.amount);
                if !account.is_authorized {
                    return Err(Error::not_allowed("Nothing was promised"));
                }
                account.captured += amount;
                SessionStatus::Captured
            }
            Verb::Refund => {
                let account = self.books.get_mut(&asked.session).ok_or_else(unknown)?;
                account.refunded += asked.amount.unwrap_or(account.captured);
                SessionStatus::Captured
            }
        };
        Ok(Session { data, status })
    }
}

/// Counts a call that waits, until it is dropped.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn new(waiting: &'a watch::Sender<usize>) -> Self {
        waiting.send_modify(|count| *count += 1);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

fn text(data: &Data, name: &str) -> Option<String> {
    data.get(name).and_then(Json::as_str).map(str::to_owned)
}

fn of_session(verb: Verb, input: SessionInput) -> Asked {
    let session = text(&input.data, "id").or_else(|| text(&input.data, "session_id")).unwrap_or_default();
    let key = text(&input.context, "idempotency_key").unwrap_or_else(|| session.clone());
    Asked { verb, key, session, amount: Some(input.amount.0), data: input.data }
}

fn of_payment(verb: Verb, input: PaymentInput) -> Asked {
    let session = text(&input.data, "id").or_else(|| text(&input.data, "session_id")).unwrap_or_default();
    let amount = input.amount.map(|exact| exact.0);
    Asked { verb, key: input.idempotency_key, session, amount, data: input.data }
}

impl PaymentProvider for FaultyProvider {
    fn id(&self) -> &str {
        &self.0.id
    }
    fn initiate(&self, input: SessionInput) -> Answer<'_, Session> {
        self.answer(of_session(Verb::Initiate, input))
    }
    fn update(&self, input: SessionInput) -> Answer<'_, Session> {
        self.answer(of_session(Verb::Update, input))
    }
    fn delete(&self, input: PaymentInput) -> Answer<'_, Data> {
        data_of(self.answer(of_payment(Verb::Delete, input)))
    }
    fn authorize(&self, input: PaymentInput) -> Answer<'_, Session> {
        self.answer(of_payment(Verb::Authorize, input))
    }
    fn capture(&self, input: PaymentInput) -> Answer<'_, Data> {
        data_of(self.answer(of_payment(Verb::Capture, input)))
    }
    fn refund(&self, input: PaymentInput) -> Answer<'_, Data> {
        data_of(self.answer(of_payment(Verb::Refund, input)))
    }
    fn cancel(&self, input: PaymentInput) -> Answer<'_, Data> {
        data_of(self.answer(of_payment(Verb::Cancel, input)))
    }
}

fn data_of(answer: Answer<'_, Session>) -> Answer<'_, Data> {
    async move { Ok(answer.await?.data) }.boxed()
}
