//! Whatever record is deleted, its links go with it: every model on a side of a stored link, in Rust and over HTTP.

use crate::doors::{Callers, doors};
use crate::records::put;
use std::collections::BTreeMap;
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::{Expr, Select, Type};
use stheno_kernel::{Result, Value};
use stheno_link::{LinkDefinition, LinkInput, Side};
use stheno_model::{ModelMeta, live};
use stheno_testkit::{Shop, on_both};
use stheno_workflow::FlowTx;
use stheno_workflow::steps::{create_remote_link_step, delete_records, remove_records, restore_records};

fn listened_to() -> Builder {
    commerce(&["rbac", "translation"]).subscribe("*", "test", |_, _| async { Ok(()) })
}

fn models() -> Vec<&'static ModelMeta> {
    stheno_schema::schema().models
}

/// Every model that a stored link names.
fn linked(shop: &Shop) -> Vec<&'static ModelMeta> {
    let sides = shop.app.links().stored().flat_map(|(link, _)| link.sides()).map(|side| (side.model)());
    let by_table: BTreeMap<_, _> = sides.map(|meta| (meta.table, meta)).collect();
    by_table.into_values().collect()
}

/// A record that is linked on every link that its model has.
struct Linked {
    id: String,
    ties: Vec<Tie>,
}

/// One link of the record.
struct Tie {
    link: &'static str,
    event: String,
    /// The column that names the record.
    column: &'static str,
    /// The record on the other side, and whether it goes along.
    other: (&'static ModelMeta, String),
    goes_along: bool,
}

async fn furnish(cx: &FlowTx, meta: &'static ModelMeta) -> Result<Linked> {
    let models = models();
    // An API key may only be deleted once it is revoked.
    let revoked = meta.field("revoked_at").map(|_| ("revoked_at", Value::from(cx.now())));
    let id = put(cx, &models, meta, revoked.as_slice()).await?;
    let mut ties = Vec::new();
    let app = cx.app().clone();
    for (link, _) in app.links().stored() {
        for (own, other) in [(&link.left, &link.right), (&link.right, &link.left)] {
            if (own.model)().table == meta.table {
                let other_id = put(cx, &models, (other.model)(), &[]).await?;
                create_remote_link_step(cx, vec![pair(link, own, &id, &other_id)]).await?;
                ties.push(Tie {
                    link: link.table,
                    event: format!("{}.detached", link.entity),
                    column: own.column,
                    other: ((other.model)(), other_id),
                    goes_along: other.delete_cascade,
                });
            }
        }
    }
    Ok(Linked { id, ties })
}

fn pair(link: &LinkDefinition, own: &Side, id: &str, other: &str) -> LinkInput {
    let is_left = own.column == link.left.column;
    let (left, right) = if is_left { (id, other) } else { (other, id) };
    let key = |side: &Side, id: &str| (side.module(), side.column, id.to_owned());
    LinkInput::new(key(&link.left, left), key(&link.right, right))
}

async fn count(shop: &Shop, table: &'static str, filter: Expr) -> usize {
    let select = Select::from(table).expr(Expr::param(1), Type::Int).filter(filter);
    shop.app.database().read(move |tx| async move { tx.run(select).await }).await.unwrap().len()
}

/// How many of the record's ties are live.
async fn live_ties(shop: &Shop, record: &Linked) -> usize {
    let mut found = 0;
    for tie in &record.ties {
        let named = Expr::column(tie.column).eq(record.id.as_str());
        found += count(shop, tie.link, named.and(Expr::column("deleted_at").is_null())).await;
    }
    found
}

async fn is_there(shop: &Shop, meta: &'static ModelMeta, id: &str) -> bool {
    count(shop, meta.table, Expr::column(meta.key()).eq(id).and(live(meta))).await == 1
}

async fn check_others(shop: &Shop, record: &Linked, all_there: bool) {
    for tie in &record.ties {
        let (meta, id) = &tie.other;
        let is_there = is_there(shop, meta, id).await;
        assert_eq!(is_there, all_there || !tie.goes_along, "{} behind {}", meta.table, tie.link);
    }
}

async fn made(shop: &Shop, meta: &'static ModelMeta) -> Linked {
    let work = shop.app.context().transaction("test", move |cx| async move { furnish(&cx, meta).await });
    let record = work.await.unwrap_or_else(|error| panic!("{}: {error:?}", meta.table));
    assert_eq!(live_ties(shop, &record).await, record.ties.len());
    record
}

#[tokio::test]
async fn links_go_with_every_record_and_come_back_with_it() {
    on_both(listened_to, |shop| async move {
        for meta in linked(&shop) {
            let record = made(&shop, meta).await;
            let ids = [record.id.clone()];
            let told = count(&shop, "stheno_outbox", Expr::always()).await;
            let delete = move |cx: FlowTx| async move { delete_records(&cx, meta, &ids).await };
            let gone = shop.app.context().transaction("test", delete).await.unwrap();
            assert_eq!(gone, [record.id.as_str()]);
            assert!(!is_there(&shop, meta, &record.id).await);
            assert_eq!(live_ties(&shop, &record).await, 0, "{}", meta.table);
            check_others(&shop, &record, false).await;
            let events = count(&shop, "stheno_outbox", Expr::always()).await - told;
            assert_eq!(events, record.ties.len(), "{}: one event for each link", meta.table);
            for tie in &record.ties {
                assert!(count(&shop, "stheno_outbox", Expr::column("name").eq(tie.event.as_str())).await > 0);
            }
            if !meta.soft_deletes() {
                continue;
            }
            let ids = [record.id.clone()];
            let restore = move |cx: FlowTx| async move { restore_records(&cx, meta, &ids).await };
            shop.app.context().transaction("test", restore).await.unwrap();
            assert!(is_there(&shop, meta, &record.id).await);
            assert_eq!(live_ties(&shop, &record).await, record.ties.len(), "{}", meta.table);
            check_others(&shop, &record, true).await;
        }
    })
    .await;
}

#[tokio::test]
async fn links_go_with_every_record_that_is_removed_for_good() {
    on_both(listened_to, |shop| async move {
        for meta in linked(&shop) {
            let record = made(&shop, meta).await;
            let this = Expr::column(meta.key()).eq(record.id.as_str());
            let remove = move |cx: FlowTx| async move { remove_records(&cx, meta, this).await };
            assert_eq!(shop.app.context().transaction("test", remove).await.unwrap(), [record.id.as_str()]);
            assert_eq!(live_ties(&shop, &record).await, 0, "{}", meta.table);
            check_others(&shop, &record, false).await;
        }
    })
    .await;
}

/// The route that deletes a record of a model, if one is served: `/admin/sales-channels/{id}`.
fn route(meta: &ModelMeta, record: &str, product: &str) -> String {
    match meta.table {
        "product_variant" => format!("/admin/products/{product}/variants/{record}"),
        table => format!("/admin/{}s/{record}", table.replace('_', "-")),
    }
}

#[tokio::test]
async fn no_link_names_what_was_deleted_over_http() {
    on_both(listened_to, |shop| async move {
        let callers = Callers::of(&shop).await;
        let served: Vec<String> = doors()
            .into_iter()
            .filter(|door| door.method == "DELETE")
            .map(|door| door.path.replace("{variant_id}", "{id}"))
            .collect();
        let mut deleted = Vec::new();
        for meta in linked(&shop) {
            if !served.contains(&route(meta, "{id}", "{id}")) {
                continue;
            }
            let record = made(&shop, meta).await;
            let product = product_of(&shop, meta, &record.id).await;
            let path = route(meta, &record.id, &product);
            shop.delete(&path).bearer(&callers.user).send().await.expect(200);
            assert!(!is_there(&shop, meta, &record.id).await, "{path}");
            assert_eq!(live_ties(&shop, &record).await, 0, "{path}");
            // A flow may delete more than the link asks for: items of stock that only this variant took.
            for tie in record.ties.iter().filter(|tie| tie.goes_along) {
                let (meta, id) = &tie.other;
                assert!(!is_there(&shop, meta, id).await, "{path}: {} stays", meta.table);
            }
            deleted.push(meta.table);
        }
        for table in DELETED {
            assert!(deleted.contains(table), "{table} was not deleted over HTTP, only {deleted:?}");
        }
    })
    .await;
}

/// Models whose links had to go with them over HTTP; the list may only grow.
const DELETED: &[&str] = &[
    "api_key",
    "customer",
    "fulfillment_set",
    "inventory_item",
    "product",
    "product_variant",
    "promotion",
    "region",
    "sales_channel",
    "shipping_option",
    "shipping_profile",
    "stock_location",
    "user",
];

async fn product_of(shop: &Shop, meta: &'static ModelMeta, id: &str) -> String {
    if meta.field("product_id").is_none() {
        return String::new();
    }
    let select =
        Select::from(meta.table).column("product_id", Type::Text).filter(Expr::column(meta.key()).eq(id));
    let rows = shop.app.database().read(move |tx| async move { tx.run(select).await }).await.unwrap();
    rows.first().and_then(|row| row[0].as_str()).unwrap_or_default().to_owned()
}
