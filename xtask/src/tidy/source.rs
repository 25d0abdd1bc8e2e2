//! What a source file may look like.

use super::{File, Offence};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Lines of a file at most.
const LINES_MAX: usize = 500;

// In two parts, so that this file does not offend against its own rules.
const LEFTOVERS: [(&str, &str); 4] = [
    (concat!("tod", "o!("), "unfinished"),
    (concat!("unimpl", "emented!("), "unfinished"),
    (concat!("#[ig", "nore"), "no ignored tests: delete it, or make it pass"),
    (concat!("db", "g!("), "left over from debugging"),
];
const UNWRAP: &str = concat!(".unw", "rap()");
const MARKS: [&str; 2] = [concat!("FIX", "ME"), concat!("TO", "DO")];
const SQL: [&str; 7] =
    ["SELECT ", "INSERT INTO ", "DELETE FROM ", " WHERE ", " JOIN ", "ORDER BY ", "GROUP BY "];

/// Checks every rule on all Rust files of the repository.
pub(super) fn check(files: &[File]) -> Vec<Offence> {
    let tests = test_modules(files);
    let mut offences = Vec::new();
    for file in files {
        check_shape(file, &mut offences);
        let is_test = is_for_tests(&file.path) || tests.iter().any(|module| is_within(&file.path, module));
        check_lines(file, is_test, &mut offences);
    }
    offences
}

fn check_shape(file: &File, offences: &mut Vec<Offence>) {
    if !file.text.starts_with("//!") {
        offences.push(Offence::new(
            &file.path,
            1,
            "a file begins with a `//!` line that says what it is for",
        ));
    }
    let lines = file.text.lines().count();
    if lines > LINES_MAX {
        offences.push(Offence::new(&file.path, lines, format!("more than {LINES_MAX} lines")));
    }
}

fn check_lines(file: &File, is_test: bool, offences: &mut Vec<Offence>) {
    let mut in_tests = is_test;
    for (index, line) in file.text.lines().enumerate() {
        let mut offend = |rule: &str| offences.push(Offence::new(&file.path, index + 1, rule));
        // Tests stand at the end of a file.
        in_tests |= line.trim_start().starts_with("#[cfg(test)]");
        for mark in MARKS {
            if is_unnumbered(line, mark) {
                offend(&format!("{mark} without the number of an issue"));
            }
        }
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (leftover, rule) in LEFTOVERS {
            if line.contains(leftover) {
                offend(rule);
            }
        }
        if !in_tests && line.contains(UNWRAP) {
            offend("no unwrap outside tests: `expect` with the invariant, or an error");
        }
        if file.path.starts_with("api") && !in_tests && holds_sql(line) {
            offend("no SQL in routes");
        }
    }
}

/// Whether `mark` stands there as a word with no `#123` behind it.
fn is_unnumbered(line: &str, mark: &str) -> bool {
    let Some((before, after)) = line.split_once(mark) else { return false };
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    if before.ends_with(is_letter) || after.starts_with(is_letter) {
        return false;
    }
    let numbered =
        after.split_once('#').is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()));
    !numbered
}

fn holds_sql(line: &str) -> bool {
    line.split_once('"').is_some_and(|(_, text)| SQL.iter().any(|word| text.contains(word)))
}

pub(super) fn is_for_tests(path: &Path) -> bool {
    let in_directory = |name: &str| path.components().any(|c| c.as_os_str() == name);
    ["tests", "benches", "examples"].into_iter().any(in_directory) || path.starts_with("crates/testkit")
}

/// The files and directories behind `#[cfg(test)] mod name;`, without their extension.
fn test_modules(files: &[File]) -> HashSet<PathBuf> {
    let mut modules = HashSet::new();
    for file in files {
        let mut lines = file.text.lines().map(str::trim);
        while let Some(line) = lines.next() {
            if line != "#[cfg(test)]" {
                continue;
            }
            let name = lines.next().and_then(|l| l.strip_prefix("mod ")?.strip_suffix(';'));
            modules.extend(name.map(|name| children_of(&file.path).join(name)));
        }
    }
    modules
}

/// Where the modules that a file declares lie.
fn children_of(path: &Path) -> PathBuf {
    let directory = path.parent().unwrap_or(path);
    match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "main" | "mod") | None => directory.to_owned(),
        Some(stem) => directory.join(stem),
    }
}

fn is_within(path: &Path, module: &Path) -> bool {
    path.with_extension("") == module || path.starts_with(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(files: &[(&str, &str)]) -> Vec<String> {
        let file = |(path, text): &(&str, &str)| File { path: path.into(), text: format!("//! X.\n{text}") };
        let files: Vec<File> = files.iter().map(file).collect();
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_has_a_head_and_an_end() {
        let file = |text: String| check(&[File { path: "a.rs".into(), text }]);
        assert_eq!(file("//! X.\n".to_owned() + &"x\n".repeat(499)), []);
        assert_eq!(file("//! X.\n".to_owned() + &"x\n".repeat(500))[0].rule, "more than 500 lines");
        assert!(file("use x;\n".to_owned())[0].rule.contains("begins with a `//!` line"));
    }

    #[test]
    fn unwrap_is_for_tests() {
        let offends = format!("x{UNWRAP};");
        assert_eq!(lines(&[("crates/a/src/b.rs", &offends)]).len(), 1);
        assert_eq!(lines(&[("crates/a/src/b.rs", &format!("/// {offends}"))]).len(), 0);
        assert_eq!(
            lines(&[("crates/a/src/b.rs", &format!("#[cfg(test)]\nmod tests {{ {offends} }}"))]).len(),
            0
        );
        assert_eq!(lines(&[("crates/a/tests/b.rs", &offends)]).len(), 0);
        let declared = ("crates/a/src/lib.rs", "#[cfg(test)]\nmod b;");
        assert_eq!(lines(&[declared, ("crates/a/src/b.rs", &offends)]).len(), 0);
        assert_eq!(lines(&[declared, ("crates/a/src/b/c.rs", &offends)]).len(), 0);
        let elsewhere = ("crates/a/src/x.rs", "#[cfg(test)]\nmod b;");
        assert_eq!(lines(&[elsewhere, ("crates/a/src/b.rs", &offends)]).len(), 1);
        assert_eq!(lines(&[elsewhere, ("crates/a/src/x/b.rs", &offends)]).len(), 0);
    }

    #[test]
    fn nothing_unfinished_stays() {
        for (leftover, _) in LEFTOVERS {
            assert_eq!(lines(&[("tests/a.rs", leftover)]).len(), 1, "{leftover}");
        }
        for mark in MARKS {
            let offence = format!("a.rs:2: {mark} without the number of an issue");
            assert_eq!(lines(&[("a.rs", &format!("// {mark}: later"))]), [offence]);
            assert_eq!(lines(&[("a.rs", &format!("// {mark}(#12): later"))]).len(), 0);
            assert_eq!(lines(&[("a.rs", &format!("const {mark}S: u8;"))]).len(), 0);
        }
    }

    #[test]
    fn routes_hold_no_sql() {
        let sql = r#"run("SELECT id FROM cart")"#;
        assert_eq!(lines(&[("api/store/src/carts.rs", sql)]), ["api/store/src/carts.rs:2: no SQL in routes"]);
        assert_eq!(lines(&[("crates/database/src/render.rs", sql)]).len(), 0);
        assert_eq!(lines(&[("api/store/src/carts.rs", "SELECT id FROM cart")]).len(), 0);
    }
}
