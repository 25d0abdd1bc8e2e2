//! `stheno start`: migrate, serve, stop cleanly.

use super::{Shop, StartArgs};
use crate::config::Config;
use anyhow::{Context as _, Result};
use std::sync::Arc;
use std::time::Duration;
use stheno::App;
use stheno_flows::demo;
use stheno_http::{Http, HttpConfig, OperatorServer, Server};
use tokio::net::TcpListener;

/// Serves until SIGTERM or Ctrl-C; requests in flight are finished first.
pub(super) async fn run(mut config: Config, args: StartArgs, shop: Shop<'_>) -> Result<()> {
    config.host = args.host.unwrap_or(config.host);
    config.port = args.port.unwrap_or(config.port);
    let built = super::open(&config, !args.no_migrate, shop).await?;
    let app = built.app.clone();
    if args.no_migrate {
        crate::choice::keep_rounding(app.database(), config.rounding).await?;
    }
    if args.demo && demo::is_wanted(&app.context()).await? {
        eprintln!("Seeding the demo shop:");
        let demo = demo::seed(&app.context(), |stage| eprintln!("  {stage} ...")).await.context("seeding")?;
        print_shop(&demo, &format!("http://localhost:{}", config.port));
    }
    let (router, http) = built.router(http_config(&config))?;
    stheno_workflow::schedule_recovery(&app);
    let redis = super::redis(&config)?;
    let ringing = redis.map(|redis| redis.ring(app.events()));
    let node = stheno_workflow::Node::new(&app).run().await;
    app.events().start(app.database().clone(), app.clock().clone()).await?;
    let listener = TcpListener::bind((config.host.as_str(), config.port))
        .await
        .with_context(|| format!("listening on {}:{}", config.host, config.port))?;
    let stop = stop(Arc::clone(&http), Duration::from_secs(config.drain_seconds));
    let operators = serve_operators(&config, &app, &http).await?;
    println!("Stheno serves http://{}:{}", config.host, listener.local_addr()?.port());
    Server::serve(listener, router, http, stop).await?;
    drop(operators);
    app.events().stop().await;
    drop(ringing);
    node.leave().await;
    app.database().close().await;
    Ok(())
}

/// Ready when the process is to take no more requests: some time after it was told to end, in which balancers find out,
/// or when it is told again.
fn stop(http: Arc<Http>, drain: Duration) -> impl Future<Output = ()> + Send + 'static {
    let told = Server::stop_signal();
    async move {
        told.await;
        http.begin_stopping();
        if !drain.is_zero() {
            // Time's up, or told again: either way it is over.
            let _ = tokio::time::timeout(drain, Server::stop_signal()).await;
        }
    }
}

/// Serves metrics and probes at an address of their own, until the handle is dropped; not at all unless configured.
async fn serve_operators(config: &Config, app: &App, http: &Arc<Http>) -> Result<Option<OperatorServer>> {
    let Some(address) = &config.metrics_address else { return Ok(None) };
    let listener = TcpListener::bind(address.as_str())
        .await
        .with_context(|| format!("listening on STHENO_METRICS_ADDRESS={address}"))?;
    println!("Stheno tells operators at http://{}/metrics", listener.local_addr()?);
    Ok(Some(Server::serve_operators(listener, app, http)))
}

fn http_config(config: &Config) -> HttpConfig {
    HttpConfig {
        store_cors: config.store_cors.clone(),
        admin_cors: config.admin_cors.clone(),
        auth_cors: config.auth_cors.clone(),
        is_production: config.production,
        request_timeout: Duration::from_secs(config.request_timeout_seconds),
        attempts: config.attempts,
        trusted_proxies: config.trusted_proxies,
        metadata_limit: config.metadata_limit,
        query_depth_max: config.query_depth_max,
        query_take_max: config.query_take_max,
        ..HttpConfig::new(config.jwt_secret.clone(), config.cookie_secret.clone())
    }
}

/// Tells a person where the demo shop is and how to get in.
pub(super) fn print_shop(shop: &demo::Shop, url: &str) {
    println!("\nThe demo shop is ready.");
    println!("  Store API        {url}/store/products");
    println!("  Admin login      {} / {}", shop.email, shop.password);
    println!("  Publishable key  {}", shop.publishable_key);
    println!("\n  curl {url}/store/products -H 'x-publishable-api-key: {}'\n", shop.publishable_key);
}
