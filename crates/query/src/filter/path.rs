//! How a filter crosses a relation: by `EXISTS` over the rows one hop away.

use super::FilterCompiler;
use crate::registry::{EntityIx, Hop};
use crate::sql::alive;
use serde_json::Value as Json;
use stheno_database::{Alias, Compare, Expr, Select};
use stheno_kernel::Result;
use stheno_model::ModelMeta;

impl FilterCompiler<'_> {
    /// Some row at the end of the path satisfies the filter.
    pub(super) fn path(
        &mut self,
        entity: EntityIx,
        at: Alias,
        segments: &[&str],
        value: &Json,
    ) -> Result<Expr> {
        let Some((first, rest)) = segments.split_first() else {
            let key = self.graph.entity(entity).meta.key();
            return match value {
                Json::Object(_) => self.filters(entity, at, value),
                // A bare value is the target's key.
                _ => self.member(entity, at, key, value),
            };
        };
        let info = self.graph.entity(entity);
        let relation = info.relations.get(first).ok_or_else(|| self.unknown(info, first))?.clone();
        // `relation: null` asks for records without one.
        if value.is_null() && rest.is_empty() {
            let (select, _) = self.step(&relation.hop, self.graph.entity(relation.target).meta, at);
            return Ok(Expr::Exists(Box::new(select)).not());
        }
        let target = self.graph.entity(relation.target).meta;
        let (select, inner) = self.step(&relation.hop, target, at);
        let condition = self.path(relation.target, inner, rest, value)?;
        Ok(Expr::Exists(Box::new(select.filter(condition))))
    }

    /// The rows one hop away from the row at `at`, and their table's name.
    pub(super) fn step(&mut self, hop: &Hop, target: &'static ModelMeta, at: Alias) -> (Select, Alias) {
        let inner = self.alias();
        let select = Select::from_as(target.table, inner).filter(alive(target, inner));
        let equal = |a: Expr, b: Expr| a.compare(Compare::Eq, b);
        let select = match *hop {
            Hop::Column { own, target } | Hop::Shared { own, target, .. } => {
                select.filter(equal(Expr::Column(inner, target), Expr::Column(at, own)))
            }
            Hop::Pivot { pivot, own_key, own, target, target_key, soft_delete } => {
                let between = self.alias();
                let joined = select
                    .join(
                        pivot,
                        between,
                        equal(Expr::Column(between, target), Expr::Column(inner, target_key)),
                    )
                    .filter(equal(Expr::Column(between, own), Expr::Column(at, own_key)));
                if soft_delete {
                    joined.filter(Expr::Column(between, "deleted_at").is_null())
                } else {
                    joined
                }
            }
            Hop::Through { through, own_key, target_key, .. } => {
                let between = self.alias();
                let meta = (through.model)();
                let joined = select
                    .join(
                        meta.table,
                        between,
                        equal(Expr::Column(between, through.target), Expr::Column(inner, target_key)),
                    )
                    .filter(equal(Expr::Column(between, through.own), Expr::Column(at, own_key)))
                    .filter(alive(meta, between));
                match through.version {
                    Some(v) => joined.filter(equal(Expr::Column(between, v), Expr::Column(at, v))),
                    None => joined,
                }
            }
        };
        (select, inner)
    }
}
