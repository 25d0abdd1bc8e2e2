//! Products with their options, images, tags and categories: made many at once, in a number of statements that does not
//! depend on how many.

use crate::service_option::{self, NewOption};
use crate::{Product, ProductImage, ProductTag};
use serde_json::{Map, Value as Json};
use std::collections::HashSet;
use stheno_database::statement::OnConflict;
use stheno_database::{Delete, Expr, Insert, Statement, Tx};
use stheno_kernel::{Error, Result, Stamp, Value};
use stheno_model::{Model as _, Records as _, dynamic};

/// A product to be made.
#[derive(Clone, Debug, Default)]
pub struct NewProduct {
    /// Columns by name, `id` among them.
    pub fields: Map<String, Json>,
    /// At least one, so that variants can be told apart.
    pub options: Vec<NewOption>,
    /// URLs, in their order.
    pub images: Vec<String>,
    /// Ids; an unknown one is refused.
    pub tags: Vec<String>,
    /// Ids.
    pub categories: Vec<String>,
}

impl NewProduct {
    /// The id.
    pub fn id(&self) -> &str {
        self.fields.get("id").and_then(Json::as_str).unwrap_or_default()
    }
}

/// Gives a new product what Medusa gives it by itself: status, handle, thumbnail.
pub fn complete(fields: &mut Map<String, Json>, first_image: Option<&str>) -> Result<()> {
    let text = |fields: &Map<String, Json>, name: &str| {
        fields.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
    };
    let title = text(fields, "title");
    if title.is_empty() {
        return Err(Error::invalid_data("Product title is required"));
    }
    if text(fields, "handle").is_empty() {
        fields.insert("handle".into(), crate::handle::of_product(&title, text(fields, "id").as_str()).into());
    }
    if text(fields, "status").is_empty() {
        fields.insert("status".into(), "draft".into());
    }
    if let (true, Some(url)) = (text(fields, "thumbnail").is_empty(), first_image) {
        fields.insert("thumbnail".into(), url.into());
    }
    restrict(fields)
}

/// What holds for new and for changed products: gift cards take no discount, handles are fit for a URL.
pub fn restrict(fields: &mut Map<String, Json>) -> Result<()> {
    if fields.get("is_giftcard") == Some(&Json::Bool(true)) {
        fields.insert("discountable".into(), false.into());
    }
    match fields.get("handle").and_then(Json::as_str) {
        Some(handle) if !handle.is_empty() && !crate::handle::is_valid(handle) => Err(Error::invalid_data(
            format!("Invalid product handle '{handle}'. It must contain URL safe characters"),
        )),
        _ => Ok(()),
    }
}

/// Makes products.
pub async fn create(tx: &Tx, products: Vec<NewProduct>, stamp: &Stamp) -> Result<()> {
    require_tags(tx, products.iter().flat_map(|p| &p.tags)).await?;
    let fields = products.iter().map(|p| p.fields.clone()).collect();
    dynamic::insert_json(tx, Product::meta(), fields, stamp).await?;
    let options = products.iter().flat_map(|p| p.options.iter().map(|o| (p.id().to_owned(), o.clone())));
    service_option::assign(tx, options.collect(), stamp).await?;
    let image = |(product, rank, url): (&str, i64, &String)| ProductImage {
        url: url.clone(),
        rank,
        product_id: product.into(),
        ..ProductImage::new(stamp)
    };
    let images = products.iter().flat_map(|p| (0..).zip(&p.images).map(|(rank, url)| (p.id(), rank, url)));
    tx.insert(images.map(image).collect()).await?;
    let pairs = |of: fn(&NewProduct) -> &Vec<String>| {
        products
            .iter()
            .flat_map(move |p| of(p).iter().map(|id| (p.id().to_owned(), id.clone())))
            .collect::<Vec<_>>()
    };
    let statements = [
        add_pairs("product_tags", ["product_id", "product_tag_id"], pairs(|p| &p.tags)),
        add_pairs(
            "product_category_product",
            ["product_id", "product_category_id"],
            pairs(|p| &p.categories),
        ),
    ];
    run_all(tx, statements.into_iter().flatten().collect()).await
}

/// Refuses tags that do not exist.
pub async fn require_tags<'a>(tx: &Tx, tags: impl Iterator<Item = &'a String>) -> Result<()> {
    let mut asked: Vec<&String> = tags.collect();
    if asked.is_empty() {
        return Ok(());
    }
    let wanted: HashSet<&String> = asked.iter().copied().collect();
    let known = tx.find::<ProductTag>(ProductTag::ID.is_in(wanted)).await?;
    let known: HashSet<&str> = known.iter().map(|tag| tag.id.as_str()).collect();
    asked.retain(|id| !known.contains(id.as_str()));
    match asked.first() {
        None => Ok(()),
        Some(id) => Err(Error::invalid_data(format!(
            "Tag with id {id} not found. Please create the tag before associating it with the product."
        ))),
    }
}

/// Puts a product's tags, or its categories, in the place of those that it has.
pub async fn replace_pairs(tx: &Tx, kind: Membership, product: &str, ids: &[String]) -> Result<()> {
    let (table, columns) = kind.pivot();
    let delete = Delete { table, filter: Expr::column(columns[0]).eq(product), returning: Vec::new() };
    let pairs = ids.iter().map(|id| (product.to_owned(), id.clone())).collect();
    let mut statements: Vec<Statement> = vec![delete.into()];
    statements.extend(add_pairs(table, columns, pairs));
    run_all(tx, statements).await
}

/// Adds products to a category, and takes others out.
pub async fn change_category(tx: &Tx, category: &str, add: &[String], remove: &[String]) -> Result<()> {
    let (table, columns) = Membership::Categories.pivot();
    let mut statements: Vec<Statement> = Vec::new();
    if !remove.is_empty() {
        let filter = Expr::column(columns[1]).eq(category).and(Expr::column(columns[0]).is_in(remove));
        statements.push(Delete { table, filter, returning: Vec::new() }.into());
    }
    let pairs = add.iter().map(|id| (id.clone(), category.to_owned())).collect();
    statements.extend(add_pairs(table, columns, pairs));
    run_all(tx, statements).await
}

/// What a product can be a member of.
#[derive(Clone, Copy, Debug)]
pub enum Membership {
    /// Tags.
    Tags,
    /// Categories.
    Categories,
}

impl Membership {
    fn pivot(self) -> (&'static str, [&'static str; 2]) {
        match self {
            Self::Tags => ("product_tags", ["product_id", "product_tag_id"]),
            Self::Categories => ("product_category_product", ["product_id", "product_category_id"]),
        }
    }
}

/// Puts images in the place of those that a product has; one that is named by its id stays the record that it is.
pub async fn replace_images(
    tx: &Tx,
    product: &str,
    images: Vec<(Option<String>, String)>,
    stamp: &Stamp,
) -> Result<()> {
    let old = tx.find::<ProductImage>(ProductImage::PRODUCT_ID.eq(product)).await?;
    let mut kept = Vec::with_capacity(images.len());
    for (rank, (id, url)) in (0..).zip(images) {
        let known = id.and_then(|id| old.iter().find(|image| *image.id == *id)).cloned();
        let image =
            known.unwrap_or_else(|| ProductImage { product_id: product.into(), ..ProductImage::new(stamp) });
        kept.push(ProductImage { url, rank, updated_at: stamp.now, ..image });
    }
    let gone: Vec<String> = old
        .iter()
        .filter(|image| kept.iter().all(|kept| kept.id != image.id))
        .map(|image| image.id.to_string())
        .collect();
    if !gone.is_empty() {
        tx.remove::<ProductImage>(ProductImage::ID.is_in(gone)).await?;
    }
    let conflict = stheno_model::Conflict {
        target: vec!["id"],
        target_filter: None,
        update: vec!["url", "rank", "updated_at"],
    };
    tx.upsert(kept, conflict).await
}

/// Rows of a pivot that has its two keys and nothing else; pairs that are there stay.
pub(crate) fn add_pairs(
    table: &'static str,
    columns: [&'static str; 2],
    mut pairs: Vec<(String, String)>,
) -> Option<Statement> {
    pairs.sort();
    pairs.dedup();
    let rows: Vec<Vec<Value>> = pairs.into_iter().map(|(a, b)| vec![a.into(), b.into()]).collect();
    let on_conflict = Some(OnConflict { target: columns.to_vec(), target_filter: None, update: Vec::new() });
    (!rows.is_empty())
        .then(|| Insert { table, columns: columns.to_vec(), rows, on_conflict, returning: Vec::new() }.into())
}

pub(crate) async fn run_all(tx: &Tx, statements: Vec<Statement>) -> Result<()> {
    if !statements.is_empty() {
        tx.run_all(statements).await?;
    }
    Ok(())
}
