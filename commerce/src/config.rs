//! Configuration: `stheno.toml` in the working directory, overridden by the environment, by Medusa's names.

use anyhow::{Context, Result, bail};
use rand::RngCore;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What `stheno.toml` may say; every key is also an environment variable in upper case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    database_url: Option<String>,
    redis_url: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    jwt_secret: Option<String>,
    cookie_secret: Option<String>,
    store_cors: Option<String>,
    admin_cors: Option<String>,
    auth_cors: Option<String>,
    event_log: Option<PathBuf>,
    env: Option<String>,
    request_timeout_seconds: Option<u64>,
    database_pool: Option<usize>,
}

/// The configuration of a process.
#[derive(Clone, Debug)]
pub struct Config {
    /// SQLite file or PostgreSQL.
    pub database_url: String,
    /// Connections to PostgreSQL at most.
    pub database_pool: usize,
    /// Address to listen on.
    pub host: String,
    /// Port to listen on.
    pub port: u16,
    /// Signs bearer tokens.
    pub jwt_secret: String,
    /// Signs session cookies.
    pub cookie_secret: String,
    /// Origins allowed on `/store`, comma-separated, `/regex/` allowed.
    pub store_cors: String,
    /// Origins allowed on `/admin`.
    pub admin_cors: String,
    /// Origins allowed on `/auth`.
    pub auth_cors: String,
    /// Appends every delivered event here.
    pub event_log: Option<PathBuf>,
    /// `STHENO_ENV=production`: secrets must be given, cookies are secure.
    pub production: bool,
    /// A request that takes longer is answered 503.
    pub request_timeout_seconds: u64,
}

impl Config {
    /// Reads file and environment.
    pub fn load() -> Result<Self> {
        let file = match fs::read_to_string("stheno.toml") {
            Ok(text) => toml::from_str(&text).context("stheno.toml")?,
            Err(_) => File::default(),
        };
        let database_url =
            text("DATABASE_URL", file.database_url).unwrap_or_else(|| "sqlite:data/stheno.db".into());
        let production = text("STHENO_ENV", file.env).is_some_and(|env| env == "production");
        let secrets = secrets_beside(&database_url);
        let secret = |name: &str, given: Option<String>| match text(name, given) {
            Some(secret) => Ok(secret),
            None if production => bail!("{name} must be set when STHENO_ENV=production"),
            None => kept_secret(&secrets, name),
        };
        const DEV_ORIGINS: &str =
            "http://localhost:8000,http://localhost:9000,http://localhost:5173,http://localhost:7001";
        let origins =
            |name: &str, given: Option<String>| text(name, given).unwrap_or_else(|| DEV_ORIGINS.into());
        Ok(Self {
            database_pool: number("DATABASE_POOL", file.database_pool.map(|n| n as u64))?
                .unwrap_or(16)
                .try_into()?,
            host: text("HOST", file.host).unwrap_or_else(|| "0.0.0.0".into()),
            port: number("PORT", file.port.map(u64::from))?.unwrap_or(9000).try_into().context("PORT")?,
            jwt_secret: secret("JWT_SECRET", file.jwt_secret)?,
            cookie_secret: secret("COOKIE_SECRET", file.cookie_secret)?,
            store_cors: origins("STORE_CORS", file.store_cors),
            admin_cors: origins("ADMIN_CORS", file.admin_cors),
            auth_cors: origins("AUTH_CORS", file.auth_cors),
            event_log: std::env::var_os("STHENO_EVENT_LOG").map(PathBuf::from).or(file.event_log),
            request_timeout_seconds: number("STHENO_REQUEST_TIMEOUT_SECONDS", file.request_timeout_seconds)?
                .unwrap_or(30),
            database_url,
            production,
        })
    }
}

fn text(name: &str, file: Option<String>) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty()).or(file)
}

fn number(name: &str, file: Option<u64>) -> Result<Option<u64>> {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => Ok(Some(value.parse().with_context(|| format!("{name}={value}"))?)),
        _ => Ok(file),
    }
}

/// Development secrets stand beside the SQLite file, or under `data/` for PostgreSQL.
fn secrets_beside(database_url: &str) -> PathBuf {
    let file = database_url.strip_prefix("sqlite:").unwrap_or(database_url);
    let folder = if file.starts_with("postgres") {
        Path::new("data")
    } else {
        Path::new(file).parent().unwrap_or(Path::new("data"))
    };
    folder.join("stheno-secrets.toml")
}

/// A generated secret, kept so that tokens outlive a restart.
fn kept_secret(path: &Path, name: &str) -> Result<String> {
    let kept: toml::Table = fs::read_to_string(path).ok().and_then(|t| t.parse().ok()).unwrap_or_default();
    if let Some(secret) = kept.get(name).and_then(|v| v.as_str()) {
        return Ok(secret.to_owned());
    }
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    let secret: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let mut kept = kept;
    kept.insert(name.to_owned(), secret.clone().into());
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    fs::write(path, kept.to_string()).with_context(|| format!("writing {}", path.display()))?;
    Ok(secret)
}
