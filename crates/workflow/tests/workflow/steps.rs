//! Steps over links, each in a flow that fails later: whatever the kind of flow, all rows are what they were.

use crate::linked::{Brand, Linked, Variant, World, brand, item, price, shops};
use serde_json::json;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_link::RecordKeys;
use stheno_model::Model;
use stheno_query::GraphRequest;
use stheno_workflow::steps::{
    create_remote_link_step, delete_records, dismiss_remote_link_step, remove_remote_link_step,
    restore_records, update_remote_links_step, use_query_graph_first_step, use_query_graph_step,
};
use stheno_workflow::{FlowTx, recover};

const LONG_MS: i64 = 120_000;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Create,
    Dismiss,
    Update,
    Remove,
    Delete,
    Restore,
}

const STEPS: [Step; 6] =
    [Step::Create, Step::Dismiss, Step::Update, Step::Remove, Step::Delete, Step::Restore];

/// Pairs that are new, that live already, that were dismissed; with further columns and without.
async fn run(cx: &FlowTx, step: Step) -> Result<()> {
    match step {
        Step::Create => {
            let again = item("v1", "i1").with("quantity", 9).with("data", json!({"c": 1}));
            let links = vec![
                again,
                item("v1", "i2"),
                item("v2", "i2"),
                price("v1", "p1"),
                price("v2", "p2"),
                brand("v2", "b1"),
            ];
            create_remote_link_step(cx, links).await.map(drop)
        }
        Step::Dismiss => {
            let links = vec![item("v1", "i1"), item("v1", "i2"), price("v1", "p1"), brand("v9", "b9")];
            dismiss_remote_link_step(cx, links).await.map(drop)
        }
        Step::Update => {
            let links =
                vec![item("v1", "i1").with("quantity", "7.00").with("note", json!(null)), item("v2", "i1")];
            update_remote_links_step(cx, links).await.map(drop)
        }
        Step::Remove => {
            let keys = vec![
                RecordKeys::new("product", "variant_id", ["v1"]),
                RecordKeys::new("brand", "brand_id", ["b1"]),
            ];
            remove_remote_link_step(cx, keys).await.map(drop)
        }
        Step::Delete => delete_records(cx, Variant::meta(), &["v1".to_owned()]).await.map(drop),
        Step::Restore => restore_records(cx, Brand::meta(), &["b2".to_owned()]).await.map(drop),
    }
}

/// What a step needs to have happened before.
async fn prepare(shop: &Linked, step: Step) {
    if step == Step::Restore {
        let delete = |cx: FlowTx| async move {
            create_remote_link_step(&cx, vec![brand("v2", "b2")]).await?;
            delete_records(&cx, Brand::meta(), &["b2".to_owned()]).await
        };
        assert_eq!(shop.app.context().transaction("delete-brands", delete).await.unwrap(), ["b2"]);
        shop.clock.advance_millis(1_000);
    }
}

async fn alone(shop: &Linked, step: Step) -> Result<()> {
    let work = shop.app.context().transaction("alone", move |cx| async move {
        run(&cx, step).await?;
        cx.step("too-late").await
    });
    work.await
}

/// The step, committed; the step again, committed; then the end.
async fn journaled(shop: &Linked, step: Step, times: usize) -> Result<()> {
    let flow = shop.app.context().flow("journaled", "key", move |flow| async move {
        for _ in 0..times {
            flow.transaction("links", move |cx| async move { run(&cx, step).await }).await?;
        }
        flow.finish("too-late", |_| async { Ok(()) }).await
    });
    flow.await
}

/// The shop's links and records, after the step went through.
async fn changed(shop: &Linked, before: &World) {
    assert_ne!(&shop.world().await, before);
}

#[tokio::test]
async fn a_failure_leaves_every_row_as_it_was() {
    for shop in shops("fails").await {
        for step in STEPS {
            prepare(&shop, step).await;
            let before = shop.world().await;
            shop.faults.fail_at("alone", "too-late");
            assert!(alone(&shop, step).await.unwrap_err().message().starts_with("Fault injected"));
            assert_eq!(shop.world().await, before, "{step:?} in a transaction of its own");
            for times in [1, 2] {
                shop.faults.fail_at("journaled", "too-late");
                journaled(&shop, step, times).await.unwrap_err();
                assert_eq!(shop.world().await, before, "{step:?}, {times} times, committed and undone");
            }
            shop.faults.clear();
        }
    }
}

#[tokio::test]
async fn a_crash_is_undone_once_by_one_node() {
    for shop in shops("crashes").await {
        for step in STEPS {
            prepare(&shop, step).await;
            let before = shop.world().await;
            shop.faults.crash_at("journaled", "too-late");
            journaled(&shop, step, 1).await.unwrap_err();
            shop.faults.clear();
            changed(&shop, &before).await;
            shop.clock.advance_millis(LONG_MS);
            let taken = tokio::join!(recover(&shop.app), recover(&shop.app));
            assert_eq!(taken.0.unwrap() + taken.1.unwrap(), 1);
            assert_eq!(shop.world().await, before, "{step:?}");
            assert_eq!(recover(&shop.app).await.unwrap(), 0);
            assert_eq!(shop.world().await, before, "{step:?}, looked at again");
        }
    }
}

#[tokio::test]
async fn what_goes_through_stays_and_twice_is_one_effect() {
    for shop in shops("stays").await {
        for step in STEPS {
            prepare(&shop, step).await;
            let before = shop.world().await;
            journaled(&shop, step, 1).await.unwrap();
            changed(&shop, &before).await;
            let live = live_pairs(&shop.world().await);
            if step == Step::Update {
                journaled(&shop, step, 1).await.unwrap();
            } else {
                alone(&shop, step).await.unwrap();
            }
            assert_eq!(live_pairs(&shop.world().await), live, "{step:?} again");
            // The next step begins with what this one left; what it must find is there again.
            let again = shops_links();
            shop.app
                .context()
                .transaction("again", |cx| async move {
                    restore_records(&cx, Variant::meta(), &["v1".to_owned()]).await?;
                    create_remote_link_step(&cx, again).await.map(drop)
                })
                .await
                .unwrap();
        }
    }
}

fn shops_links() -> Vec<stheno_link::LinkInput> {
    vec![item("v1", "i1"), item("v2", "i1"), price("v1", "p1"), brand("v1", "b1")]
}

fn live_pairs(world: &World) -> Vec<(String, String)> {
    let live = world.links.iter().flat_map(|(_, rows)| rows).filter(|row| row.last().unwrap().is_null());
    live.map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned())).collect()
}

#[tokio::test]
async fn attachments_and_partings_are_told_after_the_commit() {
    for shop in shops("told").await {
        let had = shop.events().await.len();
        shop.faults.fail_at("alone", "too-late");
        alone(&shop, Step::Create).await.unwrap_err();
        assert_eq!(shop.events().await.len(), had, "nothing happened, nothing is told");
        shop.faults.clear();
        alone(&shop, Step::Delete).await.unwrap();
        let told = shop.events().await.split_off(had);
        let names = ["LinkVariantPriceSet", "LinkVariantItem", "LinkVariantBrand"];
        assert_eq!(told, names.map(|name| format!("{name}.detached")));
        let had = had + told.len();
        shop.faults.fail_at("journaled", "too-late");
        journaled(&shop, Step::Update, 1).await.unwrap_err();
        assert!(shop.events().await.len() == had, "v1 is gone: the update found no link and told nothing");
    }
}

#[tokio::test]
async fn an_update_needs_every_link() {
    for shop in shops("update").await {
        let before = shop.world().await;
        let update = |cx: FlowTx| async move {
            update_remote_links_step(&cx, vec![item("v1", "i1").with("quantity", 3), item("v1", "i2")]).await
        };
        let error = shop.app.context().transaction("update-link", update).await.unwrap_err();
        let sentence = "Could not find all existing links from data";
        assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, sentence));
        assert_eq!(shop.world().await, before);
    }
}

#[tokio::test]
async fn nothing_asked_for_is_no_step() {
    for shop in shops("nothing").await {
        let nothing = |cx: FlowTx| async move {
            create_remote_link_step(&cx, vec![]).await?;
            dismiss_remote_link_step(&cx, vec![]).await?;
            update_remote_links_step(&cx, vec![]).await?;
            remove_remote_link_step(&cx, vec![RecordKeys::new("product", "variant_id", [""; 0])]).await
        };
        shop.app.context().transaction("nothing", nothing).await.unwrap();
        assert!(shop.faults.passed("nothing").is_empty());
    }
}

#[tokio::test]
async fn questions_see_what_the_flow_has_written() {
    for shop in shops("query").await {
        let ask = |cx: FlowTx| async move {
            create_remote_link_step(&cx, vec![brand("v2", "b2")]).await?;
            let question = || GraphRequest::new("variant").fields(["id", "brand.id"]).order("id", false);
            let all = use_query_graph_step(&cx, question()).await?.to_json();
            assert_eq!(all.as_array().unwrap().len(), 2);
            let one = use_query_graph_first_step(&cx, question().filter(json!({"id": "v2"}))).await?;
            assert_eq!(one.unwrap()["brand"]["id"], json!("b2"));
            let none = use_query_graph_first_step(&cx, question().filter(json!({"id": "v9"}))).await?;
            assert!(none.is_none());
            let siblings = GraphRequest::new("price").fields(["siblings.id"]);
            let price = use_query_graph_first_step(&cx, siblings).await?.unwrap();
            assert_eq!(price["siblings"][0]["id"], json!("price1"), "a shortcut through a read-only link");
            Err::<(), _>(Error::not_allowed("and back"))
        };
        assert_eq!(shop.app.context().transaction("ask", ask).await.unwrap_err().message(), "and back");
        let step = "use-query-graph-step";
        assert_eq!(shop.faults.passed("ask"), ["create-remote-links", step, step, step, step]);
    }
}
