//! A server process: it serves as soon as it says so, and dies when it is told to.

use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// A start takes a tenth of a second, and longer on a busy machine.
const START: Duration = Duration::from_secs(60);

/// A running server. Dropped, it is killed.
pub struct Node {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// When it said that it serves.
    pub since: Instant,
}

impl Node {
    /// Runs the command, and waits until the server says where it listens.
    pub(crate) async fn start(command: Command) -> Result<Self> {
        Launch::begin(command)?.finish().await
    }

    /// Ends it with SIGKILL: nothing is finished, nothing is closed.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill().context("SIGKILL")?;
        self.child.wait().map(drop).context("waiting for the killed server")
    }

    /// Ends it with SIGTERM, which finishes what is under way; answers how it ended.
    pub async fn stop(mut self) -> Result<ExitStatus> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().context("SIGTERM")?;
        anyhow::ensure!(sent.success(), "SIGTERM: {sent}");
        tokio::task::spawn_blocking(move || self.child.wait()).await?.context("waiting for the server")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that was started, and does not serve yet.
pub struct Launch {
    node: Node,
    address: oneshot::Receiver<SocketAddr>,
}

impl Launch {
    pub(crate) fn begin(mut command: Command) -> Result<Self> {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("starting the server")?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let (tell, address) = oneshot::channel();
        std::thread::spawn(move || listen(stdout, tell));
        let node = Node { child, address: SocketAddr::from(([0; 4], 0)), since: Instant::now() };
        Ok(Self { node, address })
    }

    /// Waits until it serves.
    pub async fn finish(self) -> Result<Node> {
        let Self { mut node, address } = self;
        match tokio::time::timeout(START, address).await {
            Ok(Ok(address)) => {
                (node.address, node.since) = (address, Instant::now());
                Ok(node)
            }
            Ok(Err(_)) => bail!("the server ended before it served; see server.log"),
            Err(_) => bail!("the server does not serve after {START:?}"),
        }
    }

    /// Kills it on its way.
    pub fn kill(self) -> Result<()> {
        self.node.kill()
    }
}

/// Reads what the server prints to its end, so that it never waits for a reader.
fn listen(stdout: ChildStdout, tell: oneshot::Sender<SocketAddr>) {
    let mut tell = Some(tell);
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let address = line.strip_prefix("Stheno serves http://").and_then(|address| address.parse().ok());
        if let Some((address, tell)) = address.zip(tell.take_if(|_| address.is_some())) {
            let _ = tell.send(address);
        }
    }
}
