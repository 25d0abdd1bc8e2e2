//! A PostgreSQL server of a test's own, which may be stopped: in a temporary directory, without root's rights.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A server; it ends with the test.
pub struct Server {
    bin: PathBuf,
    directory: PathBuf,
    port: u16,
    /// Whose rights it has, where the test is root's: PostgreSQL refuses to run with those.
    user: Option<(u32, u32)>,
}

impl Server {
    /// Makes a cluster and starts it; none, with a line that says so, where PostgreSQL is not installed. In CI its absence is
    /// a failure.
    pub fn start() -> Option<Self> {
        let Some(bin) = programs() else {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL's programs are needed in CI");
            eprintln!("skipped: PostgreSQL's programs (initdb, pg_ctl) are not here");
            return None;
        };
        let name = format!("stheno_server_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a directory can be made");
        let user = is_root().then(unprivileged);
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&directory, Some(uid), Some(gid))
                .expect("root may give a directory away");
        }
        let server = Self { bin, directory, port: free_port(), user };
        let data = server.data();
        let initdb = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "-D"].map(OsStr::new);
        server.run("initdb", initdb.into_iter().chain([data.as_os_str()]));
        server.start_again();
        Some(server)
    }

    /// Where to connect to.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it after a stop, and waits until it takes connections.
    pub fn start_again(&self) {
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off",
            self.port,
            self.directory.display()
        );
        let log = self.directory.join("log");
        self.pg_ctl(&["start", "-w", "-o", &options, "-l", &log.display().to_string()]);
    }

    /// Stops it as a crash would: connections break, and what is committed is there at the next start.
    pub fn stop_at_once(&self) {
        self.pg_ctl(&["stop", "-m", "immediate"]);
    }

    /// Runs SQL as its owner, each statement by itself.
    pub fn sql(&self, statements: &[&str]) {
        let port = self.port.to_string();
        let mut arguments =
            vec!["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1"];
        for statement in statements {
            arguments.extend(["-c", statement]);
        }
        self.run("psql", arguments);
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    fn pg_ctl(&self, arguments: &[&str]) {
        let data = self.data().display().to_string();
        self.run("pg_ctl", ["-D", &data, "-s"].into_iter().chain(arguments.iter().copied()));
    }

    fn run(&self, program: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) {
        let output = self.command(program, arguments).output();
        let output = output.unwrap_or_else(|error| panic!("{program} does not run: {error}"));
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn command(&self, program: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(self.bin.join(program));
        // A server that inherits a pipe would keep it open.
        let is_server = program == "pg_ctl";
        command
            .args(arguments)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .env("PGCONNECT_TIMEOUT", "10");
        if is_server {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        if let Some((uid, gid)) = self.user {
            std::os::unix::process::CommandExt::uid(&mut command, uid);
            std::os::unix::process::CommandExt::gid(&mut command, gid);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data().display().to_string();
        let _ = self.command("pg_ctl", ["-D", &data, "-s", "stop", "-m", "immediate"]).status();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// The directory of the programs: the newest that a distribution has installed, or that of the path.
fn programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        installed.map(|entry| entry.path()).filter(|path| version(path).is_some()).max_by_key(version);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidates = newest.map(|path| path.join("bin")).into_iter().chain(std::env::split_paths(&path));
    candidates.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists())
}

/// A port that nobody has just now.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    listener.local_addr().expect("it has an address").port()
}

/// Whether the test has root's rights.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// User and group of somebody without rights: PostgreSQL's own, or nobody.
pub fn unprivileged() -> (u32, u32) {
    let users = std::fs::read_to_string(Path::new("/etc/passwd")).unwrap_or_default();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).filter_map(|field| field.parse().ok());
        Some((numbers.next()?, numbers.next()?))
    };
    find("postgres").or_else(|| find("nobody")).unwrap_or((65_534, 65_534))
}
