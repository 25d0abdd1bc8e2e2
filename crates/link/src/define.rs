//! A shop's own links, with the names that Medusa's `defineLink` gives.
//!
//! ```
//! use stheno_link::{LinkRegistry, define_link, read_only, side};
//! use stheno_model::Model;
//!
//! /// A product.
//! #[derive(Model, Clone, Debug, Default)]
//! #[model(module = "product", entity = "Product", table = "product", prefix = "prod", linkable("product_id"))]
//! pub struct Product {
//!     #[field(id)]
//!     pub id: String,
//! }
//!
//! /// A brand, with the collection that shows it.
//! #[derive(Model, Clone, Debug, Default)]
//! #[model(module = "brand", entity = "Brand", table = "brand", prefix = "brand", linkable("brand_id"))]
//! pub struct Brand {
//!     #[field(id)]
//!     pub id: String,
//!     pub flagship_id: Option<String>,
//! }
//!
//! let mut registry = LinkRegistry::default();
//! // `product.brand` and `brand.products`, in the table `product_product_brand_brand`.
//! registry.define(define_link(side(Product::meta).list(), side(Brand::meta)))?;
//! // `brand.flagship`, by a column and without a table.
//! registry.define_read_only(read_only((Brand::meta, "flagship_id"), Product::meta).alias("flagship"))?;
//! assert!(registry.by_table("product_product_brand_brand").is_some());
//! # Ok::<(), stheno_kernel::Error>(())
//! ```

use crate::definition::{Extra, LinkDefinition, LinkRegistry, ReadOnlyLink, Shortcut, Side};
use crate::naming::{joined, pascal_case, plural, short_table_name, snake_case};
use crate::pivot::{leak, leak_text};
use stheno_kernel::{Error, Result};
use stheno_model::ModelMeta;

/// One side of a link to be.
#[derive(Clone)]
pub struct SideBuilder {
    model: fn() -> &'static ModelMeta,
    key: Option<String>,
    alias: Option<String>,
    is_list: bool,
    delete_cascade: bool,
}

/// A side of one row at most.
pub fn side(model: fn() -> &'static ModelMeta) -> SideBuilder {
    SideBuilder { model, key: None, alias: None, is_list: false, delete_cascade: false }
}

impl SideBuilder {
    /// Many rows of this side may hang on one row of the other.
    pub fn list(mut self) -> Self {
        self.is_list = true;
        self
    }
    /// Rows of this side are deleted with the other side's.
    pub fn delete_cascade(mut self) -> Self {
        self.delete_cascade = true;
        self
    }
    /// The name in Query instead of the model's: needed where two links join the same pair.
    pub fn alias(mut self, alias: &str) -> Self {
        self.alias = Some(alias.to_owned());
        self
    }
    /// The linkable key instead of the model's first.
    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    fn column(&self) -> Result<&'static str> {
        let meta = (self.model)();
        let found = match &self.key {
            Some(key) => meta.linkable.iter().find(|k| *k == key),
            None => meta.linkable.first(),
        };
        found.copied().ok_or_else(|| match &self.key {
            Some(key) => Error::invalid_data(format!("Key {key} is not linkable on service {}", meta.module)),
            None => Error::invalid_data("Invalid linkable passed for the argument"),
        })
    }

    fn alias_name(&self) -> &'static str {
        leak_text(self.alias.clone().unwrap_or_else(|| snake_case((self.model)().entity)))
    }

    fn shown_as(&self, alias: &'static str) -> &'static str {
        if self.is_list { leak_text(plural(alias)) } else { alias }
    }
}

/// A link to be.
pub struct LinkBuilder {
    left: SideBuilder,
    right: SideBuilder,
    table: Option<String>,
    id_prefix: Option<String>,
    extra: Vec<Extra>,
}

/// A stored link: one to one unless a side is a [`list`](SideBuilder::list). Left and right are the order in which
/// callers name the keys.
pub fn define_link(left: SideBuilder, right: SideBuilder) -> LinkBuilder {
    LinkBuilder { left, right, table: None, id_prefix: None, extra: Vec::new() }
}

impl LinkBuilder {
    /// The pivot table's name.
    pub fn table(mut self, name: &str) -> Self {
        self.table = Some(name.to_owned());
        self
    }
    /// The prefix of row ids, without `_`; `link` by default.
    pub fn id_prefix(mut self, prefix: &str) -> Self {
        self.id_prefix = Some(prefix.to_owned());
        self
    }
    /// A further column of the pivot table.
    pub fn extra_column(mut self, column: Extra) -> Self {
        self.extra.push(column);
        self
    }

    /// The definition; fails where a key is not one that the model can be linked by.
    pub fn build(self) -> Result<LinkDefinition> {
        let (left_key, right_key) = (self.left.column()?, self.right.column()?);
        let (left_alias, right_alias) = (self.left.alias_name(), self.right.alias_name());
        let (left_module, right_module) = ((self.left.model)().module, (self.right.model)().module);
        let full =
            self.table.clone().unwrap_or_else(|| joined(&[left_module, left_key, right_module, right_key]));
        let short = short_table_name(&full);
        let entity = leak_text(pascal_case(&format!("link_{full}")));
        let long_table = (short != full).then(|| leak_text(full));
        let service = joined(&[left_module, left_alias, right_module, right_alias, "link"]);
        if left_key == right_key {
            return Err(Error::invalid_data(format!("Both sides of a link cannot be named by {left_key}")));
        }
        Ok(LinkDefinition {
            table: leak_text(short),
            long_table,
            service: leak_text(pascal_case(&service)),
            entity,
            id_prefix: leak_text(self.id_prefix.unwrap_or_else(|| "link".to_owned())),
            aliases: leak(vec![leak_text(format!("{left_alias}_{right_alias}"))]),
            left: built(&self.left, (left_key, left_alias), &self.right, right_alias),
            right: built(&self.right, (right_key, right_alias), &self.left, left_alias),
            extra: leak(self.extra),
            flag: None,
        })
    }
}

fn built(
    own: &SideBuilder,
    (column, alias): (&'static str, &'static str),
    other: &SideBuilder,
    other_alias: &'static str,
) -> Side {
    let shortcut = Shortcut {
        name: other.shown_as(other_alias),
        path: other_alias,
        is_list: other.is_list,
        forward: Some(other_alias),
    };
    Side {
        model: own.model,
        column,
        alias,
        many: own.is_list,
        delete_cascade: own.delete_cascade,
        link_field: leak_text(format!("{other_alias}_link")),
        link_is_list: other.is_list,
        shortcuts: leak(vec![shortcut]),
    }
}

/// A read-only link to be.
pub struct ReadOnlyBuilder {
    model: fn() -> &'static ModelMeta,
    own: String,
    target: fn() -> &'static ModelMeta,
    target_key: Option<String>,
    alias: Option<String>,
    is_list: bool,
    shortcuts: Vec<Shortcut>,
}

/// A link without a table: `own`, a column of the left model, holds or matches the target's key. It goes one way.
pub fn read_only(
    (model, own): (fn() -> &'static ModelMeta, &str),
    target: fn() -> &'static ModelMeta,
) -> ReadOnlyBuilder {
    ReadOnlyBuilder {
        model,
        own: own.to_owned(),
        target,
        target_key: None,
        alias: None,
        is_list: false,
        shortcuts: Vec::new(),
    }
}

impl ReadOnlyBuilder {
    /// The target's column to match instead of its primary key.
    pub fn matching(mut self, column: &str) -> Self {
        self.target_key = Some(column.to_owned());
        self
    }
    /// The field's name instead of the target model's.
    pub fn alias(mut self, alias: &str) -> Self {
        self.alias = Some(alias.to_owned());
        self
    }
    /// The field shows a list; it is there under its plural too.
    pub fn list(mut self) -> Self {
        self.is_list = true;
        self
    }

    /// A further field of the left model, which stands for a path that begins there (`brand.owner`).
    pub fn shortcut(mut self, shortcut: Shortcut) -> Self {
        self.shortcuts.push(shortcut);
        self
    }

    /// The fields; fails where a column is unknown.
    pub fn build(self) -> Result<Vec<ReadOnlyLink>> {
        let (from, to) = ((self.model)(), (self.target)());
        if self.own.is_empty() {
            return Err(Error::invalid_data(
                "ReadOnly link requires \"linkable\" and \"field\" to be defined for the left service.",
            ));
        }
        let own = column_of(from, &self.own)?;
        let target_key = self.target_key.as_deref().map_or(Ok(to.key()), |key| column_of(to, key))?;
        let alias = self.alias.unwrap_or_else(|| snake_case(to.entity));
        let mut names = vec![alias.clone()];
        if self.is_list {
            names.push(plural(&alias));
            names.dedup();
        }
        let mut shortcuts = leak(self.shortcuts);
        let link = |field| ReadOnlyLink {
            model: self.model,
            field: leak_text(field),
            target: self.target,
            own,
            target_key,
            is_list: self.is_list,
            // Of two fields for one link, the first brings them.
            shortcuts: std::mem::take(&mut shortcuts),
            flag: None,
        };
        Ok(names.into_iter().map(link).collect())
    }
}

fn column_of(meta: &'static ModelMeta, name: &str) -> Result<&'static str> {
    meta.field(name).map(|f| f.name).ok_or_else(|| {
        Error::invalid_data(format!("{} of module {} has no column {name}", meta.entity, meta.module))
    })
}

impl LinkRegistry {
    /// Adds a shop's link; fails where its service, its table or the field it gives a model is taken.
    pub fn define(&mut self, link: LinkBuilder) -> Result<()> {
        let link = link.build()?;
        if self.stored().any(|(known, _)| known.service == link.service || known.table == link.table) {
            return Err(Error::invalid_data(format!("Link module {} already defined.", link.service)));
        }
        for side in link.sides() {
            let names = side.shortcuts.iter().map(|s| s.name).chain([side.link_field]);
            for name in names {
                self.check_free((side.model)(), name)?;
            }
        }
        self.add(link);
        Ok(())
    }

    /// Adds a shop's read-only link; fails where the field it gives the model is taken.
    pub fn define_read_only(&mut self, link: ReadOnlyBuilder) -> Result<()> {
        for link in link.build()? {
            for name in link.shortcuts.iter().map(|s| s.name).chain([link.field]) {
                self.check_free((link.model)(), name)?;
            }
            self.add_read_only(link);
        }
        Ok(())
    }

    fn check_free(&self, meta: &'static ModelMeta, name: &str) -> Result<()> {
        let is_ours = |model: fn() -> &'static ModelMeta| model().table == meta.table;
        let by_link = self.stored().flat_map(|(link, _)| link.sides()).any(|side| {
            is_ours(side.model) && (side.link_field == name || side.shortcuts.iter().any(|s| s.name == name))
        });
        let by_read_only = self.read_only().iter().any(|link| {
            is_ours(link.model) && (link.field == name || link.shortcuts.iter().any(|s| s.name == name))
        });
        if by_link || by_read_only || meta.relation(name).is_some() || meta.field(name).is_some() {
            let service = meta.module;
            return Err(Error::invalid_data(format!(
                "Cannot add alias \"{name}\" for \"{service}\". It is already defined for Service \"{service}\"."
            )));
        }
        Ok(())
    }
}
