//! Sort keys: own columns, and columns at the end of a chain of relations.

use super::{FilterCompiler, SEGMENTS_MAX};
use crate::planner::refuse_depth;
use crate::registry::{EntityIx, Hop, Relation, unknown};
use stheno_database::{Alias, Expr, Select};
use stheno_kernel::Result;
use stheno_model::FieldMeta;

impl FilterCompiler<'_> {
    /// The expression a path sorts by: an own column, or that of the record at the end of a chain of relations; of
    /// several records, the one with the least key.
    pub fn sort_key(&mut self, entity: EntityIx, at: Alias, path: &str) -> Result<Expr> {
        refuse_depth(path, SEGMENTS_MAX)?;
        let (relations, field) = self.sorted_by(entity, path)?;
        let (mut near, mut here) = (self.graph.entity(entity).meta, at);
        let mut chain: Option<Select> = None;
        let mut is_one = true;
        for relation in relations {
            let target = self.graph.entity(relation.target).meta;
            let (select, inner) = self.step(&relation.hop, near, target, here);
            chain = Some(match chain {
                Some(before) => joined(before, select),
                None => select,
            });
            is_one &=
                matches!(relation.hop, Hop::Column { target: column, .. } if target.primary_key == [column]);
            (near, here) = (target, inner);
        }
        let key = Expr::Column(here, field.name);
        let Some(mut select) = chain.map(|chain| chain.expr(key.clone(), field.kind.cell())) else {
            return Ok(key);
        };
        if !is_one {
            for column in near.primary_key {
                select = select.order(Expr::Column(here, column), false);
            }
            select = select.limit(1);
        }
        Ok(Expr::Scalar(Box::new(select)))
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
