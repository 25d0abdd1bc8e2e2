//! Each link by itself, both ways: linked, parted, linked again, torn. What a field shows follows from its definition alone.

use super::lines::FLAGS;
use crate::doors::none;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use stheno_commerce::commerce;
use stheno_database::Insert;
use stheno_kernel::{Amount, JsonText, Result, Timestamp, Value};
use stheno_link::{LinkDefinition, LinkInput, LinkRegistry, ReadOnlyLink, Side, manage};
use stheno_model::{FieldKind, FieldMeta, ModelMeta, Records as _, dynamic};
use stheno_query::GraphRequest;
use stheno_testkit::{Shop, on_both};

/// What a column holds in the least row of its model.
fn cell(field: &FieldMeta, id: &str, given: Option<&String>, now: Timestamp) -> Value {
    if let Some(text) = given {
        return Value::from(text.clone());
    }
    if field.default.is_some() {
        return dynamic::default_cell(field, now).unwrap();
    }
    if field.nullable {
        return Value::Null;
    }
    match field.kind {
        // No two rows share a text.
        FieldKind::Text => Value::from(id),
        FieldKind::Enum(names) => Value::from(names[0]),
        FieldKind::Integer | FieldKind::Serial => Value::from(1_i64),
        FieldKind::Float => Value::from(1.0),
        FieldKind::BigNumber => Amount::ONE.into(),
        FieldKind::Boolean => Value::from(false),
        FieldKind::Time => now.into(),
        FieldKind::Json => JsonText::from(json!({})).into(),
        FieldKind::RawBigNumber => Amount::ONE.raw_json().into(),
        FieldKind::Texts => Value::List(Vec::new()),
    }
}

/// Writes the least row of a model, with what its foreign keys demand; answers the value of its key.
async fn made(
    shop: &Shop,
    meta: &'static ModelMeta,
    mut row: HashMap<&'static str, String>,
    n: &mut u32,
) -> String {
    for key in meta.foreign_keys.iter().filter(|key| key.columns.len() == 1) {
        let column = meta.field(key.columns[0]).filter(|column| !column.nullable);
        if let Some(column) = column.filter(|column| !row.contains_key(column.name)) {
            let target = shop.app.graph().models().find(|model| model.table == key.references).unwrap();
            row.insert(column.name, Box::pin(made(shop, target, HashMap::new(), n)).await);
        }
    }
    *n += 1;
    let id = format!("row_{n}");
    let id = row.entry(meta.key()).or_insert(id).clone();
    let key = id.clone();
    let written = shop.app.context().transaction("make-row", move |cx| async move {
        let fields: Vec<&FieldMeta> = meta.stored().filter(|f| f.kind != FieldKind::Serial).collect();
        let cells = fields.iter().map(|field| cell(field, &id, row.get(field.name), cx.now())).collect();
        let columns = fields.iter().map(|field| field.name).collect();
        let insert = Insert {
            table: meta.table,
            columns,
            rows: vec![cells],
            on_conflict: None,
            returning: Vec::new(),
        };
        cx.tx().execute(insert).await.map(drop)
    });
    written.await.unwrap_or_else(|why| panic!("{}: {why}", meta.table));
    key
}

/// One question about one record, and what it says under a name; nothing where the name is absent.
async fn shown(shop: &Shop, meta: &ModelMeta, id: &str, field: &str, below: &str) -> Option<Json> {
    let path = format!("{field}.{below}");
    let question = GraphRequest::new(meta.table).fields([path]).filter(json!({ (meta.key()): id }));
    let answer = shop.app.graph().query(shop.app.database(), question).await.unwrap().to_json();
    answer[0].get(field).cloned()
}

/// A field that leads to a record, and whether it is a list.
struct Lead<'a> {
    from: &'a Side,
    to: &'a Side,
    field: &'static str,
    is_list: bool,
    is_link_row: bool,
}

/// The fields of a link that end in a link row, or in the record on its other side.
fn leads(link: &LinkDefinition) -> Vec<Lead<'_>> {
    let [left, right] = link.sides();
    let mut leads = Vec::new();
    for (from, to) in [(left, right), (right, left)] {
        if !from.link_field.is_empty() {
            leads.push(Lead {
                from,
                to,
                field: from.link_field,
                is_list: from.link_is_list,
                is_link_row: true,
            });
        }
        let ends_there = from.shortcuts.iter().filter(|shortcut| shortcut.path == to.alias);
        leads.extend(ends_there.map(|s| Lead {
            from,
            to,
            field: s.name,
            is_list: s.is_list,
            is_link_row: false,
        }));
    }
    leads
}

/// What of a link is there while a state is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Linked,
    Parted,
    /// The record on the far side is soft-deleted, and the link row is left.
    Torn,
}

async fn look(shop: &Shop, link: &LinkDefinition, ids: [&str; 2], state: State, failures: &mut Vec<String>) {
    for lead in leads(link) {
        let is_left = lead.from.column == link.left.column;
        let (own, other) = if is_left { (ids[0], ids[1]) } else { (ids[1], ids[0]) };
        let (meta, target) = ((lead.from.model)(), (lead.to.model)());
        let (below, row) = match lead.is_link_row {
            true => (lead.to.column, json!({ (lead.from.column): own, (lead.to.column): other })),
            false => (target.key(), json!({ (target.key()): other })),
        };
        // Only the right record is torn; its own fields have nobody to ask.
        if state == State::Torn && !is_left {
            continue;
        }
        let is_there = state == State::Linked || (state == State::Torn && lead.is_link_row);
        let expected = match (is_there, lead.is_list) {
            (true, true) => Some(json!([row])),
            (true, false) => Some(row),
            (false, true) => Some(json!([])),
            (false, false) => None,
        };
        let shown = shown(shop, meta, own, lead.field, below).await;
        if shown != expected {
            failures.push(format!("{state:?} {}.{}: {shown:?}, not {expected:?}", meta.entity, lead.field));
        }
    }
}

#[tokio::test]
async fn stored_links_show_what_is_linked() {
    on_both(
        || commerce(FLAGS),
        |shop| async move {
            let mut registry = LinkRegistry::default();
            stheno_links::register(&mut registry, FLAGS);
            let (mut failures, mut n) = (Vec::new(), 0);
            for (link, _) in registry.stored() {
                let [left, right] = link.sides().map(|side| (side.model)());
                let ids = [
                    made(&shop, left, HashMap::new(), &mut n).await,
                    made(&shop, right, HashMap::new(), &mut n).await,
                ];
                let ids = [ids[0].as_str(), ids[1].as_str()];
                let pair = || {
                    let end = |side: &Side, id: &str| (side.module(), side.column, id.to_owned());
                    let (left, right) = (end(&link.left, ids[0]), end(&link.right, ids[1]));
                    vec![LinkInput::new(
                        (left.0, left.1, left.2.as_str()),
                        (right.0, right.1, right.2.as_str()),
                    )]
                };
                look(&shop, link, ids, State::Parted, &mut failures).await;
                change(&shop, pair(), true).await.unwrap();
                look(&shop, link, ids, State::Linked, &mut failures).await;
                change(&shop, pair(), false).await.unwrap();
                look(&shop, link, ids, State::Parted, &mut failures).await;
                change(&shop, pair(), true).await.unwrap();
                look(&shop, link, ids, State::Linked, &mut failures).await;
                if right.soft_deletes() {
                    tear(&shop, right, ids[1]).await;
                    look(&shop, link, ids, State::Torn, &mut failures).await;
                }
            }
            none(failures);
        },
    )
    .await;
}

async fn change(shop: &Shop, pairs: Vec<LinkInput>, links: bool) -> Result<()> {
    let done = shop.app.context().transaction("change-links", move |cx| async move {
        match links {
            true => manage::create(cx.tx(), cx.app().links(), &pairs, cx.stamp()).await.map(drop),
            false => manage::dismiss(cx.tx(), cx.app().links(), &pairs, cx.now()).await.map(drop),
        }
    });
    done.await
}

/// Deletes a record and leaves the links that name it.
async fn tear(shop: &Shop, meta: &'static ModelMeta, id: &str) {
    let ids = vec![id.to_owned()];
    let deleted = shop.app.context().transaction("tear", move |cx| async move {
        let now: Timestamp = cx.now();
        cx.tx().soft_delete(meta, &ids, now).await.map(drop)
    });
    deleted.await.unwrap();
}

#[tokio::test]
async fn read_only_links_show_what_the_column_names() {
    on_both(
        || commerce(FLAGS),
        |shop| async move {
            let mut registry = LinkRegistry::default();
            stheno_links::register(&mut registry, FLAGS);
            let (mut failures, mut n) = (Vec::new(), 0);
            for link in registry.read_only() {
                check_read_only(&shop, link, &mut n, &mut failures).await;
            }
            none(failures);
        },
    )
    .await;
}

async fn check_read_only(shop: &Shop, link: &ReadOnlyLink, n: &mut u32, failures: &mut Vec<String>) {
    let (from, to) = ((link.model)(), (link.target)());
    let by_own_key = link.own == from.key();
    let row = |column: &'static str, value: &str| HashMap::from([(column, value.to_owned())]);
    *n += 1;
    let code = format!("code_{n}");
    // Whichever side holds the other's key is written last.
    let (own, target) = match by_own_key {
        true => {
            let own = made(shop, from, HashMap::new(), n).await;
            let target = made(shop, to, row(link.target_key, &own), n).await;
            (own, target)
        }
        false => {
            let target = match link.target_key == to.key() {
                true => made(shop, to, HashMap::new(), n).await,
                false => made(shop, to, row(link.target_key, &code), n).await,
            };
            let value = if link.target_key == to.key() { &target } else { &code };
            let own = made(shop, from, row(link.own, value), n).await;
            (own, target)
        }
    };
    let bare = match by_own_key {
        true => made(shop, from, HashMap::new(), n).await,
        false => made(shop, from, row(link.own, "nothing_has_this"), n).await,
    };
    let name = format!("{}.{}", from.entity, link.field);
    let id = |shown: Option<Json>| match shown {
        Some(Json::Array(rows)) => json!(rows.iter().map(|row| row[to.key()].clone()).collect::<Vec<_>>()),
        Some(row) => row[to.key()].clone(),
        None => json!("absent"),
    };
    let absent = if link.is_list { json!([]) } else { json!("absent") };
    let present = if link.is_list { json!([target]) } else { json!(target) };
    let mut check = |what: &str, shown: Json, expected: &Json| {
        if shown != *expected {
            failures.push(format!("{name}, {what}: {shown}, not {expected}"));
        }
    };
    check("linked", id(shown(shop, from, &own, link.field, to.key()).await), &present);
    check("not linked", id(shown(shop, from, &bare, link.field, to.key()).await), &absent);
    if to.soft_deletes() {
        tear(shop, to, &target).await;
        check("gone", id(shown(shop, from, &own, link.field, to.key()).await), &absent);
    }
}
