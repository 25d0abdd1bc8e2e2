//! The commands.

mod openapi;
mod seed;
mod start;
mod user;

use crate::config::Config;
use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use stheno::{App, Database, DatabaseOptions};
use stheno_event::{EventBus, EventOptions};

/// Stheno: headless commerce that speaks Medusa's API.
#[derive(Parser)]
#[command(name = "stheno", version, about)]
pub struct Command {
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
    /// Print the OpenAPI description of what is served.
    Openapi,
}

/// Arguments of `start`.
#[derive(Args)]
pub struct StartArgs {
    /// Do not apply pending migrations.
    #[arg(long)]
    pub no_migrate: bool,
    /// On an empty database, seed a demo shop first and print how to reach it.
    #[arg(long)]
    pub demo: bool,
    /// Address to listen on (also HOST).
    #[arg(long)]
    pub host: Option<String>,
    /// Port to listen on (also PORT).
    #[arg(short, long)]
    pub port: Option<u16>,
}

/// Arguments of `migrate`.
#[derive(Args)]
pub struct MigrateArgs {
    /// Also bring the planner's statistics up to date: for after an import.
    #[arg(long)]
    pub analyze: bool,
}

/// Arguments of `user`.
#[derive(Args)]
pub struct UserArgs {
    /// E-mail address to log in with.
    #[arg(short, long)]
    pub email: String,
    /// Password to log in with.
    #[arg(short, long)]
    pub password: String,
}

/// Arguments of `seed`.
#[derive(Args)]
pub struct SeedArgs {
    /// What to seed.
    #[arg(value_parser = ["demo"])]
    pub what: String,
}

impl Command {
    /// Runs the command.
    pub async fn run(self) -> Result<()> {
        match self.verb {
            Verb::Start(args) => start::run(Config::load()?, args).await,
            Verb::Migrate(args) => migrate(&Config::load()?, args).await,
            Verb::User(args) => user::run(&Config::load()?, args).await,
            Verb::Seed(_) => seed::run(&Config::load()?).await,
            Verb::Openapi => openapi::run(),
        }
    }
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
    let options = DatabaseOptions { pool: config.database_pool, ..DatabaseOptions::default() };
    let shown = config.database_url.split('@').next_back().unwrap_or_default();
    Database::connect(&config.database_url, options)
        .await
        .with_context(|| format!("opening the database {shown}"))
}

/// Connects, migrates and builds the application.
async fn open(config: &Config, migrate: bool) -> Result<stheno::Built> {
    let database = connect(config).await?;
    let builder = stheno_commerce::commerce(&flags());
    if migrate {
        builder.migrate(&database).await.context("migrating")?;
    }
    let events = EventBus::new(EventOptions { log: config.event_log.clone(), ..EventOptions::default() })?;
    let built = builder.build(database, events);
    if migrate {
        defaults(&built.app).await?;
    }
    Ok(built)
}

async fn defaults(app: &App) -> Result<()> {
    stheno_flows::defaults::create_defaults::run(&app.context()).await.context("creating defaults")
}

async fn migrate(config: &Config, args: MigrateArgs) -> Result<()> {
    let database = connect(config).await?;
    let report = stheno_commerce::commerce(&flags()).migrate(&database).await.context("migrating")?;
    println!(
        "tables created: {}, columns added: {}, indexes added: {}, migrations run: {}",
        report.tables_created,
        report.columns_added,
        report.indexes_created,
        report.migrations_run.len()
    );
    for index in &report.indexes_skipped {
        println!("not created, because existing rows violate it: {index}");
    }
    database.close().await;
    let built = open(config, true).await?;
    if args.analyze {
        built.app.database().analyze().await.context("analyzing")?;
    }
    built.app.database().close().await;
    Ok(())
}
