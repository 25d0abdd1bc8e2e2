//! What computed fields add to a field tree, and their places in a node.

use super::Planner;
use crate::compute::{Asked, Computer};
use crate::field_tree::FieldTree;
use crate::registry::EntityIx;

impl Planner<'_> {
    /// Lets computed fields bring others along.
    pub(super) fn widened(&self, entity: EntityIx, tree: &mut FieldTree) {
        for computer in &self.graph.entity(entity).computers {
            self.graph.computers[*computer].widen(&mut Asked::new(tree));
        }
    }

    /// The computed fields that show as null beside all fields.
    pub(super) fn blanks(&self, entity: EntityIx, tree: &FieldTree) -> Vec<&'static str> {
        let blank = self.computers(entity).flat_map(|(_, computer)| computer.null_with_all());
        blank.copied().filter(|name| tree.all && !tree.members.contains_key(*name)).collect()
    }

    /// Adds computed fields that come with all fields.
    pub(super) fn computed_of_all(&self, entity: EntityIx, tree: &mut FieldTree) {
        for name in self.computers(entity).flat_map(|(_, computer)| computer.with_all()) {
            tree.show(name);
        }
    }

    /// Adds what computed fields need, out of sight.
    pub(super) fn needs_of_computed(&self, entity: EntityIx, tree: &mut FieldTree) {
        let computed = &self.graph.entity(entity).computed;
        for (ix, computer) in self.computers(entity) {
            let is_asked = |name: &&str| tree.members.contains_key(*name) && computed.get(name) == Some(&ix);
            let asked: Vec<&'static str> = computer.fields().iter().copied().filter(is_asked).collect();
            if !asked.is_empty() {
                for need in computer.needs(&asked) {
                    tree.insert(need, false);
                }
            }
        }
    }

    fn computers(&self, entity: EntityIx) -> impl Iterator<Item = (usize, &dyn Computer)> {
        let of_entity = self.graph.entity(entity).computers.iter();
        of_entity.map(|ix| (*ix, self.graph.computers[*ix].as_ref()))
    }

    /// The position of a computed field, added if it is not there.
    pub(super) fn computed(&mut self, at: usize, field: &'static str, computer: usize) -> usize {
        let computed = &mut self.nodes[at].computed;
        computed.iter().position(|(name, _)| *name == field).unwrap_or_else(|| {
            computed.push((field, computer));
            computed.len() - 1
        })
    }
}
