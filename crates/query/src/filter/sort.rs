//! Sort keys: own columns, and columns at the end of a chain of relations.

use super::{FilterCompiler, SEGMENTS_MAX};
use crate::planner::refuse_depth;
use crate::registry::{EntityIx, unknown};
use stheno_database::{Alias, Expr, Type};
use stheno_kernel::Result;

impl FilterCompiler<'_> {
    /// The expression a path sorts by: an own column, or the first one at the end of a chain of relations.
    pub fn sort_key(&mut self, entity: EntityIx, at: Alias, path: &str) -> Result<Expr> {
        refuse_depth(path, SEGMENTS_MAX)?;
        let segments: Vec<&str> = path.split('.').collect();
        self.sorted(entity, at, &segments, path)
    }

    fn sorted(&mut self, entity: EntityIx, at: Alias, segments: &[&str], path: &str) -> Result<Expr> {
        let info = self.graph.entity(entity);
        let (first, rest) = segments.split_first().ok_or_else(|| unknown(info, "", path))?;
        if rest.is_empty() {
            let field =
                info.meta.field(first).filter(|f| !f.hidden).ok_or_else(|| unknown(info, first, path))?;
            return Ok(Expr::Column(at, field.name));
        }
        if let Some(shortcut) = info.shortcuts.get(first) {
            let whole: Vec<&str> = shortcut.segments.iter().chain(rest).copied().collect();
            return self.sorted(entity, at, &whole, path);
        }
        let relation = info.relations.get(first).ok_or_else(|| unknown(info, first, path))?;
        let target = self.graph.entity(relation.target).meta;
        let (select, inner) = self.step(&relation.hop, target, at);
        let key = self.sorted(relation.target, inner, rest, path)?;
        let first_of = select.expr(key, Type::Text).order(Expr::Column(inner, target.key()), false).limit(1);
        Ok(Expr::Scalar(Box::new(first_of)))
    }
}
