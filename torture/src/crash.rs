//! Kills: SIGKILL at random instants under checkout load, a restart, and a look at what is there.
//!
//! Shoppers go on after the restart where they stopped, as people do: what was not answered is asked again.

use crate::bank::Bank;
use crate::check::{Ledger, Placed, outside_faults};
use crate::client::Refusal;
use crate::events::EventLog;
use crate::merchant::Merchant;
use crate::node::Node;
use crate::report::Report;
use crate::shop::Shop;
use crate::shopper::{Basket, Shopper, Wanted};
use crate::site::Site;
use crate::truth::Truth;
use anyhow::{Context as _, Result, bail};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};

/// People who buy at once.
const SHOPPERS: usize = 16;
/// Answers after which the server dies: by these and not by the clock, so that a busy machine tries the same.
const ANSWERS: std::ops::Range<usize> = 5..200;
/// How long after that answer, in microseconds: about what a request takes.
const DEATH_US: std::ops::Range<u64> = 0..30_000;
/// How long after its start a server dies that is killed before anybody uses it.
const EARLY_DEATH_MS: std::ops::Range<u64> = 0..150;
/// Times that a shopper who is impatient asks at once.
const IMPATIENT: usize = 3;
/// A load that gets no further has failed.
const STUCK: Duration = Duration::from_secs(60);
/// Delivery of events has no bound of its own; this one only ends the wait.
const EVENTS: Duration = Duration::from_secs(20);

/// A site that is killed again and again.
pub struct Crash<'a> {
    site: Site,
    shop: &'a Shop,
    /// Where the money is, if the payment provider reaches outside.
    bank: Option<&'a Bank>,
    /// How soon after a start all flows that were cut off must have ended.
    bound: Duration,
    node: Option<Node>,
    dice: StdRng,
    baskets: Vec<Option<Basket>>,
    ledger: Ledger,
    events: EventLog,
}

/// What one load saw.
#[derive(Default)]
struct Seen {
    placed: Vec<Placed>,
    wrong: Vec<String>,
    captured: usize,
    called_off: usize,
}

/// What the people of a load share.
struct Load<'a> {
    shop: &'a Shop,
    address: SocketAddr,
    has_bank: bool,
    /// A permit for each.
    answers: Semaphore,
    is_over: AtomicBool,
    seen: Mutex<Seen>,
}

impl<'a> Crash<'a> {
    /// Serves the site for the first time.
    pub async fn begin(
        site: Site,
        shop: &'a Shop,
        bank: Option<&'a Bank>,
        seed: u64,
        bound: Duration,
    ) -> Result<Self> {
        let events = EventLog::new(site.event_log());
        let node = Some(site.start().await?);
        let dice = StdRng::seed_from_u64(seed);
        let baskets = vec![None; SHOPPERS];
        let ledger = Ledger::default();
        Ok(Self { site, shop, bank, bound, node, dice, baskets, ledger, events })
    }

    /// Kills the server once, starts it, and looks.
    pub async fn round(&mut self) -> Result<Report> {
        let mut report = Report::default();
        let node = self.node.take().context("no server")?;
        let answers = self.dice.random_range(ANSWERS);
        let death = Duration::from_micros(self.dice.random_range(DEATH_US));
        let seen = self.load(node, answers, death).await?;
        report.fact(format!("killed {} us after {answers} answers", death.as_micros()));
        if self.dice.random_ratio(1, 4) {
            let death = Duration::from_millis(self.dice.random_range(EARLY_DEATH_MS));
            let launch = self.site.launch()?;
            sleep(death).await;
            launch.kill()?;
            report.took("killed again on its way after", death);
        }
        let node = self.site.start().await?;
        let mut merchant = Merchant::new(node.address, &self.shop.token)?;
        self.settle(&mut merchant, &node, &mut report).await?;
        report.wrong.extend(seen.wrong);
        self.look(&mut merchant, &seen.placed, false, &mut report).await?;
        report.fact(format!("{} orders acknowledged, {} in all", seen.placed.len(), self.ledger.orders()));
        report.fact(format!("{} captures", seen.captured));
        if self.bank.is_some() {
            report.fact(format!("{} payments called off", seen.called_off));
        }
        self.node = Some(node);
        Ok(report)
    }

    /// A last look at everything, and an orderly end.
    pub async fn end(mut self) -> Result<Report> {
        let mut report = Report::default();
        let node = self.node.take().context("no server")?;
        let mut merchant = Merchant::new(node.address, &self.shop.token)?;
        self.look(&mut merchant, &[], true, &mut report).await?;
        report.fact(format!("{} orders", self.ledger.orders()));
        let ended = node.stop().await?;
        report.expect("the end of the server", ended.success(), true);
        Ok(report)
    }

    /// Shoppers and the merchant work until the server dies.
    async fn load(&mut self, node: Node, answers: usize, death: Duration) -> Result<Seen> {
        let load = Load {
            shop: self.shop,
            address: node.address,
            has_bank: self.bank.is_some(),
            answers: Semaphore::new(0),
            is_over: AtomicBool::new(false),
            seen: Mutex::default(),
        };
        let wanted = u32::try_from(answers)?;
        let seeds: Vec<u64> = (0..SHOPPERS).map(|_| self.dice.random()).collect();
        let shoppers = self.baskets.iter_mut().zip(&seeds).enumerate();
        let shoppers = join_all(shoppers.map(|(number, (basket, seed))| load.shop_on(number, basket, *seed)));
        let killer = async {
            let answered = timeout(STUCK, load.answers.acquire_many(wanted)).await;
            if answered.is_err() {
                load.note(|seen| seen.wrong.push(format!("fewer than {wanted} answers in {STUCK:?}")));
            }
            sleep(death).await;
            load.is_over.store(true, Ordering::SeqCst);
            node.kill()
        };
        let (_, _, killed) = tokio::join!(shoppers, load.capture_on(), killer);
        killed?;
        load.seen.into_inner().context("a shopper panicked")
    }

    /// Waits until flows that were cut off have ended, and says how long it took.
    async fn settle(&self, merchant: &mut Merchant, node: &Node, report: &mut Report) -> Result<()> {
        let since = Instant::from_std(node.since);
        loop {
            let open = Truth::open_flows(merchant).await?;
            let waited = since.elapsed();
            if open.is_empty() {
                report.took("flows ended within", waited);
                return Ok(());
            }
            if waited > self.bound {
                let open = open.iter().map(|flow| format!("{} of {}", flow.workflow_id, flow.transaction_id));
                let open: Vec<String> = open.collect();
                report.fault(format!("{} ms after the start, flows are open: {open:?}", waited.as_millis()));
                return Ok(());
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    async fn look(
        &mut self,
        merchant: &mut Merchant,
        placed: &[Placed],
        all: bool,
        report: &mut Report,
    ) -> Result<()> {
        let since = self.ledger.since().filter(|_| !all).map(str::to_owned);
        let named: Vec<&str> = placed.iter().map(|placed| placed.order_id.as_str()).collect();
        let truth = Truth::read(merchant, since.as_deref(), &named).await?;
        let until = Instant::now() + EVENTS;
        loop {
            self.events.read()?;
            if truth.orders.iter().all(|order| self.events.placed.contains(&order.id))
                || Instant::now() > until
            {
                break;
            }
            sleep(Duration::from_millis(10)).await;
        }
        report.wrong.extend(self.ledger.check(&truth, placed, &self.events.placed));
        if let Some(bank) = self.bank {
            report.wrong.extend(outside_faults(&bank.attempts(), &truth.payments));
        }
        Ok(())
    }
}

impl Load<'_> {
    fn note(&self, note: impl FnOnce(&mut Seen)) {
        if let Ok(mut seen) = self.seen.lock() {
            note(&mut seen);
        }
    }

    /// An answer that should not have come, or none while the server lives.
    fn note_error(&self, who: &str, error: &anyhow::Error) {
        if Refusal::of(error).is_some() || !self.is_over.load(Ordering::SeqCst) {
            self.note(|seen| seen.wrong.push(format!("{who}: {error:#}")));
        }
    }

    /// One shopper, who buys until the server dies.
    async fn shop_on(&self, number: usize, basket: &mut Option<Basket>, seed: u64) {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut shopper = Shopper::new(self.address, self.shop, number);
        while !self.is_over.load(Ordering::SeqCst) {
            let step = self.advance(&mut shopper, basket, &mut dice).await;
            self.answers.add_permits(1);
            if let Err(error) = step {
                self.note_error(&format!("shopper {number}"), &error);
                return;
            }
        }
    }

    async fn advance(
        &self,
        shopper: &mut Shopper<'_>,
        basket: &mut Option<Basket>,
        dice: &mut StdRng,
    ) -> Result<()> {
        let Some(held) = basket else {
            *basket = Some(shopper.begin(&self.wanted(dice)).await?);
            return Ok(());
        };
        if !held.is_ready() {
            return shopper.step(held).await;
        }
        let times = if dice.random_ratio(1, IMPATIENT as u32) { IMPATIENT } else { 1 };
        let mut order_id = None;
        for answer in shopper.complete_at_once(&held.cart_id, times).await {
            let answer = answer?.done()?;
            match answer["type"].as_str() {
                Some("order") => {
                    let id = answer["order"]["id"].as_str().context("an order without an id")?.to_owned();
                    if order_id.get_or_insert_with(|| id.clone()) != &id {
                        bail!("{} became both {order_id:?} and {id}", held.cart_id);
                    }
                }
                // An attempt to pay that was cut off is called off: another is needed.
                _ if self.has_bank => {}
                _ => bail!("{}: {answer}", held.cart_id),
            }
        }
        match order_id {
            Some(order_id) => {
                let placed = basket.take().map(|basket| Placed { order_id, basket });
                self.note(|seen| seen.placed.extend(placed));
            }
            None => {
                held.pay_again();
                self.note(|seen| seen.called_off += 1);
            }
        }
        Ok(())
    }

    fn wanted(&self, dice: &mut StdRng) -> Wanted {
        let Shop { crates, barrels, vouchers, .. } = self.shop;
        match dice.random_range(0..4) {
            0 => Wanted::unshipped(vouchers, dice.random_range(1..3)),
            1 => Wanted::of(crates, dice.random_range(1..5)),
            _ => Wanted::of(crates, dice.random_range(1..5)).and(barrels, 1),
        }
    }

    /// The merchant, who takes the money of one order after another.
    async fn capture_on(&self) {
        while !self.is_over.load(Ordering::SeqCst) {
            if let Err(error) = self.capture().await {
                self.note_error("the merchant", &error);
                return;
            }
        }
    }

    async fn capture(&self) -> Result<()> {
        let mut merchant = Merchant::new(self.address, &self.shop.token)?;
        let page = json!({ "take": 4, "order": { "id": "ASC" } });
        let question = json!({
            "entity": "payment", "fields": ["id"], "filters": { "captured_at": null }, "pagination": page,
        });
        let due = merchant.post("/admin/query", question).await?;
        let due = due["data"].as_array().cloned().unwrap_or_default();
        if due.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
        for payment in due.iter().filter_map(|payment| payment["id"].as_str()) {
            merchant.post(&format!("/admin/payments/{payment}/capture"), json!({})).await?;
            self.note(|seen| seen.captured += 1);
        }
        Ok(())
    }
}
