//! From a field tree to a plan. Pure: what can be refused is refused here, before a statement is sent.

mod columns;
mod computed;
mod relations;
mod shortcuts;

use crate::field_tree::FieldTree;
use crate::plan::{ColumnPlan, Member, NodePlan, Plan, Shape, Shown, node_at};
use crate::registry::{EntityIx, Graph, Hop, Inner, leads_nowhere, unknown};
use std::sync::Arc;
use stheno_database::Type;
use stheno_kernel::{Error, JsonKey, Result};
use stheno_model::ModelMeta;

/// Names one behind the other at most, in fields.
const SEGMENTS_MAX: usize = 32;
/// As [`SEGMENTS_MAX`], in filters and sort keys: PostgreSQL plans an `EXISTS` under `OR` twice, so that what it takes
/// doubles with each relation.
pub(crate) const CONDITION_SEGMENTS_MAX: usize = 8;
/// As [`SEGMENTS_MAX`], with what computed fields need below.
const LEVELS_MAX: usize = 64;
/// Nodes of one plan at most.
const NODES_MAX: usize = 1_000;

impl Graph {
    /// The plan for these fields of an entity; kept by shape.
    pub fn plan(&self, entity: &str, fields: &[String]) -> Result<Arc<Plan>> {
        self.plan_of(Shape {
            entity: self.entity_ix(entity)?,
            lenient: false,
            fields,
            paged: &[],
            apart: &[],
        })
    }

    /// The plan for a shape; kept.
    pub(crate) fn plan_of(&self, shape: Shape<&[String]>) -> Result<Arc<Plan>> {
        if let Some(plan) = self.plans.get(shape) {
            return Ok(plan);
        }
        let plan = Arc::new(self.planned(shape)?);
        self.plans.keep(shape, &plan);
        Ok(plan)
    }

    fn planned(&self, Shape { entity, lenient, fields, paged, apart }: Shape<&[String]>) -> Result<Plan> {
        for field in fields {
            refuse_depth(field, SEGMENTS_MAX)?;
        }
        let tree = FieldTree::of(fields.iter().map(String::as_str));
        let (nodes, inner) = Default::default();
        let mut planner = Planner { graph: self, nodes, inner, depth: 0, lenient, paged, apart };
        planner.node(entity, Place::root(self.entity(entity).meta.entity), tree)?;
        planner.place_pages()?;
        Ok(Plan { nodes: planner.nodes, depth: planner.depth })
    }
}

/// Refuses a path of more than so many names.
pub(crate) fn refuse_depth(path: &str, most: usize) -> Result<()> {
    if path.split('.').count() <= most {
        return Ok(());
    }
    let start: String = path.chars().take(60).collect();
    Err(Error::invalid_data(format!("Fields may not lie deeper than {most} names: {start}...")))
}

struct Planner<'a> {
    graph: &'a Graph,
    nodes: Vec<NodePlan>,
    /// By node: relations that differ because of how the node was reached.
    inner: Vec<Vec<(&'static str, Inner)>>,
    depth: usize,
    /// Fields that nothing knows are passed over.
    lenient: bool,
    /// The relations that show a page.
    paged: &'a [String],
    /// Tables whose rows are not read together with others.
    apart: &'a [String],
}

/// Where a node hangs.
#[derive(Clone)]
struct Place {
    name: String,
    hops: Vec<(Hop, &'static ModelMeta)>,
    parent: usize,
    parent_column: usize,
    is_list: bool,
    crosses: bool,
    /// The column that joins the node and therefore stays in the answer.
    kept: Option<&'static str>,
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
    /// A visible list without further properties.
    fn list(
        name: &str,
        hops: Vec<(Hop, &'static ModelMeta)>,
        (parent, parent_column): (usize, usize),
    ) -> Self {
        Self {
            name: name.to_owned(),
            hops,
            parent,
            parent_column,
            is_list: true,
            crosses: false,
            kept: None,
            visible: true,
            inverse: None,
            joined: false,
            counted_by: None,
            inner: Vec::new(),
            versioned: None,
            beneath: Vec::new(),
        }
    }

    fn root(entity: &str) -> Self {
        Self::list(entity, Vec::new(), (0, 0))
    }

    fn is_root(&self) -> bool {
        self.hops.is_empty()
    }
}

impl Planner<'_> {
    fn node(&mut self, entity: EntityIx, mut place: Place, mut tree: FieldTree) -> Result<usize> {
        let (inverse, versioned) = (place.inverse, place.versioned);
        let (inner, beneath) = (std::mem::take(&mut place.inner), std::mem::take(&mut place.beneath));
        let kept = place.kept.filter(|_| place.visible);
        self.widened(entity, &mut tree);
        let at = self.push(entity, place)?;
        self.inner.push(inner);
        let key = self.nodes[at].meta.key();
        self.column(at, key);
        self.claims(at);
        if let Some(column) = versioned {
            let parent = self.nodes[at].parent;
            self.nodes[at].versions = self.version_of(parent, column).zip(self.find_column(at, column));
        }
        if let Some(kept) = kept {
            tree.show(kept);
        }
        self.shared_paths(entity, &mut tree);
        let blank = self.blanks(entity, &tree);
        if tree.all {
            self.computed_of_all(entity, &mut tree);
        }
        self.needs_of_computed(entity, &mut tree);
        if tree.all {
            self.all_columns(at, &tree, inverse)?;
            blank.into_iter().for_each(|name| self.show(at, name, Shown::Null));
        }
        for (name, sub) in &tree.members {
            self.member(at, entity, name, sub, tree.all)?;
        }
        self.detail(at, &tree, &beneath);
        Ok(at)
    }

    /// Adds the node, with nothing fetched or shown yet.
    fn push(&mut self, entity: EntityIx, place: Place) -> Result<usize> {
        let above = (!place.is_root()).then(|| &self.nodes[place.parent]);
        let (depth, level) = above.map_or((0, 0), |n| (n.depth + usize::from(!place.joined), n.level + 1));
        if level > LEVELS_MAX || self.nodes.len() >= NODES_MAX {
            return Err(Error::invalid_data("The fields ask for too many relations"));
        }
        let absent = above.map(|n| &self.graph.entity(n.entity).absent_when_null);
        let omits = place.crosses || absent.is_some_and(|names| names.iter().any(|n| *n == place.name));
        self.depth = self.depth.max(depth);
        self.nodes.push(NodePlan {
            entity,
            meta: self.graph.entity(entity).meta,
            name: place.name,
            hops: place.hops,
            parent_column: place.parent_column,
            joined: place.joined,
            counted_by: place.counted_by,
            claims: None,
            versions: None,
            depth,
            level,
            parent: place.parent,
            is_list: place.is_list,
            omits,
            visible: place.visible,
            crosses: place.crosses,
            paged: None,
            columns: Vec::new(),
            children: Vec::new(),
            computed: Vec::new(),
            members: Vec::new(),
        });
        Ok(self.nodes.len() - 1)
    }

    /// Where rows are shared, who claims them is fetched along.
    fn claims(&mut self, at: usize) {
        if let Some((Hop::Shared { claimant, .. }, _)) = self.nodes[at].hops.last().copied() {
            let parent = self.nodes[at].parent;
            let parent_key = self.column(parent, self.nodes[parent].meta.key());
            let claimant = self.between_column(at, claimant, Type::Text);
            self.nodes[at].claims = Some((parent_key, claimant));
        }
    }

    /// What one name below a node stands for: a computed field, a shortcut, a relation or a column.
    fn member(&mut self, at: usize, entity: EntityIx, name: &str, sub: &FieldTree, all: bool) -> Result<()> {
        let info = self.graph.entity(entity);
        if let Some((field, computer)) = info.computed.get_key_value(name) {
            let position = self.computed(at, field, *computer);
            if sub.visible {
                self.show(at, field, Shown::Computed(position));
            }
            // A computed field may stand in for the relation that it is made of (an order's summary).
            let hidden = sub.hidden();
            return match info.relations.get(name).filter(|_| !hidden.is_leaf()) {
                Some(relation) => self.relation(at, name, relation, &hidden, all),
                None => Ok(()),
            };
        }
        if let Some(path) = info.shortcuts.get(name) {
            return self.shortcut(at, entity, name, path, sub);
        }
        if let Some(relation) = info.relations.get(name) {
            return self.relation(at, name, relation, sub, all);
        }
        if name == "*" && sub.is_leaf() {
            for field in info.meta.stored().filter(|f| !f.hidden) {
                self.column(at, field.name);
            }
            return Ok(());
        }
        if let Some(position) = self.find_column(at, name) {
            let ColumnPlan { name: column, ty, .. } = self.nodes[at].columns[position];
            if !self.lenient && ty != Type::Json && !sub.is_leaf() {
                return Err(leads_nowhere(info, name, &self.path_of(at, name)));
            }
            if sub.visible && !all {
                self.show_column(at, column, position);
            }
            return Ok(());
        }
        if self.lenient || self.is_between_detail(at, name) {
            return Ok(());
        }
        Err(unknown(info, name, &self.path_of(at, name)))
    }

    /// Adds a member to what a node shows, unless it has one of this name.
    fn show(&mut self, at: usize, name: &str, shown: Shown) {
        let key = JsonKey::of(name);
        let members = &mut self.nodes[at].members;
        if !members.iter().any(|member| member.key == key) {
            members.push(Member { key, shown });
        }
    }

    /// Finds the list of each page.
    fn place_pages(&mut self) -> Result<()> {
        for (page, path) in self.paged.iter().enumerate() {
            let at = node_at(&self.nodes, path).ok_or_else(|| {
                let start: String = path.chars().take(60).collect();
                let entity = self.nodes[0].meta.entity;
                Error::invalid_data(format!(
                    "Relation '{start}' of entity '{entity}' is not among the fields: it has no page"
                ))
            })?;
            let node = &mut self.nodes[at];
            if !node.is_list {
                return Err(Error::invalid_data(format!("Relation '{path}' is not a list: it has no page")));
            }
            node.paged = Some(page);
        }
        Ok(())
    }

    /// The path of a name below a node, as requests write it.
    fn path_of(&self, mut at: usize, name: &str) -> String {
        let mut path = name.to_owned();
        while !self.nodes[at].hops.is_empty() {
            path = format!("{}.{path}", self.nodes[at].name);
            at = self.nodes[at].parent;
        }
        path
    }
}
