//! Races: many want the same at once, on one server process or several, and nobody gets what is not there.

mod budget;
mod last;
mod rush;
mod shared;
mod twice;

use crate::check::{Ledger, Placed};
use crate::client::Answer;
use crate::events::EventLog;
use crate::merchant::Merchant;
use crate::node::Node;
use crate::report::Report;
use crate::shop::{Shop, Ware};
use crate::shopper::{Basket, Shopper, Wanted};
use crate::site::Site;
use crate::truth::Truth;
use anyhow::{Context as _, Result, bail};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Connections over which shoppers come, each of them one after another.
const CONNECTIONS: usize = 100;
/// Delivery of events has no bound of its own; this one only ends the wait.
const EVENTS: Duration = Duration::from_secs(20);

/// How many come, and for how much.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// Shoppers of a rush.
    pub shoppers: usize,
    /// Pieces that there are for them.
    pub pieces: usize,
}

/// A site where people race.
pub struct Races<'a> {
    site: Site,
    shop: &'a Shop,
    nodes: Vec<Node>,
    merchant: Merchant,
    dice: StdRng,
    ledger: Ledger,
    events: EventLog,
    crowd: Crowd,
    scarce: Ware,
    rushing: Vec<Basket>,
    last: Ware,
    waiting: Vec<Basket>,
    shared: shared::Shared,
    round: usize,
}

/// What became of baskets that were completed at once.
#[derive(Default)]
struct Outcome {
    placed: Vec<Placed>,
    refused: Vec<(Basket, Answer)>,
}

impl<'a> Races<'a> {
    /// Serves the site by so many processes.
    pub async fn begin(site: Site, shop: &'a Shop, nodes: usize, crowd: Crowd, seed: u64) -> Result<Self> {
        let mut serving = Vec::new();
        for _ in 0..nodes {
            serving.push(site.start().await?);
        }
        let mut merchant = Merchant::new(serving[0].address, &shop.token)?;
        let scarce = shop.ware(&mut merchant, "Scarce", 15.0, false, 0).await?;
        let last = shop.ware(&mut merchant, "Last", 7.5, false, 0).await?;
        let shared = shared::Shared::create(shop, &mut merchant).await?;
        Ok(Self {
            events: EventLog::new(site.event_log()),
            site,
            shop,
            nodes: serving,
            merchant,
            dice: StdRng::seed_from_u64(seed),
            ledger: Ledger::default(),
            crowd,
            scarce,
            rushing: Vec::new(),
            last,
            waiting: Vec::new(),
            shared,
            round: 0,
        })
    }

    /// Every race once.
    pub async fn round(&mut self) -> Result<Report> {
        let mut report = Report::default();
        self.round += 1;
        let mut placed = self.rush(&mut report).await?;
        placed.extend(self.last_piece(&mut report).await?);
        placed.extend(self.shared_stock(&mut report).await?);
        placed.extend(self.budgets(&mut report).await?);
        placed.extend(self.twice(&mut report).await?);
        self.look(&placed, false, &mut report).await?;
        Ok(report)
    }

    /// A last look at everything, and an orderly end.
    pub async fn end(mut self) -> Result<Report> {
        let mut report = Report::default();
        self.look(&[], true, &mut report).await?;
        report.fact(format!("{} orders", self.ledger.orders()));
        for node in self.nodes {
            report.expect("the end of a server", node.stop().await?.success(), true);
        }
        drop(self.site);
        Ok(report)
    }

    async fn look(&mut self, placed: &[Placed], all: bool, report: &mut Report) -> Result<()> {
        let since = self.ledger.since().filter(|_| !all).map(str::to_owned);
        let named: Vec<&str> = placed.iter().map(|placed| placed.order_id.as_str()).collect();
        let mut truth = Truth::read(&mut self.merchant, since.as_deref(), &named).await?;
        truth.takes = self.shared.takes();
        let until = Instant::now() + EVENTS;
        loop {
            self.events.read()?;
            let is_told = |id: &String| self.events.placed.contains(id);
            if truth.orders.iter().all(|order| is_told(&order.id)) || Instant::now() > until {
                break;
            }
            sleep(Duration::from_millis(10)).await;
        }
        report.wrong.extend(self.ledger.check(&truth, placed, &self.events.placed));
        Ok(())
    }

    /// A shopper at one of the processes.
    fn shopper(&self, number: usize) -> Shopper<'a> {
        Shopper::new(self.nodes[number % self.nodes.len()].address, self.shop, number)
    }

    /// So many baskets that only have to be completed.
    async fn fill(&self, wanted: &[Wanted]) -> Result<Vec<Basket>> {
        let share = wanted.len().div_ceil(8).max(1);
        let chunks = wanted.chunks(share).enumerate();
        let filled = chunks.map(|(number, chunk)| {
            let mut shopper = self.shopper(number);
            async move {
                let mut baskets = Vec::new();
                for wanted in chunk {
                    baskets.push(shopper.fill(wanted).await?);
                }
                Ok::<_, anyhow::Error>(baskets)
            }
        });
        let filled: Result<Vec<Vec<Basket>>> = join_all(filled).await.into_iter().collect();
        Ok(filled.context("filling carts")?.into_iter().flatten().collect())
    }

    /// Completes all baskets, in no order, over many connections at once.
    async fn complete(&mut self, mut baskets: Vec<Basket>) -> Result<Outcome> {
        baskets.shuffle(&mut self.dice);
        let share = baskets.len().div_ceil(CONNECTIONS).max(1);
        let mut lanes: Vec<(Shopper<'a>, Vec<Basket>)> = Vec::new();
        while !baskets.is_empty() {
            let lane = baskets.split_off(baskets.len().saturating_sub(share));
            lanes.push((self.shopper(lanes.len()), lane));
        }
        let lanes = lanes.into_iter().map(|(mut shopper, lane)| async move {
            let mut outcome = Outcome::default();
            for basket in lane {
                let answer = shopper.complete(&basket.cart_id).await?;
                outcome.note(basket, answer)?;
            }
            Ok::<_, anyhow::Error>(outcome)
        });
        let mut all = Outcome::default();
        for lane in join_all(lanes).await {
            let lane = lane?;
            all.placed.extend(lane.placed);
            all.refused.extend(lane.refused);
        }
        Ok(all)
    }

    /// What is promised of an inventory item.
    async fn reserved(&mut self, item_id: &str) -> Result<i64> {
        let filter = serde_json::json!({ "inventory_item_id": item_id });
        let level = self.merchant.one("inventory_level", &["reserved_quantity"], filter).await?;
        level["reserved_quantity"].as_i64().with_context(|| format!("no reserved quantity: {level}"))
    }

    /// Makes so many pieces of an item available.
    async fn restock(&mut self, item_id: &str, pieces: i64) -> Result<()> {
        let promised = self.reserved(item_id).await?;
        self.merchant.stock(item_id, &self.shop.location_id, promised + pieces).await
    }

    /// A number of this round's own.
    fn chance(&mut self, range: std::ops::RangeInclusive<i64>) -> i64 {
        self.dice.random_range(range)
    }
}

impl Outcome {
    /// An order, or a refusal that says why; anything else should not have come.
    fn note(&mut self, basket: Basket, answer: Answer) -> Result<()> {
        let body = answer.json()?;
        match answer.status {
            200 if body["type"] == "order" => {
                let order_id = body["order"]["id"].as_str().context("an order without an id")?.to_owned();
                self.placed.push(Placed { order_id, basket });
            }
            400 if body["type"] == "not_allowed" => self.refused.push((basket, answer)),
            _ => bail!("{}: {answer}", basket.cart_id),
        }
        Ok(())
    }

    /// The baskets of those who got nothing.
    fn losers(self) -> (Vec<Placed>, Vec<Basket>) {
        (self.placed, self.refused.into_iter().map(|(basket, _)| basket).collect())
    }
}
