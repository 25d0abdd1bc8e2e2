//! A folder and a database that server processes share, as somebody would run them: nothing configured but where the
//! database is and where to listen.

use crate::node::{Launch, Node};
use anyhow::{Context as _, Result, ensure};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use stheno_database::scratch::Scratch;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Databases {
    /// A file.
    Sqlite,
    /// A database on the server of `TEST_DATABASE_URL`.
    Postgres,
}

impl Databases {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The server on which databases are made.
pub fn server_url() -> String {
    let given = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty());
    given.unwrap_or_else(|| "postgres://postgres@127.0.0.1:5432/postgres".into())
}

/// A server's program.
#[derive(Clone, Debug)]
pub struct Program {
    /// The executable.
    pub file: PathBuf,
    /// What it finds in its environment beside the site's own.
    pub env: Vec<(String, String)>,
}

impl Program {
    /// This file; fails where it is not there.
    pub fn at(file: &Path) -> Result<Self> {
        let file = file.canonicalize().with_context(|| format!("{} is not built", file.display()))?;
        Ok(Self { file, env: Vec::new() })
    }

    /// The program of this name that was built into the same folder as the running one.
    pub fn beside_this(name: &str) -> Result<Self> {
        let this = std::env::current_exe()?;
        let folder = this.parent().context("an executable without a folder")?;
        // Tests lie one deeper.
        let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
        Self::at(&folder.join(name))
    }

    /// With a variable in its environment.
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }
}

/// A folder, a database, and the program that serves it. Dropped, both are removed.
pub struct Site {
    program: Program,
    folder: PathBuf,
    scratch: Option<Scratch>,
}

impl Site {
    /// An empty database.
    pub async fn create(databases: Databases, program: Program, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let scratch = match databases {
            Databases::Sqlite => None,
            Databases::Postgres => Some(Scratch::create(&server_url(), None).await?),
        };
        Ok(Self { program, folder, scratch })
    }

    /// A copy with secrets and all, while nobody serves this one.
    pub async fn copy(&self, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(folder.join("data"))?;
        for file in fs::read_dir(self.folder.join("data"))? {
            let file = file?;
            fs::copy(file.path(), folder.join("data").join(file.file_name()))?;
        }
        let scratch = match &self.scratch {
            None => None,
            Some(scratch) => Some(Scratch::create(&server_url(), Some(scratch.name())).await?),
        };
        Ok(Self { program: self.program.clone(), folder, scratch })
    }

    /// Served by another program from now on.
    pub fn with_program(mut self, program: Program) -> Self {
        self.program = program;
        self
    }

    /// Its folder: `data/`, `server.log`, `events.log`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where delivered events are noted.
    pub fn event_log(&self) -> PathBuf {
        self.folder.join("events.log")
    }

    /// The program with these arguments, in the folder, with an environment that says where the database is.
    pub fn command(&self, args: &[&str]) -> Result<Command> {
        let log = File::options().create(true).append(true).open(self.folder.join("server.log"))?;
        let mut command = Command::new(&self.program.file);
        command.args(args).current_dir(&self.folder).env_clear().stderr(log);
        command.env("STHENO_EVENT_LOG", self.event_log());
        if let Some(scratch) = &self.scratch {
            command.env("DATABASE_URL", scratch.url());
        }
        command.envs(self.program.env.iter().map(|(name, value)| (name, value)));
        Ok(command)
    }

    /// Runs a command to its end; answers what it printed.
    pub fn run(&self, args: &[&str]) -> Result<String> {
        let done = self.command(args)?.output().with_context(|| self.program.file.display().to_string())?;
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        ensure!(done.status.success(), "{args:?}: {}; see {}/server.log", done.status, self.folder.display());
        Ok(printed)
    }

    /// Starts a server, on a port that the system chooses.
    pub async fn start(&self) -> Result<Node> {
        let node = Node::start(self.serving()?).await;
        node.with_context(|| format!("the server of {}", self.folder.display()))
    }

    /// Starts a server without waiting until it serves.
    pub fn launch(&self) -> Result<Launch> {
        Launch::begin(self.serving()?)
    }

    fn serving(&self) -> Result<Command> {
        self.command(&["start", "--host", "127.0.0.1", "--port", "0"])
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
        let Some(scratch) = self.scratch.take() else { return };
        // A thread of its own: this one may belong to a runtime, where nothing may wait.
        let removing = std::thread::spawn(move || -> Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            Ok(runtime.block_on(scratch.remove())?)
        });
        if let Ok(Err(error)) = removing.join() {
            eprintln!("a database stays behind: {error:#}");
        }
    }
}
