//! What variants take out of stock: items named by the caller, or one of their own for each variant whose stock is kept.

use crate::inventory::create_inventory_items;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use stheno_database::Expr;
use stheno_inventory::InventoryItem;
use stheno_kernel::{Error, Result};
use stheno_link::LinkInput;
use stheno_model::Records as _;
use stheno_product::ProductVariant;
use stheno_query::GraphRequest;
use stheno_workflow::FlowTx;
use stheno_workflow::steps::{create_remote_link_step, dismiss_remote_link_step};

/// What an item takes over from its variant.
const COPIED: [&str; 9] =
    ["sku", "origin_country", "mid_code", "material", "weight", "length", "height", "width", "hs_code"];

/// A new variant.
pub(super) struct NewStock {
    /// Its columns.
    pub variant: Map<String, Json>,
    /// The items named for it: `{inventory_item_id, required_quantity?}`.
    pub items: Vec<Map<String, Json>>,
}

/// The links of new variants; items that nobody named are made.
pub(super) async fn create(cx: &FlowTx, variants: Vec<NewStock>) -> Result<Vec<LinkInput>> {
    require_items(cx, &variants).await?;
    let (mut links, mut owners, mut items) = (Vec::new(), Vec::new(), Vec::new());
    for NewStock { variant, items: named } in variants {
        let id = text(&variant, "id").to_owned();
        if variant.get("manage_inventory") == Some(&Json::Bool(false)) {
            continue;
        }
        for item in &named {
            let required = item.get("required_quantity").cloned().unwrap_or(Json::from(1));
            links.push(link(&id, text(item, "inventory_item_id"), required));
        }
        if named.is_empty() {
            items.push(item_of(&variant));
            owners.push(id);
        }
    }
    links.extend(create_items(cx, owners, items).await?);
    Ok(links)
}

/// Items for variants whose stock is kept from now on and that have none; their links are made as well.
pub(super) async fn provide(cx: &FlowTx, variants: &[String]) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    let held: HashSet<String> =
        links_of(cx, variants).await?.into_iter().map(|(variant, _)| variant).collect();
    let bare: Vec<&String> = variants.iter().filter(|id| !held.contains(*id)).collect();
    if bare.is_empty() {
        return Ok(());
    }
    let rows = cx.find::<ProductVariant>(ProductVariant::ID.is_in(bare)).await?;
    let (owners, items) =
        rows.iter().map(|variant| (variant.id.to_string(), item_of(&columns_of(variant)))).unzip();
    let links = create_items(cx, owners, items).await?;
    create_remote_link_step(cx, links).await.map(drop)
}

/// Parts variants whose stock is kept no longer from their items.
pub(super) async fn dismiss(cx: &FlowTx, variants: &[String]) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    let links = links_of(cx, variants).await?;
    let links = links.iter().map(|(variant, item)| link(variant, item, Json::Null)).collect();
    dismiss_remote_link_step(cx, links).await.map(drop)
}

/// The items that nobody needs once these variants are gone: those that only variants among them take, of variants whose
/// stock is kept.
pub(super) async fn orphans(cx: &FlowTx, variants: &[String]) -> Result<Vec<String>> {
    if variants.is_empty() {
        return Ok(Vec::new());
    }
    let kept = ProductVariant::ID.is_in(variants).and(ProductVariant::MANAGE_INVENTORY.eq(true));
    let kept: HashSet<String> =
        cx.find::<ProductVariant>(kept).await?.into_iter().map(|v| v.id.into_string()).collect();
    let links = links_of(cx, variants).await?;
    let items: HashSet<&String> =
        links.iter().filter(|(v, _)| kept.contains(v)).map(|(_, item)| item).collect();
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let users = users_of(cx, &items).await?;
    let is_free = |item: &&&String| users.get(**item).is_none_or(|u| u.iter().all(|v| variants.contains(v)));
    Ok(items.iter().filter(is_free).map(|item| (*item).clone()).collect())
}

/// Variant and item of every link of these variants.
async fn links_of(cx: &FlowTx, variants: &[String]) -> Result<Vec<(String, String)>> {
    let ask = GraphRequest::new("product_variant_inventory_item")
        .fields(["variant_id", "inventory_item_id"])
        .filter(serde_json::json!({ "variant_id": variants }));
    let answer = cx.app().graph().query_in(cx.tx(), ask).await?;
    let pair = |row: stheno_query::RowView<'_>| {
        (row.text("variant_id").to_owned(), row.text("inventory_item_id").to_owned())
    };
    Ok(answer.rows().iter().map(pair).collect())
}

async fn users_of(cx: &FlowTx, items: &HashSet<&String>) -> Result<HashMap<String, Vec<String>>> {
    let ask = GraphRequest::new("product_variant_inventory_item")
        .fields(["variant_id", "inventory_item_id"])
        .filter(serde_json::json!({ "inventory_item_id": items }));
    let answer = cx.app().graph().query_in(cx.tx(), ask).await?;
    let mut users: HashMap<String, Vec<String>> = HashMap::new();
    for row in answer.rows().iter() {
        users
            .entry(row.text("inventory_item_id").to_owned())
            .or_default()
            .push(row.text("variant_id").to_owned());
    }
    Ok(users)
}

async fn create_items(
    cx: &FlowTx,
    owners: Vec<String>,
    items: Vec<Map<String, Json>>,
) -> Result<Vec<LinkInput>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let cx = cx.within("create-inventory-items-workflow");
    let ids = create_inventory_items::within(&cx, items).await.map_err(crate::plain::as_invalid)?;
    Ok(owners.iter().zip(ids).map(|(variant, item)| link(variant, &item, Json::from(1))).collect())
}

/// A variant's inventory item, with how many of it one of the variant takes.
pub(super) fn link(variant: &str, item: &str, required: Json) -> LinkInput {
    let link = LinkInput::new(("product", "variant_id", variant), ("inventory", "inventory_item_id", item));
    if required.is_null() { link } else { link.with("required_quantity", required) }
}

fn text<'a>(fields: &'a Map<String, Json>, name: &str) -> &'a str {
    fields.get(name).and_then(Json::as_str).unwrap_or_default()
}

fn item_of(variant: &Map<String, Json>) -> Map<String, Json> {
    let mut item = Map::new();
    for name in COPIED {
        if let Some(value) = variant.get(name).filter(|value| !value.is_null()) {
            item.insert(name.to_owned(), whole(value));
        }
    }
    item.insert("title".into(), text(variant, "title").into());
    item.insert("description".into(), text(variant, "title").into());
    item.insert("requires_shipping".into(), true.into());
    item
}

/// Items weigh and measure in whole numbers.
fn whole(value: &Json) -> Json {
    match value.as_f64() {
        Some(number) if value.as_i64().is_none() => Json::from(number.round() as i64),
        _ => value.clone(),
    }
}

fn columns_of(variant: &ProductVariant) -> Map<String, Json> {
    let mut columns = Map::new();
    let mut set = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            columns.insert(name.to_owned(), value);
        }
    };
    let text = |value: &Option<String>| value.clone().map(Json::from);
    set("title", Some(variant.title.clone().into()));
    set("sku", text(&variant.sku));
    set("origin_country", text(&variant.origin_country));
    set("mid_code", text(&variant.mid_code));
    set("material", text(&variant.material));
    set("hs_code", text(&variant.hs_code));
    set("weight", variant.weight.map(Json::from));
    set("length", variant.length.map(Json::from));
    set("height", variant.height.map(Json::from));
    set("width", variant.width.map(Json::from));
    columns
}

/// Refuses items that do not exist, and one item named twice for a variant.
async fn require_items(cx: &FlowTx, variants: &[NewStock]) -> Result<()> {
    let named: Vec<&str> = variants
        .iter()
        .flat_map(|stock| stock.items.iter().map(|item| text(item, "inventory_item_id")))
        .collect();
    if named.is_empty() {
        return Ok(());
    }
    cx.step("validate-inventory-items").await?;
    let filter: Expr = InventoryItem::ID.is_in(named.iter().copied());
    let known = cx.find::<InventoryItem>(filter).await?;
    let missing: Vec<&str> =
        named.iter().copied().filter(|id| known.iter().all(|item| *item.id != **id)).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(Error::invalid_data(format!("Inventory Items with ids: {missing} was not found")));
    }
    let has_doubles = |items: &[Map<String, Json>]| {
        let ids: HashSet<&str> = items.iter().map(|item| text(item, "inventory_item_id")).collect();
        ids.len() < items.len()
    };
    let doubled: Vec<&str> = variants
        .iter()
        .filter(|stock| has_doubles(&stock.items))
        .map(|stock| text(&stock.variant, "id"))
        .collect();
    if doubled.is_empty() {
        return Ok(());
    }
    let doubled = doubled.join("\n");
    Err(Error::invalid_data(format!("Cannot associate duplicate inventory items to variant(s) {doubled}")))
}
