//! Configuration: `stheno.toml` in the working directory, overridden by the environment, by Medusa's names.

use anyhow::{Context, Result, bail};
use rand::RngCore;
use serde::Deserialize;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use stheno_database::Options as DatabaseOptions;
use stheno_flows::payment::PaymentTimeout;
use stheno_http::{AttemptLimits, METADATA_LIMIT, QUERY_DEPTH_MAX, QUERY_TAKE_MAX};
use stheno_model::dynamic::METADATA_MAX;

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
    payment_timeout_seconds: Option<u64>,
    database_pool: Option<usize>,
    auth_attempts_per_name: Option<u32>,
    auth_attempts_per_address: Option<u32>,
    trusted_proxies: Option<usize>,
    metadata_limit_bytes: Option<usize>,
    query_depth_max: Option<u64>,
    query_take_max: Option<u64>,
    metrics_address: Option<String>,
    drain_seconds: Option<u64>,
    rounding: Option<String>,
    cache: Option<String>,
}

/// The configuration of a process.
#[derive(Clone, Debug)]
pub struct Config {
    /// SQLite file or PostgreSQL.
    pub database_url: String,
    /// Connections to PostgreSQL at most.
    pub database_pool: usize,
    /// What nodes share beside the database, if anything.
    pub redis_url: Option<String>,
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
    /// A payment provider that takes longer is asked again, or given up.
    pub payment_timeout: PaymentTimeout,
    /// Logins, registrations and resets in a minute.
    pub attempts: AttemptLimits,
    /// Proxies of our own before the server.
    pub trusted_proxies: usize,
    /// Bytes of a `metadata`.
    pub metadata_limit: usize,
    /// Names one behind the other that `POST /admin/query` takes.
    pub query_depth_max: usize,
    /// Records that one `POST /admin/query` answers.
    pub query_take_max: u64,
    /// Where metrics are served; nowhere unless set.
    pub metrics_address: Option<String>,
    /// How long requests are still taken after the process was told to end.
    pub drain_seconds: u64,
    /// What is rounded: `STHENO_ROUNDING=none`, as Medusa, or `currency`.
    pub rounding: Rounded,
    /// What rows of the database may take that are kept in memory, in bytes; 0 keeps none.
    pub kept_bytes: usize,
}

/// What a shop rounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounded {
    /// Nothing: totals are Medusa's, to the last digit.
    #[default]
    None,
    /// Every amount, to the decimals of its currency.
    Currency,
}

impl Rounded {
    /// Its name in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Currency => "currency",
        }
    }
    fn parse(text: Option<&str>) -> Result<Self> {
        match text {
            None | Some("none") => Ok(Self::None),
            Some("currency") => Ok(Self::Currency),
            Some(other) => bail!("STHENO_ROUNDING is {other}, and not none or currency"),
        }
    }
}

/// What production allows in a minute; in development nothing is counted unless configured.
const ATTEMPTS: AttemptLimits = AttemptLimits { per_name_per_minute: 10, per_address_per_minute: 300 };

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
            redis_url: text("REDIS_URL", file.redis_url),
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
            payment_timeout: number("STHENO_PAYMENT_TIMEOUT_SECONDS", file.payment_timeout_seconds)?
                .map_or_else(PaymentTimeout::default, |seconds| PaymentTimeout(Duration::from_secs(seconds))),
            attempts: attempts(production, file.auth_attempts_per_name, file.auth_attempts_per_address)?,
            trusted_proxies: number("STHENO_TRUSTED_PROXIES", file.trusted_proxies.map(|n| n as u64))?
                .unwrap_or(1)
                .try_into()?,
            metadata_limit: metadata_limit(file.metadata_limit_bytes)?,
            query_depth_max: number("STHENO_QUERY_DEPTH_MAX", file.query_depth_max)?
                .map_or(Ok(QUERY_DEPTH_MAX), usize::try_from)
                .context("STHENO_QUERY_DEPTH_MAX")?,
            query_take_max: number("STHENO_QUERY_TAKE_MAX", file.query_take_max)?.unwrap_or(QUERY_TAKE_MAX),
            metrics_address: text("STHENO_METRICS_ADDRESS", file.metrics_address),
            drain_seconds: number("STHENO_DRAIN_SECONDS", file.drain_seconds)?.unwrap_or(0),
            rounding: Rounded::parse(text("STHENO_ROUNDING", file.rounding).as_deref())?,
            kept_bytes: kept_bytes(text("STHENO_CACHE", file.cache).as_deref())?,
            database_url,
            production,
        })
    }
}

/// `off`, or how many megabytes.
fn kept_bytes(given: Option<&str>) -> Result<usize> {
    match given {
        None | Some("on") => Ok(DatabaseOptions::default().kept_bytes),
        Some("off") => Ok(0),
        Some(number) => {
            let megabytes: usize =
                number.parse().with_context(|| format!("STHENO_CACHE={number}: `off`, or megabytes"))?;
            megabytes.checked_mul(1024 * 1024).with_context(|| format!("STHENO_CACHE={number} is too much"))
        }
    }
}

/// No body brings more than a record may hold.
fn metadata_limit(file: Option<usize>) -> Result<usize> {
    let name = "STHENO_METADATA_LIMIT_BYTES";
    let limit = number(name, file.map(|n| n as u64))?.map_or(Ok(METADATA_LIMIT), usize::try_from)?;
    anyhow::ensure!(limit <= METADATA_MAX, "{name} is {limit}, and at most {METADATA_MAX}");
    Ok(limit)
}

/// Zero is no limit.
fn attempts(production: bool, per_name: Option<u32>, per_address: Option<u32>) -> Result<AttemptLimits> {
    let usual = if production { ATTEMPTS } else { AttemptLimits::default() };
    let limit = |name: &str, file: Option<u32>, usual: u32| -> Result<u32> {
        let given = number(name, file.map(u64::from))?;
        given.map_or(Ok(usual), |limit| u32::try_from(limit).with_context(|| name.to_owned()))
    };
    Ok(AttemptLimits {
        per_name_per_minute: limit("STHENO_AUTH_ATTEMPTS_PER_NAME", per_name, usual.per_name_per_minute)?,
        per_address_per_minute: limit(
            "STHENO_AUTH_ATTEMPTS_PER_ADDRESS",
            per_address,
            usual.per_address_per_minute,
        )?,
    })
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
    write_for_owner(path, &kept.to_string()).with_context(|| format!("writing {}", path.display()))?;
    Ok(secret)
}

/// Writes a file that nobody but its owner may read, also where it stood open to others before.
fn write_for_owner(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn secrets_are_for_their_owner() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::env::temp_dir().join(format!("stheno-secrets-{}", std::process::id()));
        let path = folder.join("stheno-secrets.toml");
        let first = kept_secret(&path, "JWT_SECRET").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_ne!(kept_secret(&path, "COOKIE_SECRET").unwrap(), first);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(kept_secret(&path, "JWT_SECRET").unwrap(), first);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn attempts_are_counted_in_production() {
        assert_eq!(attempts(true, None, None).unwrap(), ATTEMPTS);
        assert_eq!(attempts(false, None, None).unwrap(), AttemptLimits::default());
        let own = AttemptLimits { per_name_per_minute: 0, per_address_per_minute: 7 };
        assert_eq!(attempts(true, Some(0), Some(7)).unwrap(), own);
    }

    #[test]
    fn what_is_kept_is_switched_off_or_measured() {
        assert_eq!(kept_bytes(Some("off")).unwrap(), 0);
        assert_eq!(kept_bytes(Some("0")).unwrap(), 0);
        assert_eq!(kept_bytes(Some("8")).unwrap(), 8 * 1024 * 1024);
        assert_eq!(kept_bytes(None).unwrap(), kept_bytes(Some("on")).unwrap());
        assert!(kept_bytes(None).unwrap() > 0);
        assert!(kept_bytes(Some("no")).is_err() && kept_bytes(Some("99999999999999")).is_err());
    }

    #[test]
    fn no_body_may_bring_more_metadata_than_a_record_holds() {
        assert_eq!(metadata_limit(None).unwrap(), METADATA_LIMIT);
        assert_eq!(metadata_limit(Some(METADATA_MAX)).unwrap(), METADATA_MAX);
        assert!(metadata_limit(Some(METADATA_MAX + 1)).is_err());
    }
}
