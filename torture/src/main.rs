//! `torture`: kills and races against the real binary. The last line is `N passed, N failed`.

use anyhow::{Context as _, Result};
use clap::{Parser, ValueEnum};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use stheno_database::scratch::Scratch;
use stheno_torture::nodes::{self, ATTEMPTS};
use stheno_torture::{
    BANK, BANK_PROVIDER, Bank, Crash, Crowd, Databases, Merchant, Program, Races, Shop, Site, TICKS, Tally,
};

/// Rounds after which a site is given up for a fresh one, so that looks at it stay short.
const ROUNDS_PER_SITE: usize = 25;

/// How often every node is replaced under load.
const ROLLS: usize = 2;
/// Runs of the job before a node dies, and after it.
const TICKS_MIN: usize = 4;
/// Nodes that die while others live.
const DEATHS: usize = 5;
/// Within this a living node looks for dead ones.
const LOOK_MS: u64 = 1000;

/// Kills and races against the real binary, as a user gets it.
#[derive(Parser)]
struct Command {
    /// What to do.
    what: What,
    /// Kills on each database, half of them with a payment provider that reaches outside.
    #[arg(long, default_value_t = 20)]
    kills: usize,
    /// Rounds of races on SQLite, on PostgreSQL with one process, and with two.
    #[arg(long, default_value_t = 20)]
    races: usize,
    /// Databases, by comma.
    #[arg(long, value_delimiter = ',', default_values = ["sqlite", "postgres"])]
    databases: Vec<Databases>,
    /// What chance begins with; the clock of the machine still has a part.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server; the `stheno` beside this program unless given.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Milliseconds after a start within which flows that were cut off must have ended.
    #[arg(long, default_value_t = 1000)]
    bound_ms: u64,
    /// Shoppers of a rush.
    #[arg(long, default_value_t = 1000)]
    shoppers: usize,
    /// Pieces for them.
    #[arg(long, default_value_t = 100)]
    pieces: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Kill the server under load, start it, and look.
    Crash,
    /// Many want the same at once.
    Races,
    /// Several processes on one PostgreSQL, some of which die or are replaced.
    Nodes,
    /// All of it.
    All,
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Command::parse();
    let databases = command.databases.clone();
    let mut stage = match Stage::open(command) {
        Ok(stage) => stage,
        Err(error) => {
            println!("{error:#}\n0 passed, 1 failed");
            return ExitCode::FAILURE;
        }
    };
    for databases in databases {
        let begun = Instant::now();
        if let Err(error) = stage.on(databases).await {
            stage.tally.note_error(databases.name(), &error);
        }
        println!("== {}: {} s", databases.name(), begun.elapsed().as_secs());
    }
    let _ = std::fs::remove_dir_all(&stage.folder);
    println!("{}", stage.tally);
    if stage.tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Where it all happens.
struct Stage {
    command: Command,
    folder: PathBuf,
    stheno: Program,
    sites: usize,
    tally: Tally,
}

impl Stage {
    fn open(command: Command) -> Result<Self> {
        let stheno = match &command.binary {
            Some(file) => Program::at(file)?,
            None => Program::beside_this("stheno")?,
        };
        let folder = std::env::temp_dir().join(format!("stheno-torture-{}", std::process::id()));
        Ok(Self { command, folder, stheno, sites: 0, tally: Tally::default() })
    }

    async fn on(&mut self, databases: Databases) -> Result<()> {
        let Some((template, shop)) = self.template(databases).await? else { return Ok(()) };
        let does = |what| self.command.what == what || self.command.what == What::All;
        let (crashes, races, nodes) = (does(What::Crash), does(What::Races), does(What::Nodes));
        if crashes {
            self.crash(&template, &shop).await?;
        }
        if nodes && databases == Databases::Postgres {
            self.nodes(&template, &shop).await?;
        }
        if races {
            let processes: &[usize] = if databases == Databases::Sqlite { &[1] } else { &[1, 2] };
            for &nodes in processes {
                self.races(&template, &shop, nodes).await?;
            }
        }
        Ok(())
    }

    /// The demo shop with what is added to it, served by nobody; none where PostgreSQL does not answer.
    async fn template(&mut self, databases: Databases) -> Result<Option<(Site, Shop)>> {
        if databases == Databases::Postgres
            && let Err(error) = Self::postgres_answers().await
        {
            anyhow::ensure!(std::env::var_os("CI").is_none(), "PostgreSQL is needed in CI: {error:#}");
            println!("skipped: no PostgreSQL at TEST_DATABASE_URL");
            return Ok(None);
        }
        let folder = self.next_folder("template");
        let site = Site::create(databases, self.stheno.clone(), folder).await?;
        let shop = Shop::found(&site).await.context("founding the shop")?;
        Ok(Some((site, shop)))
    }

    async fn postgres_answers() -> Result<()> {
        Ok(Scratch::create(&stheno_torture::server_url(), None).await?.remove().await?)
    }

    fn next_folder(&mut self, name: &str) -> PathBuf {
        self.sites += 1;
        self.folder.join(format!("{name}-{}", self.sites))
    }

    async fn crash(&mut self, template: &Site, shop: &Shop) -> Result<()> {
        let outside = self.command.kills / 2;
        for (rounds, has_bank) in [(self.command.kills - outside, false), (outside, true)] {
            for some in portions(rounds) {
                self.crash_site(template, shop, has_bank, some).await?;
            }
        }
        Ok(())
    }

    async fn crash_site(
        &mut self,
        template: &Site,
        shop: &Shop,
        has_bank: bool,
        rounds: usize,
    ) -> Result<()> {
        let name = if has_bank { "kill, money outside" } else { "kill" };
        let seed = self.command.seed + self.sites as u64;
        let mut shop = shop.clone();
        let mut site = template.copy(self.next_folder("crash")).await?;
        let bank = if has_bank { Some(Bank::open(seed).await?) } else { None };
        if let Some(bank) = &bank {
            let program = Program::beside_this("torture-shop")?.with_env(BANK, &bank.address.to_string());
            site = site.with_program(program);
            open_account(&site, &mut shop).await?;
        }
        let bound = Duration::from_millis(self.command.bound_ms);
        let mut crash = Crash::begin(site, &shop, bank.as_ref(), seed, bound).await?;
        for round in 1..=rounds {
            let label = format!("{name} {round} (seed {seed})");
            match crash.round().await {
                Ok(report) => self.tally.note(&label, &report),
                Err(error) => {
                    self.tally.note_error(&label, &error);
                    return Ok(());
                }
            }
        }
        let report = crash.end().await?;
        self.tally.note(&format!("after {rounds} times: {name}"), &report);
        Ok(())
    }

    async fn nodes(&mut self, template: &Site, shop: &Shop) -> Result<()> {
        let limited = self.stheno.clone().with_env("STHENO_AUTH_ATTEMPTS_PER_NAME", &ATTEMPTS.to_string());
        let mut programs = vec![("any node", limited.clone())];
        if let Some(url) = redis_that_answers().await? {
            programs.push(("any node, with Redis", limited.with_env("REDIS_URL", &url)));
        }
        for (name, program) in programs {
            let site = template.copy(self.next_folder("nodes")).await?.with_program(program);
            self.tally.note_outcome(name, nodes::anywhere(&site, shop).await);
        }
        let site = template.copy(self.next_folder("nodes")).await?;
        self.tally.note_outcome("nodes replaced under load", nodes::rolling(&site, shop, ROLLS).await);
        let (site, ticks) = (template.copy(self.next_folder("nodes")).await?, self.folder.join("ticks"));
        let program = Program::beside_this("torture-shop")?.with_env(TICKS, &ticks.display().to_string());
        let site = site.with_program(program);
        self.tally.note_outcome("a job on three nodes", nodes::jobs(&site, ticks, TICKS_MIN).await);
        for round in 1..=DEATHS {
            let seed = self.command.seed + self.sites as u64;
            let bank = Bank::open(seed).await?;
            let program = Program::beside_this("torture-shop")?.with_env(BANK, &bank.address.to_string());
            let site = template.copy(self.next_folder("nodes")).await?.with_program(program);
            let mut shop = shop.clone();
            open_account(&site, &mut shop).await?;
            let bound = Duration::from_millis(self.command.bound_ms + LOOK_MS);
            let outcome = nodes::take_over(&site, &shop, &bank, seed, bound).await;
            self.tally.note_outcome(&format!("a node dies {round} (seed {seed})"), outcome);
        }
        Ok(())
    }

    async fn races(&mut self, template: &Site, shop: &Shop, nodes: usize) -> Result<()> {
        for some in portions(self.command.races) {
            self.race_site(template, shop, nodes, some).await?;
        }
        Ok(())
    }

    async fn race_site(&mut self, template: &Site, shop: &Shop, nodes: usize, rounds: usize) -> Result<()> {
        let seed = self.command.seed + self.sites as u64;
        let site = template.copy(self.next_folder("races")).await?;
        let crowd = Crowd { shoppers: self.command.shoppers, pieces: self.command.pieces };
        let mut races = Races::begin(site, shop, nodes, crowd, seed).await?;
        let processes = if nodes == 1 { "one process".to_owned() } else { format!("{nodes} processes") };
        for round in 1..=rounds {
            let label = format!("race {round}, {processes} (seed {seed})");
            match races.round().await {
                Ok(report) => self.tally.note(&label, &report),
                Err(error) => {
                    self.tally.note_error(&label, &error);
                    return Ok(());
                }
            }
        }
        let report = races.end().await?;
        self.tally.note(&format!("after {rounds} races, {processes}"), &report);
        Ok(())
    }
}

/// So many rounds, in portions of one site each.
fn portions(rounds: usize) -> impl Iterator<Item = usize> {
    (0..rounds).step_by(ROUNDS_PER_SITE).map(move |done| (rounds - done).min(ROUNDS_PER_SITE))
}

/// The Redis for tests, where there is one; in CI its absence is a failure.
async fn redis_that_answers() -> Result<Option<String>> {
    let url = std::env::var("TEST_REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".into());
    let host = url.split('@').next_back().unwrap_or_default().trim_start_matches("redis://");
    match tokio::net::TcpStream::connect(host.split('/').next().unwrap_or_default()).await {
        Ok(_) => Ok(Some(url)),
        Err(error) => {
            anyhow::ensure!(std::env::var_os("CI").is_none(), "Redis is needed in CI: {error}");
            println!("skipped: no Redis at TEST_REDIS_URL");
            Ok(None)
        }
    }
}

/// Has the region take the bank's money.
async fn open_account(site: &Site, shop: &mut Shop) -> Result<()> {
    let node = site.start().await?;
    let mut merchant = Merchant::new(node.address, &shop.token)?;
    let path = format!("/admin/regions/{}", shop.region_id);
    merchant.post(&path, json!({ "payment_providers": [BANK_PROVIDER] })).await?;
    shop.provider_id = BANK_PROVIDER.into();
    let ended = node.stop().await?;
    anyhow::ensure!(ended.success(), "the server ended with {ended}");
    Ok(())
}
