//! Storage that is full or may only be read, under the binary as an operator runs it: requests that write are answered 503,
//! reads go on, nothing is lost, and space that comes back is used without a restart.

use crate::served::{Place, Served, text};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use stheno_testkit::postgres::{is_root, unprivileged};

const TAGS: &str = "/admin/product-tags";
const LOGIN: &str = r#"{"email":"boss@storage.test","password":"secret"}"#;
/// Requests within which a full disk has to be noticed: each brings more than a page.
const TRIES_MAX: usize = 400;

/// A shop with an admin, being served from `database`.
struct Stored {
    served: Served,
    bearer: String,
    acknowledged: Vec<String>,
}

impl Stored {
    fn start(command: Command) -> Self {
        let served = Served::start(command);
        let (status, body) = served.send("POST", "/auth/user/emailpass", "", LOGIN);
        assert_eq!(status, 200, "{body}");
        let token: serde_json::Value = serde_json::from_str(&body).unwrap();
        let bearer = format!("authorization: Bearer {}", token["token"].as_str().unwrap());
        Self { served, bearer, acknowledged: Vec::new() }
    }

    /// Writes a record of some kilobytes; the status, which is 200 or the contract's 503.
    fn write(&mut self, value: &str) -> u16 {
        let body = serde_json::json!({ "value": value, "metadata": { "ballast": "x".repeat(8_000) } });
        let (status, answer) = self.served.send("POST", TAGS, &self.bearer, &body.to_string());
        match status {
            200 => self.acknowledged.push(value.to_owned()),
            _ => {
                let error: serde_json::Value = serde_json::from_str(&answer).unwrap_or_default();
                let is_told =
                    status == 503 && error["type"] == "service_unavailable" && error["message"].is_string();
                assert!(is_told, "{status} {answer}");
            }
        }
        status
    }

    /// Every record that was acknowledged is there, and no other.
    fn check(&self) {
        let (status, body) = self.served.get(&format!("{TAGS}?limit=1000&fields=value"), &self.bearer);
        assert_eq!(status, 200, "reads go on: {body}");
        let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
        let tags = answer["product_tags"].as_array().unwrap();
        let mut there: Vec<&str> = tags.iter().filter_map(|tag| tag["value"].as_str()).collect();
        let mut acknowledged: Vec<&str> = self.acknowledged.iter().map(String::as_str).collect();
        there.sort_unstable();
        acknowledged.sort_unstable();
        assert_eq!(there, acknowledged);
    }

    /// Works, runs out of space by `fill`, and works again after `relieve`.
    fn runs_out_of_space(&mut self, fill: impl FnOnce(&Served), relieve: impl FnOnce(&Served)) {
        for number in 0..5 {
            assert_eq!(self.write(&format!("before {number}")), 200);
        }
        fill(&self.served);
        let refused = (0..TRIES_MAX).find(|number| self.write(&format!("full {number}")) == 503);
        assert!(refused.is_some(), "the disk is full, and everything is accepted");
        self.check();
        for number in 0..5 {
            self.write(&format!("still full {number}"));
        }
        self.check();
        relieve(&self.served);
        for number in 0..5 {
            assert_eq!(self.write(&format!("after {number}")), 200);
        }
        self.check();
    }
}

/// A new shop in the data directory of a place.
fn furnish(place: &Place) {
    let made = place.run(&["user", "--email", "boss@storage.test", "--password", "secret"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
}

/// A file system of so many megabytes, where one may be mounted; it goes with the test.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    fn over(path: &'a Path, megabytes: u32) -> Option<Self> {
        let size = format!("size={megabytes}m");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(path).output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(path)),
            Ok(output) => {
                eprintln!("skipped: no file system can be mounted here: {}", text(&output.stderr).trim());
                None
            }
            Err(error) => {
                eprintln!("skipped: there is no mount: {error}");
                None
            }
        }
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let place = Place::new();
    let data = place.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let Some(_mounted) = Mounted::over(&data, 24) else { return };
    furnish(&place);
    let ballast = data.join("ballast");
    let fill = |_: &Served| {
        let mut file = std::fs::File::create(&ballast).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
    };
    let relieve = |_: &Served| std::fs::remove_file(&ballast).unwrap();
    let mut stored = Stored::start(place.stheno(["start"]));
    stored.runs_out_of_space(fill, relieve);
    // What a restart finds is the same.
    assert!(stored.served.stop());
    let again =
        Stored { acknowledged: stored.acknowledged.clone(), ..Stored::start(place.stheno(["start"])) };
    again.check();
}

#[test]
fn a_file_that_may_not_grow_is_told_and_nothing_is_lost() {
    let place = Place::new();
    furnish(&place);
    let limit = |served: &Served, limit: &str| {
        let pid = format!("--pid={}", served.child.id());
        let set = Command::new("prlimit").args([&pid, &format!("--fsize={limit}")]).status();
        assert!(set.expect("there is a prlimit").success());
    };
    // The signal that goes with the limit would be the end of the process; a full disk sends none.
    let direct = place.stheno(["start"]);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" start"]).arg(direct.get_program());
    command.current_dir(place.path()).env_clear();
    command.envs(direct.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut stored = Stored::start(command);
    stored.runs_out_of_space(|served| limit(served, "8192:"), |served| limit(served, "unlimited:"));
    assert!(stored.served.stop());
    let again =
        Stored { acknowledged: stored.acknowledged.clone(), ..Stored::start(place.stheno(["start"])) };
    again.check();
}

#[test]
fn a_file_that_may_only_be_read_is_named_at_the_start_and_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let place = Place::new();
    furnish(&place);
    let data = place.path().join("data");
    let file = data.join("stheno.db");
    let before = std::fs::read(&file).unwrap();
    let allow = |directory: u32, file_mode: u32| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(file_mode)).unwrap();
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(directory)).unwrap();
    };
    allow(0o555, 0o444);
    let mut command = place.stheno(["start"]);
    command.env("JWT_SECRET", "a").env("COOKIE_SECRET", "b");
    if is_root() {
        let (uid, gid) = unprivileged();
        command.uid(uid).gid(gid);
    }
    let output = command.output();
    allow(0o755, 0o644);
    let output = match output {
        Ok(output) => output,
        Err(error) => return eprintln!("skipped: the binary cannot be run without root's rights: {error}"),
    };
    let told = text(&output.stderr);
    assert!(!output.status.success());
    assert!(told.contains("stheno.db") && told.contains("read"), "{told}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}
