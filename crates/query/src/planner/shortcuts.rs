//! Shortcuts: one name for a path through a link.

use super::{Place, Planner};
use crate::field_tree::FieldTree;
use crate::plan::Shown;
use crate::registry::{EntityIx, Hop, Path};
use stheno_kernel::{Error, Result};
use stheno_model::ModelMeta;

/// Where a path leads.
struct Walk {
    hops: Vec<(Hop, &'static ModelMeta)>,
    end: EntityIx,
    /// The computed field that the path ends in, with its computer.
    computed: Option<(&'static str, usize)>,
    /// The column of the end that stays in the answer.
    kept: Option<&'static str>,
}

impl Planner<'_> {
    /// A shortcut is one node whose hops are those of its path; if the path ends in a computed field, the node is
    /// hidden and the field is lifted.
    pub(super) fn shortcut(
        &mut self,
        at: usize,
        entity: EntityIx,
        name: &str,
        path: &Path,
        sub: &FieldTree,
    ) -> Result<()> {
        let walk = self.walk(entity, name, path)?;
        let Some((first, _)) = walk.hops.first().copied() else { return Ok(()) };
        if walk.computed.is_none() && sub.is_leaf() {
            return Ok(());
        }
        let parent_column = self.column(at, first.own_column());
        if sub.visible {
            self.keep(at, first.own_column());
        }
        let inverse = match walk.hops.last() {
            Some((Hop::Column { target, .. }, _)) => Some(*target),
            _ => None,
        };
        let place = Place {
            is_list: path.is_list,
            crosses: true,
            visible: sub.visible,
            kept: walk.kept,
            inverse,
            ..Place::list(name, walk.hops, (at, parent_column))
        };
        let Some((field, computer)) = walk.computed else {
            return self.child(at, walk.end, place, sub.clone());
        };
        let hidden = path.segments[..path.segments.len() - 1].join(".");
        let child =
            self.hidden_child(at, walk.end, Place { name: hidden, visible: false, ..place }, field)?;
        let position = self.computed(child, field, computer);
        if sub.visible {
            self.show(at, name, Shown::Lift(child, position));
        }
        Ok(())
    }

    /// The hops of a shortcut's path.
    fn walk(&self, entity: EntityIx, name: &str, path: &Path) -> Result<Walk> {
        let mut walk = Walk { hops: Vec::new(), end: entity, computed: None, kept: None };
        for segment in &path.segments {
            let info = self.graph.entity(walk.end);
            if let Some(computer) = info.computed.get(segment) {
                walk.computed = Some((*segment, *computer));
                break;
            }
            let relation = info.relations.get(segment).ok_or_else(|| {
                Error::unexpected_state(format!("shortcut {name} of {} leads nowhere", info.meta.entity))
            })?;
            let target = self.graph.entity(relation.target).meta;
            let own = match (walk.hops.last().copied(), relation.hop) {
                // The middle's own row adds nothing: its ends are joined directly.
                (Some((Hop::Column { own, target: middle }, _)), Hop::Column { own: next, target: end })
                    if middle == next && relation.cascades && walk.hops.len() > 1 =>
                {
                    walk.hops.pop();
                    Hop::Column { own, target: end }
                }
                _ => relation.hop,
            };
            walk.hops.push((own, target));
            walk.kept = self.graph.kept(walk.end, segment, relation);
            walk.end = relation.target;
        }
        Ok(walk)
    }

    /// Where one name stands for a way that another goes on: the way further shows below the nearer name as well, and link
    /// rows that were asked for keep the key of what lies behind them.
    pub(super) fn shared_paths(&self, entity: EntityIx, tree: &mut FieldTree) {
        let info = self.graph.entity(entity);
        let is_asked =
            |name: &str, tree: &FieldTree| tree.members.get(name).is_some_and(|m| m.visible && !m.is_leaf());
        let asked: Vec<(&str, &Path)> = info
            .shortcuts
            .iter()
            .filter(|(name, _)| is_asked(name, tree))
            .map(|(name, path)| (*name, path))
            .collect();
        for (name, path) in &asked {
            let Some((first, rest)) = path.segments.split_first() else { continue };
            let behind = info.relations.get(first).map(|relation| self.graph.entity(relation.target));
            let next = behind.zip(rest.first()).and_then(|(link, next)| link.relations.get(next));
            if let Some(next) = next.filter(|_| is_asked(first, tree)) {
                tree.show_at(&[*first], next.hop.own_column());
            }
            let nearer = asked.iter().filter(|(_, near)| path.segments.len() > near.segments.len());
            for (near, way) in nearer.filter(|(_, near)| path.segments.starts_with(&near.segments)) {
                let below = &path.segments[way.segments.len()..];
                if let Some(sub) = tree.members.get(*name).cloned() {
                    tree.graft(near, below, sub);
                }
            }
        }
    }

    /// The node behind fields that are lifted; those of one path share it.
    fn hidden_child(
        &mut self,
        at: usize,
        entity: EntityIx,
        place: Place,
        field: &'static str,
    ) -> Result<usize> {
        let known = self.nodes[at].children.iter().copied().find(|c| self.nodes[*c].name == place.name);
        if let Some(known) = known {
            return Ok(known);
        }
        let mut tree = FieldTree::default();
        tree.insert(field, false);
        let child = self.node(entity, place, tree)?;
        self.nodes[at].children.push(child);
        Ok(child)
    }
}
