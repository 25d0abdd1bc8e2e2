//! The graph: every model, how they hang together, and what is computed.

use crate::compute::Computer;
use crate::plan::Plan;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use stheno_kernel::{Error, Result};
use stheno_link::LinkRegistry;
use stheno_model::{ModelMeta, RelationKind, Through};

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

/// A relation of a record that is reached through another: it starts at the row between the two.
#[derive(Clone, Debug)]
pub struct Inner {
    /// A pivot whose `own_key` is a column of the row between.
    pub(crate) hop: Hop,
    pub(crate) target: EntityIx,
    /// The target's column that leads back, for which no stub is shown.
    pub(crate) inverse: &'static str,
}

/// A relation that no model and no link declares.
struct Extra {
    from: &'static str,
    name: &'static str,
    hop: Hop,
    target: &'static str,
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

/// Puts a [`Graph`] together.
#[derive(Default)]
pub struct GraphBuilder {
    entities: Vec<Entity>,
    by_table: HashMap<&'static str, EntityIx>,
    by_alias: HashMap<&'static str, EntityIx>,
    computers: Vec<Arc<dyn Computer>>,
    extras: Vec<Extra>,
}

impl GraphBuilder {
    /// Adds models; their relations may point at models added in the same call.
    pub fn models(mut self, metas: &[&'static ModelMeta]) -> Self {
        for meta in metas {
            self.add_model(meta);
        }
        for meta in metas {
            let ix = self.by_table[meta.table];
            for relation in meta.relations {
                let built = self.relation_of(meta, relation);
                if let Some(built) = built {
                    self.entities[ix].relations.insert(relation.name, built);
                }
            }
        }
        self
    }

    fn add_model(&mut self, meta: &'static ModelMeta) {
        let ix = self.entities.len();
        self.entities.push(Entity {
            meta,
            relations: HashMap::new(),
            shortcuts: HashMap::new(),
            computed: HashMap::new(),
            computers: Vec::new(),
            absent_when_null: Vec::new(),
            searched: Vec::new(),
        });
        self.by_table.insert(meta.table, ix);
        for alias in meta.aliases {
            self.by_alias.insert(alias, ix);
        }
    }

    fn relation_of(&self, meta: &'static ModelMeta, relation: &stheno_model::RelationMeta) -> Option<Relation> {
        let target_meta = (relation.target)();
        let target = *self.by_table.get(target_meta.table)?;
        let hop = match relation.kind {
            RelationKind::BelongsTo { key } => Hop::Column { own: key, target: target_meta.key() },
            RelationKind::HasOne { key } | RelationKind::HasMany { key } => {
                Hop::Column { own: meta.key(), target: key }
            }
            RelationKind::ManyToMany { pivot, own, target, soft_delete } => Hop::Pivot {
                pivot,
                own_key: meta.key(),
                own,
                target,
                target_key: target_meta.key(),
                soft_delete,
            },
            RelationKind::Through(through) => Hop::Through {
                through,
                own_key: meta.key(),
                target_key: target_meta.key(),
                table: meta.table,
            },
        };
        Some(Relation {
            hop,
            target,
            is_list: relation.is_list(),
            crosses: false,
            cascades: meta.cascade.contains(&relation.name),
            counted_by: None,
            inner: Vec::new(),
            versioned: None,
            beneath: Vec::new(),
        })
    }

    /// Replaces or adds relations of a model where the graph differs from the tables (order items).
    pub fn relations(mut self, meta: &'static ModelMeta, relations: &'static [stheno_model::RelationMeta]) -> Self {
        for relation in relations {
            if let (Some(built), Some(ix)) = (self.relation_of(meta, relation), self.by_table.get(meta.table)) {
                self.entities[*ix].relations.insert(relation.name, built);
            }
        }
        self
    }

    /// Adds every link whose two models are in the graph, both ways.
    pub fn links(mut self, links: &LinkRegistry) -> Self {
        for (link, pivot) in links.stored() {
            let (left, right) = ((link.left.model)(), (link.right.model)());
            let (Some(&l), Some(&r)) = (self.by_table.get(left.table), self.by_table.get(right.table)) else {
                continue;
            };
            self.add_model(pivot);
            let p = self.by_table[pivot.table];
            for (side, other_ix, meta, ix) in
                [(&link.left, r, left, l), (&link.right, l, right, r)]
            {
                let _ = other_ix;
                self.entities[p].relations.insert(
                    side.alias,
                    Relation {
                        hop: Hop::Column { own: side.column, target: meta.key() },
                        target: ix,
                        is_list: false,
                        crosses: true,
                        cascades: false,
                        counted_by: None,
                        inner: Vec::new(),
                        versioned: None,
                        beneath: Vec::new(),
                    },
                );
                if side.link_field.is_empty() {
                    continue;
                }
                let entity = &mut self.entities[ix];
                entity.relations.insert(
                    side.link_field,
                    Relation {
                        hop: Hop::Column { own: meta.key(), target: side.column },
                        target: p,
                        is_list: side.link_is_list,
                        crosses: true,
                        cascades: false,
                        counted_by: None,
                        inner: Vec::new(),
                        versioned: None,
                        beneath: Vec::new(),
                    },
                );
                for shortcut in side.shortcuts {
                    let mut segments = vec![side.link_field];
                    segments.extend(shortcut.path.split('.'));
                    entity.shortcuts.insert(shortcut.name, Path { segments, is_list: shortcut.is_list });
                }
            }
        }
        for link in links.read_only() {
            let (from, to) = ((link.model)(), (link.target)());
            if let (Some(&ix), Some(&target)) = (self.by_table.get(from.table), self.by_table.get(to.table)) {
                self.entities[ix].relations.insert(
                    link.field,
                    Relation {
                        hop: Hop::Column { own: link.own, target: link.target_key },
                        target,
                        is_list: link.is_list,
                        crosses: true,
                        cascades: false,
                        counted_by: None,
                        inner: Vec::new(),
                        versioned: None,
                        beneath: Vec::new(),
                    },
                );
            }
        }
        self
    }

    /// Replaces how the rows of a list relation are found.
    pub fn rehop(mut self, meta: &'static ModelMeta, relation: &'static str, hop: Hop) -> Self {
        if let Some(relation) = self.relation_mut(meta, relation) {
            relation.hop = hop;
        }
        self
    }

    /// Says which column counts the rows of a relation. Where the relation is only needed for something computed, records
    /// that count none are not asked for.
    pub fn counted(mut self, meta: &'static ModelMeta, relation: &'static str, column: &'static str) -> Self {
        if let Some(relation) = self.relation_mut(meta, relation) {
            relation.counted_by = Some(column);
        }
        self
    }

    /// Shows, of a relation, only rows whose `column` equals that of the record that they hang on; where it was reached
    /// through versioned rows, that of the row between.
    pub fn versioned(mut self, meta: &'static ModelMeta, relation: &'static str, column: &'static str) -> Self {
        if let Some(relation) = self.relation_mut(meta, relation) {
            relation.versioned = Some(column);
        }
        self
    }

    /// Shows, with all fields of the records behind a relation through versioned rows, an own column that the row between
    /// lays over, under another name.
    pub fn beneath(
        mut self,
        meta: &'static ModelMeta,
        relation: &'static str,
        (column, shown): (&'static str, &'static str),
    ) -> Self {
        if let Some(relation) = self.relation_mut(meta, relation) {
            relation.beneath.push((column, shown));
        }
        self
    }

    /// Narrows `nested`, a list of the records behind `relation`, to those that the row between names: `hop` is a pivot
    /// that starts at a column of that row. `inverse` is the nested record's column that leads back.
    pub fn within(
        mut self,
        meta: &'static ModelMeta,
        relation: &'static str,
        nested: &'static str,
        hop: Hop,
        inverse: &'static str,
    ) -> Self {
        let behind = self.relation_mut(meta, relation).map(|r| r.target);
        let target = behind.and_then(|ix| self.entities[ix].relations.get(nested)).map(|r| r.target);
        if let (Some(target), Some(relation)) = (target, self.relation_mut(meta, relation)) {
            relation.inner.push((nested, Inner { hop, target, inverse }));
        }
        self
    }

    /// Lets `q` match texts of the rows behind a relation as well, but not what those rows would search further on.
    pub fn searched(mut self, meta: &'static ModelMeta, relation: &'static str) -> Self {
        if let Some(&ix) = self.by_table.get(meta.table) {
            self.entities[ix].searched.push(relation);
        }
        self
    }

    /// Adds a list relation between two tables, of models or of links, that neither declares.
    pub fn join(mut self, from: &'static str, name: &'static str, hop: Hop, target: &'static str) -> Self {
        self.extras.push(Extra { from, name, hop, target });
        self
    }

    fn relation_mut(&mut self, meta: &'static ModelMeta, relation: &str) -> Option<&mut Relation> {
        let ix = *self.by_table.get(meta.table)?;
        self.entities[ix].relations.get_mut(relation)
    }

    /// Columns and relations of a model that the contract leaves out where there is nothing in them.
    pub fn absent_when_null(mut self, meta: &'static ModelMeta, names: &[&'static str]) -> Self {
        if let Some(&ix) = self.by_table.get(meta.table) {
            self.entities[ix].absent_when_null.extend(names);
        }
        self
    }

    /// Adds computed fields to a model.
    pub fn computer(mut self, meta: &'static ModelMeta, computer: impl Computer + 'static) -> Self {
        if let Some(&ix) = self.by_table.get(meta.table) {
            let at = self.computers.len();
            for field in computer.fields() {
                self.entities[ix].computed.insert(field, at);
            }
            self.entities[ix].computers.push(at);
            self.computers.push(Arc::new(computer));
        }
        self
    }

    /// The graph.
    pub fn build(mut self) -> Graph {
        for Extra { from, name, hop, target } in std::mem::take(&mut self.extras) {
            if let (Some(&ix), Some(&target)) = (self.by_table.get(from), self.by_table.get(target)) {
                let relation = Relation {
                    hop,
                    target,
                    is_list: true,
                    crosses: true,
                    cascades: false,
                    counted_by: None,
                    inner: Vec::new(),
                    versioned: None,
                    beneath: Vec::new(),
                };
                self.entities[ix].relations.insert(name, relation);
            }
        }
        Graph {
            entities: self.entities,
            by_alias: self.by_alias,
            by_table: self.by_table,
            computers: self.computers,
            plans: Mutex::default(),
        }
    }
}

/// Every entity, and the plans made so far.
pub struct Graph {
    pub(crate) entities: Vec<Entity>,
    by_alias: HashMap<&'static str, EntityIx>,
    by_table: HashMap<&'static str, EntityIx>,
    pub(crate) computers: Vec<Arc<dyn Computer>>,
    pub(crate) plans: Mutex<HashMap<(EntityIx, bool, Vec<String>), Arc<Plan>>>,
}

impl Graph {
    /// The entity of this name.
    pub(crate) fn entity_ix(&self, name: &str) -> Result<EntityIx> {
        self.by_alias
            .get(name)
            .or_else(|| self.by_table.get(name))
            .copied()
            .ok_or_else(|| Error::invalid_data(format!("Service with alias \"{name}\" was not found.")))
    }
    pub(crate) fn entity(&self, ix: EntityIx) -> &Entity {
        &self.entities[ix]
    }
    /// The model behind an entity name, link rows included.
    pub fn model(&self, name: &str) -> Option<&'static ModelMeta> {
        self.entity_ix(name).ok().map(|ix| self.entities[ix].meta)
    }
    /// Every model in the graph.
    pub fn models(&self) -> impl Iterator<Item = &'static ModelMeta> {
        self.entities.iter().map(|e| e.meta)
    }
}

impl Entity {
    /// The nearest name of a member, for errors.
    pub(crate) fn nearest(&self, wrong: &str) -> Option<&'static str> {
        self.meta
            .fields
            .iter()
            .map(|f| f.name)
            .chain(self.relations.keys().copied())
            .chain(self.shortcuts.keys().copied())
            .chain(self.computed.keys().copied())
            .map(|name| (distance(name, wrong), name))
            .filter(|(d, name)| *d <= name.len().max(3) / 3 + 1)
            .min()
            .map(|(_, name)| name)
    }
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
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
