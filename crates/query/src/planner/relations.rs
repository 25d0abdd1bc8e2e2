//! Relations of a node: children with a statement of their own, records joined to the parent's, stubs.

use super::{Place, Planner};
use crate::field_tree::FieldTree;
use crate::plan::{Shown, Source, base_of};
use crate::registry::{EntityIx, Hop, Inner, Relation};
use stheno_database::Type;
use stheno_kernel::{JsonKey, Result};
use stheno_model::ModelMeta;

/// Records that one statement joins at most; SQLite joins 64 tables.
const JOINS_MAX: usize = 32;

/// Whether no two live rows share a value of this column. Of a key of several columns, one alone may be that of many.
fn is_of_one(meta: &ModelMeta, column: &str) -> bool {
    let counts_live = |filter: Option<&str>| filter.is_none_or(|filter| filter == "deleted_at IS NULL");
    let unique = meta.indexes.iter().filter(|index| index.unique && counts_live(index.filter));
    meta.primary_key == [column] || unique.map(|index| index.columns).any(|columns| *columns == [column])
}

impl Planner<'_> {
    pub(super) fn relation(
        &mut self,
        at: usize,
        name: &str,
        relation: &Relation,
        sub: &FieldTree,
        all: bool,
    ) -> Result<()> {
        if sub.is_leaf() {
            if sub.visible && !all {
                self.bare(at, name, relation);
            }
            return Ok(());
        }
        let inner = self.inner[at].iter().find(|(known, _)| *known == name).map(|(_, inner)| inner.clone());
        if let Some(inner) = inner {
            return self.inner_relation(at, name, &inner, sub);
        }
        let own = relation.hop.own_column();
        let parent_column = self.column(at, own);
        let entity = self.nodes[at].entity;
        if sub.visible && !all {
            let keeping = if relation.crosses { own.to_owned() } else { format!("{name}_id") };
            if relation.crosses || self.graph.is_entry_of(entity, name) {
                self.keep(at, &keeping);
            }
        }
        let target = self.graph.entity(relation.target).meta;
        let inverse = match relation.hop {
            Hop::Column { target, .. } | Hop::Shared { target, .. } => Some(target),
            _ => None,
        };
        let counted_by = relation.counted_by.filter(|_| !sub.visible).map(|column| self.column(at, column));
        let place = Place {
            is_list: relation.is_list,
            crosses: relation.crosses,
            kept: self.graph.kept(entity, name, relation),
            visible: sub.visible,
            inverse,
            joined: sub.visible && self.can_join(at, parent_column, relation),
            counted_by,
            inner: relation.inner.clone(),
            versioned: relation.versioned,
            beneath: relation.beneath.clone(),
            ..Place::list(name, vec![(relation.hop, target)], (at, parent_column))
        };
        self.child(at, relation.target, place, sub.clone())
    }

    /// Shows a column by which rows of another node are found, where there is one of this name.
    pub(super) fn keep(&mut self, at: usize, column: &str) {
        if let Some(position) = self.find_column(at, column) {
            let name = self.nodes[at].columns[position].name;
            self.show_column(at, name, position);
        }
    }

    /// A bare relation shows no more than the key that this record holds.
    fn bare(&mut self, at: usize, name: &str, relation: &Relation) {
        let Some(declared) = self.nodes[at].meta.relation(name).filter(|r| !r.is_list()) else { return };
        let Hop::Column { own, .. } = relation.hop else { return };
        if own != self.nodes[at].meta.key() {
            let position = self.column(at, own);
            let key = JsonKey::of((declared.target)().key());
            self.show(at, declared.name, Shown::Stub(key, position));
        }
    }

    /// Whether the statement of a node can bring the relation's record along.
    fn can_join(&self, at: usize, parent_column: usize, relation: &Relation) -> bool {
        let meta = self.graph.entity(relation.target).meta;
        let is_by_key = matches!(relation.hop, Hop::Column { target, .. } if is_of_one(meta, target));
        let is_own = self.nodes[at].columns[parent_column].source == Source::Own;
        let base = base_of(&self.nodes, at);
        let is_apart = |meta: &ModelMeta| self.apart.iter().any(|table| table == meta.table);
        let joined =
            (base..self.nodes.len()).filter(|n| self.nodes[*n].joined && base_of(&self.nodes, *n) == base);
        // Rows that are kept stay apart from rows that are not.
        let is_apart = is_apart(meta)
            || is_apart(self.nodes[base].meta)
            || self.nodes[base].meta.volatile != meta.volatile;
        is_by_key && is_own && !relation.is_list && !is_apart && joined.count() < JOINS_MAX
    }

    /// A relation that starts at the row between this node and its parent.
    fn inner_relation(&mut self, at: usize, name: &str, inner: &Inner, sub: &FieldTree) -> Result<()> {
        let Hop::Pivot { own_key, .. } = inner.hop else { return Ok(()) };
        let parent_column = self.between_column(at, own_key, Type::Text);
        let hops = vec![(inner.hop, self.graph.entity(inner.target).meta)];
        let place = Place {
            visible: sub.visible,
            inverse: Some(inner.inverse),
            ..Place::list(name, hops, (at, parent_column))
        };
        self.child(at, inner.target, place, sub.clone())
    }

    pub(super) fn child(&mut self, at: usize, entity: EntityIx, place: Place, tree: FieldTree) -> Result<()> {
        if !self.paged.is_empty() && place.visible && tree.needed {
            let path = self.path_of(at, &place.name);
            if self.paged.contains(&path) {
                // What is computed from the list is computed from the whole of it: that goes first, out of sight, where
                // computers find it by its name.
                let whole = Place { visible: false, ..place.clone() };
                let whole = self.node(entity, whole, tree.unseen())?;
                self.nodes[at].children.push(whole);
                return self.child(at, entity, place, tree.shown());
            }
        }
        let shown = place.visible.then(|| place.name.clone());
        let child = self.node(entity, place, tree)?;
        self.nodes[at].children.push(child);
        if let Some(name) = shown {
            self.show(at, &name, Shown::Child(child));
        }
        Ok(())
    }
}
