//! An order is what its present version says, for filters as for answers: what an earlier version had does not count.

use crate::records::put;
use serde_json::{Value as Json, json};
use stheno_commerce::commerce;
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_order::{Order, OrderCreditLine, OrderItem, OrderLineItemAdjustment};
use stheno_query::GraphRequest;
use stheno_testkit::{Shop, on_both};
use stheno_workflow::FlowTx;

/// An order at its second version: `OLD` took something off its line and was credited at the first only, `NEW` is so at
/// the second.
async fn order(cx: FlowTx) -> Result<String> {
    let models: Vec<_> = cx.app().graph().models().collect();
    let order = put(&cx, &models, Order::meta(), &[("version", 2.into())]).await?;
    let line = put(&cx, &models, stheno_order::OrderLineItem::meta(), &[]).await?;
    for (version, code) in [(1, "OLD"), (2, "NEW")] {
        let of_order = [("order_id", order.as_str().into()), ("version", version.into())];
        let item = [&of_order[..], &[("item_id", line.as_str().into())]].concat();
        put(&cx, &models, OrderItem::meta(), &item).await?;
        let credit = [&of_order[..], &[("reference", code.into())]].concat();
        put(&cx, &models, OrderCreditLine::meta(), &credit).await?;
        let adjustment =
            [("item_id", line.as_str().into()), ("version", version.into()), ("code", code.into())];
        put(&cx, &models, OrderLineItemAdjustment::meta(), &adjustment).await?;
    }
    Ok(order)
}

async fn found(shop: &Shop, filter: Json) -> usize {
    let question = GraphRequest::new("order").fields(["id"]).filter(filter);
    shop.app.graph().query(shop.app.database(), question).await.unwrap().len()
}

#[tokio::test]
async fn filters_see_the_present_version() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let order = shop.app.context().transaction("test", order).await.unwrap();
            for (code, count) in [("OLD", 0), ("NEW", 1)] {
                let credited = json!({ "credit_lines": { "reference": code } });
                let adjusted = json!({ "items": { "adjustments": { "code": code } } });
                for filter in [credited, adjusted] {
                    assert_eq!(found(&shop, filter.clone()).await, count, "{filter}");
                    let other = json!({ "$or": [filter, { "customer": { "email": "nobody@here.test" } }] });
                    assert_eq!(found(&shop, other.clone()).await, count, "{other}");
                    let named = json!({ "id": order, "$not": filter });
                    assert_eq!(found(&shop, named.clone()).await, 1 - count, "{named}");
                }
            }
        },
    )
    .await;
}
