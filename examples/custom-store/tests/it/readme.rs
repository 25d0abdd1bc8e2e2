//! The tutorial is true: its code is the code of this folder, its requests get its answers, its figures are counted.

use crate::desk::{custom_store, text};
use std::collections::HashMap;
use std::path::Path;
use stheno::prelude::*;
use stheno_commerce::demo;
use stheno_testkit::{Call, Shop, on_both};

const README: &str = include_str!("../../README.md");

/// The blocks between fences, each with its language.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let mut parts = README.split("```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        blocks.push(block.split_once('\n').expect("a block begins with a line of its own"));
    }
    blocks
}

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files =
        std::fs::read_dir(folder).expect("there are sources").map(|file| file.expect("a file").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("a source is text"))
    };
    files.map(read).collect()
}

#[test]
fn every_file_stands_there_whole() {
    let shown: Vec<&str> =
        blocks().into_iter().filter(|(language, _)| *language == "rust").map(|(_, t)| t).collect();
    let sources = sources();
    assert_eq!(shown.len(), sources.len());
    for (name, source) in sources {
        assert!(shown.contains(&source.as_str()), "{name} is not in the README as it is");
        assert!(README.contains(&format!("`src/{name}`")), "{name} is not named");
    }
}

#[test]
fn our_lines_are_counted() {
    let code = |text: &str| {
        let lines = text.lines().map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
    };
    let rows = README.lines().filter(|line| line.starts_with('|') && line.ends_with('|'));
    let figures: Vec<(Option<&str>, [usize; 2])> = rows
        .filter_map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let [what, theirs, ours] = cells[..] else { return None };
            Some((what.split('`').nth(1), [theirs.parse().ok()?, ours.parse().ok()?]))
        })
        .collect();
    let sources = sources();
    let mut sum = [0, 0];
    for (file, [theirs, ours]) in figures {
        let Some(file) = file else {
            assert_eq!([theirs, ours], sum);
            assert!(ours < theirs);
            return;
        };
        let (_, source) = sources.iter().find(|(name, _)| name == file).expect("a row names a source");
        assert_eq!(ours, code(source), "{file}");
        sum = [sum[0] + theirs, sum[1] + ours];
    }
    panic!("the table has no sum");
}

#[tokio::test]
async fn every_request_gets_its_answer() {
    on_both(custom_store, |shop| async move {
        let demo = demo::seed(&shop.app.context(), |_| ()).await.expect("the demo shop is seeded");
        assert_eq!(demo.email, "admin@demo.test");
        let mut known = HashMap::from([("PASSWORD", demo.password), ("KEY", demo.publishable_key)]);
        let (mut last, mut asked) = (Json::Null, 0);
        let mut blocks = blocks().into_iter().peekable();
        while let Some((language, text)) = blocks.next() {
            if language != "sh" {
                continue;
            }
            if text.starts_with("curl ") {
                let answer = call(&shop, &words(text, &known)).send().await;
                let (_, expected) =
                    blocks.next_if(|(language, _)| *language == "json").expect("an answer follows");
                let expected: Json = stheno::serde_json::from_str(expected).expect("the answer is JSON");
                assert!(is_like(&expected, &answer.json), "{text}\nanswers {}", answer.text);
                (last, asked) = (answer.json, asked + 1);
            }
            keep(text, &last, &mut known);
        }
        assert_eq!(asked, 9);
        shop.app.events().drain(shop.app.database(), shop.app.clock()).await.expect("events are delivered");
    })
    .await;
}

/// `export BRAND=brand_...  # brand.id of the answer`
fn keep(block: &'static str, answer: &Json, known: &mut HashMap<&'static str, String>) {
    for line in block.lines() {
        let Some((name, path)) = line.strip_prefix("export ").and_then(|line| line.split_once('=')) else {
            continue;
        };
        let Some(path) = path.split_once("# ").and_then(|(_, path)| path.strip_suffix(" of the answer"))
        else {
            assert!(known.contains_key(name), "nobody tells {name}");
            continue;
        };
        let found = answer.pointer(&format!("/{}", path.replace('.', "/"))).expect("the answer holds it");
        known.insert(name, text(found));
    }
}

/// The words of a command, as a shell has them.
fn words(command: &str, known: &HashMap<&str, String>) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut letters = command.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => quote = Some(letter),
            ('$', None | Some('"')) => {
                let mut name = String::new();
                while let Some(c) = letters.next_if(char::is_ascii_uppercase) {
                    name.push(c);
                }
                word += known.get(name.as_str()).unwrap_or_else(|| panic!("{name} is not known yet"));
            }
            ('\\', None) => assert_eq!(letters.next(), Some('\n')),
            (c, None) if c.is_whitespace() => {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
            (c, _) => word.push(c),
        }
    }
    words
}

/// The request that a `curl` sends.
fn call(shop: &Shop, words: &[String]) -> Call {
    let flagged = words.iter().zip(&words[1..]);
    let path = words[1].strip_prefix("localhost:9000").expect("curl asks our server");
    let call = match flagged.clone().find(|(flag, _)| *flag == "-d") {
        Some((_, body)) => shop.post(path, Json::Null).text(body),
        None => shop.get(path),
    };
    flagged.filter(|(flag, _)| *flag == "-H").fold(call, |call, (_, header)| {
        let (name, value) = header.split_once(": ").expect("a header has a value");
        if name == "content-type" { call } else { call.header(name, value) }
    })
}

/// Whether an answer is the one shown; a text that ends in `...` may go on, and so may an object with such a member.
fn is_like(shown: &Json, answer: &Json) -> bool {
    match (shown, answer) {
        (Json::Object(shown), Json::Object(answer)) => {
            let goes_on = shown.contains_key("...");
            let mut members = shown.iter().filter(|(name, _)| *name != "...");
            (goes_on || shown.len() == answer.len())
                && members.all(|(name, value)| answer.get(name).is_some_and(|other| is_like(value, other)))
        }
        (Json::Array(shown), Json::Array(answer)) => {
            shown.len() == answer.len() && shown.iter().zip(answer).all(|(one, other)| is_like(one, other))
        }
        (Json::String(shown), Json::String(answer)) => match shown.strip_suffix("...") {
            Some(start) => answer.starts_with(start),
            None => shown == answer,
        },
        (shown, answer) => shown == answer,
    }
}
