//! A module: models of one corner of commerce, and what the graph computes for them.

use stheno_database::Migration;
use stheno_database::ddl::Table;
use stheno_model::{ModelMeta, RelationMeta};
use stheno_query::{Computer, GraphBuilder};

type Graphs = Box<dyn FnOnce(GraphBuilder) -> GraphBuilder + Send>;

/// A module, as data. Modules do not know each other; links join them.
#[derive(Default)]
pub struct Module {
    pub(crate) models: Vec<&'static ModelMeta>,
    pub(crate) tables: Vec<Table>,
    pub(crate) graph: Vec<Graphs>,
    pub(crate) migrations: Vec<Migration>,
}

impl Module {
    /// A module of these models.
    pub fn new(models: impl IntoIterator<Item = &'static ModelMeta>) -> Self {
        Self { models: models.into_iter().collect(), ..Self::default() }
    }
    /// Tables that no model stands for (pivots).
    pub fn tables(mut self, tables: Vec<Table>) -> Self {
        self.tables.extend(tables);
        self
    }
    /// Relations that the graph shows otherwise than the tables have them.
    pub fn relations(mut self, meta: &'static ModelMeta, relations: &'static [RelationMeta]) -> Self {
        self.graph.push(Box::new(move |graph| graph.relations(meta, relations)));
        self
    }
    /// Computed fields of a model.
    pub fn computer(mut self, meta: &'static ModelMeta, computer: impl Computer + 'static) -> Self {
        self.graph.push(Box::new(move |graph| graph.computer(meta, computer)));
        self
    }
    /// Whatever else the graph knows better than the tables.
    pub fn graph(mut self, change: impl FnOnce(GraphBuilder) -> GraphBuilder + Send + 'static) -> Self {
        self.graph.push(Box::new(change));
        self
    }
    /// A change that the declaration of the tables cannot express; runs once.
    pub fn migration(mut self, migration: Migration) -> Self {
        self.migrations.push(migration);
        self
    }
}
