//! Puts a graph together: models, links, and what differs from the tables.

use super::{Entity, EntityIx, Graph, Hop, Inner, Path, Relation};
use crate::compute::Computer;
use crate::plan::Plans;
use std::collections::HashMap;
use std::sync::Arc;
use stheno_link::LinkRegistry;
use stheno_model::{ModelMeta, RelationKind};

/// A relation that no model and no link declares.
struct Extra {
    from: &'static str,
    name: &'static str,
    hop: Hop,
    target: &'static str,
}

/// Puts a [`Graph`] together.
#[derive(Default)]
pub struct GraphBuilder {
    entities: Vec<Entity>,
    by_table: HashMap<&'static str, EntityIx>,
    by_alias: HashMap<&'static str, EntityIx>,
    computers: Vec<Arc<dyn Computer>>,
    extras: Vec<Extra>,
    /// Services with a further name of a primary key.
    keyed: Vec<(&'static str, &'static str)>,
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
            service: meta.module,
            keys: Vec::new(),
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

    fn relation_of(
        &self,
        meta: &'static ModelMeta,
        relation: &stheno_model::RelationMeta,
    ) -> Option<Relation> {
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
            cascades: meta.cascade.contains(&relation.name),
            ..Relation::new(hop, target, relation.is_list())
        })
    }

    /// Replaces or adds relations of a model where the graph differs from the tables (order items).
    pub fn relations(
        mut self,
        meta: &'static ModelMeta,
        relations: &'static [stheno_model::RelationMeta],
    ) -> Self {
        for relation in relations {
            if let (Some(built), Some(ix)) = (self.relation_of(meta, relation), self.by_table.get(meta.table))
            {
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
            self.entities[p].service = link.service;
            for (side, meta, ix) in [(&link.left, left, l), (&link.right, right, r)] {
                self.entities[p].relations.insert(
                    side.alias,
                    Relation::across(Hop::Column { own: side.column, target: meta.key() }, ix, false),
                );
                if side.link_field.is_empty() {
                    continue;
                }
                let entity = &mut self.entities[ix];
                entity.relations.insert(
                    side.link_field,
                    Relation::across(
                        Hop::Column { own: meta.key(), target: side.column },
                        p,
                        side.link_is_list,
                    ),
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
                    Relation::across(
                        Hop::Column { own: link.own, target: link.target_key },
                        target,
                        link.is_list,
                    ),
                );
                for shortcut in link.shortcuts {
                    let segments = shortcut.path.split('.').collect();
                    let path = Path { segments, is_list: shortcut.is_list };
                    self.entities[ix].shortcuts.insert(shortcut.name, path);
                }
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
    pub fn versioned(
        mut self,
        meta: &'static ModelMeta,
        relation: &'static str,
        column: &'static str,
    ) -> Self {
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

    /// Takes a column, in filters of a model's whole module, for a primary key: a product's handle.
    pub fn keyed(mut self, meta: &'static ModelMeta, column: &'static str) -> Self {
        self.keyed.push((meta.module, column));
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

    /// All models of a service share the names of their primary keys.
    fn name_keys(&mut self) {
        let mut by_service: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        let named = self.entities.iter().filter(|entity| !entity.meta.aliases.is_empty());
        let own = named.flat_map(|entity| entity.meta.primary_key.iter().map(|key| (entity.service, *key)));
        for (service, key) in own.chain(self.keyed.iter().copied()) {
            let keys = by_service.entry(service).or_default();
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        for entity in &mut self.entities {
            entity.keys = by_service.get(entity.service).cloned().unwrap_or_default();
        }
    }

    /// The graph.
    pub fn build(mut self) -> Graph {
        for Extra { from, name, hop, target } in std::mem::take(&mut self.extras) {
            if let (Some(&ix), Some(&target)) = (self.by_table.get(from), self.by_table.get(target)) {
                let relation = Relation::across(hop, target, true);
                self.entities[ix].relations.insert(name, relation);
            }
        }
        self.name_keys();
        Graph {
            entities: self.entities,
            by_alias: self.by_alias,
            by_table: self.by_table,
            computers: self.computers,
            plans: Plans::default(),
        }
    }
}
