//! The rules of the house that a machine can check.

mod adr;
mod deletion;
mod edges;
mod source;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where a rule is broken.
#[derive(Debug, PartialEq, Eq)]
pub struct Offence {
    path: PathBuf,
    line: usize,
    rule: String,
}

impl Offence {
    fn new(path: &Path, line: usize, rule: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule: rule.into() }
    }
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.rule)
    }
}

/// A file, by its path from the root.
struct File {
    path: PathBuf,
    text: String,
}

/// Directories that hold nothing of ours.
const FOREIGN: [&str; 4] = ["target", "node_modules", "dist", "data"];

/// Checks every rule on the repository at `root`.
pub fn check(root: &Path) -> io::Result<Vec<Offence>> {
    let mut files = Vec::new();
    walk(root, Path::new(""), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (rust, rest): (Vec<File>, Vec<File>) = files.into_iter().partition(|f| has_extension(&f.path, "rs"));
    let manifests: Vec<File> = rest.into_iter().filter(|f| f.path.ends_with("Cargo.toml")).collect();
    let mut offences = source::check(&rust);
    offences.extend(deletion::check(&rust, &fs::read_to_string(root.join(deletion::LINKS))?));
    offences.extend(edges::check(&manifests));
    offences.extend(adr::check(&names(&root.join(adr::DIRECTORY))?));
    Ok(offences)
}

fn walk(root: &Path, inside: &Path, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(inside))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = inside.join(&*name);
        if entry.file_type()?.is_dir() {
            if !name.starts_with('.') && !FOREIGN.contains(&&*name) {
                walk(root, &path, files)?;
            }
        } else if has_extension(&path, "rs") || &*name == "Cargo.toml" {
            files.push(File { text: fs::read_to_string(root.join(&path))?, path });
        }
    }
    Ok(())
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|e| e == extension)
}

/// The names in a directory, sorted; none where there is no directory.
fn names(directory: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
