//! A plan: which columns of which tables, how they hang together, what the answer shows.

use crate::registry::{EntityIx, Hop};
use std::fmt;
use stheno_database::Type;
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
pub enum Member {
    /// A column, by position.
    Column(&'static str, usize),
    /// A column that is left out where it is null.
    Present(&'static str, usize),
    /// Rows of another node.
    Child(usize),
    /// A computed field: position among [`NodePlan::computed`].
    Computed(&'static str, usize),
    /// An object of columns of the row between.
    Inline(&'static str, Vec<(&'static str, usize)>),
    /// A relation that was not asked for, shown by its key: `type: {id}`.
    Stub(&'static str, &'static str, usize),
    /// A computed field of a hidden node, shown here: name, node, position there.
    Lift(String, usize, usize),
    /// A computed field that `*` shows without its value.
    Null(&'static str),
}

/// One node: one statement.
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
    pub(crate) depth: usize,
    pub(crate) parent: usize,
    pub(crate) is_list: bool,
    /// Left out, rather than null, where there is no row.
    pub(crate) omits: bool,
    pub(crate) visible: bool,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) children: Vec<usize>,
    pub(crate) computed: Vec<(&'static str, usize)>,
    pub(crate) members: Vec<Member>,
}

impl NodePlan {
    /// Position of the parent's column by whose value its rows of this node are found.
    pub(crate) fn lookup_column(&self) -> usize {
        self.claims.map_or(self.parent_column, |(parent_key, _)| parent_key)
    }
}

impl Plan {
    /// The nodes that are read with the statement of this one, in the order of their columns there.
    pub(crate) fn joined_to(&self, ix: usize) -> impl Iterator<Item = usize> {
        (ix + 1..self.nodes.len()).filter(move |at| self.nodes[*at].joined && self.base(*at) == ix)
    }
    /// The node whose statement reads this one.
    fn base(&self, ix: usize) -> usize {
        let node = &self.nodes[ix];
        if node.joined { self.base(node.parent) } else { ix }
    }
}

/// A plan: nodes, parents before children.
#[derive(Debug)]
pub struct Plan {
    pub(crate) nodes: Vec<NodePlan>,
    pub(crate) depth: usize,
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for node in &self.nodes {
            let with = if node.joined { " joined" } else { "" };
            let columns: Vec<&str> = node.columns.iter().map(|c| c.name).collect();
            let via: Vec<&str> = node.hops.iter().rev().skip(1).map(|(_, meta)| meta.table).collect();
            write!(f, "{:indent$}{} <- {}", "", node.name, node.meta.table, indent = node.depth * 2)?;
            if !via.is_empty() {
                write!(f, " via {}", via.join(", "))?;
            }
            writeln!(f, "{with} ({})", columns.join(", "))?;
        }
        Ok(())
    }
}

/// The column of the near side of a hop.
pub(crate) fn own_column(hop: &Hop) -> Option<&'static str> {
    match hop {
        Hop::Column { own, .. } | Hop::Shared { own, .. } => Some(own),
        Hop::Pivot { own_key, .. } | Hop::Through { own_key, .. } => Some(own_key),
    }
}
