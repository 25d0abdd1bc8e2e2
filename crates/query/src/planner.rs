//! From a field tree to a plan.

mod columns;

use crate::compute::Asked;
use crate::field_tree::FieldTree;
use crate::plan::{ColumnPlan, Member, NodePlan, Plan, Source, own_column};
use crate::registry::{EntityIx, Graph, Hop, Inner, Path, Relation};
use std::sync::Arc;
use stheno_database::Type;
use stheno_kernel::{Error, Result};
use stheno_model::{ModelMeta, Through};

impl Graph {
    /// The plan for these fields of an entity; kept by shape.
    pub fn plan(&self, entity: &str, fields: &[String]) -> Result<Arc<Plan>> {
        self.plan_of(entity, fields, false)
    }

    /// As [`Graph::plan`]; `lenient` passes over fields that nothing knows.
    pub(crate) fn plan_of(&self, entity: &str, fields: &[String], lenient: bool) -> Result<Arc<Plan>> {
        const KEPT_MAX: usize = 2_000;
        let ix = self.entity_ix(entity)?;
        let key = (ix, lenient, fields.to_vec());
        let mut plans = self.plans.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(plan) = plans.get(&key) {
            return Ok(Arc::clone(plan));
        }
        let mut planner = Planner { graph: self, nodes: Vec::new(), inner: Vec::new(), depth: 0, lenient };
        let mut tree = FieldTree::of(fields.iter().map(String::as_str));
        tree.members.entry(self.entity(ix).meta.key().to_owned()).or_default().visible = true;
        planner.root(ix, tree)?;
        let plan = Arc::new(Plan { nodes: planner.nodes, depth: planner.depth });
        if plans.len() >= KEPT_MAX {
            plans.clear();
        }
        plans.insert(key, Arc::clone(&plan));
        Ok(plan)
    }
}

struct Planner<'a> {
    graph: &'a Graph,
    nodes: Vec<NodePlan>,
    /// By node: relations that differ because of how the node was reached.
    inner: Vec<Vec<(&'static str, Inner)>>,
    depth: usize,
    /// Fields that nothing knows are passed over.
    lenient: bool,
}

/// Hops, the entity that they lead to, and a computed field of it with its computer.
type Walk = (Vec<(Hop, &'static ModelMeta)>, EntityIx, Option<(&'static str, usize)>);

/// Where a node hangs.
struct Place {
    name: String,
    hops: Vec<(Hop, &'static ModelMeta)>,
    parent: usize,
    parent_column: usize,
    is_list: bool,
    crosses: bool,
    /// One record that holds this one's key.
    is_inverse_one: bool,
    visible: bool,
    /// The own column that leads back to the parent: no stub is shown for it.
    inverse: Option<&'static str>,
    joined: bool,
    counted_by: Option<usize>,
    inner: Vec<(&'static str, Inner)>,
    versioned: Option<&'static str>,
    beneath: Vec<(&'static str, &'static str)>,
}

impl Place {
    /// A visible list that hangs on nothing and of which nothing special is known.
    fn new(name: String, parent: usize, parent_column: usize) -> Self {
        Self {
            name,
            hops: Vec::new(),
            parent,
            parent_column,
            is_list: true,
            crosses: false,
            is_inverse_one: false,
            visible: true,
            inverse: None,
            joined: false,
            counted_by: None,
            inner: Vec::new(),
            versioned: None,
            beneath: Vec::new(),
        }
    }
}

impl Planner<'_> {
    fn root(&mut self, entity: EntityIx, tree: FieldTree) -> Result<()> {
        let place = Place::new(self.graph.entity(entity).meta.entity.to_owned(), 0, 0);
        self.node(entity, place, tree).map(|_| ())
    }

    fn node(&mut self, entity: EntityIx, place: Place, mut tree: FieldTree) -> Result<usize> {
        let info = self.graph.entity(entity);
        let at = self.nodes.len();
        let depth = match place.hops.is_empty() {
            true => 0,
            false => self.nodes[place.parent].depth + usize::from(!place.joined),
        };
        self.depth = self.depth.max(depth);
        let between = match place.hops.last() {
            Some((Hop::Through { through, .. }, _)) => Some(*through),
            _ => None,
        };
        self.widened(entity, &mut tree);
        let above = place.hops.first().map(|_| self.graph.entity(self.nodes[place.parent].entity));
        let omits = place.crosses || above.is_some_and(|e| e.absent_when_null.iter().any(|n| *n == place.name));
        self.nodes.push(NodePlan {
            entity,
            meta: info.meta,
            name: place.name,
            hops: place.hops,
            parent_column: place.parent_column,
            joined: place.joined,
            counted_by: place.counted_by,
            claims: None,
            versions: None,
            depth,
            parent: place.parent,
            is_list: place.is_list,
            omits,
            visible: place.visible,
            columns: Vec::new(),
            children: Vec::new(),
            computed: Vec::new(),
            members: Vec::new(),
        });
        self.inner.push(place.inner);
        self.column(at, info.meta.key());
        if let Some((Hop::Shared { claimant, .. }, _)) = self.nodes[at].hops.last().copied() {
            let own_key = self.nodes[place.parent].meta.key();
            let parent_key = self.column(place.parent, own_key);
            let claimant = self.between_column(at, claimant, Type::Text);
            self.nodes[at].claims = Some((parent_key, claimant));
        }
        if let Some(column) = place.versioned {
            self.nodes[at].versions = self.version_of(place.parent, column).zip(self.find_column(at, column));
        }
        // A relation across modules is joined by its key, and the key stays in the answer.
        if (place.crosses || place.is_inverse_one) && place.visible {
            tree.members.entry(info.meta.key().to_owned()).or_default().visible = true;
        }
        let blank = self.blanks(entity, &tree);
        if tree.all {
            self.computed_of_all(entity, &mut tree);
        }
        self.needs_of_computed(entity, &mut tree);
        if tree.all {
            self.all_columns(at, &tree, place.inverse, at > 0);
            self.nodes[at].members.extend(blank.into_iter().map(Member::Null));
        }
        for (name, sub) in &tree.members {
            self.member(at, entity, name, sub, tree.all)?;
        }
        if let Some(through) = between {
            self.detail(at, &through, &tree, &place.beneath);
        }
        Ok(at)
    }

    /// Lets computed fields bring others along.
    fn widened(&self, entity: EntityIx, tree: &mut FieldTree) {
        for computer in &self.graph.entity(entity).computers {
            self.graph.computers[*computer].widen(&mut Asked::new(tree));
        }
    }

    /// The position of a node's version: its own column, or that of the row between.
    fn version_of(&mut self, at: usize, column: &'static str) -> Option<usize> {
        if self.nodes[at].meta.field(column).is_some() {
            return self.find_column(at, column);
        }
        let Some((Hop::Through { through, .. }, _)) = self.nodes[at].hops.last().copied() else { return None };
        let field = (through.model)().field(column)?;
        Some(self.between_column(at, field.name, field.kind.cell()))
    }

    /// The versioned row between: what is asked of it, or all of it beside all of the node.
    fn detail(&mut self, at: usize, through: &Through, tree: &FieldTree, beneath: &[(&'static str, &'static str)]) {
        let asked = tree.members.get(through.detail);
        let whole = tree.all || asked.is_some_and(|sub| sub.visible && (sub.all || sub.members.values().all(|m| !m.visible)));
        let mut shown = Vec::new();
        for field in (through.model)().stored().filter(|f| !f.hidden) {
            let sub = asked.and_then(|asked| asked.members.get(field.name));
            if whole || sub.is_some() {
                let position = self.between_column(at, field.name, field.kind.cell());
                if whole || sub.is_some_and(|sub| sub.visible) {
                    shown.push((field.name, position));
                }
            }
        }
        if !self.nodes[at].visible {
            return;
        }
        if !shown.is_empty() {
            self.nodes[at].members.push(Member::Inline(through.detail, shown));
        }
        for (column, name) in beneath.iter().filter(|_| tree.all) {
            if let Some(own) = self.nodes[at].meta.field(column) {
                let plan = ColumnPlan { name: own.name, ty: own.kind.cell(), source: Source::Own };
                let position = self.push_column(at, plan);
                self.nodes[at].members.push(Member::Column(name, position));
            }
        }
    }

    /// The computed fields that show as null beside all fields.
    fn blanks(&self, entity: EntityIx, tree: &FieldTree) -> Vec<&'static str> {
        let computed = self.graph.entity(entity).computed.iter().filter(|_| tree.all);
        let is_blank = |(name, ix): &(&&'static str, &usize)| {
            self.graph.computers[**ix].null_with_all().contains(name) && !tree.members.contains_key(**name)
        };
        computed.filter(is_blank).map(|(name, _)| *name).collect()
    }

    /// Adds computed fields that come with all fields.
    fn computed_of_all(&self, entity: EntityIx, tree: &mut FieldTree) {
        let info = self.graph.entity(entity);
        for (name, ix) in &info.computed {
            if self.graph.computers[*ix].with_all().contains(name) {
                tree.members.entry((*name).to_owned()).or_default().visible = true;
            }
        }
    }

    /// Adds what computed fields need, out of sight.
    fn needs_of_computed(&self, entity: EntityIx, tree: &mut FieldTree) {
        let info = self.graph.entity(entity);
        for (computer_ix, computer) in self.graph.computers.iter().enumerate() {
            let asked: Vec<&'static str> = info
                .computed
                .iter()
                .filter(|(name, ix)| **ix == computer_ix && tree.members.contains_key(**name))
                .map(|(name, _)| *name)
                .collect();
            if !asked.is_empty() {
                for need in computer.needs(&asked) {
                    tree.insert(need, false);
                }
            }
        }
    }

    fn all_columns(&mut self, at: usize, tree: &FieldTree, inverse: Option<&'static str>, nested: bool) {
        let meta = self.nodes[at].meta;
        for field in meta.stored().filter(|f| !f.hidden) {
            let position = self.column(at, field.name);
            self.nodes[at].members.push(Member::Column(field.name, position));
        }
        if let Some((Hop::Through { through, .. }, _)) = self.nodes[at].hops.last().copied() {
            for name in through.overlay.iter().filter(|n| meta.field(n).is_none()) {
                if let Some(position) = self.find_column(at, name) {
                    self.nodes[at].members.push(Member::Column(name, position));
                }
            }
        }
        if nested {
            for relation in meta.relations {
                let is_asked = tree.members.get(relation.name).is_some_and(|m| m.visible && !m.is_leaf());
                let above = self.nodes[self.nodes[at].parent].meta.table;
                let is_back = (relation.target)().table == above;
                if matches!(relation.kind, stheno_model::RelationKind::HasOne { .. }) && !is_asked && !is_back {
                    self.nodes[at].members.push(Member::Null(relation.name));
                }
                let stheno_model::RelationKind::BelongsTo { key } = relation.kind else { continue };
                // A parent's own parent is not hinted at.
                let is_same = self.nodes[at].name == relation.name && (relation.target)().table == meta.table;
                if !is_same && inverse != Some(key) && !is_asked {
                    let position = self.column(at, key);
                    let target = (relation.target)().key();
                    self.nodes[at].members.push(Member::Stub(relation.name, target, position));
                }
            }
        }
    }

    fn member(&mut self, at: usize, entity: EntityIx, name: &str, sub: &FieldTree, all: bool) -> Result<()> {
        let info = self.graph.entity(entity);
        if let Some((field, computer)) = info.computed.get_key_value(name) {
            let position = self.computed(at, field, *computer);
            if sub.visible {
                self.nodes[at].members.push(Member::Computed(field, position));
            }
            // A computed field may stand in for the relation that it is made of (an order's summary).
            let hidden = sub.hidden();
            return match info.relations.get(name).filter(|_| !hidden.is_leaf()).cloned() {
                Some(relation) => self.relation(at, name, &relation, &hidden, all),
                None => Ok(()),
            };
        }
        if let Some(path) = info.shortcuts.get(name).cloned() {
            return self.shortcut(at, entity, name, &path, sub);
        }
        if let Some(relation) = info.relations.get(name).cloned() {
            return self.relation(at, name, &relation, sub, all);
        }
        if name == "*" {
            for field in info.meta.stored().filter(|f| !f.hidden) {
                self.column(at, field.name);
            }
            return Ok(());
        }
        if let Some(position) = self.find_column(at, name) {
            let column = self.nodes[at].columns[position].name;
            if sub.visible && !all {
                let member = match info.absent_when_null.contains(&column) {
                    true => Member::Present(column, position),
                    false => Member::Column(column, position),
                };
                self.nodes[at].members.push(member);
            }
            return Ok(());
        }
        if self.lenient || self.is_between_detail(at, name) {
            return Ok(());
        }
        let nearest = info.nearest(name).map(|n| format!(", did you mean \"{n}\"?")).unwrap_or_default();
        Err(Error::invalid_data(format!(
            "Entity '{}' does not have property '{name}'{nearest}",
            info.meta.entity
        )))
    }

    fn relation(&mut self, at: usize, name: &str, relation: &Relation, sub: &FieldTree, all: bool) -> Result<()> {
        let Some(own) = own_column(&relation.hop) else { return Ok(()) };
        let inner = self.inner[at].iter().find(|(known, _)| *known == name).map(|(_, inner)| inner.clone());
        if let Some(inner) = inner.filter(|_| !sub.is_leaf()) {
            return self.inner_relation(at, name, inner, sub);
        }
        if sub.is_leaf() {
            // A bare relation shows no more than the key that this record holds.
            let belongs = self.nodes[at].meta.relation(name).filter(|r| !r.is_list());
            if let (Some(meta), Hop::Column { own, .. }, true, false) = (belongs, relation.hop, sub.visible, all) {
                if own != self.nodes[at].meta.key() {
                    let position = self.column(at, own);
                    self.nodes[at].members.push(Member::Stub(meta.name, (meta.target)().key(), position));
                }
            }
            return Ok(());
        }
        let parent_column = self.column(at, own);
        let target = self.graph.entity(relation.target);
        let inverse = match relation.hop {
            Hop::Column { target, .. } | Hop::Shared { target, .. } => Some(target),
            _ => None,
        };
        if relation.crosses && sub.visible && !all {
            if let Some(position) = self.find_column(at, own) {
                let column = self.nodes[at].columns[position].name;
                if !self.nodes[at].members.iter().any(|m| matches!(m, Member::Column(n, _) if *n == column)) {
                    self.nodes[at].members.push(Member::Column(column, position));
                }
            }
        }
        let by_key = matches!(relation.hop, Hop::Column { target: column, .. } if column == target.meta.key());
        let is_own = self.nodes[at].columns[parent_column].source == Source::Own;
        let counted_by = relation.counted_by.filter(|_| !sub.visible).map(|column| self.column(at, column));
        let place = Place {
            name: name.to_owned(),
            hops: vec![(relation.hop, target.meta)],
            parent: at,
            parent_column,
            is_list: relation.is_list,
            crosses: relation.crosses,
            is_inverse_one: !relation.is_list && own == self.nodes[at].meta.key(),
            visible: sub.visible,
            inverse,
            joined: by_key && is_own && sub.visible && !relation.is_list,
            counted_by,
            inner: relation.inner.clone(),
            versioned: relation.versioned,
            beneath: relation.beneath.clone(),
        };
        self.child(at, relation.target, place, sub.clone())
    }

    /// A relation that starts at the row between this node and its parent.
    fn inner_relation(&mut self, at: usize, name: &str, inner: Inner, sub: &FieldTree) -> Result<()> {
        let Hop::Pivot { own_key, .. } = inner.hop else { return Ok(()) };
        let parent_column = self.between_column(at, own_key, Type::Text);
        let place = Place {
            hops: vec![(inner.hop, self.graph.entity(inner.target).meta)],
            visible: sub.visible,
            inverse: Some(inner.inverse),
            ..Place::new(name.to_owned(), at, parent_column)
        };
        self.child(at, inner.target, place, sub.clone())
    }

    fn child(&mut self, at: usize, entity: EntityIx, place: Place, tree: FieldTree) -> Result<()> {
        let visible = place.visible;
        let child = self.node(entity, place, tree)?;
        self.nodes[at].children.push(child);
        if visible {
            self.nodes[at].members.push(Member::Child(child));
        }
        Ok(())
    }

    /// The hops of a shortcut's path, where they end, and the computed field at the end.
    fn walk(&self, entity: EntityIx, name: &str, path: &Path) -> Result<Walk> {
        let mut hops: Vec<(Hop, &'static ModelMeta)> = Vec::new();
        let mut current = entity;
        let mut computed = None;
        let mut cascades = false;
        for segment in &path.segments {
            let info = self.graph.entity(current);
            if let Some(computer) = info.computed.get(segment) {
                computed = Some((*segment, *computer));
                break;
            }
            let relation = info.relations.get(segment).ok_or_else(|| {
                Error::unexpected_state(format!("shortcut {name} of {} leads nowhere", info.meta.entity))
            })?;
            let target = self.graph.entity(relation.target).meta;
            match (hops.last().copied(), relation.hop) {
                // The middle's own row adds nothing: its ends are joined directly.
                (Some((Hop::Column { own, target: middle }, _)), Hop::Column { own: next, target: end })
                    if middle == next && relation.cascades && hops.len() > 1 && cascades =>
                {
                    hops.pop();
                    hops.push((Hop::Column { own, target: end }, target));
                }
                _ => hops.push((relation.hop, target)),
            }
            cascades = true;
            current = relation.target;
        }
        Ok((hops, current, computed))
    }

    /// A shortcut is one node whose hops are those of its path; if the path ends in a computed field, the node is
    /// hidden and the field is lifted.
    fn shortcut(&mut self, at: usize, entity: EntityIx, name: &str, path: &Path, sub: &FieldTree) -> Result<()> {
        let (hops, current, computed) = self.walk(entity, name, path)?;
        let Some(own) = hops.first().and_then(|(hop, _)| own_column(hop)) else { return Ok(()) };
        let parent_column = self.column(at, own);
        let (visible, node_name) = match computed {
            Some(_) => (false, path.segments[..path.segments.len() - 1].join(".")),
            None => (sub.visible, name.to_owned()),
        };
        if computed.is_none() && sub.is_leaf() {
            return Ok(());
        }
        let inverse = match hops.last() {
            Some((Hop::Column { target, .. }, _)) => Some(*target),
            _ => None,
        };
        let place = Place {
            hops,
            is_list: path.is_list,
            crosses: true,
            visible,
            inverse,
            ..Place::new(node_name.clone(), at, parent_column)
        };
        let Some((field, computer)) = computed else {
            return self.child(at, current, place, sub.clone());
        };
        let mut tree = FieldTree::default();
        tree.insert(field, false);
        let existing = self.nodes[at].children.iter().copied().find(|c| self.nodes[*c].name == node_name);
        let child = match existing {
            Some(child) => child,
            None => {
                let child = self.node(current, place, tree)?;
                self.nodes[at].children.push(child);
                child
            }
        };
        let position = self.computed(child, field, computer);
        if sub.visible {
            self.nodes[at].members.push(Member::Lift(name.to_owned(), child, position));
        }
        Ok(())
    }
}
