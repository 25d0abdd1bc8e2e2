//! What is asked of the graph.

use crate::compute::Context;
use crate::field_tree::HIDDEN;
use crate::held::Held;
use crate::planner::refuse_depth;
use serde_json::Value as Json;
use std::any::Any;
use std::sync::Arc;
use stheno_database::Expr;
use stheno_kernel::{Error, Result};
use stheno_model::{Model, ModelMeta};

/// Which rows of a nested list are shown, to each record their own.
#[derive(Clone, Debug, Default)]
pub struct RelationPage {
    /// Rows passed over.
    pub skip: u64,
    /// Rows at most.
    pub take: Option<u64>,
    /// Field paths from the relation on; `true` is descending.
    pub order: Vec<(String, bool)>,
    /// A filter in Medusa's JSON form.
    pub filter: Option<Json>,
}

/// How much may be asked for; `None` is as much as the graph itself allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Names one behind the other, in fields, filters and sort keys.
    pub depth: Option<usize>,
    /// Rows of a page, of the root and of nested lists.
    pub take: Option<u64>,
}

/// Which relations to other modules must have a row for every key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Needed {
    #[default]
    None,
    All,
    /// Those that lead to one of these modules or links.
    To(Vec<String>),
}

/// A question to the graph. Field grammar: `id`, `*` , `rel.col`, `rel.*`, `*rel`, to any depth.
#[derive(Clone, Default)]
pub struct GraphRequest {
    pub(crate) entity: String,
    /// The entity itself, where it was not asked for by a name.
    pub(crate) model: Option<&'static ModelMeta>,
    pub(crate) fields: Vec<String>,
    pub(crate) filters: Vec<Json>,
    pub(crate) condition: Option<Expr>,
    pub(crate) order: Vec<(String, bool)>,
    pub(crate) skip: Option<u64>,
    pub(crate) take: Option<u64>,
    pub(crate) with_deleted: bool,
    pub(crate) context: Context,
    pub(crate) narrow: Vec<(&'static str, Json)>,
    pub(crate) lenient: bool,
    /// By path, sorted.
    pub(crate) relations: Vec<(String, RelationPage)>,
    pub(crate) deleted_in: Vec<String>,
    pub(crate) needs_keys: bool,
    pub(crate) needed: Needed,
    pub(crate) limits: Limits,
    pub(crate) client_context: Option<Json>,
    pub(crate) held: Held,
}

impl GraphRequest {
    /// Asks for an entity by any of its names.
    pub fn new(entity: impl Into<String>) -> Self {
        Self { entity: entity.into(), ..Self::default() }
    }
    /// Asks for a model's entity.
    pub fn of<M: Model>() -> Self {
        let meta = M::meta();
        Self { entity: meta.table.to_owned(), model: Some(meta), ..Self::default() }
    }
    /// Adds fields.
    pub fn fields<S: Into<String>>(mut self, fields: impl IntoIterator<Item = S>) -> Self {
        self.fields.extend(fields.into_iter().map(Into::into));
        self
    }
    /// Adds filters in Medusa's JSON form; repeated calls all hold.
    pub fn filter(mut self, filters: Json) -> Self {
        self.filters.push(filters);
        self
    }
    /// Adds a condition over the root table ([`stheno_database::Alias::ROOT`]), for callers in Rust.
    pub fn condition(mut self, condition: Expr) -> Self {
        self.condition = Some(match self.condition.take() {
            Some(before) => before.and(condition),
            None => condition,
        });
        self
    }
    /// Sorts by a field path; `true` is descending.
    pub fn order(mut self, path: impl Into<String>, descending: bool) -> Self {
        self.order.push((path.into(), descending));
        self
    }
    /// A page, with an exact count of all rows that match.
    pub fn page(mut self, skip: u64, take: u64) -> Self {
        self.skip = Some(skip);
        self.take = Some(take);
        self
    }
    /// At most this many rows, without a count.
    pub fn take(mut self, rows: u64) -> Self {
        self.take = Some(rows);
        self
    }
    /// Soft-deleted rows of the root too.
    pub fn with_deleted(mut self, with: bool) -> Self {
        self.with_deleted = with;
        self
    }
    /// Adds paths that are fetched, for computed fields or to be read by name, and not shown.
    pub fn hidden<'a>(mut self, paths: impl IntoIterator<Item = &'a str>) -> Self {
        self.fields.extend(paths.into_iter().map(|path| format!("{HIDDEN}{path}")));
        self
    }
    /// Passes over fields that nothing knows, as routes do: strangers are an error otherwise.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }
    /// Narrows the rows of every relation of this name, at any depth, to those that match a filter in Medusa's JSON form.
    pub fn narrow(mut self, relation: &'static str, filters: Json) -> Self {
        self.narrow.push((relation, filters));
        self
    }
    /// Hands a computed field (`calculated_price`) what it needs to know.
    pub fn context<T: Any + Send + Sync>(mut self, field: impl Into<String>, value: T) -> Self {
        self.context.insert(field, Arc::new(value));
        self
    }
    /// A page, an order and a filter of a nested list, which must be among the fields: `items`, `items.adjustments`. Where
    /// something computed needs the list, [`crate::RowView::children`] finds the whole of it; only JSON shows the page.
    pub fn relation(mut self, path: impl Into<String>, page: RelationPage) -> Self {
        let path = path.into();
        match self.relations.binary_search_by(|(known, _)| known.cmp(&path)) {
            Ok(at) => self.relations[at].1 = page,
            Err(at) => self.relations.insert(at, (path, page)),
        }
        self
    }
    /// Soft-deleted rows of these relations too.
    pub fn with_deleted_in<S: Into<String>>(mut self, paths: impl IntoIterator<Item = S>) -> Self {
        self.deleted_in.extend(paths.into_iter().map(Into::into));
        self
    }
    /// Refuses to answer where the filters name no primary key, or one without a row.
    pub fn throw_if_key_not_found(mut self) -> Self {
        self.needs_keys = true;
        self
    }
    /// Refuses to answer where a record hangs on one of another module that is not there.
    pub fn throw_if_relation_not_found(mut self) -> Self {
        self.needed = Needed::All;
        self
    }
    /// As [`GraphRequest::throw_if_relation_not_found`], for relations to these modules and links only (`customer`).
    pub fn throw_if_relations_not_found<S: Into<String>>(mut self, to: impl IntoIterator<Item = S>) -> Self {
        self.needed = Needed::To(to.into_iter().map(Into::into).collect());
        self
    }
    /// Limits what may be asked for; Rust callers have no limits unless they say so.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
    /// Answers with rows that the caller holds; the rest is read. The answer is the same as if all were read.
    pub fn holding(mut self, held: Held) -> Self {
        self.held = held.settled();
        self
    }
    /// What a client sent as `context`, which is not read here.
    pub fn client_context(&self) -> Option<&Json> {
        self.client_context.as_ref()
    }

    /// Refuses what lies beyond the limits; filters are looked at where they are compiled.
    pub(crate) fn refuse_excess(&self) -> Result<()> {
        if let Some(depth) = self.limits.depth {
            let orders = |order: &'_ [(String, bool)], at: &str| -> Result<()> {
                order.iter().try_for_each(|(path, _)| refuse_depth(&format!("{at}{path}"), depth))
            };
            self.fields
                .iter()
                .filter(|field| !field.starts_with(HIDDEN))
                .try_for_each(|field| refuse_depth(field, depth))?;
            orders(&self.order, "")?;
            for (path, page) in &self.relations {
                orders(&page.order, &format!("{path}."))?;
            }
        }
        let takes = self.relations.iter().map(|(path, page)| (path.as_str(), page.take));
        for (path, take) in std::iter::once(("", self.take)).chain(takes) {
            let beyond = take.zip(self.limits.take).filter(|(take, most)| take > most);
            if let Some((take, most)) = beyond {
                let of = if path.is_empty() { String::new() } else { format!(" of relation '{path}'") };
                let sentence = format!("take{of} may not be more than {most}, received {take}");
                return Err(Error::invalid_data(sentence));
            }
        }
        Ok(())
    }
}
