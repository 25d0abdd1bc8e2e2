//! The commands, and the process around them.

mod links;
mod logs;
mod openapi;
mod seed;
mod start;
#[cfg(feature = "traces")]
mod traces;
mod user;

use crate::config::{Config, Rounded};
use crate::{RoundingPolicy, choice, commerce_rounded, to_currency};
use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use std::process::ExitCode;
use std::sync::Arc;
use stheno::{App, Builder, Database, DatabaseOptions};
use stheno_database::MigrationReport;
use stheno_event::{EventBus, EventOptions};
use stheno_http::AttemptStorage;
use stheno_http::auth::DatabaseAttempts;
use stheno_link::pivot::is_cardinality_index;
use stheno_redis::{Redis, RedisAttempts};

/// Stheno: headless commerce that speaks Medusa's API.
#[derive(Parser)]
#[command(version, about)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve the store, admin and auth APIs.
    Start(StartArgs),
    /// Bring the database up to date: create missing tables, adopt an existing Medusa 2.21 database.
    Migrate(MigrateArgs),
    /// Create an admin user.
    User(UserArgs),
    /// Fill the database.
    Seed(SeedArgs),
    /// Look after links between records.
    #[command(subcommand)]
    Links(LinksVerb),
    /// Print the OpenAPI description of what is served.
    Openapi,
}

/// Arguments of `start`.
#[derive(Args)]
struct StartArgs {
    /// Do not apply pending migrations.
    #[arg(long)]
    no_migrate: bool,
    /// On an empty database, seed a demo shop first and print how to reach it.
    #[arg(long)]
    demo: bool,
    /// Address to listen on (also HOST).
    #[arg(long)]
    host: Option<String>,
    /// Port to listen on (also PORT).
    #[arg(short, long)]
    port: Option<u16>,
}

/// Arguments of `migrate`.
#[derive(Args)]
struct MigrateArgs {
    /// Also bring the planner's statistics up to date: for after an import.
    #[arg(long)]
    analyze: bool,
}

/// Arguments of `user`.
#[derive(Args)]
struct UserArgs {
    /// E-mail address to log in with.
    #[arg(short, long)]
    email: String,
    /// Password to log in with.
    #[arg(short, long)]
    password: String,
}

/// Arguments of `seed`.
#[derive(Args)]
struct SeedArgs {
    /// What to seed.
    #[arg(value_parser = ["demo"])]
    what: String,
}

#[derive(Subcommand)]
enum LinksVerb {
    /// Find rows whose records are gone, and links too many; fails if there are any. Needs no migration.
    Check(CheckArgs),
}

/// Arguments of `links check`.
#[derive(Args)]
struct CheckArgs {
    /// Dismiss what is found; of links too many the newest stays.
    #[arg(long)]
    repair: bool,
}

/// What a shop makes of commerce.
type Shop<'a> = &'a dyn Fn(Builder) -> Builder;

/// The `main` of a server: configuration, commands, logs. `shop` adds what is the shop's own.
pub fn main(shop: impl Fn(Builder) -> Builder) -> ExitCode {
    let command = Command::parse();
    match serve(command, &shop) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("Error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Asks the kernel for pages as they are written: in pieces of two megabytes it gives the allocator a third more than it uses, and
/// gains nothing by it (`bench/RESULTS.md`).
fn keep_small() {
    #[cfg(target_os = "linux")]
    if let Err(e) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(error = %e, "huge pages stay");
    }
}

fn serve(command: Command, shop: Shop<'_>) -> Result<ExitCode> {
    let logs = logs::start(matches!(command.verb, Verb::Start(_)))?;
    keep_small();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(command.run(shop));
    logs.end();
    ended
}

impl Command {
    async fn run(self, shop: Shop<'_>) -> Result<ExitCode> {
        match self.verb {
            Verb::Links(LinksVerb::Check(args)) => return links::check(&Config::load()?, args, shop).await,
            Verb::Start(args) => start::run(Config::load()?, args, shop).await,
            Verb::Migrate(args) => migrate(&Config::load()?, args, shop).await,
            Verb::User(args) => user::run(&Config::load()?, args, shop).await,
            Verb::Seed(_) => seed::run(&Config::load()?, shop).await,
            Verb::Openapi => openapi::run(&shop(base(Rounded::default()))),
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Names the unique indexes that existing rows stood in the way of, and what helps.
fn tell_skipped(report: &MigrationReport) {
    for index in &report.indexes_skipped {
        eprintln!("not created, because existing rows violate it: {index}");
    }
    if report.indexes_skipped.iter().any(|index| is_cardinality_index(index)) {
        eprintln!(
            "Some records have more links than they may have. `stheno links check` lists them, `stheno links check \
             --repair` keeps the newest of each; the next start makes the indexes."
        );
    }
}

/// Commerce, with the features that the environment turns on.
fn base(rounded: Rounded) -> Builder {
    let policy = match rounded {
        Rounded::None => RoundingPolicy::EXACT,
        Rounded::Currency => to_currency(),
    };
    let commerce = commerce_rounded(&flags(), policy);
    #[cfg(feature = "traces")]
    let commerce = traces::taken_up(commerce);
    commerce
}

/// Feature flags of the environment, by Medusa's names.
fn flags() -> Vec<&'static str> {
    [("rbac", "MEDUSA_FF_RBAC"), ("translation", "MEDUSA_FF_TRANSLATION")]
        .into_iter()
        .filter(|(_, name)| std::env::var(name).is_ok_and(|v| v == "true" || v == "1"))
        .map(|(flag, _)| flag)
        .collect()
}

/// Connects to the configured database.
async fn connect(config: &Config) -> Result<Database> {
    let options = DatabaseOptions {
        pool: config.database_pool,
        kept_bytes: config.kept_bytes,
        ..DatabaseOptions::default()
    };
    let shown = config.database_url.split('@').next_back().unwrap_or_default();
    Database::connect(&config.database_url, options)
        .await
        .with_context(|| format!("opening the database {shown}"))
}

/// The configured Redis, which is connected to when it is needed.
fn redis(config: &Config) -> Result<Option<Redis>> {
    config.redis_url.as_deref().map(Redis::open).transpose().context("REDIS_URL")
}

/// Connects, migrates and builds the application.
async fn open(config: &Config, migrate: bool, shop: Shop<'_>) -> Result<stheno::Built> {
    let database = connect(config).await?;
    let mut base = base(config.rounding);
    if let Some(redis) = redis(config)? {
        let otherwise = Arc::new(DatabaseAttempts::new(database.clone()));
        base = base.extension(AttemptStorage(Arc::new(RedisAttempts::new(redis, otherwise))));
    }
    let builder = shop(base).extension(config.payment_timeout);
    if migrate {
        let report = builder.migrate(&database).await.context("migrating")?;
        tell_skipped(&report);
        database.build_indexes_beside(report);
        choice::keep_rounding(&database, config.rounding).await?;
    } else {
        builder.keep(&database).await?;
    }
    let events = EventBus::new(EventOptions { log: config.event_log.clone(), ..EventOptions::default() })?;
    let built = builder.build(database, events)?;
    if migrate {
        defaults(&built.app).await?;
    }
    Ok(built)
}

async fn defaults(app: &App) -> Result<()> {
    stheno_flows::defaults::create_defaults::run(&app.context()).await.context("creating defaults")
}

async fn migrate(config: &Config, args: MigrateArgs, shop: Shop<'_>) -> Result<()> {
    let database = connect(config).await?;
    let report = shop(base(config.rounding)).migrate(&database).await.context("migrating")?;
    let built = database.build_indexes(&report).await.context("building indexes")?;
    println!(
        "tables created: {}, columns added: {}, indexes added: {}, migrations run: {}",
        report.tables_created,
        report.columns_added,
        report.indexes_created + built,
        report.migrations_run.len()
    );
    database.close().await;
    let built = open(config, true, shop).await?;
    if args.analyze {
        built.app.database().analyze().await.context("analyzing")?;
    }
    built.app.database().close().await;
    Ok(())
}
