//! The answer: cells by node, read by name or written as JSON.

use crate::compute::is_absent;
use crate::plan::{Member, NodePlan, Plan};
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::{JsonWriter, Value};

/// The rows of one node.
pub(crate) struct NodeData {
    width: usize,
    cells: Vec<Value>,
    /// Rows by the parent key they belong to.
    groups: HashMap<String, Vec<u32>>,
    /// Computed cells: one list of rows per computed field.
    pub(crate) computed: Vec<Vec<Value>>,
}

impl NodeData {
    pub(crate) fn empty(node: &NodePlan) -> Self {
        Self { width: node.columns.len(), cells: Vec::new(), groups: HashMap::new(), computed: Vec::new() }
    }
    /// Room for `rows` rows.
    pub(crate) fn with_capacity(node: &NodePlan, rows: usize) -> Self {
        Self { cells: Vec::with_capacity(rows * node.columns.len()), ..Self::empty(node) }
    }
    /// Takes the next row from `values`; `key` is the parent's that it belongs to.
    pub(crate) fn push(&mut self, key: Option<Value>, values: &mut impl Iterator<Item = Value>) {
        let row = u32::try_from(self.rows()).unwrap_or(u32::MAX);
        if let Some(Value::Text(key)) = key {
            self.groups.entry(key).or_default().push(row);
        }
        self.cells.extend(values.take(self.width));
    }
    /// Takes the next row of a node that is joined to another's: once for each key, and not at all where there is none.
    pub(crate) fn push_joined(&mut self, key: usize, values: &mut impl Iterator<Item = Value>) {
        let start = self.cells.len();
        let row = u32::try_from(self.rows()).unwrap_or(u32::MAX);
        self.cells.extend(values.take(self.width));
        match self.cells.get(start + key) {
            Some(Value::Text(text)) if !self.groups.contains_key(text) => {
                let text = text.clone();
                self.groups.insert(text, vec![row]);
            }
            _ => self.cells.truncate(start),
        }
    }
    /// Leaves each parent the rows of its own version.
    pub(crate) fn keep_version(&mut self, parent: &Self, key: usize, (of_parent, own): (usize, usize)) {
        let rows: Vec<&[Value]> = (0..parent.rows()).map(|row| parent.row(row)).collect();
        let versions: HashMap<&str, &Value> =
            rows.iter().filter_map(|cells| Some((cells[key].as_str()?, &cells[of_parent]))).collect();
        let mut groups = std::mem::take(&mut self.groups);
        for (parent, rows) in &mut groups {
            let version = versions.get(parent.as_str());
            rows.retain(|row| Some(&&self.row(*row as usize)[own]) == version);
        }
        self.groups = groups;
    }
    /// Deals shared rows out to the parents: those that nobody claims to all that share, claimed ones to their claimant.
    pub(crate) fn deal(&mut self, parent: &Self, shared: usize, parent_key: usize, claimant: usize) {
        let mut dealt: HashMap<String, Vec<u32>> = HashMap::with_capacity(parent.rows());
        for row in 0..parent.rows() {
            let cells = parent.row(row);
            let (Some(key), rows) = (cells[parent_key].as_str(), self.of(&cells[shared])) else { continue };
            let is_theirs = |row: &u32| {
                let claimant = &self.row(*row as usize)[claimant];
                claimant.is_null() || claimant.as_str() == Some(key)
            };
            dealt.insert(key.to_owned(), rows.iter().copied().filter(is_theirs).collect());
        }
        self.groups = dealt;
    }
    pub(crate) fn rows(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }
    pub(crate) fn row(&self, row: usize) -> &[Value] {
        &self.cells[row * self.width..(row + 1) * self.width]
    }
    pub(crate) fn of(&self, key: &Value) -> &[u32] {
        key.as_str().and_then(|key| self.groups.get(key)).map_or(&[], Vec::as_slice)
    }
}

/// What the graph answered.
pub struct Answer {
    pub(crate) plan: Arc<Plan>,
    pub(crate) data: Vec<NodeData>,
    pub(crate) count: Option<i64>,
    pub(crate) skip: Option<u64>,
    pub(crate) take: Option<u64>,
}

impl Answer {
    /// Root rows answered.
    pub fn len(&self) -> usize {
        self.data[0].rows()
    }
    /// Whether nothing matched.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// All rows that match, where a page was asked for.
    pub fn count(&self) -> Option<i64> {
        self.count
    }
    /// The page asked for: skip and take.
    pub fn page(&self) -> (u64, Option<u64>) {
        (self.skip.unwrap_or(0), self.take)
    }
    /// The root rows, to be read by name.
    pub fn rows(&self) -> NodeView<'_> {
        self.node(0)
    }
    /// The first root row.
    pub fn first(&self) -> Option<RowView<'_>> {
        (!self.is_empty()).then(|| self.rows().row(0))
    }
    pub(crate) fn node(&self, ix: usize) -> NodeView<'_> {
        NodeView { answer: self, ix }
    }
    /// Writes the root rows as a list.
    pub fn write_rows(&self, out: &mut JsonWriter) {
        out.begin_array();
        for row in 0..self.len() {
            self.write_object(out, 0, row);
        }
        out.end_array();
    }
    /// Writes the first root row, or `null`.
    pub fn write_first(&self, out: &mut JsonWriter) {
        if self.is_empty() { out.null() } else { self.write_object(out, 0, 0) }
    }
    /// The root rows as a tree, for the few callers that reshape them.
    pub fn to_json(&self) -> serde_json::Value {
        let mut out = JsonWriter::default();
        self.write_rows(&mut out);
        serde_json::from_slice(&out.into_bytes()).unwrap_or_default()
    }

    fn write_object(&self, out: &mut JsonWriter, ix: usize, row: usize) {
        let (node, data) = (&self.plan.nodes[ix], &self.data[ix]);
        let cells = data.row(row);
        out.begin_object();
        for member in &node.members {
            match member {
                Member::Column(name, position) => {
                    out.key(name);
                    out.value(&cells[*position]);
                }
                Member::Present(name, position) => {
                    if !cells[*position].is_null() {
                        out.key(name);
                        out.value(&cells[*position]);
                    }
                }
                Member::Computed(name, position) => {
                    let value = data.computed.get(*position).and_then(|c| c.get(row));
                    if let Some(value) = value.filter(|value| !is_absent(value)) {
                        out.key(name);
                        out.value(value);
                    }
                }
                Member::Null(name) => {
                    out.key(name);
                    out.null();
                }
                Member::Child(child) => self.write_child(out, *child, cells),
                Member::Inline(name, columns) => {
                    out.key(name);
                    out.begin_object();
                    for (name, position) in columns {
                        out.key(name);
                        out.value(&cells[*position]);
                    }
                    out.end_object();
                }
                Member::Stub(name, key, position) => {
                    out.key(name);
                    write_stub(out, key, &cells[*position]);
                }
                Member::Lift(name, child, position) => {
                    let rows = self.data[*child].of(&cells[self.plan.nodes[*child].parent_column]);
                    let computed = self.data[*child].computed.get(*position);
                    if let Some(value) = rows.first().and_then(|r| computed?.get(*r as usize)) {
                        out.key(name);
                        out.value(value);
                    }
                }
            }
        }
        out.end_object();
    }

    fn write_child(&self, out: &mut JsonWriter, child: usize, cells: &[Value]) {
        let node = &self.plan.nodes[child];
        let rows = self.data[child].of(&cells[node.lookup_column()]);
        if node.is_list {
            out.key(&node.name);
            out.begin_array();
            for row in rows {
                self.write_object(out, child, *row as usize);
            }
            out.end_array();
        } else if let Some(row) = rows.first() {
            out.key(&node.name);
            self.write_object(out, child, *row as usize);
        } else if !node.omits {
            out.key(&node.name);
            out.null();
        }
    }
}

fn write_stub(out: &mut JsonWriter, key: &str, value: &Value) {
    if value.is_null() {
        return out.null();
    }
    out.begin_object();
    out.key(key);
    out.value(value);
    out.end_object();
}

/// The rows of a node.
#[derive(Clone, Copy)]
pub struct NodeView<'a> {
    answer: &'a Answer,
    ix: usize,
}

impl<'a> NodeView<'a> {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.answer.data[self.ix].rows()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// A row by position.
    pub fn row(&self, row: usize) -> RowView<'a> {
        RowView { answer: self.answer, ix: self.ix, row }
    }
    /// By row, the row that it hangs on; of several, the last. None for the root.
    pub fn parents(&self) -> Vec<Option<RowView<'a>>> {
        let mut parents = vec![None; self.len()];
        let node = &self.answer.plan.nodes[self.ix];
        if node.hops.is_empty() {
            return parents;
        }
        let (data, above) = (&self.answer.data[self.ix], &self.answer.data[node.parent]);
        for row in 0..above.rows() {
            for child in data.of(&above.row(row)[node.lookup_column()]) {
                if let Some(slot) = parents.get_mut(*child as usize) {
                    *slot = Some(RowView { answer: self.answer, ix: node.parent, row });
                }
            }
        }
        parents
    }
    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = RowView<'a>> + use<'a> {
        let view = *self;
        (0..view.len()).map(move |row| view.row(row))
    }
}

/// One row, read by name; names that were not fetched are NULL.
#[derive(Clone, Copy)]
pub struct RowView<'a> {
    answer: &'a Answer,
    ix: usize,
    row: usize,
}

const NULL: &Value = &Value::Null;

impl<'a> RowView<'a> {
    fn node(&self) -> &'a NodePlan {
        &self.answer.plan.nodes[self.ix]
    }
    /// A column or computed field.
    pub fn get(&self, name: &str) -> &'a Value {
        let data = &self.answer.data[self.ix];
        if let Some(position) = self.node().columns.iter().position(|c| c.name == name) {
            return &data.row(self.row)[position];
        }
        let computed = self.node().computed.iter().position(|(field, _)| *field == name);
        computed.and_then(|position| data.computed.get(position)?.get(self.row)).unwrap_or(NULL)
    }
    /// A text column; empty where NULL.
    pub fn text(&self, name: &str) -> &'a str {
        self.get(name).as_str().unwrap_or_default()
    }
    /// Rows of a relation or shortcut.
    pub fn children(&self, name: &str) -> impl Iterator<Item = RowView<'a>> + use<'a> {
        let answer = self.answer;
        let child = self.node().children.iter().copied().find(|c| answer.plan.nodes[*c].name == name);
        let cells = answer.data[self.ix].row(self.row);
        let rows = child.map_or(&[][..], |c| answer.data[c].of(&cells[answer.plan.nodes[c].lookup_column()]));
        rows.iter().map(move |row| RowView { answer, ix: child.unwrap_or_default(), row: *row as usize })
    }
    /// The first row of a relation or shortcut.
    pub fn child(&self, name: &str) -> Option<RowView<'a>> {
        self.children(name).next()
    }
}
