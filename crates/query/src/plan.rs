//! What a plan is: which columns of which tables, how they hang together, what the answer shows. Made by the planner.

use crate::registry::{EntityIx, Hop};
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, PoisonError, RwLock};
use stheno_database::Type;
use stheno_kernel::JsonKey;
use stheno_model::ModelMeta;

/// How one column of a node is read.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    pub(crate) name: &'static str,
    pub(crate) ty: Type,
    pub(crate) source: Source,
}

/// Where a column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The node's own table.
    Own,
    /// The versioned row between parent and node.
    Between,
    /// The row between where it is not null, else the own table.
    Overlay,
}

/// A member of the answer's object.
#[derive(Clone, Debug)]
pub struct Member {
    pub(crate) key: JsonKey,
    pub(crate) shown: Shown,
}

/// What a member shows.
#[derive(Clone, Debug)]
pub enum Shown {
    /// A column, by position.
    Column(usize),
    /// A column that is left out where it is null.
    Present(usize),
    /// Rows of another node.
    Child(usize),
    /// A computed field: position among the node's computed ones.
    Computed(usize),
    /// An object of columns of the row between.
    Inline(Vec<(JsonKey, usize)>),
    /// A relation that was not asked for, shown by its key: `type: {id}`.
    Stub(JsonKey, usize),
    /// A computed field of a hidden node, shown here: node, position there.
    Lift(usize, usize),
    /// A computed field that `*` shows without its value.
    Null,
}

/// One node: one statement, unless it is joined to its parent's.
#[derive(Clone, Debug)]
pub struct NodePlan {
    pub(crate) entity: EntityIx,
    pub(crate) meta: &'static ModelMeta,
    pub(crate) name: String,
    /// From the parent to this node; the last one's target is this node's table. Empty for the root.
    pub(crate) hops: Vec<(Hop, &'static ModelMeta)>,
    /// Position of the key among the parent's columns.
    pub(crate) parent_column: usize,
    /// Read with the parent's own statement: one row at most, found by its key.
    pub(crate) joined: bool,
    /// Position of the parent's column that counts this node's rows; where it is zero, nothing is asked.
    pub(crate) counted_by: Option<usize>,
    /// Rows are shared by parents, but for those that some claim: position of the parent's key and of the claimant here.
    pub(crate) claims: Option<(usize, usize)>,
    /// Rows are of the parent's version: position of the version there and here.
    pub(crate) versions: Option<(usize, usize)>,
    /// Statements that must be answered before this node's.
    pub(crate) depth: usize,
    /// Nodes above this one.
    pub(crate) level: usize,
    pub(crate) parent: usize,
    pub(crate) is_list: bool,
    /// Left out, rather than null, where there is no row.
    pub(crate) omits: bool,
    pub(crate) visible: bool,
    /// A record of another module: should there be several, they are shown as a list.
    pub(crate) crosses: bool,
    /// Which of the request's pages this list shows.
    pub(crate) paged: Option<usize>,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) children: Vec<usize>,
    pub(crate) computed: Vec<(&'static str, usize)>,
    pub(crate) members: Vec<Member>,
}

impl NodePlan {
    /// Whether rows found by their parent's key are dealt further, by what both of them say.
    pub(crate) fn is_dealt_further(&self) -> bool {
        self.claims.is_some() || self.versions.is_some()
    }
}

/// A plan: nodes, parents before children.
#[derive(Debug)]
pub struct Plan {
    pub(crate) nodes: Vec<NodePlan>,
    pub(crate) depth: usize,
}

impl Plan {
    /// The nodes that are read with the statement of this one, in the order of their columns there.
    pub(crate) fn joined_to(&self, ix: usize) -> impl Iterator<Item = usize> {
        (ix + 1..self.nodes.len()).filter(move |at| self.nodes[*at].joined && base_of(&self.nodes, *at) == ix)
    }
}

/// The node that shows the rows at a path of relations.
pub(crate) fn node_at(nodes: &[NodePlan], path: &str) -> Option<usize> {
    path.split('.').try_fold(0, |at, name| {
        let is_it = |child: &usize| nodes[*child].visible && nodes[*child].name == name;
        nodes[at].children.iter().copied().find(is_it)
    })
}

/// The node whose statement reads this one.
pub(crate) fn base_of(nodes: &[NodePlan], mut ix: usize) -> usize {
    while nodes[ix].joined {
        ix = nodes[ix].parent;
    }
    ix
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for node in &self.nodes {
            let with = if node.joined { " joined" } else { "" };
            let columns: Vec<&str> = node.columns.iter().map(|c| c.name).collect();
            let via: Vec<&str> = node.hops.iter().rev().skip(1).map(|(_, meta)| meta.table).collect();
            write!(f, "{:indent$}{} <- {}", "", node.name, node.meta.table, indent = node.level * 2)?;
            if !via.is_empty() {
                write!(f, " via {}", via.join(", "))?;
            }
            writeln!(f, "{with} ({})", columns.join(", "))?;
        }
        Ok(())
    }
}

/// The plans made so far, by the shape of the request.
#[derive(Default)]
pub(crate) struct Plans {
    hasher: RandomState,
    kept: RwLock<Kept>,
}

#[derive(Default)]
struct Kept {
    plans: HashMap<u64, (Shape<Vec<String>>, Arc<Plan>)>,
    /// Length of all fields and paths together.
    bytes: usize,
}

/// What a plan depends on.
#[derive(Clone, Copy, Hash, PartialEq, Eq)]
pub(crate) struct Shape<F> {
    pub(crate) entity: EntityIx,
    pub(crate) lenient: bool,
    pub(crate) fields: F,
    /// The relations that show a page, sorted.
    pub(crate) paged: F,
    /// Tables whose rows are not read together with others, sorted.
    pub(crate) apart: F,
}

impl<F: AsRef<[String]>> Shape<F> {
    fn borrowed(&self) -> Shape<&[String]> {
        let Self { entity, lenient, ref fields, ref paged, ref apart } = *self;
        let (fields, paged, apart) = (fields.as_ref(), paged.as_ref(), apart.as_ref());
        Shape { entity, lenient, fields, paged, apart }
    }
}

impl Plans {
    pub(crate) fn get(&self, shape: Shape<&[String]>) -> Option<Arc<Plan>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let (known, plan) = kept.plans.get(&self.hasher.hash_one(shape))?;
        // Shapes of one hash share a place: the last one has it.
        (known.borrowed() == shape).then(|| Arc::clone(plan))
    }

    /// Keeps a plan. All go when their fields take too much room, so that no stream of odd requests fills the memory.
    pub(crate) fn keep(&self, shape: Shape<&[String]>, plan: &Arc<Plan>) {
        const BYTES_MAX: usize = 2 * 1024 * 1024;
        let Shape { entity, lenient, fields, paged, apart } = shape;
        let texts = fields.iter().chain(paged).chain(apart);
        let bytes: usize = texts.map(|path| path.len() + size_of::<String>()).sum();
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes > BYTES_MAX {
            *kept = Kept::default();
        }
        kept.bytes += bytes;
        let (known_fields, paged, apart) = (fields.to_vec(), paged.to_vec(), apart.to_vec());
        let known = Shape { entity, lenient, fields: known_fields, paged, apart };
        kept.plans.insert(self.hasher.hash_one(shape), (known, Arc::clone(plan)));
    }
}
