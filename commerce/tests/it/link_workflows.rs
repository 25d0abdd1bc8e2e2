//! Workflows `create-link`, `update-link`, `dismiss-link`, `batch-links`: what they answer, and that a failure at any of
//! their steps leaves everything as it was.

use crate::records::put;
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_database::{Expr, Select};
use stheno_flows::common::{
    batch_links::{self, Batch},
    create_links, dismiss_links, update_links,
};
use stheno_inventory::InventoryItem;
use stheno_kernel::{ErrorKind, Result, Value};
use stheno_link::LinkInput;
use stheno_model::Model as _;
use stheno_product::ProductVariant;
use stheno_testkit::{Shop, on_both};
use stheno_workflow::{Faults, RequestCtx};

fn faulty() -> Builder {
    commerce(&[]).extension(Faults::default())
}

fn pair(variant: &str, item: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("inventory", "inventory_item_id", item))
}

/// A variant that is linked with the first of three items.
async fn furnished(shop: &Shop) -> (String, Vec<String>) {
    let work = shop.app.context().transaction("furnish", |cx| async move {
        let models = stheno_schema::schema().models;
        let variant = put(&cx, &models, ProductVariant::meta(), &[]).await?;
        let mut items = Vec::new();
        for _ in 0..3 {
            items.push(put(&cx, &models, InventoryItem::meta(), &[]).await?);
        }
        create_links::run_in(&cx, vec![pair(&variant, &items[0]).with("required_quantity", 2)]).await?;
        Ok((variant, items))
    });
    work.await.unwrap()
}

async fn rows(shop: &Shop) -> Vec<Vec<Value>> {
    let (_, meta) = shop.app.links().by_table("product_variant_inventory_item").unwrap();
    let select = meta.fields.iter().fold(Select::from(meta.table), |s, f| s.column(f.name, f.kind.cell()));
    let select = meta.primary_key.iter().fold(select, |s, key| s.order(Expr::column(key), false));
    let rows = shop.app.database().read(move |tx| async move { tx.run(select).await }).await.unwrap();
    rows.into_rows().collect()
}

const WORKFLOWS: [&str; 4] = ["create-link", "update-link", "dismiss-link", "batch-links"];

async fn run(workflow: &str, ctx: &RequestCtx, variant: &str, items: &[String]) -> Result<usize> {
    let of = |item: usize| pair(variant, &items[item]);
    let changed = of(0).with("required_quantity", 5);
    match workflow {
        "create-link" => create_links::run(ctx, vec![of(1), of(2)]).await.map(|rows| rows.len()),
        "update-link" => update_links::run(ctx, vec![changed]).await.map(|rows| rows.len()),
        "dismiss-link" => dismiss_links::run(ctx, vec![of(0), of(2)]).await.map(|rows| rows.len()),
        _ => {
            let batch = Batch { create: vec![of(1)], update: vec![changed], delete: vec![of(2)] };
            let done = batch_links::run(ctx, batch).await?;
            Ok(done.created.len() + done.updated.len() + done.deleted.len())
        }
    }
}

#[tokio::test]
async fn a_failure_at_any_step_leaves_a_clean_slate() {
    on_both(faulty, |shop| async move {
        let (ctx, faults) = (shop.app.context(), shop.app.extension::<Faults>().unwrap());
        for workflow in WORKFLOWS {
            let (variant, items) = furnished(&shop).await;
            let before = rows(&shop).await;
            let steps = if workflow == "batch-links" { 3 } else { 1 };
            for n in 0..steps {
                faults.clear();
                faults.fail_nth_step(workflow, n);
                let error = run(workflow, &ctx, &variant, &items).await.unwrap_err();
                assert!(error.message().starts_with("Fault injected"), "{error:?}");
                assert_eq!(rows(&shop).await, before, "{workflow}, after a failure at step {n}");
            }
            faults.clear();
            let touched = run(workflow, &ctx, &variant, &items).await.unwrap();
            assert_eq!(touched, if workflow.starts_with(['c', 'b']) { 2 } else { 1 }, "{workflow}");
            assert_eq!(faults.passed(workflow).len(), steps, "{:?}", faults.passed(workflow));
            assert_ne!(rows(&shop).await, before);
        }
    })
    .await;
}

#[tokio::test]
async fn a_batch_with_a_link_that_is_not_there_does_nothing() {
    on_both(faulty, |shop| async move {
        let (variant, items) = furnished(&shop).await;
        let before = rows(&shop).await;
        let batch = Batch {
            create: vec![pair(&variant, &items[1])],
            update: vec![pair(&variant, &items[2]).with("required_quantity", 3)],
            delete: vec![pair(&variant, &items[0])],
        };
        let error = batch_links::run(&shop.app.context(), batch).await.unwrap_err();
        let sentence = "Could not find all existing links from data";
        assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, sentence));
        assert_eq!(rows(&shop).await, before);
    })
    .await;
}

/// A record that may have one link changes it within one batch.
#[tokio::test]
async fn a_place_is_free_once_its_link_is_parted_in_the_same_batch() {
    on_both(faulty, |shop| async move {
        let price =
            |set: &str| LinkInput::new(("product", "variant_id", "v"), ("pricing", "price_set_id", set));
        let ctx = shop.app.context();
        create_links::run(&ctx, vec![price("p1")]).await.unwrap();
        let swap = Batch { create: vec![price("p2")], delete: vec![price("p1")], ..Batch::default() };
        let done = batch_links::run(&ctx, swap).await.unwrap();
        assert_eq!(
            (done.created[0].text("price_set_id"), done.deleted[0].text("price_set_id")),
            ("p2", "p1")
        );
        let error = create_links::run(&ctx, vec![price("p3")]).await.unwrap_err();
        assert_eq!(error.message(), "Cannot create multiple links between 'product' and 'pricing'");
    })
    .await;
}
