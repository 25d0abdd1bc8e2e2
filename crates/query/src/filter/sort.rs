//! Sort keys: own columns, and columns at the end of a chain of relations.

use super::{FilterCompiler, SEGMENTS_MAX};
use crate::planner::refuse_depth;
use crate::registry::{EntityIx, Hop, Relation, unknown};
use crate::sql::alive;
use stheno_database::{Alias, Compare, Expr, Select};
use stheno_kernel::Result;
use stheno_model::FieldMeta;

impl FilterCompiler<'_> {
    /// Sorts a statement over the root by a path: by an own column, or by that of the record at the end of a chain of
    /// relations; of several records, the one with the least key.
    pub fn sorted(&mut self, select: Select, root: EntityIx, path: &str, descending: bool) -> Result<Select> {
        refuse_depth(path, SEGMENTS_MAX)?;
        let (relations, field) = self.sorted_by(root, path)?;
        let is_one = |relation: &Relation| {
            let target = self.graph.entity(relation.target).meta;
            matches!(relation.hop, Hop::Column { target: column, .. } if target.primary_key == [column])
        };
        if relations.iter().all(is_one) {
            return Ok(self.sorted_by_one(select, &relations, field, descending));
        }
        let key = self.first_of_many(root, &relations, field);
        Ok(select.order(key, descending))
    }

    /// Records found by their keys are joined, which PostgreSQL does for all rows at once.
    fn sorted_by_one(
        &mut self,
        mut select: Select,
        relations: &[Relation],
        field: &FieldMeta,
        descending: bool,
    ) -> Select {
        let mut near = Alias::ROOT;
        for relation in relations {
            let Hop::Column { own, target: column } = relation.hop else { continue };
            let (target, inner) = (self.graph.entity(relation.target).meta, self.alias());
            let on = Expr::Column(inner, column).compare(Compare::Eq, Expr::Column(near, own));
            select = select.left_join(target.table, inner, on.and(alive(target, inner)));
            near = inner;
        }
        if relations.is_empty() && !field.nullable {
            return select.order_not_null(field.read(near), descending);
        }
        select.order(field.read(near), descending)
    }

    /// The column of the first of the records at the end of a chain.
    fn first_of_many(&mut self, root: EntityIx, relations: &[Relation], field: &FieldMeta) -> Expr {
        let (mut near, mut here) = (self.graph.entity(root).meta, Alias::ROOT);
        let mut chain: Option<Select> = None;
        for relation in relations {
            let target = self.graph.entity(relation.target).meta;
            let (select, inner) = self.step(relation, near, target, here);
            chain = Some(match chain {
                Some(before) => joined(before, select),
                None => select,
            });
            (near, here) = (target, inner);
        }
        let key = field.read(here);
        let Some(mut first) = chain.map(|chain| chain.expr(key.clone(), field.kind.cell()).limit(1)) else {
            return key;
        };
        for column in near.primary_key {
            first = first.order_not_null(Expr::Column(here, column), false);
        }
        Expr::Scalar(Box::new(first))
    }

    /// The relations of a path, shortcuts walked, and the column that it ends in.
    fn sorted_by(&self, mut entity: EntityIx, path: &str) -> Result<(Vec<Relation>, &'static FieldMeta)> {
        let mut relations = Vec::new();
        let (way, name) = path.rsplit_once('.').unwrap_or(("", path));
        for segment in way.split('.').filter(|segment| !segment.is_empty()) {
            let own = [segment];
            let shortcut = self.graph.entity(entity).shortcuts.get(segment);
            for name in shortcut.map_or(&own[..], |shortcut| &shortcut.segments) {
                let info = self.graph.entity(entity);
                let relation = info.relations.get(name).ok_or_else(|| unknown(info, name, path))?;
                entity = relation.target;
                relations.push(relation.clone());
            }
        }
        let info = self.graph.entity(entity);
        let field = info.meta.field(name).filter(|field| !field.hidden);
        Ok((relations, field.ok_or_else(|| unknown(info, name, path))?))
    }
}

/// The rows of `further` beside those of `select` that they hang on.
fn joined(select: Select, further: Select) -> Select {
    let Select { table, alias, joins, filter, .. } = further;
    let mut select = select.join(table, alias, Expr::always());
    select.joins.extend(joins);
    select.filter(filter)
}
