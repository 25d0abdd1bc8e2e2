//! A working directory and a server in it, for tests of the binary.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A working directory that goes with the test.
pub struct Place(PathBuf);

impl Place {
    pub fn new() -> Self {
        let name = format!("stheno_binary_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a directory can be made");
        Self(path)
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
    /// The binary here, with an environment of nothing but a port that is free.
    pub fn stheno(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stheno"));
        command.args(arguments).current_dir(&self.0).env_clear().env("HOST", "127.0.0.1").env("PORT", "0");
        command
    }
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.stheno(arguments).output().expect("the binary runs")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server that ends with the test.
pub struct Served {
    pub child: Child,
    /// Held open, as the server may print more.
    out: BufReader<ChildStdout>,
    /// What was said before it served.
    pub said: String,
    port: u16,
}

impl Served {
    pub fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
        let out = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut served = Self { child, out, said: String::new(), port: 0 };
        loop {
            let mut line = String::new();
            assert_ne!(
                served.out.read_line(&mut line).expect("its output is text"),
                0,
                "it ended: {}",
                served.said
            );
            if let Some(address) = line.strip_prefix("Stheno serves ") {
                let port = address.trim().rsplit(':').next().and_then(|port| port.parse().ok());
                served.port = port.expect("the address ends in a port");
                return served;
            }
            served.said.push_str(&line);
        }
    }

    /// Status and body of a `GET`.
    pub fn get(&self, path: &str, header: &str) -> (u16, String) {
        self.call("GET", path, header, "")
    }

    /// Status and body of a request with a body.
    pub fn call(&self, method: &str, path: &str, header: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let kind = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
        let (length, end) = (body.len(), if header.is_empty() { "" } else { "\r\n" });
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{kind}content-length: {length}\r\n{header}{end}\r\n{body}"
        )
        .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
    }

    /// Ends it as an operator would; whether it ended well.
    pub fn stop(&mut self) -> bool {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().expect("there is a kill");
        self.child.wait().expect("it ends").success()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
