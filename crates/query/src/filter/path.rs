//! How a filter crosses a relation.
//!
//! A condition that may choose rows is a list of keys, `key IN (SELECT ..)`, which the database works out once, from
//! the far end, and begins with where that is cheap. One that tests rows found otherwise (the caller named their keys, or
//! they are negated) is an `EXISTS` for each of them: it never reads more than belongs to them, and it is never null.

use super::FilterCompiler;
use crate::registry::{EntityIx, Hop, Relation};
use crate::sql::alive;
use serde_json::Value as Json;
use stheno_database::{Alias, Compare, Expr, Select, Type};
use stheno_kernel::Result;
use stheno_model::ModelMeta;

/// Makes the condition on the rows that a path ends at.
type AtEnd<'a, Compiler> = dyn Fn(&mut Compiler, EntityIx, Alias) -> Result<Expr> + 'a;

impl FilterCompiler<'_> {
    /// Some row at the end of the path satisfies the filter.
    pub(super) fn path(
        &mut self,
        entity: EntityIx,
        at: Alias,
        segments: &[&str],
        value: &Json,
    ) -> Result<Expr> {
        if value.is_null() {
            // `relation: null` asks for records that the whole path leads nowhere from.
            let any =
                self.choosing(false, |this| this.along(entity, at, segments, &|_, _, _| Ok(Expr::always())));
            return Ok(any?.not());
        }
        self.along(entity, at, segments, &|this, entity, at| match value {
            Json::Object(_) => this.filters(entity, at, value),
            // A bare value is the target's key.
            _ => this.member(entity, at, this.graph.entity(entity).meta.key(), value),
        })
    }

    /// Some row at the end of the path satisfies the condition.
    fn along(
        &mut self,
        entity: EntityIx,
        at: Alias,
        segments: &[&str],
        end: &AtEnd<'_, Self>,
    ) -> Result<Expr> {
        let Some((first, rest)) = segments.split_first() else { return end(self, entity, at) };
        let info = self.graph.entity(entity);
        let relation = info.relations.get(first).ok_or_else(|| self.unknown(info, first))?.clone();
        self.some(entity, at, &relation, |this, inner| this.along(relation.target, inner, rest, end))
    }

    /// Some row that the relation leads to satisfies the condition, which is given the name of its table.
    pub(super) fn some(
        &mut self,
        entity: EntityIx,
        at: Alias,
        relation: &Relation,
        condition: impl FnOnce(&mut Self, Alias) -> Result<Expr>,
    ) -> Result<Expr> {
        let (near, target) = (self.graph.entity(entity).meta, self.graph.entity(relation.target).meta);
        // The version of a row between is known only where that row is named.
        let version_is_near = relation.versioned.is_none_or(|column| near.field(column).is_some());
        if self.chooses && version_is_near {
            let (key, select, inner) = self.keys(relation, near, target);
            let select = select.filter(condition(self, inner)?);
            return Ok(Expr::InSelect(Box::new(Expr::Column(at, key)), Box::new(select)));
        }
        let (select, inner) = self.step(relation, near, target, at);
        let condition = self.choosing(false, |this| condition(this, inner))?;
        Ok(Expr::Exists(Box::new(select.filter(condition))))
    }

    /// The column of the near side that the hop starts from, its values as found from the rows of the far side, and the
    /// name of the far side's table.
    fn keys(
        &mut self,
        relation: &Relation,
        near: &'static ModelMeta,
        target: &'static ModelMeta,
    ) -> (&'static str, Select, Alias) {
        match relation.hop {
            Hop::Column { own, target: column } if relation.versioned.is_none() => {
                let inner = self.alias();
                let select = Select::from_as(target.table, inner).filter(alive(target, inner));
                (own, select.expr(Expr::Column(inner, column), Type::Text), inner)
            }
            Hop::Pivot { pivot, own_key, own, target: column, target_key, soft_delete } => {
                let (inner, between) = (self.alias(), self.alias());
                let on = equal((between, column), (inner, target_key));
                let select = Select::from_as(target.table, inner).filter(alive(target, inner));
                let select = between_alive(select.join(pivot, between, on), between, soft_delete);
                (own_key, select.expr(Expr::Column(between, own), Type::Text), inner)
            }
            // More than one column of the near side decides: the list joins it once more.
            Hop::Column { .. } | Hop::Through { .. } | Hop::Shared { .. } => {
                let again = self.alias();
                let (select, inner) = self.step(relation, near, target, again);
                let select = select.join(near.table, again, Expr::always());
                (near.key(), select.expr(Expr::Column(again, near.key()), Type::Text), inner)
            }
        }
    }

    /// The rows one hop away from the row at `at`, and their table's name.
    pub(super) fn step(
        &mut self,
        relation: &Relation,
        near: &'static ModelMeta,
        target: &'static ModelMeta,
        at: Alias,
    ) -> (Select, Alias) {
        let inner = self.alias();
        let select = Select::from_as(target.table, inner).filter(alive(target, inner));
        let select = match relation.hop {
            Hop::Column { own, target } => select.filter(equal((inner, target), (at, own))),
            Hop::Shared { own, target: column, claims, claimed, claimant } => {
                let claim = self.alias();
                let claimant = Expr::Column(claim, claimant);
                let on = equal((claim, claimed), (inner, target.key()))
                    .and(Expr::Column(claim, "deleted_at").is_null())
                    .and(claimant.clone().is_not_null());
                let own_claim = claimant
                    .clone()
                    .compare(Compare::Eq, Expr::Column(at, near.key()))
                    .or(claimant.is_null());
                select
                    .left_join(claims, claim, on)
                    .filter(equal((inner, column), (at, own)))
                    .filter(own_claim)
            }
            Hop::Pivot { pivot, own_key, own, target, target_key, soft_delete } => {
                let between = self.alias();
                let joined = select
                    .join(pivot, between, equal((between, target), (inner, target_key)))
                    .filter(equal((between, own), (at, own_key)));
                between_alive(joined, between, soft_delete)
            }
            Hop::Through { through, own_key, target_key, .. } => {
                let between = self.alias();
                let meta = (through.model)();
                self.reached.push((inner, between, meta));
                let joined = select
                    .join(meta.table, between, equal((between, through.target), (inner, target_key)))
                    .filter(equal((between, through.own), (at, own_key)))
                    .filter(alive(meta, between));
                match through.version {
                    Some(version) => joined.filter(equal((between, version), (at, version))),
                    None => joined,
                }
            }
        };
        let Some(column) = relation.versioned else { return (select, inner) };
        let has = |meta: &ModelMeta| meta.field(column).is_some();
        let reached = self.reached.iter().find(|(end, _, between)| *end == at && has(between));
        let named = if has(near) { Some(at) } else { reached.map(|(_, between, _)| *between) };
        (
            named.into_iter().fold(select, |select, at| select.filter(equal((inner, column), (at, column)))),
            inner,
        )
    }
}

fn between_alive(select: Select, between: Alias, soft_delete: bool) -> Select {
    if soft_delete { select.filter(Expr::Column(between, "deleted_at").is_null()) } else { select }
}

fn equal(left: (Alias, &'static str), right: (Alias, &'static str)) -> Expr {
    Expr::Column(left.0, left.1).compare(Compare::Eq, Expr::Column(right.0, right.1))
}
