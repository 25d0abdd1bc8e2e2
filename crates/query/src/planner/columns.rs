//! The columns of a plan's nodes: found by name, added where they are missing.

use super::Planner;
use crate::plan::{ColumnPlan, Source};
use crate::registry::Hop;
use stheno_database::Type;

impl Planner<'_> {
    pub(super) fn computed(&mut self, at: usize, field: &'static str, computer: usize) -> usize {
        let computed = &mut self.nodes[at].computed;
        computed.iter().position(|(name, _)| *name == field).unwrap_or_else(|| {
            computed.push((field, computer));
            computed.len() - 1
        })
    }

    /// The position of a column that is known to exist.
    pub(super) fn column(&mut self, at: usize, name: &'static str) -> usize {
        self.find_column(at, name).unwrap_or_else(|| {
            self.push_column(at, ColumnPlan { name, ty: Type::Text, source: Source::Own })
        })
    }

    /// The position of a column, added if the node's table (or the row between) has it.
    pub(super) fn find_column(&mut self, at: usize, name: &str) -> Option<usize> {
        let node = &self.nodes[at];
        if let Some(position) = node.columns.iter().position(|c| c.name == name && c.source != Source::Between) {
            return Some(position);
        }
        let own = node.meta.field(name).filter(|f| !f.hidden || Some(f.name) == node.meta.primary_key.first().copied());
        let between = match node.hops.last() {
            Some((Hop::Through { through, .. }, _)) => through
                .overlay
                .iter()
                .find(|n| **n == name)
                .and_then(|n| (through.model)().field(n)),
            _ => None,
        };
        let column = match (own, between) {
            (Some(own), Some(_)) => ColumnPlan { name: own.name, ty: own.kind.cell(), source: Source::Overlay },
            (Some(own), None) => ColumnPlan { name: own.name, ty: own.kind.cell(), source: Source::Own },
            (None, Some(b)) => ColumnPlan { name: b.name, ty: b.kind.cell(), source: Source::Overlay },
            (None, None) => return None,
        };
        Some(self.push_column(at, column))
    }

    pub(super) fn between_column(&mut self, at: usize, name: &'static str, ty: Type) -> usize {
        let columns = &self.nodes[at].columns;
        let found = columns.iter().position(|c| c.name == name && c.source == Source::Between);
        found.unwrap_or_else(|| self.push_column(at, ColumnPlan { name, ty, source: Source::Between }))
    }

    pub(super) fn is_between_detail(&self, at: usize, name: &str) -> bool {
        matches!(self.nodes[at].hops.last(), Some((Hop::Through { through, .. }, _)) if through.detail == name)
    }

    pub(super) fn push_column(&mut self, at: usize, column: ColumnPlan) -> usize {
        self.nodes[at].columns.push(column);
        self.nodes[at].columns.len() - 1
    }
}
