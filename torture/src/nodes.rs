//! Several processes on one PostgreSQL, behind a balancer: what begins on one goes on at another, what a dead one had in hand
//! is ended by the living, and nobody notices that nodes are replaced.

use crate::balancer::Balancer;
use crate::bank::Bank;
use crate::client::{Answer, Client, Refusal};
use crate::merchant::Merchant;
use crate::node::Node;
use crate::report::Report;
use crate::shop::Shop;
use crate::shopper::{Basket, Shopper, Wanted};
use crate::site::Site;
use crate::truth::Truth;
use anyhow::{Context as _, Result, ensure};
use futures_util::future::{join_all, try_join_all};
use hyper::Method;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// The file that each run of the shop's job adds a line to, by its name in the environment.
pub const TICKS: &str = "TORTURE_TICKS";
/// Attempts to log in that the nodes of these tests allow a name.
pub const ATTEMPTS: usize = 5;
/// People who buy at once.
const SHOPPERS: usize = 8;
/// How long after the load begins a node dies, in milliseconds.
const DEATH_MS: std::ops::Range<u64> = 150..600;

async fn start(site: &Site, count: usize) -> Result<Vec<Node>> {
    try_join_all((0..count).map(|_| site.start())).await
}

fn addresses(nodes: &[Node]) -> Vec<SocketAddr> {
    nodes.iter().map(|node| node.address).collect()
}

async fn stop(nodes: Vec<Node>, report: &mut Report) -> Result<()> {
    for node in nodes {
        report.expect("the end of a server", node.stop().await?.success(), true);
    }
    Ok(())
}

/// Registers, logs in, fills a cart and buys, each request at another node than the one before.
pub async fn anywhere(site: &Site, shop: &Shop) -> Result<Report> {
    let mut report = Report::default();
    let nodes = start(site, 2).await?;
    let balancer = Balancer::open(&addresses(&nodes)).await?;
    let token = sign_up(shop, balancer.address).await?;
    know_the_session(shop, &addresses(&nodes), &token, &mut report).await?;
    count_attempts(&balancer, &mut report).await?;
    let mut shopper = Shopper::new(balancer.address, shop, 1);
    let mut basket = shopper.begin(&Wanted::of(&shop.crates, 2)).await?;
    while !basket.is_ready() {
        shopper.turn_to(balancer.address);
        shopper.step(&mut basket).await?;
    }
    let mut orders = BTreeSet::new();
    for _ in 0..2 {
        shopper.turn_to(balancer.address);
        let answer = shopper.complete(&basket.cart_id).await?.done()?;
        orders.insert(answer["order"]["id"].as_str().context("no order")?.to_owned());
    }
    report.expect("orders of a cart that is completed at both nodes", orders.len(), 1);
    let served = balancer.served();
    report.expect("nodes that took part", served.len(), nodes.len());
    report.fact(format!("{} connections", served.values().sum::<usize>()));
    stop(nodes, &mut report).await?;
    Ok(report)
}

/// A customer who registers, and logs in at another node; answers the token.
async fn sign_up(shop: &Shop, address: SocketAddr) -> Result<String> {
    let login = json!({ "email": "ada@nodes.test", "password": "a long secret" });
    let text = |answer: &Json| answer["token"].as_str().map(str::to_owned).context("no token");
    let answer = Client::new(address).post("/auth/customer/emailpass/register", &login).await?.done()?;
    let mut client =
        with_key(shop, address)?.with_header("authorization", &format!("Bearer {}", text(&answer)?))?;
    client.post("/store/customers", &json!({ "email": "ada@nodes.test" })).await?.done()?;
    text(&Client::new(address).post("/auth/customer/emailpass", &login).await?.done()?)
}

fn with_key(shop: &Shop, address: SocketAddr) -> Result<Client> {
    Client::new(address).with_header("x-publishable-api-key", &shop.key)
}

/// A session that one node opens is known to all, and to none when one has closed it.
async fn know_the_session(shop: &Shop, nodes: &[SocketAddr], token: &str, report: &mut Report) -> Result<()> {
    let cookie = open_session(nodes[0], token).await?;
    let header = [("cookie", cookie.as_str())];
    let mut statuses = async |what: &str, wanted: u16| -> Result<()> {
        for node in nodes {
            let me = with_key(shop, *node)?.call(Method::GET, "/store/customers/me", None, &header).await?;
            report.expect(what, me.status, wanted);
        }
        Ok(())
    };
    statuses("an account by a session that is open", 200).await?;
    Client::new(nodes[1]).call(Method::DELETE, "/auth/session", None, &header).await?.done()?;
    statuses("an account by a session that is closed", 401).await
}

/// Opens a session; answers its cookie.
async fn open_session(address: SocketAddr, token: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "POST /auth/session HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ncontent-length: 0\r\n\
         connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let line = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie =
        line.and_then(|line| line.split(';').next()).with_context(|| format!("no cookie: {answer}"))?;
    Ok(cookie.to_owned())
}

/// A name is tried as often as the shop allows, not as often as each node would.
async fn count_attempts(balancer: &Balancer, report: &mut Report) -> Result<()> {
    let login = json!({ "email": "nobody@nodes.test", "password": "wrong" });
    let mut statuses = Vec::new();
    for _ in 0..=ATTEMPTS {
        statuses.push(Client::new(balancer.address).post("/auth/customer/emailpass", &login).await?.status);
    }
    let mut wanted = vec![401; ATTEMPTS];
    wanted.push(429);
    report.expect("attempts to log in", statuses, wanted);
    Ok(())
}

/// What the customers of a node that dies were told.
#[derive(Default)]
struct Told {
    baskets: Vec<Basket>,
    /// Orders that were acknowledged, by cart.
    orders: BTreeMap<String, String>,
}

/// A node dies while its shoppers pay; the other ends their flows within `bound`, and they buy there.
pub async fn take_over(site: &Site, shop: &Shop, bank: &Bank, seed: u64, bound: Duration) -> Result<Report> {
    let mut report = Report::default();
    let mut dice = StdRng::seed_from_u64(seed);
    let mut nodes = start(site, 2).await?;
    let dying = nodes.remove(0);
    let living = nodes.remove(0);
    let mut merchant = Merchant::new(living.address, &shop.token)?;
    let (told, is_over) = (Mutex::new(Told::default()), AtomicBool::new(false));
    let address = dying.address;
    let shoppers = (0..SHOPPERS).map(|number| buy_until_it_dies(shop, address, number, &told, &is_over));
    let death = Duration::from_millis(dice.random_range(DEATH_MS));
    let killer = async {
        sleep(death).await;
        is_over.store(true, Ordering::SeqCst);
        dying.kill()
    };
    let (_, killed) = tokio::join!(join_all(shoppers), killer);
    killed?;
    let died = Instant::now();
    let cut_off = Truth::open_flows(&mut merchant).await?.len();
    report.fact(format!("killed after {} ms, {cut_off} flows cut off", death.as_millis()));
    while !Truth::open_flows(&mut merchant).await?.is_empty() {
        if died.elapsed() > bound {
            report.fault(format!("flows of the dead node are open after {bound:?}"));
            break;
        }
        sleep(Duration::from_millis(20)).await;
    }
    report.took("ended within", died.elapsed());
    let mut told = told.into_inner().unwrap_or_default();
    for basket in std::mem::take(&mut told.baskets) {
        let order = buy_there(shop, living.address, basket.clone()).await?;
        if told.orders.insert(basket.cart_id.clone(), order.clone()).is_some_and(|before| before != order) {
            report.fault(format!("cart {} has two orders", basket.cart_id));
        }
    }
    look(&mut merchant, bank, &told.orders, &mut report).await?;
    stop(vec![living], &mut report).await?;
    Ok(report)
}

/// Buys again and again, until no answer comes.
async fn buy_until_it_dies(
    shop: &Shop,
    address: SocketAddr,
    number: usize,
    told: &Mutex<Told>,
    is_over: &AtomicBool,
) {
    let mut shopper = Shopper::new(address, shop, number);
    while !is_over.load(Ordering::SeqCst) {
        let Ok(basket) = shopper.fill(&Wanted::of(&shop.crates, 1)).await else { return };
        let cart = basket.cart_id.clone();
        // From here on it is not known what becomes of it.
        lock(told).baskets.push(basket);
        let Ok(answer) = shopper.complete(&cart).await.and_then(Answer::done) else { return };
        if let Some(order) = answer["order"]["id"].as_str() {
            lock(told).orders.insert(cart, order.to_owned());
        }
    }
}

fn lock(told: &Mutex<Told>) -> std::sync::MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Completes a cart at the node that lives; answers the order.
async fn buy_there(shop: &Shop, address: SocketAddr, mut basket: Basket) -> Result<String> {
    let mut shopper = Shopper::new(address, shop, SHOPPERS);
    for _ in 0..3 {
        let answer = shopper.complete(&basket.cart_id).await?;
        if let Some(order) = answer.json()?["order"]["id"].as_str() {
            return Ok(order.to_owned());
        }
        // Its payment was called off with the flow.
        basket.pay_again();
        while !basket.is_ready() {
            shopper.step(&mut basket).await?;
        }
    }
    anyhow::bail!("cart {} cannot be completed", basket.cart_id)
}

/// One order for each cart, and money for each order and for nothing else.
async fn look(
    merchant: &mut Merchant,
    bank: &Bank,
    orders: &BTreeMap<String, String>,
    report: &mut Report,
) -> Result<()> {
    let truth = Truth::read(merchant, None, &[]).await?;
    let mut by_cart: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for order in &truth.orders {
        let cart = order.cart.as_ref().map(|cart| cart.id.clone()).unwrap_or_default();
        by_cart.entry(cart).or_default().insert(order.id.clone());
    }
    for (cart, order) in orders {
        report.expect(
            &format!("orders of cart {cart}"),
            by_cart.get(cart),
            Some(&BTreeSet::from([order.clone()])),
        );
    }
    let promised = bank.attempts().iter().filter(|attempt| attempt.is_promised).count();
    report.expect("payments that are promised", promised, truth.orders.len());
    report.fact(format!("{} orders", truth.orders.len()));
    Ok(())
}

/// A job that is due each second runs once each second, on whichever of three nodes, one of which dies.
pub async fn jobs(site: &Site, ticks: PathBuf, seconds: usize) -> Result<Report> {
    let mut report = Report::default();
    let mut nodes = start(site, 3).await?;
    let wait = async |lines: usize| -> Result<Vec<String>> {
        let begun = Instant::now();
        loop {
            let text = std::fs::read_to_string(&ticks).unwrap_or_default();
            let found: Vec<String> = text.lines().map(str::to_owned).collect();
            if found.len() >= lines {
                return Ok(found);
            }
            ensure!(begun.elapsed() < Duration::from_secs(60), "{} runs in a minute", found.len());
            sleep(Duration::from_millis(50)).await;
        }
    };
    wait(seconds).await?;
    nodes.remove(0).kill()?;
    let before = wait(0).await?.len();
    let lines = wait(before + seconds).await?;
    let times: Vec<usize> = lines.iter().filter_map(|line| line.parse().ok()).collect();
    let first_to_last = times.iter().max().zip(times.iter().min()).map_or(0, |(last, first)| last - first);
    // The first second and the last, and the run that the death cut off, once more.
    let most = first_to_last / 1000 + 3;
    if times.len() > most {
        report.fault(format!("{} runs in {first_to_last} ms", times.len()));
    }
    report.fact(format!("{} runs in {first_to_last} ms", times.len()));
    stop(nodes, &mut report).await?;
    Ok(report)
}

/// What the people of a rolling restart saw.
#[derive(Default)]
struct Crowd {
    is_over: AtomicBool,
    answered: AtomicUsize,
    retried: AtomicUsize,
    wrong: Mutex<Vec<String>>,
}

/// All nodes are replaced, one after another, while people buy.
pub async fn rolling(site: &Site, shop: &Shop, rounds: usize) -> Result<Report> {
    let mut report = Report::default();
    let mut nodes = start(site, 2).await?;
    let balancer = Balancer::open(&addresses(&nodes)).await?;
    let crowd = Crowd::default();
    let people = (0..SHOPPERS).map(|number| crowd.buy(shop, balancer.address, number));
    let replacing = async {
        for _ in 0..rounds * nodes.len() {
            sleep(Duration::from_millis(300)).await;
            let old = nodes.remove(0);
            nodes.push(site.start().await?);
            balancer.turn_to(&addresses(&nodes));
            let ended = old.stop().await?;
            ensure!(ended.success(), "a server ended with {ended}");
        }
        crowd.is_over.store(true, Ordering::SeqCst);
        Ok::<_, anyhow::Error>(())
    };
    let (_, replaced) = tokio::join!(join_all(people), async {
        let replaced = replacing.await;
        crowd.is_over.store(true, Ordering::SeqCst);
        replaced
    });
    replaced?;
    let (answered, retried) = (crowd.answered.into_inner(), crowd.retried.into_inner());
    report
        .fact(format!("{} nodes replaced, {answered} requests, {retried} asked again", rounds * nodes.len()));
    report.wrong.extend(crowd.wrong.into_inner().unwrap_or_default());
    if answered < SHOPPERS {
        report.fault("nobody bought anything");
    }
    stop(nodes, &mut report).await?;
    Ok(report)
}

impl Crowd {
    /// Buys until the end; what cannot be asked again must be answered.
    async fn buy(&self, shop: &Shop, address: SocketAddr, number: usize) {
        let mut shopper = Shopper::new(address, shop, number);
        while !self.is_over.load(Ordering::SeqCst) {
            if let Err(error) = self.buy_once(shop, &mut shopper).await {
                self.wrong
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .push(format!("{error:#}"));
                return;
            }
        }
    }

    async fn buy_once(&self, shop: &Shop, shopper: &mut Shopper<'_>) -> Result<()> {
        let path = format!("/store/products?limit=2&region_id={}", shop.region_id);
        if !self.asked(&shopper.client().get(&path).await)? {
            shopper.client().get(&path).await?.done()?;
        }
        // A second cart would be one too many.
        let mut basket = shopper.begin(&Wanted::of(&shop.barrels, 1)).await?;
        self.answered.fetch_add(1, Ordering::SeqCst);
        while !basket.is_ready() {
            if !self.asked(&shopper.step(&mut basket).await)? {
                shopper.step(&mut basket).await?;
            }
        }
        let mut answer = shopper.complete(&basket.cart_id).await.and_then(Answer::done);
        if !self.asked(&answer)? {
            answer = shopper.complete(&basket.cart_id).await.and_then(Answer::done);
        }
        let answer = answer?;
        ensure!(answer["type"] == "order", "cart {} is not completed", basket.cart_id);
        Ok(())
    }

    /// Whether an answer came; where none did, the same may be asked once more. Fails with what was refused.
    fn asked<T>(&self, outcome: &Result<T>) -> Result<bool> {
        let Err(error) = outcome else {
            self.answered.fetch_add(1, Ordering::SeqCst);
            return Ok(true);
        };
        if let Some(refusal) = Refusal::of(error) {
            anyhow::bail!("refused: {refusal}");
        }
        self.retried.fetch_add(1, Ordering::SeqCst);
        Ok(false)
    }
}
