//! `$or` whose branches cross relations.
//!
//! No index serves such an `OR`, and PostgreSQL would walk the whole table with both lists in hand. So the branches are
//! selects of their own, each planned for itself, and the keys that they find are one list.

use super::FilterCompiler;
use crate::registry::EntityIx;
use crate::sql::alive;
use serde_json::Value as Json;
use stheno_database::{Alias, Expr, Select, Type};
use stheno_kernel::Result;

/// Selects in one union at most: SQLite takes 500. More branches are tested row by row.
const SELECTS_MAX: usize = 100;

impl FilterCompiler<'_> {
    /// Any of the filters holds.
    pub(super) fn any(&mut self, entity: EntityIx, at: Alias, json: &Json) -> Result<Expr> {
        let branches: Vec<&Json> = match json {
            Json::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let (crossing, plain): (Vec<&Json>, Vec<&Json>) =
            branches.iter().copied().partition(|branch| self.crosses(entity, branch));
        let selects = crossing.len() + usize::from(!plain.is_empty());
        if !self.chooses || crossing.is_empty() || !(2..=SELECTS_MAX).contains(&selects) {
            return Ok(Expr::Or(self.list(entity, at, "$or", json)?));
        }
        let mut union: Vec<Select> = Vec::with_capacity(selects);
        for branch in crossing {
            union.push(self.branch(entity, at, &[branch])?);
        }
        if !plain.is_empty() {
            union.push(self.branch(entity, at, &plain)?);
        }
        Ok(self.one_list(entity, at, union))
    }

    /// The row's key is among those that one of the selects finds.
    pub(super) fn one_list(&self, entity: EntityIx, at: Alias, union: Vec<Select>) -> Expr {
        let mut union = union.into_iter();
        let key = Expr::Column(at, self.graph.entity(entity).meta.key());
        let Some(first) = union.next() else { return Expr::never() };
        Expr::InSelect(Box::new(key), Box::new(Select { union: union.collect(), ..first }))
    }

    /// The keys of the rows for which any of these filters holds.
    fn branch(&mut self, entity: EntityIx, at: Alias, filters: &[&Json]) -> Result<Select> {
        self.keys_where(entity, at, |this, again| {
            filters.iter().map(|filter| this.filters(entity, again, filter)).collect()
        })
    }

    /// The keys of the rows for which any of the conditions holds, which are given another name of the rows' table.
    pub(super) fn keys_where(
        &mut self,
        entity: EntityIx,
        at: Alias,
        any: impl FnOnce(&mut Self, Alias) -> Result<Vec<Expr>>,
    ) -> Result<Select> {
        let meta = self.graph.entity(entity).meta;
        let again = self.alias();
        // The root under another name is still the root, whose deleted rows may be asked for.
        let root = self.root;
        if at == root {
            self.root = again;
        }
        let found = any(self, again)?;
        self.root = root;
        let select = Select::from_as(meta.table, again).column(meta.key(), Type::Text);
        let is_live = if self.with_deleted && at == root { Expr::always() } else { alive(meta, again) };
        Ok(select.filter(is_live).filter(Expr::Or(found)))
    }

    /// Whether a filter names more than own columns.
    fn crosses(&self, entity: EntityIx, json: &Json) -> bool {
        let info = self.graph.entity(entity);
        match json {
            Json::Object(object) => object.iter().any(|(name, value)| match name.as_str() {
                "$and" | "$or" | "$not" => self.crosses(entity, value),
                "q" => !info.searched.is_empty(),
                name => info.meta.field(name.split('.').next().unwrap_or(name)).is_none(),
            }),
            Json::Array(list) => list.iter().any(|json| self.crosses(entity, json)),
            _ => false,
        }
    }
}
