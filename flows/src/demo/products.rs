//! Writes the tables of `catalogue` as products, with prices and stock.

use super::Ids;
use super::catalogue::{CATEGORIES, COLLECTIONS, Category, PICTURES, PRODUCTS, Product as Line, TAGS, TYPES};
use super::places::{self, Offer};
use std::collections::HashMap;
use stheno_database::Insert;
use stheno_ids::{ProductId, ProductOptionValueId};
use stheno_inventory::{InventoryItem, InventoryLevel};
use stheno_kernel::{Amount, Result, Stamp, Value};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records as _};
use stheno_product::{
    Product, ProductCategory, ProductCollection, ProductImage, ProductOption, ProductOptionValue,
    ProductProductOption, ProductProductOptionValue, ProductTag, ProductType, ProductVariant,
};
use stheno_workflow::FlowTx;
use stheno_workflow::steps::create_remote_link_step;

/// Ids by handle or value.
type Named<T> = HashMap<&'static str, T>;

/// What products are sorted by.
struct Shelves {
    categories: Named<String>,
    collections: Named<stheno_ids::ProductCollectionId>,
    types: Named<stheno_ids::ProductTypeId>,
    tags: Named<String>,
}

/// The whole catalogue; the rows of each table in one statement.
pub(super) async fn create(cx: &FlowTx, ids: &Ids) -> Result<()> {
    let shelves = shelves(cx).await?;
    cx.step("create-products").await?;
    let mut rows = Rows::default();
    for line in &PRODUCTS {
        rows.add(cx.stamp(), line, &shelves, ids);
    }
    rows.write(cx).await
}

async fn shelves(cx: &FlowTx) -> Result<Shelves> {
    cx.step("create-product-categories").await?;
    let stamp = cx.stamp();
    let mut categories: Vec<ProductCategory> = Vec::new();
    for Category(name, handle, parent) in &CATEGORIES {
        let parent = parent.and_then(|parent| categories.iter().find(|c| c.handle == parent));
        let mut row = ProductCategory {
            name: (*name).into(),
            handle: (*handle).into(),
            is_active: true,
            parent_category_id: parent.map(|parent| parent.id.clone()),
            ..ProductCategory::new(stamp)
        };
        row.mpath =
            parent.map_or_else(|| row.id.to_string(), |parent| format!("{}.{}", parent.mpath, row.id));
        let siblings = categories.iter().filter(|c| c.parent_category_id == row.parent_category_id).count();
        row.rank = i64::try_from(siblings).unwrap_or_default();
        categories.push(row);
    }
    let collections = COLLECTIONS.map(|(title, handle)| ProductCollection {
        title: title.into(),
        handle: handle.into(),
        ..ProductCollection::new(stamp)
    });
    let types = TYPES.map(|value| ProductType { value: value.into(), ..ProductType::new(stamp) });
    let tags = TAGS.map(|value| ProductTag { value: value.into(), ..ProductTag::new(stamp) });
    let shelves = Shelves {
        categories: CATEGORIES.iter().map(|c| c.1).zip(categories.iter().map(|c| c.id.to_string())).collect(),
        collections: COLLECTIONS.iter().map(|c| c.1).zip(collections.iter().map(|c| c.id.clone())).collect(),
        types: TYPES.into_iter().zip(types.iter().map(|t| t.id.clone())).collect(),
        tags: TAGS.into_iter().zip(tags.iter().map(|t| t.id.to_string())).collect(),
    };
    cx.insert(categories).await?;
    cx.insert(collections.into()).await?;
    cx.insert(types.into()).await?;
    cx.insert(tags.into()).await?;
    Ok(shelves)
}

/// Rows of every table that a product has a part in.
#[derive(Default)]
struct Rows {
    products: Vec<Product>,
    images: Vec<ProductImage>,
    options: Vec<ProductOption>,
    values: Vec<ProductOptionValue>,
    product_options: Vec<ProductProductOption>,
    product_values: Vec<ProductProductOptionValue>,
    variants: Vec<ProductVariant>,
    items: Vec<InventoryItem>,
    levels: Vec<InventoryLevel>,
    in_categories: Vec<[String; 2]>,
    tagged: Vec<[String; 2]>,
    chosen: Vec<[String; 2]>,
    links: Vec<LinkInput>,
    offers: Vec<Offer>,
}

impl Rows {
    fn add(&mut self, stamp: &Stamp, line: &Line, shelves: &Shelves, ids: &Ids) {
        let picture = |name: &&str| format!("{PICTURES}{name}");
        let product = Product {
            title: line.title.into(),
            handle: line.handle.into(),
            description: Some(line.description.into()),
            status: "published".into(),
            thumbnail: line.pictures.first().map(picture),
            material: Some(line.material.into()),
            weight: Some(f64::from(i32::try_from(line.weight).unwrap_or_default())),
            type_id: shelves.types.get(line.kind).cloned(),
            collection_id: shelves.collections.get(line.collection).cloned(),
            ..Product::new(stamp)
        };
        let id = product.id.clone();
        self.images.extend(line.pictures.iter().zip(0..).map(|(name, rank)| ProductImage {
            url: picture(name),
            rank,
            product_id: id.clone(),
            ..ProductImage::new(stamp)
        }));
        let in_category = shelves.categories.get(line.category);
        self.in_categories.extend(in_category.map(|category| [id.to_string(), category.clone()]));
        let tags = line.tags.iter().filter_map(|tag| shelves.tags.get(tag));
        self.tagged.extend(tags.map(|tag| [id.to_string(), tag.clone()]));
        let own = ("product", "product_id", id.as_str());
        self.links.extend([
            LinkInput::new(own, ("sales_channel", "sales_channel_id", ids.channel.as_str())),
            LinkInput::new(own, ("fulfillment", "shipping_profile_id", ids.profile.as_str())),
        ]);
        self.products.push(product);
        let sizes = self.add_option(stamp, &id, "Size", line.sizes);
        let colors = self.add_option(stamp, &id, "Color", line.colors);
        let mut rank = 0;
        for (size, size_id) in line.sizes.iter().zip(&sizes) {
            for (color, color_id) in line.colors.iter().zip(&colors) {
                let variant = ProductVariant {
                    title: format!("{size} / {color}"),
                    sku: Some(sku(&[line.handle, size, color])),
                    weight: Some(f64::from(i32::try_from(line.weight).unwrap_or_default())),
                    variant_rank: Some(rank),
                    product_id: Some(id.clone()),
                    ..ProductVariant::new(stamp)
                };
                rank += 1;
                self.chosen
                    .extend([size_id, color_id].map(|value| [variant.id.to_string(), value.to_string()]));
                self.add_stock(stamp, line, &variant, ids);
                let prices = vec![("eur", line.price.0), ("usd", line.price.1)];
                self.offers.push((("product", "variant_id", variant.id.to_string()), prices));
                self.variants.push(variant);
            }
        }
    }

    /// An option of one product, with its values.
    fn add_option(
        &mut self,
        stamp: &Stamp,
        product: &ProductId,
        title: &str,
        values: &[&str],
    ) -> Vec<ProductOptionValueId> {
        let option = ProductOption { title: title.into(), is_exclusive: true, ..ProductOption::new(stamp) };
        let used = ProductProductOption {
            product_id: product.clone(),
            product_option_id: option.id.clone(),
            ..ProductProductOption::new(stamp)
        };
        let values: Vec<ProductOptionValue> = values
            .iter()
            .zip(0..)
            .map(|(value, rank)| ProductOptionValue {
                value: (*value).into(),
                rank: Some(rank),
                option_id: Some(option.id.clone()),
                ..ProductOptionValue::new(stamp)
            })
            .collect();
        let value_ids: Vec<_> = values.iter().map(|value| value.id.clone()).collect();
        self.product_values.extend(value_ids.iter().map(|value| ProductProductOptionValue {
            product_product_option_id: used.id.clone(),
            product_option_value_id: value.clone(),
            ..ProductProductOptionValue::new(stamp)
        }));
        self.options.push(option);
        self.product_options.push(used);
        self.values.extend(values);
        value_ids
    }

    fn add_stock(&mut self, stamp: &Stamp, line: &Line, variant: &ProductVariant, ids: &Ids) {
        let item = InventoryItem {
            sku: variant.sku.clone(),
            title: Some(variant.title.clone()),
            description: Some(variant.title.clone()),
            weight: Some(line.weight),
            ..InventoryItem::new(stamp)
        };
        self.levels.push(InventoryLevel {
            location_id: ids.location.clone(),
            stocked_quantity: Amount::from(line.stock),
            inventory_item_id: item.id.clone(),
            ..InventoryLevel::new(stamp)
        });
        let of_item = ("inventory", "inventory_item_id", item.id.as_str());
        let of_variant = ("product", "variant_id", variant.id.as_str());
        self.links.push(LinkInput::new(of_variant, of_item).with("required_quantity", 1));
        self.items.push(item);
    }

    async fn write(self, cx: &FlowTx) -> Result<()> {
        cx.insert(self.products).await?;
        cx.insert(self.images).await?;
        cx.insert(self.options).await?;
        cx.insert(self.values).await?;
        cx.insert(self.product_options).await?;
        cx.insert(self.product_values).await?;
        cx.insert(self.variants).await?;
        for (table, columns, rows) in [
            ("product_category_product", ["product_id", "product_category_id"], self.in_categories),
            ("product_tags", ["product_id", "product_tag_id"], self.tagged),
            ("product_variant_option", ["variant_id", "option_value_id"], self.chosen),
        ] {
            pair(cx, table, columns, rows).await?;
        }
        cx.step("create-inventory-items").await?;
        cx.insert(self.items).await?;
        cx.insert(self.levels).await?;
        create_remote_link_step(cx, self.links).await?;
        places::prices(cx, self.offers).await
    }
}

/// Rows of a pivot table without a record of its own.
async fn pair(
    cx: &FlowTx,
    table: &'static str,
    columns: [&'static str; 2],
    rows: Vec<[String; 2]>,
) -> Result<()> {
    let rows = rows.into_iter().map(|row| row.map(Value::from).into()).collect();
    let insert = Insert { table, columns: columns.into(), rows, on_conflict: None, returning: Vec::new() };
    cx.execute(insert).await.map(drop)
}

/// `HARBOUR-TEE-S-BLACK`
fn sku(parts: &[&str]) -> String {
    parts.join("-").to_uppercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_tables_name_only_what_they_hold() {
        let handles: HashSet<&str> = CATEGORIES.iter().map(|c| c.1).collect();
        let collections: HashSet<&str> = COLLECTIONS.iter().map(|c| c.1).collect();
        for line in &PRODUCTS {
            assert!(
                handles.contains(line.category) && collections.contains(line.collection),
                "{}",
                line.handle
            );
            assert!(
                TYPES.contains(&line.kind) && line.tags.iter().all(|tag| TAGS.contains(tag)),
                "{}",
                line.handle
            );
            assert!(!line.pictures.is_empty() && line.stock > 0 && line.price.0 > 0 && line.price.1 > 0);
        }
        let products: HashSet<&str> = PRODUCTS.iter().map(|line| line.handle).collect();
        assert!(products.len() == PRODUCTS.len() && products.len() >= 20);
        assert_eq!(sku(&["captains-mug", "One size", "White"]), "CAPTAINS-MUG-ONE-SIZE-WHITE");
    }
}
