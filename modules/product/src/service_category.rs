//! The category tree: places among siblings, paths from the root.

use crate::ProductCategory;
use serde_json::{Map, Value as Json};
use stheno_database::{Compare, Expr, Tx};
use stheno_ids::ProductCategoryId;
use stheno_kernel::{Error, Result, Stamp};
use stheno_model::{Column, Model as _, Patch, Records as _, dynamic};

fn siblings_of(parent: Option<&str>) -> Expr {
    ProductCategory::PARENT_CATEGORY_ID.eq(parent)
}

/// Makes a category at the place asked for, or at the end of its siblings; answers its id.
pub async fn create(tx: &Tx, mut fields: Map<String, Json>, stamp: &Stamp) -> Result<String> {
    let id = match fields.get("id").and_then(Json::as_str) {
        Some(id) => id.to_owned(),
        None => ProductCategoryId::generate(stamp).into_string(),
    };
    let text =
        |fields: &Map<String, Json>, name: &str| fields.get(name).and_then(Json::as_str).map(str::to_owned);
    if text(&fields, "handle").is_none_or(|handle| handle.is_empty()) {
        let name = text(&fields, "name").unwrap_or_default();
        fields.insert("handle".into(), crate::handle::kebab_case(&name).into());
    }
    let parent = text(&fields, "parent_category_id").filter(|parent| !parent.is_empty());
    let path = path_below(tx, parent.as_deref(), &id).await?;
    let rank = make_room(tx, parent.as_deref(), rank_of(&fields), stamp).await?;
    fields.insert("id".into(), id.clone().into());
    fields.insert("mpath".into(), path.into());
    fields.insert("rank".into(), rank.into());
    fields.entry("parent_category_id").or_insert(Json::Null);
    dynamic::insert_json(tx, ProductCategory::meta(), vec![fields], stamp).await?;
    Ok(id)
}

/// Changes a category; one that moves takes everything below it along.
pub async fn update(tx: &Tx, id: &str, mut fields: Map<String, Json>, stamp: &Stamp) -> Result<bool> {
    let Some(old) = tx.find_locked::<ProductCategory>(ProductCategory::ID.eq(id)).await?.pop() else {
        return Ok(false);
    };
    let old_parent = old.parent_category_id.as_deref();
    let parent = match fields.get("parent_category_id") {
        Some(parent) => parent.as_str(),
        None => old_parent,
    };
    if parent != old_parent {
        let parent = parent.map(str::to_owned);
        let path = path_below(tx, parent.as_deref(), id).await?;
        if path.split('.').rev().skip(1).any(|above| above == id) {
            return Err(Error::invalid_data(format!("ProductCategory {id} cannot be its own ancestor")));
        }
        close_gap(tx, old_parent, old.rank, id, stamp).await?;
        let rank = make_room(tx, parent.as_deref(), rank_of(&fields), stamp).await?;
        move_below(tx, &old.mpath, &path, id, stamp).await?;
        fields.insert("rank".into(), rank.into());
        fields.insert("mpath".into(), path.into());
    } else if let Some(rank) = rank_of(&fields) {
        close_gap(tx, old_parent, old.rank, id, stamp).await?;
        let others = siblings_of(old_parent).and(ProductCategory::ID.ne(id));
        let last = i64::try_from(tx.count::<ProductCategory>(others.clone()).await?).unwrap_or(i64::MAX);
        let rank = rank.clamp(0, last);
        shift(tx, others.and(ProductCategory::RANK.compare(Compare::Gte, rank)), 1, stamp).await?;
        fields.insert("rank".into(), rank.into());
    }
    dynamic::update_json(tx, ProductCategory::meta(), ProductCategory::ID.eq(id), &fields, stamp.now).await?;
    Ok(true)
}

/// Prepares a deletion: a category with children stays, siblings move up.
pub async fn leave(tx: &Tx, id: &str, stamp: &Stamp) -> Result<()> {
    let Some(old) = tx.find_locked::<ProductCategory>(ProductCategory::ID.eq(id)).await?.pop() else {
        return Err(Error::not_found(format!("ProductCategory with id: {id} was not found")));
    };
    if tx.count::<ProductCategory>(siblings_of(Some(id))).await? > 0 {
        return Err(Error::not_allowed(format!(
            "Deleting ProductCategory ({id}) with category children is not allowed"
        )));
    }
    close_gap(tx, old.parent_category_id.as_deref(), old.rank, id, stamp).await
}

fn rank_of(fields: &Map<String, Json>) -> Option<i64> {
    fields.get("rank").and_then(|rank| rank.as_i64().or_else(|| rank.as_f64().map(|rank| rank as i64)))
}

async fn path_below(tx: &Tx, parent: Option<&str>, id: &str) -> Result<String> {
    let Some(parent) = parent else { return Ok(id.to_owned()) };
    match tx.lookup::<ProductCategory>(parent).await? {
        Some(parent) => Ok(format!("{}.{id}", parent.mpath)),
        None => Err(Error::invalid_data(format!("Parent category with id: '{parent}' does not exist"))),
    }
}

/// Moves the siblings from a place on one down; answers the place, the end of the row where none is asked for.
async fn make_room(tx: &Tx, parent: Option<&str>, asked: Option<i64>, stamp: &Stamp) -> Result<i64> {
    let siblings = i64::try_from(tx.count::<ProductCategory>(siblings_of(parent)).await?).unwrap_or(i64::MAX);
    let rank = asked.unwrap_or(siblings).clamp(0, siblings);
    if rank < siblings {
        let after = siblings_of(parent).and(ProductCategory::RANK.compare(Compare::Gte, rank));
        shift(tx, after, 1, stamp).await?;
    }
    Ok(rank)
}

async fn close_gap(tx: &Tx, parent: Option<&str>, rank: i64, id: &str, stamp: &Stamp) -> Result<()> {
    let after = siblings_of(parent)
        .and(ProductCategory::RANK.compare(Compare::Gt, rank))
        .and(ProductCategory::ID.ne(id));
    shift(tx, after, -1, stamp).await
}

async fn shift(tx: &Tx, siblings: Expr, by: i64, stamp: &Stamp) -> Result<()> {
    let rank: Column<ProductCategory> = ProductCategory::RANK;
    let patch = Patch::at(stamp.now).set_expr(rank, rank.expr().plus(Expr::param(by)));
    tx.update::<ProductCategory>(siblings, patch).await.map(drop)
}

/// Gives everything below a category the path that it has from now on.
async fn move_below(tx: &Tx, old: &str, new: &str, id: &str, stamp: &Stamp) -> Result<()> {
    let pattern = format!("{}.%", old.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let below = Expr::Like { expr: Box::new(ProductCategory::MPATH.expr()), pattern, ignore_case: false };
    for category in tx.find::<ProductCategory>(below.and(ProductCategory::ID.ne(id))).await? {
        let rest = category.mpath.strip_prefix(old).unwrap_or_default();
        let patch = Patch::at(stamp.now).set(ProductCategory::MPATH, format!("{new}{rest}"));
        tx.update::<ProductCategory>(ProductCategory::ID.eq(&category.id), patch).await?;
    }
    Ok(())
}
