//! The columns of a node: its own, and those of the versioned row between it and its parent.

use super::Planner;
use crate::field_tree::FieldTree;
use crate::plan::{ColumnPlan, Shown, Source};
use crate::registry::Hop;
use stheno_database::Type;
use stheno_kernel::{JsonKey, Result};
use stheno_model::{FieldMeta, RelationKind, Through};

impl Planner<'_> {
    /// Shows every field, and the keys of relations to one record that were not asked for.
    pub(super) fn all_columns(
        &mut self,
        at: usize,
        tree: &FieldTree,
        inverse: Option<&'static str>,
    ) -> Result<()> {
        let meta = self.nodes[at].meta;
        for field in meta.stored().filter(|f| !f.hidden) {
            let position = self.column(at, field.name);
            self.show_column(at, field.name, position);
        }
        let overlay = self.between(at).map_or(&[][..], |through| through.overlay);
        for name in overlay.iter().filter(|n| meta.field(n).is_none()) {
            if let Some(position) = self.find_column(at, name) {
                self.show(at, name, Shown::Column(position));
            }
        }
        self.stubs(at, tree, inverse)
    }

    /// The relations that show beside all fields though nobody asked for them: by their key alone. Upstream hints at records
    /// that hold our key in lists only, and a record of another module is found by a list.
    fn stubs(&mut self, at: usize, tree: &FieldTree, inverse: Option<&'static str>) -> Result<()> {
        let meta = self.nodes[at].meta;
        let above = &self.nodes[self.nodes[at].parent];
        let above = if self.nodes[at].hops.is_empty() { "" } else { above.meta.table };
        let is_list = self.nodes[at].is_list || self.nodes[at].crosses;
        let is_asked = |name: &str| tree.members.get(name).is_some_and(|m| m.visible && !m.is_leaf());
        for relation in meta.relations.iter().filter(|relation| !is_asked(relation.name)) {
            let target = (relation.target)();
            match relation.kind {
                RelationKind::HasOne { .. } if is_list && target.table != above => {
                    let mut stub = FieldTree { visible: true, ..FieldTree::default() };
                    stub.show(target.key());
                    let info = self.graph.entity(self.nodes[at].entity);
                    if let Some(declared) = info.relations.get(relation.name) {
                        self.relation(at, relation.name, declared, &stub, true)?;
                    }
                }
                RelationKind::BelongsTo { key } => {
                    // A parent's own parent is not hinted at.
                    let is_same = self.nodes[at].name == relation.name && target.table == meta.table;
                    if !is_same && inverse != Some(key) {
                        let position = self.column(at, key);
                        self.show(at, relation.name, Shown::Stub(JsonKey::of(target.key()), position));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The versioned row between: what is asked of it, or all of it beside all of the node. `beneath` are own columns that
    /// it lays over.
    pub(super) fn detail(&mut self, at: usize, tree: &FieldTree, beneath: &[(&'static str, &'static str)]) {
        let Some(through) = self.between(at) else { return };
        let asked = tree.members.get(through.detail);
        let is_whole = |sub: &FieldTree| sub.visible && (sub.all || sub.members.values().all(|m| !m.visible));
        let whole = tree.all || asked.is_some_and(is_whole);
        let mut shown = Vec::new();
        for field in (through.model)().stored().filter(|f| !f.hidden) {
            let sub = asked.and_then(|asked| asked.members.get(field.name));
            if whole || sub.is_some() {
                let position = self.between_column(at, field.name, field.kind.cell());
                if whole || sub.is_some_and(|sub| sub.visible) {
                    shown.push((JsonKey::of(field.name), position));
                }
            }
        }
        if !self.nodes[at].visible {
            return;
        }
        if !shown.is_empty() {
            self.show(at, through.detail, Shown::Inline(shown));
        }
        for (column, name) in beneath.iter().filter(|_| tree.all) {
            if let Some(own) = self.nodes[at].meta.field(column) {
                let plan = ColumnPlan { name: own.name, ty: own.kind.cell(), source: Source::Own };
                let position = self.push_column(at, plan);
                self.show(at, name, Shown::Column(position));
            }
        }
    }

    /// The position of a node's version: its own column, or that of the row between.
    pub(super) fn version_of(&mut self, at: usize, column: &'static str) -> Option<usize> {
        if self.nodes[at].meta.field(column).is_some() {
            return self.find_column(at, column);
        }
        let field = (self.between(at)?.model)().field(column)?;
        Some(self.between_column(at, field.name, field.kind.cell()))
    }

    /// Shows a column, or leaves it out where it is null and the contract wants it so.
    pub(super) fn show_column(&mut self, at: usize, name: &'static str, position: usize) {
        let omits = self.graph.entity(self.nodes[at].entity).absent_when_null.contains(&name);
        self.show(at, name, if omits { Shown::Present(position) } else { Shown::Column(position) });
    }

    /// The position of a column that is known to exist.
    pub(super) fn column(&mut self, at: usize, name: &'static str) -> usize {
        if let Some(position) = self.find_column(at, name) {
            return position;
        }
        let columns = &self.nodes[at].columns;
        let found = columns.iter().position(|c| c.name == name && c.source == Source::Own);
        found
            .unwrap_or_else(|| self.push_column(at, ColumnPlan { name, ty: Type::Text, source: Source::Own }))
    }

    /// The position of a column, added if the node's table (or the row between) has it and shows it.
    pub(super) fn find_column(&mut self, at: usize, name: &str) -> Option<usize> {
        let node = &self.nodes[at];
        let is_shown = |f: &&FieldMeta| !f.hidden || f.name == node.meta.key();
        let own = node.meta.field(name).filter(is_shown);
        let overlaid = |through: Through| {
            let name = through.overlay.iter().find(|n| **n == name)?;
            (through.model)().field(name)
        };
        let between = self.between(at).and_then(overlaid);
        let field = own.or(between)?;
        let is_it = |c: &ColumnPlan| c.name == name && c.source != Source::Between;
        if let Some(position) = node.columns.iter().position(is_it) {
            return Some(position);
        }
        let source = if between.is_some() { Source::Overlay } else { Source::Own };
        Some(self.push_column(at, ColumnPlan { name: field.name, ty: field.kind.cell(), source }))
    }

    /// The position of a column of the row between, added if it is not there.
    pub(super) fn between_column(&mut self, at: usize, name: &'static str, ty: Type) -> usize {
        let columns = &self.nodes[at].columns;
        let found = columns.iter().position(|c| c.name == name && c.source == Source::Between);
        found.unwrap_or_else(|| self.push_column(at, ColumnPlan { name, ty, source: Source::Between }))
    }

    pub(super) fn is_between_detail(&self, at: usize, name: &str) -> bool {
        self.between(at).is_some_and(|through| through.detail == name)
    }

    /// The versioned row by which a node was reached.
    fn between(&self, at: usize) -> Option<Through> {
        match self.nodes[at].hops.last() {
            Some((Hop::Through { through, .. }, _)) => Some(*through),
            _ => None,
        }
    }

    fn push_column(&mut self, at: usize, column: ColumnPlan) -> usize {
        self.nodes[at].columns.push(column);
        self.nodes[at].columns.len() - 1
    }
}
