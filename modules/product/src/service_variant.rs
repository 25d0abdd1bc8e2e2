//! Variants of products: made and changed many at once; each is told apart by its option values.

use crate::service::{add_pairs, run_all};
use crate::service_option::{self, AssignedOption};
use crate::{ProductVariant, ProductVariantProductImage};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use stheno_database::{Alias, Compare, Delete, Expr, Select, Statement, Tx, Type};
use stheno_kernel::{Error, Result, Stamp, Value};
use stheno_model::{Model as _, Records as _, dynamic};

/// A variant to be made.
#[derive(Clone, Debug, Default)]
pub struct NewVariant {
    /// Columns by name, `id` and `product_id` among them.
    pub fields: Map<String, Json>,
    /// Option to value, both by their texts.
    pub options: Vec<(String, String)>,
}

/// A change of a variant.
#[derive(Clone, Debug, Default)]
pub struct VariantChange {
    /// The variant.
    pub id: String,
    /// Columns by name.
    pub fields: Map<String, Json>,
    /// Option to value, where they change.
    pub options: Option<Vec<(String, String)>>,
}

/// A variant with the values that make it.
struct Combination {
    product: String,
    variant: String,
    title: String,
    values: Vec<String>,
}

fn text<'a>(fields: &'a Map<String, Json>, name: &str) -> &'a str {
    fields.get(name).and_then(Json::as_str).unwrap_or_default()
}

/// Makes variants of products that exist.
pub async fn create(tx: &Tx, variants: Vec<NewVariant>, stamp: &Stamp) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    let mut products: Vec<String> =
        variants.iter().map(|v| text(&v.fields, "product_id").to_owned()).collect();
    products.sort();
    products.dedup();
    let assigned = service_option::assigned(tx, &products).await?;
    let existing = combinations(tx, &products).await?;
    let mut pairs = Vec::new();
    for variant in &variants {
        let (product, title) = (text(&variant.fields, "product_id"), text(&variant.fields, "title"));
        let options = assigned.get(product).map_or(&[][..], Vec::as_slice);
        let values = resolve(title, &variant.options, options)?;
        refuse_twin(product, "", &values, &existing)?;
        pairs.extend(values.into_iter().map(|value| (text(&variant.fields, "id").to_owned(), value)));
    }
    let fields = variants.into_iter().map(|v| v.fields).collect();
    dynamic::insert_json(tx, ProductVariant::meta(), fields, stamp).await?;
    let statement = add_pairs("product_variant_option", ["variant_id", "option_value_id"], pairs);
    run_all(tx, statement.into_iter().collect()).await
}

/// Changes variants; those that do not exist are refused.
pub async fn update(tx: &Tx, changes: Vec<VariantChange>, stamp: &Stamp) -> Result<()> {
    let ids: Vec<&str> = changes.iter().map(|c| c.id.as_str()).collect();
    let known = tx.find::<ProductVariant>(ProductVariant::ID.is_in(ids.iter().copied())).await?;
    let missing: Vec<&str> = ids.iter().copied().filter(|id| known.iter().all(|v| *v.id != **id)).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(Error::invalid_data(format!("Cannot update non-existing variants with ids: {missing}")));
    }
    if changes.iter().any(|change| change.options.is_some()) {
        update_options(tx, &changes, &known).await?;
    }
    for change in changes {
        let filter = ProductVariant::ID.eq(change.id.as_str());
        dynamic::update_json(tx, ProductVariant::meta(), filter, &change.fields, stamp.now).await?;
    }
    Ok(())
}

async fn update_options(tx: &Tx, changes: &[VariantChange], known: &[ProductVariant]) -> Result<()> {
    let product_of = |id: &str| {
        let variant = known.iter().find(|v| *v.id == *id);
        variant.and_then(|v| v.product_id.as_ref()).map(ToString::to_string).unwrap_or_default()
    };
    let mut products: Vec<String> = changes.iter().map(|c| product_of(&c.id)).collect();
    products.sort();
    products.dedup();
    let assigned = service_option::assigned(tx, &products).await?;
    let existing = combinations(tx, &products).await?;
    let (mut pairs, mut cleared) = (Vec::new(), Vec::new());
    for change in changes {
        let Some(options) = &change.options else { continue };
        let product = product_of(&change.id);
        let title = known.iter().find(|v| *v.id == *change.id).map_or("", |v| v.title.as_str());
        let title = change.fields.get("title").and_then(Json::as_str).unwrap_or(title);
        let values = resolve(title, options, assigned.get(&product).map_or(&[][..], Vec::as_slice))?;
        if values.is_empty() {
            continue;
        }
        refuse_twin(&product, &change.id, &values, &existing)?;
        cleared.push(change.id.clone());
        pairs.extend(values.into_iter().map(|value| (change.id.clone(), value)));
    }
    let filter = Expr::column("variant_id").is_in(cleared);
    let delete = Delete { table: "product_variant_option", filter, returning: Vec::new() };
    let mut statements: Vec<Statement> = vec![delete.into()];
    statements.extend(add_pairs("product_variant_option", ["variant_id", "option_value_id"], pairs));
    run_all(tx, statements).await
}

/// The ids of the values that a variant names.
fn resolve(title: &str, named: &[(String, String)], options: &[AssignedOption]) -> Result<Vec<String>> {
    if !named.is_empty() && named.len() != options.len() {
        return Err(Error::invalid_data(format!(
            "Product has {} option values but there were {} provided option values for the variant: {title}.",
            options.len(),
            named.len()
        )));
    }
    named
        .iter()
        .map(|(name, value)| {
            let option = options.iter().find(|option| option.title == *name);
            let found = option.and_then(|option| option.values.iter().find(|(text, _)| text == value));
            found.map(|(_, id)| id.clone()).ok_or_else(|| {
                Error::invalid_data(format!("Option value {value} does not exist for option {name}"))
            })
        })
        .collect()
}

fn refuse_twin(product: &str, variant: &str, values: &[String], existing: &[Combination]) -> Result<()> {
    let is_twin = |other: &&Combination| {
        other.product == product
            && other.variant != variant
            && !values.is_empty()
            && values.iter().all(|value| other.values.contains(value))
    };
    match existing.iter().find(is_twin) {
        None => Ok(()),
        Some(twin) => Err(Error::invalid_data(format!(
            "Variant ({}) with provided options already exists.",
            twin.title
        ))),
    }
}

/// The variants of products with their values.
async fn combinations(tx: &Tx, products: &[String]) -> Result<Vec<Combination>> {
    let [variant, pivot] = [Alias::ROOT, Alias(1)];
    let on = Expr::Column(pivot, "variant_id").compare(Compare::Eq, Expr::Column(variant, "id"));
    let select = Select::from("product_variant")
        .left_join("product_variant_option", pivot, on)
        .expr(Expr::Column(variant, "product_id"), Type::Text)
        .expr(Expr::Column(variant, "id"), Type::Text)
        .expr(Expr::Column(variant, "title"), Type::Text)
        .expr(Expr::Column(pivot, "option_value_id"), Type::Text)
        .filter(Expr::Column(variant, "product_id").is_in(products))
        .filter(Expr::Column(variant, "deleted_at").is_null());
    let mut found: HashMap<String, Combination> = HashMap::new();
    for row in tx.run(select).await?.iter() {
        let cell = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let entry = found.entry(cell(1)).or_insert_with(|| Combination {
            product: cell(0),
            variant: cell(1),
            title: cell(2),
            values: Vec::new(),
        });
        entry.values.extend(row.get(3).and_then(Value::as_str).map(str::to_owned));
    }
    Ok(found.into_values().collect())
}

/// Puts images of the product among those that show one variant only, or takes them from there.
pub async fn change_images(
    tx: &Tx,
    add: Vec<(String, String)>,
    remove: Vec<(String, String)>,
    stamp: &Stamp,
) -> Result<()> {
    // One side is the same in all pairs, so that the pairs are all there is between both sides.
    let named = ProductVariantProductImage::VARIANT_ID
        .is_in(add.iter().chain(&remove).map(|(variant, _)| variant.as_str()))
        .and(
            ProductVariantProductImage::IMAGE_ID
                .is_in(add.iter().chain(&remove).map(|(_, image)| image.as_str())),
        );
    tx.remove::<ProductVariantProductImage>(named).await?;
    let rows = add.into_iter().map(|(variant, image)| ProductVariantProductImage {
        variant_id: variant.into(),
        image_id: image.into(),
        ..ProductVariantProductImage::new(stamp)
    });
    tx.insert(rows.collect()).await
}

/// Lets go of the images of variants that are being deleted: they show the whole product again.
pub async fn release_images(tx: &Tx, variants: &[String]) -> Result<()> {
    tx.remove::<ProductVariantProductImage>(ProductVariantProductImage::VARIANT_ID.is_in(variants))
        .await
        .map(drop)
}
