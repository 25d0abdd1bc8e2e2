//! The graph: every model, how they hang together, and what is computed.

mod builder;

pub use builder::GraphBuilder;

use crate::compute::Computer;
use crate::plan::Plans;
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::{Error, Result};
use stheno_model::{ModelMeta, Through};

/// The position of an entity in the graph.
pub type EntityIx = usize;

/// How rows of the next entity are found.
#[derive(Clone, Copy, Debug)]
pub enum Hop {
    /// This entity's column equals the target's.
    Column {
        /// Column here.
        own: &'static str,
        /// Column there.
        target: &'static str,
    },
    /// Through a pivot table.
    Pivot {
        /// The pivot table.
        pivot: &'static str,
        /// Column here.
        own_key: &'static str,
        /// The pivot's column for it.
        own: &'static str,
        /// The pivot's column for the target.
        target: &'static str,
        /// Column there.
        target_key: &'static str,
        /// Whether pivot rows can be soft-deleted.
        soft_delete: bool,
    },
    /// Through versioned rows.
    Through {
        /// The declaration.
        through: Through,
        /// Column here.
        own_key: &'static str,
        /// Column there.
        target_key: &'static str,
        /// This entity's table, where versions are compared.
        table: &'static str,
    },
    /// Rows that all records with one key share, but for those that some of the records claim for themselves: a
    /// product's images, of which some belong to certain variants only.
    Shared {
        /// Column here.
        own: &'static str,
        /// Column there.
        target: &'static str,
        /// The table of claims; its rows can be soft-deleted.
        claims: &'static str,
        /// The claims' column for the target's key.
        claimed: &'static str,
        /// The claims' column for this entity's key.
        claimant: &'static str,
    },
}

impl Hop {
    /// The column of the near side.
    pub(crate) fn own_column(&self) -> &'static str {
        match self {
            Self::Column { own, .. } | Self::Shared { own, .. } => own,
            Self::Pivot { own_key, .. } | Self::Through { own_key, .. } => own_key,
        }
    }
}

/// A relation of the graph.
#[derive(Clone, Debug)]
pub struct Relation {
    pub(crate) hop: Hop,
    pub(crate) target: EntityIx,
    pub(crate) is_list: bool,
    /// A relation across modules is absent where there is nothing; one within a module is null.
    pub(crate) crosses: bool,
    /// Whether the relation's rows go with this one's, so that a deleted middle has no live ends.
    pub(crate) cascades: bool,
    /// A column of ours that counts the relation's rows: out of sight, records with none are not asked for.
    pub(crate) counted_by: Option<&'static str>,
    /// Relations of the target that differ where it is reached through this one.
    pub(crate) inner: Vec<(&'static str, Inner)>,
    /// The column whose value the rows share with this record, or with the row that it was reached by.
    pub(crate) versioned: Option<&'static str>,
    /// For versioned rows between: own columns of the target that the row between lays over, and the names under which
    /// they are shown beside it.
    pub(crate) beneath: Vec<(&'static str, &'static str)>,
}

impl Relation {
    fn new(hop: Hop, target: EntityIx, is_list: bool) -> Self {
        Self {
            hop,
            target,
            is_list,
            crosses: false,
            cascades: false,
            counted_by: None,
            inner: Vec::new(),
            versioned: None,
            beneath: Vec::new(),
        }
    }
    fn across(hop: Hop, target: EntityIx, is_list: bool) -> Self {
        Self { crosses: true, ..Self::new(hop, target, is_list) }
    }
}

/// A relation of a record that is reached through another: it starts at the row between the two.
#[derive(Clone, Debug)]
pub struct Inner {
    /// A pivot whose `own_key` is a column of the row between.
    pub(crate) hop: Hop,
    pub(crate) target: EntityIx,
    /// The target's column that leads back, for which no stub is shown.
    pub(crate) inverse: &'static str,
}

/// A field that stands for a path.
#[derive(Clone, Debug)]
pub struct Path {
    pub(crate) segments: Vec<&'static str>,
    pub(crate) is_list: bool,
}

/// An entity of the graph.
pub struct Entity {
    pub(crate) meta: &'static ModelMeta,
    /// Medusa's name of who serves it: the module, or the link.
    pub(crate) service: &'static str,
    /// What Medusa takes as primary keys in filters of it.
    pub(crate) keys: Vec<&'static str>,
    pub(crate) relations: HashMap<&'static str, Relation>,
    pub(crate) shortcuts: HashMap<&'static str, Path>,
    pub(crate) computed: HashMap<&'static str, usize>,
    /// Computers of the entity, also those that only widen what is asked.
    pub(crate) computers: Vec<usize>,
    /// Relations whose rows' texts `q` matches as well.
    pub(crate) searched: Vec<&'static str>,
    /// Columns and relations that are absent rather than null.
    pub(crate) absent_when_null: Vec<&'static str>,
}

/// Every entity, and the plans made so far.
pub struct Graph {
    pub(crate) entities: Vec<Entity>,
    by_alias: HashMap<&'static str, EntityIx>,
    by_table: HashMap<&'static str, EntityIx>,
    pub(crate) computers: Vec<Arc<dyn Computer>>,
    pub(crate) plans: Plans,
}

impl Graph {
    /// The entity of this name.
    pub(crate) fn entity_ix(&self, name: &str) -> Result<EntityIx> {
        self.by_alias.get(name).or_else(|| self.by_table.get(name)).copied().ok_or_else(|| {
            let names = self.by_alias.keys().chain(self.by_table.keys()).copied();
            let nearest = nearest_of(name, names);
            let nearest = nearest.map(|n| format!(" Did you mean \"{n}\"?")).unwrap_or_default();
            Error::invalid_data(format!("Service with alias \"{name}\" was not found.{nearest}"))
        })
    }
    /// The entity behind a table.
    pub(crate) fn entity_of(&self, meta: &ModelMeta) -> Result<EntityIx> {
        self.by_table.get(meta.table).copied().ok_or_else(|| {
            Error::unexpected_state(format!("the graph does not know the model {}", meta.entity))
        })
    }
    pub(crate) fn entity(&self, ix: EntityIx) -> &Entity {
        &self.entities[ix]
    }
    /// The model behind an entity name, link rows included.
    pub fn model(&self, name: &str) -> Option<&'static ModelMeta> {
        self.entity_ix(name).ok().map(|ix| self.entities[ix].meta)
    }
    /// Whether a name is one under which some entity of this one's module is asked for.
    pub(crate) fn is_entry_of(&self, ix: EntityIx, name: &str) -> bool {
        let module = self.entities[ix].meta.module;
        self.by_alias.get(name).is_some_and(|entry| self.entities[*entry].meta.module == module)
    }
    /// The column of a relation's rows that stays in the answer whether it was asked for or not: what joins modules; within
    /// a module, the id of rows whose relation is called as an entity is.
    pub(crate) fn kept(&self, ix: EntityIx, name: &str, relation: &Relation) -> Option<&'static str> {
        let target = self.entities[relation.target].meta;
        if relation.crosses {
            return match relation.hop {
                Hop::Column { target, .. } | Hop::Shared { target, .. } => Some(target),
                Hop::Pivot { target_key, .. } | Hop::Through { target_key, .. } => Some(target_key),
            };
        }
        target.field("id").map(|field| field.name).filter(|_| self.is_entry_of(ix, name))
    }
    /// The relations of an entity, and its shortcuts to records, each with the model that it leads to; by name.
    pub fn relations(&self, name: &str) -> Vec<(&'static str, &'static ModelMeta)> {
        let Ok(ix) = self.entity_ix(name) else { return Vec::new() };
        let entity = self.entity(ix);
        let end_of = |path: &Path| {
            let step = |at: EntityIx, segment| Some(self.entity(at).relations.get(segment)?.target);
            path.segments.iter().try_fold(ix, step)
        };
        let relations = entity.relations.iter().map(|(name, relation)| (*name, relation.target));
        let shortcuts = entity.shortcuts.iter().filter_map(|(name, path)| Some((*name, end_of(path)?)));
        let mut all: Vec<_> =
            relations.chain(shortcuts).map(|(name, ix)| (name, self.entity(ix).meta)).collect();
        all.sort_by_key(|(name, _)| *name);
        all
    }
    /// Every model in the graph.
    pub fn models(&self) -> impl Iterator<Item = &'static ModelMeta> {
        self.entities.iter().map(|e| e.meta)
    }
}

impl Entity {
    /// The nearest other name of a member, for errors.
    pub(crate) fn nearest(&self, wrong: &str) -> Option<&'static str> {
        let columns = self.meta.stored().filter(|f| !f.hidden).map(|f| f.name);
        let relations = self.relations.keys().chain(self.shortcuts.keys()).chain(self.computed.keys());
        nearest_of(wrong, columns.chain(relations.copied()))
    }
}

/// The refusal of a name that an entity does not have; `path` is where it was asked for.
pub(crate) fn unknown(info: &Entity, name: &str, path: &str) -> Error {
    let at = if path == name { String::new() } else { format!(" (at {path})") };
    let entity = info.meta.entity;
    // Where a column is expected, these are known and yet do not serve.
    if info.computed.contains_key(name) {
        return Error::invalid_data(format!(
            "Property '{name}' of entity '{entity}'{at} is computed: nothing is filtered or sorted by it"
        ));
    }
    if info.relations.contains_key(name) || info.shortcuts.contains_key(name) {
        return Error::invalid_data(format!(
            "Property '{name}' of entity '{entity}'{at} is a relation: one of its fields must be named"
        ));
    }
    let nearest = info.nearest(name).map(|n| format!(", did you mean \"{n}\"?")).unwrap_or_default();
    Error::invalid_data(format!("Entity '{entity}' does not have property '{name}'{at}{nearest}"))
}

/// The refusal of names below a column.
pub(crate) fn leads_nowhere(info: &Entity, name: &str, path: &str) -> Error {
    let at = if path == name { String::new() } else { format!(" (at {path})") };
    Error::invalid_data(format!("Property '{name}' of entity '{}'{at} is not a relation", info.meta.entity))
}

/// The nearest of some names, within a third of their length.
fn nearest_of(wrong: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // No name is much longer, and the distance to a long text takes long.
    const CHARS_MAX: usize = 100;
    names
        .filter(|_| wrong.len() <= CHARS_MAX)
        .map(|name| (distance(name, wrong), name))
        .filter(|(d, name)| *d > 0 && *d <= name.len().max(3) / 3 + 1)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}
