//! Options of products: made, shared between products, taken away again.

use crate::{ProductOption, ProductOptionValue, ProductProductOption, ProductProductOptionValue};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use stheno_database::{Alias, Compare, Expr, Select, Tx, Type};
use stheno_ids::{ProductOptionId, ProductOptionValueId};
use stheno_kernel::{Error, JsonText, Result, Stamp, Value};
use stheno_model::{Model as _, Records as _};

/// An option that a product takes.
#[derive(Clone, Debug)]
pub enum NewOption {
    /// One that is made for it.
    Made(OptionInput),
    /// One that there is, with some of its values or with all.
    Taken {
        /// The option.
        id: String,
        /// The values; `None` stands for all.
        values: Option<Vec<String>>,
    },
}

/// An option to be made.
#[derive(Clone, Debug, Default)]
pub struct OptionInput {
    /// Its name (Size).
    pub title: String,
    /// Its values (S, M).
    pub values: Vec<String>,
    /// Places of values in their order.
    pub ranks: Map<String, Json>,
    /// Whether no other product may take it.
    pub is_exclusive: bool,
    /// As sent.
    pub metadata: Option<JsonText>,
}

/// An option as one product has it.
#[derive(Clone, Debug, Default)]
pub struct AssignedOption {
    /// The option.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The values that the product has: text and id.
    pub values: Vec<(String, String)>,
}

/// Makes options; answers their ids, in order, and those of their values.
pub async fn create(tx: &Tx, inputs: &[OptionInput], stamp: &Stamp) -> Result<Vec<(String, Vec<String>)>> {
    let (mut options, mut values, mut made) = (Vec::new(), Vec::new(), Vec::new());
    for input in inputs {
        require_ranked(&input.ranks, |value| input.values.iter().any(|v| v == value))?;
        let option = ProductOption {
            title: input.title.clone(),
            is_exclusive: input.is_exclusive,
            metadata: input.metadata.clone(),
            ..ProductOption::new(stamp)
        };
        let mut ids = Vec::with_capacity(input.values.len());
        for value in &input.values {
            let value = new_value(&option.id, value, input.ranks.get(value), stamp);
            ids.push(value.id.to_string());
            values.push(value);
        }
        made.push((option.id.to_string(), ids));
        options.push(option);
    }
    tx.insert(options).await?;
    tx.insert(values).await?;
    Ok(made)
}

pub(crate) fn new_value(
    option: &ProductOptionId,
    value: &str,
    rank: Option<&Json>,
    stamp: &Stamp,
) -> ProductOptionValue {
    ProductOptionValue {
        value: value.to_owned(),
        rank: rank.and_then(Json::as_i64),
        option_id: Some(option.clone()),
        ..ProductOptionValue::new(stamp)
    }
}

pub(crate) fn require_ranked(ranks: &Map<String, Json>, is_value: impl Fn(&str) -> bool) -> Result<()> {
    match ranks.keys().find(|value| !is_value(value)) {
        None => Ok(()),
        Some(value) => Err(Error::invalid_data(format!(
            "Value \"{value}\" is assigned a rank but is not defined in the list of values."
        ))),
    }
}

/// Gives products options; new ones are made on the way.
pub async fn assign(tx: &Tx, pairs: Vec<(String, NewOption)>, stamp: &Stamp) -> Result<()> {
    let made: Vec<OptionInput> = pairs
        .iter()
        .filter_map(|(_, option)| match option {
            NewOption::Made(input) => Some(input.clone()),
            NewOption::Taken { .. } => None,
        })
        .collect();
    let mut made = create(tx, &made, stamp).await?.into_iter();
    let taken: Vec<(&str, &str)> = pairs
        .iter()
        .filter_map(|(product, option)| match option {
            NewOption::Taken { id, .. } => Some((product.as_str(), id.as_str())),
            NewOption::Made(_) => None,
        })
        .collect();
    let values = values_of_taken(tx, &taken).await?;
    let (mut assigned, mut subset) = (Vec::new(), Vec::new());
    for (product, option) in &pairs {
        let (id, value_ids) = match option {
            NewOption::Made(_) => made.next().unwrap_or_default(),
            NewOption::Taken { id, values: Some(chosen) } => (id.clone(), chosen.clone()),
            NewOption::Taken { id, values: None } => {
                (id.clone(), values.get(id.as_str()).cloned().unwrap_or_default())
            }
        };
        let pair = ProductProductOption {
            product_id: product.as_str().into(),
            product_option_id: id.into(),
            ..ProductProductOption::new(stamp)
        };
        subset.extend(value_ids.into_iter().map(|value| ProductProductOptionValue {
            product_product_option_id: pair.id.clone(),
            product_option_value_id: value.into(),
            ..ProductProductOptionValue::new(stamp)
        }));
        assigned.push(pair);
    }
    tx.insert(assigned).await?;
    tx.insert(subset).await
}

/// Checks that existing options may be taken; answers all values of each.
async fn values_of_taken<'a>(tx: &Tx, taken: &[(&'a str, &'a str)]) -> Result<HashMap<String, Vec<String>>> {
    if taken.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: HashSet<&str> = taken.iter().map(|(_, option)| *option).collect();
    let known = tx.find::<ProductOption>(ProductOption::ID.is_in(ids.iter().copied())).await?;
    let missing: Vec<&str> =
        taken.iter().map(|(_, id)| *id).filter(|id| known.iter().all(|o| *o.id != **id)).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(Error::invalid_data(format!("Some product options were not found: [{missing}]")));
    }
    refuse_conflicts(tx, taken, &known).await?;
    let mut values: HashMap<String, Vec<String>> = HashMap::new();
    for value in tx.find::<ProductOptionValue>(ProductOptionValue::OPTION_ID.is_in(ids)).await? {
        let option = value.option_id.map(ProductOptionId::into_string).unwrap_or_default();
        values.entry(option).or_default().push(value.id.into_string());
    }
    Ok(values)
}

/// An option is assigned to a product once, and an exclusive one to one product.
async fn refuse_conflicts(tx: &Tx, taken: &[(&str, &str)], known: &[ProductOption]) -> Result<()> {
    let ids = known.iter().map(|o| o.id.as_str());
    let held = tx.find::<ProductProductOption>(ProductProductOption::PRODUCT_OPTION_ID.is_in(ids)).await?;
    let list = |ids: Vec<&str>| ids.join(", ");
    let linked: Vec<&str> = taken
        .iter()
        .filter(|(product, option)| {
            held.iter().any(|h| *h.product_id == **product && *h.product_option_id == **option)
        })
        .map(|(_, option)| *option)
        .collect();
    if !linked.is_empty() {
        return Err(Error::invalid_data(format!(
            "Product options are already linked to products: {}",
            list(linked)
        )));
    }
    let is_exclusive = |id: &str| known.iter().any(|o| *o.id == *id && o.is_exclusive);
    let taken_twice = |id: &str| taken.iter().filter(|(_, option)| *option == id).count() > 1;
    let conflicts: Vec<&str> = taken
        .iter()
        .map(|(_, option)| *option)
        .filter(|id| {
            is_exclusive(id) && (taken_twice(id) || held.iter().any(|h| *h.product_option_id == **id))
        })
        .collect();
    if conflicts.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_data(format!(
        "Product options are already assigned to another product: {}",
        list(conflicts)
    )))
}

/// The options of products with the values that each product has, in one statement.
pub async fn assigned(tx: &Tx, products: &[String]) -> Result<HashMap<String, Vec<AssignedOption>>> {
    let [pair, option, subset, value] = [Alias::ROOT, Alias(1), Alias(2), Alias(3)];
    let equal = |a: Expr, b: Expr| a.compare(Compare::Eq, b);
    let live = |alias: Alias| Expr::Column(alias, "deleted_at").is_null();
    let column = Expr::Column;
    let select = Select::from("product_product_option")
        .join("product_option", option, equal(column(option, "id"), column(pair, "product_option_id")))
        .left_join(
            "product_product_option_value",
            subset,
            equal(column(subset, "product_product_option_id"), column(pair, "id")).and(live(subset)),
        )
        .left_join(
            "product_option_value",
            value,
            equal(column(value, "id"), column(subset, "product_option_value_id")).and(live(value)),
        )
        .expr(column(pair, "product_id"), Type::Text)
        .expr(column(option, "id"), Type::Text)
        .expr(column(option, "title"), Type::Text)
        .expr(column(value, "value"), Type::Text)
        .expr(column(value, "id"), Type::Text)
        .filter(column(pair, "product_id").is_in(products))
        .filter(live(pair))
        .filter(live(option))
        .order(column(pair, "id"), false);
    let mut found: HashMap<String, Vec<AssignedOption>> = HashMap::new();
    for row in tx.run(select).await?.iter() {
        let text = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let options = found.entry(text(0)).or_default();
        let id = text(1);
        if options.last().is_none_or(|last| last.id != id) {
            options.push(AssignedOption { id, title: text(2), values: Vec::new() });
        }
        if let (Some(last), false) = (options.last_mut(), row[4].is_null()) {
            last.values.push((text(3), text(4)));
        }
    }
    Ok(found)
}

/// Refuses to let go of options that a product has.
pub async fn require_unused(tx: &Tx, options: &[String]) -> Result<()> {
    let [pair, product] = [Alias::ROOT, Alias(1)];
    let select = Select::from("product_product_option")
        .join(
            "product",
            product,
            Expr::Column(product, "id").compare(Compare::Eq, Expr::Column(pair, "product_id")),
        )
        .expr(Expr::Column(pair, "id"), Type::Text)
        .filter(Expr::Column(pair, "product_option_id").is_in(options))
        .filter(Expr::Column(pair, "deleted_at").is_null())
        .filter(Expr::Column(product, "deleted_at").is_null())
        .limit(1);
    if tx.run(select).await?.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_data("Cannot delete product options that are associated with products."))
}

/// Refuses to let go of values that a product has.
pub async fn require_values_unused(tx: &Tx, values: &[String]) -> Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    let used = ProductProductOptionValue::PRODUCT_OPTION_VALUE_ID.is_in(values);
    if tx.count::<ProductProductOptionValue>(used).await? == 0 {
        return Ok(());
    }
    Err(Error::invalid_data("Cannot delete product option values that are associated with products."))
}

/// Puts values in the place of those that an option has; a value of the same text stays the record that it is.
pub async fn replace_values(
    tx: &Tx,
    option: &ProductOptionId,
    values: Option<&[String]>,
    ranks: &Map<String, Json>,
    stamp: &Stamp,
) -> Result<()> {
    let old = tx.find::<ProductOptionValue>(ProductOptionValue::OPTION_ID.eq(option)).await?;
    let texts: Vec<String> =
        values.map_or_else(|| old.iter().map(|v| v.value.clone()).collect(), <[String]>::to_vec);
    require_ranked(ranks, |value| texts.iter().any(|v| v == value))?;
    let gone: Vec<String> =
        old.iter().filter(|v| !texts.contains(&v.value)).map(|v| v.id.to_string()).collect();
    require_values_unused(tx, &gone).await?;
    if !gone.is_empty() {
        tx.remove::<ProductOptionValue>(ProductOptionValue::ID.is_in(gone)).await?;
    }
    let kept = texts.iter().map(|text| match old.iter().find(|v| v.value == *text) {
        Some(value) => ProductOptionValue {
            rank: ranks.get(text).map_or(value.rank, Json::as_i64),
            updated_at: stamp.now,
            ..value.clone()
        },
        None => new_value(option, text, ranks.get(text), stamp),
    });
    let conflict = stheno_model::Conflict {
        target: vec!["id"],
        target_filter: None,
        update: vec!["rank", "updated_at"],
    };
    tx.upsert(kept.collect(), conflict).await
}

/// Takes options from a product. Answers the exclusive options that no product has any more: they are the caller's to
/// delete, with their links.
pub async fn unassign(tx: &Tx, product: &str, options: &[String]) -> Result<Vec<String>> {
    let own = ProductProductOption::PRODUCT_ID
        .eq(product)
        .and(ProductProductOption::PRODUCT_OPTION_ID.is_in(options));
    let pairs = tx.find::<ProductProductOption>(own).await?;
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let taken: Vec<&str> = pairs.iter().map(|pair| pair.product_option_id.as_str()).collect();
    let values =
        tx.find::<ProductOptionValue>(ProductOptionValue::OPTION_ID.is_in(taken.iter().copied())).await?;
    if !variants_using(tx, product, values.iter().map(|v| v.id.as_str())).await?.is_empty() {
        return Err(Error::invalid_data(
            "Cannot unassign product option from product which has variants for that option",
        ));
    }
    let ids: Vec<&str> = pairs.iter().map(|pair| pair.id.as_str()).collect();
    let subset = ProductProductOptionValue::PRODUCT_PRODUCT_OPTION_ID.is_in(ids.iter().copied());
    tx.remove::<ProductProductOptionValue>(subset).await?;
    tx.remove::<ProductProductOption>(ProductProductOption::ID.is_in(ids)).await?;
    let held = ProductProductOption::PRODUCT_OPTION_ID.is_in(taken.iter().copied());
    let held = tx.find::<ProductProductOption>(held).await?;
    let orphans = tx
        .find::<ProductOption>(ProductOption::ID.is_in(taken).and(ProductOption::IS_EXCLUSIVE.eq(true)))
        .await?
        .into_iter()
        .filter(|option| held.iter().all(|h| h.product_option_id != option.id))
        .map(|option| option.id.into_string())
        .collect();
    Ok(orphans)
}

/// A change of the values that a product has of an option.
#[derive(Clone, Debug, Default)]
pub struct ValuesChange {
    /// The option.
    pub option: String,
    /// Ids of values to add.
    pub add: Vec<String>,
    /// Texts of values to add, made where the option has none such.
    pub make: Vec<String>,
    /// Ids of values to take away.
    pub remove: Vec<String>,
}

/// Changes the values that a product has of its options.
pub async fn change_values(tx: &Tx, product: &str, changes: Vec<ValuesChange>, stamp: &Stamp) -> Result<()> {
    for mut change in changes {
        let option = ProductOptionId::from(change.option.as_str());
        let own = ProductProductOption::PRODUCT_ID
            .eq(product)
            .and(ProductProductOption::PRODUCT_OPTION_ID.eq(&option));
        let Some(pair) = tx.find::<ProductProductOption>(own).await?.pop() else {
            return Err(Error::invalid_data(format!(
                "Some product options are not linked to products: [{product}:{option}]"
            )));
        };
        let users = variants_using(tx, product, change.remove.iter().map(String::as_str)).await?;
        if !users.is_empty() {
            return Err(Error::invalid_data(format!(
                "Cannot unassign option values from product because the following variant(s) are using it: {}",
                users.join(", ")
            )));
        }
        change.add.extend(made_values(tx, &option, &change.make, stamp).await?);
        let of_pair = ProductProductOptionValue::PRODUCT_PRODUCT_OPTION_ID.eq(&pair.id);
        let held = tx.find::<ProductProductOptionValue>(of_pair.clone()).await?;
        let gone = of_pair.and(ProductProductOptionValue::PRODUCT_OPTION_VALUE_ID.is_in(change.remove));
        tx.remove::<ProductProductOptionValue>(gone).await?;
        let mut seen: HashSet<String> =
            held.into_iter().map(|h| h.product_option_value_id.into_string()).collect();
        let new = change.add.into_iter().filter(|value| seen.insert(value.clone()));
        let rows = new.map(|value| ProductProductOptionValue {
            product_product_option_id: pair.id.clone(),
            product_option_value_id: ProductOptionValueId::from(value),
            ..ProductProductOptionValue::new(stamp)
        });
        tx.insert(rows.collect()).await?;
    }
    Ok(())
}

/// The values of these texts, made where the option has none such.
async fn made_values(
    tx: &Tx,
    option: &ProductOptionId,
    texts: &[String],
    stamp: &Stamp,
) -> Result<Vec<String>> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let old = tx.find::<ProductOptionValue>(ProductOptionValue::OPTION_ID.eq(option)).await?;
    let (mut ids, mut new) = (Vec::new(), Vec::new());
    for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        match old.iter().find(|value| value.value == text) {
            Some(value) => ids.push(value.id.to_string()),
            None => {
                let value = new_value(option, text, None, stamp);
                ids.push(value.id.to_string());
                new.push(value);
            }
        }
    }
    tx.insert(new).await?;
    Ok(ids)
}

/// Titles of a product's variants that use any of these values.
async fn variants_using<'a>(
    tx: &Tx,
    product: &str,
    values: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>> {
    let values: Vec<&str> = values.collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let [variant, pivot] = [Alias::ROOT, Alias(1)];
    let mut select = Select::from("product_variant")
        .join(
            "product_variant_option",
            pivot,
            Expr::Column(pivot, "variant_id").compare(Compare::Eq, Expr::Column(variant, "id")),
        )
        .expr(Expr::Column(variant, "title"), Type::Text)
        .filter(Expr::Column(variant, "product_id").eq(product))
        .filter(Expr::Column(variant, "deleted_at").is_null())
        .filter(Expr::Column(pivot, "option_value_id").is_in(values));
    select.distinct = true;
    let rows = tx.run(select).await?;
    Ok(rows.into_values().into_iter().filter_map(|v| v.as_str().map(str::to_owned)).collect())
}
