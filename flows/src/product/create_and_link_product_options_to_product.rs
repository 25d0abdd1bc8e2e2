//! Workflow `create-and-link-product-options-to-product`: options that a product takes, changes in part, or gives up.

use super::{create_product_options, input};
use serde_json::{Map, Value as Json, json};
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_product::ProductOption;
use stheno_product::service_option::{self, NewOption, ValuesChange};
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// Runs `{add?, remove?, update?}` on the options of a product.
pub async fn run(ctx: &RequestCtx, product: String, body: Map<String, Json>) -> Result<()> {
    let flow = "create-and-link-product-options-to-product";
    ctx.transaction(flow, move |cx| async move { run_in(&cx, &product, &body).await }).await
}

async fn run_in(cx: &FlowTx, product: &str, body: &Map<String, Json>) -> Result<()> {
    let mut taken = Vec::new();
    for option in body.get("add").and_then(Json::as_array).map_or(&[][..], Vec::as_slice) {
        let option = match option {
            Json::String(id) => NewOption::Taken { id: id.clone(), values: None },
            Json::Object(members) if !members.contains_key("id") => {
                let create = cx.within("create-product-options");
                NewOption::Taken { id: create_product_options::run_in(&create, members).await?, values: None }
            }
            other => match input::option_of_product(other) {
                Some(option) => option,
                None => continue,
            },
        };
        taken.push((product.to_owned(), option));
    }
    cx.step("set-product-product-options").await?;
    let orphans = service_option::unassign(cx.tx(), product, &input::texts(body.get("remove"))).await?;
    delete_records(cx, ProductOption::meta(), &orphans).await?;
    service_option::assign(cx.tx(), taken, cx.stamp()).await?;
    let updates = input::objects(body.get("update").cloned());
    service_option::change_values(cx.tx(), product, updates.iter().map(change).collect(), cx.stamp()).await?;
    cx.emit("product.updated", json!({ "id": product }));
    Ok(())
}

/// `{product_option_id, add?: [id | {value}], remove?: [id]}`
fn change(json: &Map<String, Json>) -> ValuesChange {
    let made = json.get("add").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let text = |value: &Json| value.get("value").and_then(Json::as_str).map(str::to_owned);
    ValuesChange {
        option: json.get("product_option_id").and_then(Json::as_str).unwrap_or_default().to_owned(),
        add: input::texts(json.get("add")),
        make: made.iter().filter_map(text).collect(),
        remove: input::texts(json.get("remove")),
    }
}
