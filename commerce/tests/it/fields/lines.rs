//! The lines of `lines.txt`, and what answers to them.

use super::answers::Names;
use super::world::World;
use crate::doors::none;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use stheno_commerce::commerce;
use stheno_database::{Database, Options};
use stheno_link::LinkRegistry;
use stheno_model::ModelMeta;
use stheno_query::GraphRequest;
use stheno_testkit::{Shop, on_both};

/// Flags with which every link is loaded.
pub const FLAGS: &[&str] = &["rbac", "translation"];

/// A line: `cart cart: customer.email, region.*` asks for fields of the cart that the world calls `cart`;
/// `order_cart order_id=order: cart.id` finds the record by another column.
struct Line {
    /// As it is written.
    text: String,
    entity: String,
    column: String,
    record: String,
    fields: Vec<String>,
}

impl Line {
    fn parse(text: &str) -> Self {
        let (head, fields) = text.split_once(": ").unwrap_or_else(|| panic!("no line: {text}"));
        let (entity, record) = head.split_once(' ').unwrap_or_else(|| panic!("no record: {text}"));
        let (column, record) = record.split_once('=').unwrap_or(("id", record));
        Self {
            text: text.to_owned(),
            entity: entity.to_owned(),
            column: column.to_owned(),
            record: record.to_owned(),
            fields: fields.split(", ").map(str::to_owned).collect(),
        }
    }

    fn filters(&self, world: &World) -> Json {
        let id = world.ids.get(self.record.as_str()).unwrap_or(&self.record);
        json!({ (self.column.as_str()): id })
    }

    /// Whether one of the fields begins with this name.
    fn begins_with(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.split('.').next() == Some(name))
    }
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fields").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn lines() -> Vec<Line> {
    let text = read("lines.txt");
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(Line::parse).collect()
}

fn table(name: &str) -> BTreeMap<String, Json> {
    serde_json::from_str(&read(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

#[tokio::test]
async fn every_line_answers_as_recorded() {
    on_both(
        || commerce(FLAGS),
        |shop| async move {
            let world = World::of(shop).await;
            let names = world.names();
            let (answers, apart) = (table("answers.json"), table("apart.json"));
            let mut failures = Vec::new();
            for line in lines() {
                let ours = names.shape(&answer_of(&world, &line).await);
                let expected = match apart.get(&line.text) {
                    Some(entry) => &entry["answer"],
                    None => answers.get(&line.text).unwrap_or(&Json::Null),
                };
                if &ours != expected {
                    failures.push(format!("{}\n  expected {expected}\n  answered {ours}", line.text));
                }
            }
            none(failures);
        },
    )
    .await;
}

async fn answer_of(world: &World, line: &Line) -> Json {
    let question = GraphRequest::new(line.entity.as_str())
        .fields(line.fields.iter().cloned())
        .filter(line.filters(world));
    match world.shop.app.graph().query(world.shop.app.database(), question).await {
        Ok(answer) => answer.to_json(),
        Err(error) => json!({ "error": error.message() }),
    }
}

/// Answers and exceptions name lines that are there, and an exception is one.
#[test]
fn nothing_recorded_is_stale() {
    let (answers, apart) = (table("answers.json"), table("apart.json"));
    let lines: BTreeSet<String> = lines().into_iter().map(|line| line.text).collect();
    let unknown = answers.keys().chain(apart.keys()).filter(|line| !lines.contains(*line));
    let mut failures: Vec<String> = unknown.map(|line| format!("no such line: {line}")).collect();
    failures.extend(
        apart
            .iter()
            .filter(|(line, entry)| answers.get(*line) == Some(&entry["answer"]))
            .map(|(line, _)| format!("answered as recorded, no exception: {line}")),
    );
    failures.extend(
        apart
            .iter()
            .filter(|(_, entry)| !entry["reason"].is_string())
            .map(|(line, _)| format!("no reason: {line}")),
    );
    none(failures);
}

/// Every field and every name that a link brings is asked for.
#[test]
fn every_link_has_its_lines() {
    let mut registry = LinkRegistry::default();
    stheno_links::register(&mut registry, FLAGS);
    let lines = lines();
    let asks = |meta: &ModelMeta, field: &str| {
        lines.iter().any(|line| meta.aliases.contains(&line.entity.as_str()) && line.begins_with(field))
    };
    let mut wanted: Vec<(&ModelMeta, &str)> = Vec::new();
    let mut failures = Vec::new();
    for (link, pivot) in registry.stored() {
        for side in link.sides() {
            wanted.push((pivot, side.alias));
            wanted.extend(Some(((side.model)(), side.link_field)).filter(|(_, field)| !field.is_empty()));
            wanted.extend(side.shortcuts.iter().map(|shortcut| ((side.model)(), shortcut.name)));
        }
        wanted.extend(link.extra.iter().map(|extra| (pivot, extra.name)));
        let unnamed = link.aliases.iter().filter(|alias| !lines.iter().any(|line| line.entity == **alias));
        failures.extend(unnamed.map(|alias| format!("no line enters by {alias}")));
    }
    wanted.extend(registry.read_only().iter().map(|link| ((link.model)(), link.field)));
    let missing = wanted.into_iter().filter(|(meta, field)| !asks(meta, field));
    failures.extend(missing.map(|(meta, field)| format!("no line asks for {}.{field}", meta.entity)));
    none(failures);
}

/// Asks the original, where `scripts/record-graph` says how: `RECORD_GRAPH` is a database of its own making, and
/// `RECORD_GRAPH_ASK` a command that takes a file of questions and a file for the answers.
#[tokio::test]
async fn answers_are_recorded() {
    let (Ok(url), Ok(ask)) = (std::env::var("RECORD_GRAPH"), std::env::var("RECORD_GRAPH_ASK")) else {
        return;
    };
    let database = Database::connect(&url, Options::default()).await.unwrap();
    let world = World::of(Shop::over(database, commerce(FLAGS)).await).await;
    let lines = lines();
    let question = |line: &Line| json!({ "entity": line.entity, "fields": line.fields, "filters": line.filters(&world) });
    let directory = std::env::temp_dir();
    let asked = directory.join(format!("stheno_questions_{}.json", std::process::id()));
    let answered = directory.join(format!("stheno_answers_{}.json", std::process::id()));
    std::fs::write(&asked, Json::from(lines.iter().map(question).collect::<Vec<_>>()).to_string()).unwrap();
    let status = Command::new(ask).arg(&asked).arg(&answered).status().unwrap();
    assert!(status.success(), "the original could not be asked");
    let answers: Vec<Json> = serde_json::from_slice(&std::fs::read(&answered).unwrap()).unwrap();
    assert_eq!(answers.len(), lines.len());
    let names: Names = world.names();
    let recorded: Map<String, Json> =
        lines.iter().zip(&answers).map(|(line, answer)| (line.text.clone(), names.shape(answer))).collect();
    let text = serde_json::to_string_pretty(&recorded).unwrap();
    std::fs::write(file("answers.json"), text + "\n").unwrap();
    world.shop.close().await;
}
