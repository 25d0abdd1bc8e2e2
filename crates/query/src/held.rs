//! Rows that whoever asks holds already: the graph does not read them again.

use crate::plan::{ColumnPlan, NodePlan, Source};
use crate::registry::Hop;
use crate::request::GraphRequest;
use crate::rows::NodeData;
use std::collections::{BTreeMap, HashMap, HashSet};
use stheno_database::{Later, Rows};
use stheno_kernel::Value;
use stheno_model::{ModelMeta, Through};

/// Live rows as the database has them for whoever asks, by table; and what of a table is held whole, so that what is not
/// among the rows is not there. What is not held is read.
///
/// A flow that has locked a record and changed what hangs on it answers it with its rows ([`GraphRequest::holding`]).
#[derive(Clone, Default, Debug)]
pub struct Held {
    tables: BTreeMap<&'static str, Table>,
    /// Rows of statements that were put off, in their order.
    waiting: Vec<(&'static ModelMeta, Later)>,
}

#[derive(Clone, Default, Debug)]
struct Table {
    columns: Vec<&'static str>,
    /// Position of the column that tells rows apart; rows stand in its order, as in every answer.
    key: usize,
    rows: Vec<Vec<Value>>,
    /// By column, the values whose rows are all here.
    whole: HashMap<&'static str, HashSet<String>>,
}

impl Held {
    /// Takes rows of a model, cells in the order of its fields. A row that is held already makes way.
    pub fn keep(&mut self, meta: &'static ModelMeta, rows: impl IntoIterator<Item = Vec<Value>>) {
        self.settle();
        if self.waits_for(meta.table) {
            let width = meta.stored().count();
            let cells = rows.into_iter().flatten().collect();
            return self.waiting.push((meta, Rows::of_cells(cells, width).into()));
        }
        self.take_model(meta, rows);
    }
    /// Takes the rows that statements will answer which were put off: as [`Held::keep`], as soon as they are there.
    pub fn keep_later(&mut self, meta: &'static ModelMeta, rows: impl IntoIterator<Item = Later>) {
        self.waiting.extend(rows.into_iter().map(|rows| (meta, rows)));
    }
    /// Takes the rows that came meanwhile, in the order in which they were asked for.
    fn settle(&mut self) {
        while let Some(rows) = self.waiting.first().and_then(|(_, later)| later.rows()).cloned() {
            let (meta, _) = self.waiting.remove(0);
            self.take_model(meta, rows.into_rows());
        }
    }
    fn waits_for(&self, table: &str) -> bool {
        self.waiting.iter().any(|(meta, _)| meta.table == table)
    }
    fn take_model(&mut self, meta: &'static ModelMeta, rows: impl IntoIterator<Item = Vec<Value>>) {
        let columns = || meta.stored().map(|field| field.name).collect();
        self.take(meta.table, columns, meta.key(), rows);
    }
    /// The rows, for whoever asks with them: of what never came nothing is known.
    pub(crate) fn settled(mut self) -> Self {
        self.settle();
        for (meta, _) in std::mem::take(&mut self.waiting) {
            self.clear(meta.table);
        }
        self
    }
    /// Takes what is known of a table's rows: these columns, `key` being the one that tells them apart.
    pub fn keep_columns(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        key: &'static str,
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) {
        self.settle();
        self.take(table, || columns.to_vec(), key, rows);
    }
    fn take(
        &mut self,
        name: &'static str,
        columns: impl FnOnce() -> Vec<&'static str>,
        key: &'static str,
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) {
        let table = self.tables.entry(name).or_default();
        if table.columns.is_empty() {
            table.columns = columns();
            table.key = table.position(key).unwrap_or_default();
        }
        rows.into_iter().for_each(|row| table.put(row));
    }
    /// Says that all rows of a table with one of these values in a column are held, be it none.
    pub fn whole<T: Into<String>>(
        &mut self,
        table: &'static str,
        column: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        let whole = self.tables.entry(table).or_default().whole.entry(column).or_default();
        whole.extend(values.into_iter().map(Into::into));
    }
    /// Lets go of all that is known of a table.
    pub fn clear(&mut self, table: &'static str) {
        self.settle();
        self.waiting.retain(|(meta, _)| meta.table != table);
        self.tables.remove(table);
    }
    /// Lets go of rows that are there no longer.
    pub fn drop_rows(&mut self, table: &'static str, keys: &[String]) {
        self.settle();
        if self.waits_for(table) {
            return self.clear(table);
        }
        if let Some(table) = self.tables.get_mut(table) {
            let at = table.key;
            table.rows.retain(|row| !keys.iter().any(|key| row.get(at).and_then(Value::as_str) == Some(key)));
        }
    }
    /// The tables of which anything is held.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.tables.keys().map(|table| (*table).to_owned()).collect()
    }

    /// The root's row, where the request asks for one record by its key and nothing else, and it is held.
    pub(crate) fn root(&self, node: &NodePlan, request: &GraphRequest) -> Option<NodeData> {
        let plain = request.condition.is_none() && request.skip.is_none() && request.take.is_none();
        if !plain || request.with_deleted || request.needs_keys || self.tables.is_empty() {
            return None;
        }
        let mut members =
            request.filters.iter().map(|filter| filter.as_object()).collect::<Option<Vec<_>>>()?;
        members.retain(|filter| !filter.is_empty());
        let [only] = members.as_slice() else { return None };
        let key = only.get(node.meta.key()).filter(|_| only.len() == 1)?.as_str()?;
        let table = self.tables.get(node.meta.table)?;
        let row = table.with(node.meta.key(), key)?.next()?;
        let cells: Vec<Value> = table.cells(node)?.into_iter().map(|at| row[at].clone()).collect();
        let width = cells.len();
        Some(NodeData::of_statement(node, Rows::of_cells(cells, width), 0))
    }

    /// The rows of a node that belong to these keys, if all of them are held.
    pub(crate) fn serve(&self, node: &NodePlan, keys: &[Value]) -> Option<NodeData> {
        // The key of the parent that a way began with, and the key that it has come to.
        let mut ways: Vec<(&Value, &str)> =
            keys.iter().map(|key| Some((key, key.as_str()?))).collect::<Option<_>>()?;
        // As a statement answers: each row behind the key that it belongs to.
        let mut found = Vec::with_capacity(ways.len() * (node.columns.len() + 1));
        for (position, (hop, meta)) in node.hops.iter().enumerate() {
            let target = match *hop {
                Hop::Column { target, .. } => target,
                Hop::Pivot { pivot, own, .. } => {
                    let none = |(_, key): &(&Value, &str)| self.has_none(pivot, own, key);
                    return ways.iter().all(none).then(|| served(node, found));
                }
                Hop::Through { through, own_key, target_key, table } if node.hops.len() == 1 => {
                    return self.through(node, &through, (table, own_key, target_key), &ways);
                }
                Hop::Through { .. } | Hop::Shared { .. } => return None,
            };
            if ways.is_empty() {
                break;
            }
            let table = self.tables.get(meta.table)?;
            let Some((next, _)) = node.hops.get(position + 1) else {
                let cells = table.cells(node)?;
                for (first, key) in ways {
                    for row in table.with(target, key)? {
                        found.push(first.clone());
                        found.extend(cells.iter().map(|at| row[*at].clone()));
                    }
                }
                return Some(served(node, found));
            };
            let column = table.position(next.own_column());
            let mut further = Vec::new();
            for (first, key) in ways {
                for row in table.with(target, key)? {
                    further.extend(row.get(column?).and_then(Value::as_str).map(|key| (first, key)));
                }
            }
            ways = further;
        }
        Some(served(node, found))
    }

    /// As [`Held::serve`], where a versioned row stands between: of the version that the parent's row has.
    fn through(
        &self,
        node: &NodePlan,
        through: &Through,
        (near, near_key, far_key): (&str, &str, &str),
        ways: &[(&Value, &str)],
    ) -> Option<NodeData> {
        let meta = (through.model)();
        let (near, between, far) =
            (self.tables.get(near)?, self.tables.get(meta.table)?, self.tables.get(node.meta.table)?);
        let sources = node.columns.iter().map(|column| between.source(far, meta, node.meta, column));
        let sources: Vec<Lent> = sources.collect::<Option<_>>()?;
        let at = between.position(through.target)?;
        let mut found: Vec<(&Value, &Vec<Value>, &Vec<Value>)> = Vec::new();
        for (first, key) in ways {
            let version = match through.version {
                Some(column) => {
                    let row = near.with(near_key, key)?.next()?;
                    Some((row.get(near.position(column)?)?, between.position(column)?))
                }
                None => None,
            };
            for row in between.with(through.own, key)? {
                if version.is_some_and(|(version, at)| row.get(at) != Some(version)) {
                    continue;
                }
                let target = far.with(far_key, row.get(at)?.as_str()?)?.next();
                found.extend(target.map(|target| (*first, row, target)));
            }
        }
        found.sort_by(|a, b| far.key_of(a.2).cmp(&far.key_of(b.2)));
        let mut cells = Vec::with_capacity(found.len() * (node.columns.len() + 1));
        for (first, row, target) in found {
            cells.push(first.clone());
            cells.extend(sources.iter().map(|lent| lent.cell(row, target)));
        }
        Some(served(node, cells))
    }

    fn has_none(&self, table: &str, column: &str, key: &str) -> bool {
        let rows = self.tables.get(table).and_then(|table| table.with(column, key));
        rows.is_some_and(|mut rows| rows.next().is_none())
    }
}

/// The rows of a node, each behind the key of the parent's row that it belongs to.
fn served(node: &NodePlan, cells: Vec<Value>) -> NodeData {
    NodeData::of_statement(node, Rows::of_cells(cells, node.columns.len() + 1), 1)
}

/// Where a cell is, if rows of one table lend cells to those of another.
enum Lent {
    Own(usize),
    Between(usize),
    Overlay(usize, Option<usize>),
}

impl Lent {
    fn cell(&self, between: &[Value], own: &[Value]) -> Value {
        match self {
            Self::Own(at) => own[*at].clone(),
            Self::Between(at) => between[*at].clone(),
            Self::Overlay(over, under) => {
                let over = &between[*over];
                under.filter(|_| over.is_null()).map_or(over, |under| &own[under]).clone()
            }
        }
    }
}

impl Table {
    fn key_of<'a>(&self, row: &'a [Value]) -> Option<&'a str> {
        row.get(self.key)?.as_str()
    }

    /// Where a column is, of a row of `far` to which one of this table lends cells.
    fn source(
        &self,
        far: &Self,
        meta: &ModelMeta,
        far_meta: &ModelMeta,
        column: &ColumnPlan,
    ) -> Option<Lent> {
        let plain = |meta: &ModelMeta| {
            let field = meta.field(column.name)?;
            (field.shown_where.is_none() && field.kind.cell() == column.ty).then_some(())
        };
        match column.source {
            Source::Own => plain(far_meta).and(far.position(column.name)).map(Lent::Own),
            Source::Between => plain(meta).and(self.position(column.name)).map(Lent::Between),
            Source::Overlay => {
                let under = match far_meta.field(column.name) {
                    Some(_) => Some(plain(far_meta).and(far.position(column.name))?),
                    None => None,
                };
                let over = self.position(column.name).filter(|_| meta.field(column.name).is_some())?;
                Some(Lent::Overlay(over, under))
            }
        }
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| *known == column)
    }

    fn put(&mut self, row: Vec<Value>) {
        let key_of = |row: &Vec<Value>| row.get(self.key).and_then(Value::as_str).map(str::to_owned);
        let key = key_of(&row);
        match self.rows.binary_search_by(|known| key_of(known).cmp(&key)) {
            Ok(at) => self.rows[at] = row,
            Err(at) => self.rows.insert(at, row),
        }
    }

    /// The rows with this value in a column, if there can be no others.
    fn with(&self, column: &str, value: &str) -> Option<impl Iterator<Item = &Vec<Value>>> {
        let at = self.position(column);
        let is_it = move |row: &&Vec<Value>| at.and_then(|at| row.get(at)?.as_str()) == Some(value);
        let is_whole = self.whole.get(column).is_some_and(|values| values.contains(value));
        // There is one row of a key.
        let is_whole = is_whole || (at == Some(self.key) && self.rows.iter().any(|row| is_it(&row)));
        is_whole.then(|| self.rows.iter().filter(is_it))
    }

    /// Where a node's columns stand in rows of this table, if all of them are known.
    fn cells(&self, node: &NodePlan) -> Option<Vec<usize>> {
        let cell = |column: &ColumnPlan| {
            let field = node.meta.field(column.name)?;
            let is_plain = column.source == Source::Own && field.shown_where.is_none();
            // No rows, no columns: nothing will be looked for.
            let at = self.position(column.name).or(self.rows.is_empty().then_some(0))?;
            (is_plain && field.kind.cell() == column.ty).then_some(at)
        };
        node.columns.iter().map(cell).collect()
    }
}
