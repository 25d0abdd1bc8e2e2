//! The answer: cells by node, read by name or written as JSON.

use crate::compute::is_absent;
use crate::plan::{NodePlan, Plan, Shown};
use crate::rows::NodeData;
use std::sync::Arc;
use stheno_kernel::{JsonKey, JsonWriter, Value};

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
    /// Skip, take and count, where a page was asked for by how many rows it skips: Medusa's `metadata`.
    pub fn metadata(&self) -> Option<(u64, Option<u64>, i64)> {
        Some((self.skip?, self.take, self.count.unwrap_or_default()))
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
        let data = &self.data[ix];
        let cells = data.row(row);
        out.begin_object();
        for member in &self.plan.nodes[ix].members {
            match &member.shown {
                Shown::Column(position) => {
                    out.static_key(&member.key);
                    out.value(&cells[*position]);
                }
                Shown::Present(position) => {
                    write_some(out, &member.key, Some(&cells[*position]).filter(|v| !v.is_null()))
                }
                Shown::Computed(position) => {
                    let value = data.computed.get(*position).and_then(|c| c.get(row));
                    write_some(out, &member.key, value.filter(|value| !is_absent(value)));
                }
                Shown::Null => {
                    out.static_key(&member.key);
                    out.null();
                }
                Shown::Child(child) => self.write_child(out, &member.key, *child, row),
                Shown::Inline(columns) => {
                    out.static_key(&member.key);
                    out.begin_object();
                    for (key, position) in columns {
                        out.static_key(key);
                        out.value(&cells[*position]);
                    }
                    out.end_object();
                }
                Shown::Stub(key, position) => {
                    out.static_key(&member.key);
                    write_stub(out, key, &cells[*position]);
                }
                Shown::Lift(child, position) => {
                    let data = &self.data[*child];
                    let value =
                        data.of(row).first().and_then(|r| data.computed.get(*position)?.get(*r as usize));
                    write_some(out, &member.key, value);
                }
            }
        }
        out.end_object();
    }

    /// Rows of `child` that hang on row `row` of its parent.
    fn write_child(&self, out: &mut JsonWriter, key: &JsonKey, child: usize, row: usize) {
        let node = &self.plan.nodes[child];
        let rows = self.data[child].of(row);
        // A name for one shows them all where there are more, as upstream does.
        if node.is_list || (node.crosses && rows.len() > 1) {
            self.write_objects(out, key, child, rows);
        } else if let Some(row) = rows.first() {
            out.static_key(key);
            self.write_object(out, child, *row as usize);
        } else if !node.omits {
            out.static_key(key);
            out.null();
        }
    }

    fn write_objects(&self, out: &mut JsonWriter, key: &JsonKey, node: usize, rows: &[u32]) {
        out.static_key(key);
        out.begin_array();
        for row in rows {
            self.write_object(out, node, *row as usize);
        }
        out.end_array();
    }
}

/// Writes a member that is left out where there is no value.
fn write_some(out: &mut JsonWriter, key: &JsonKey, value: Option<&Value>) {
    if let Some(value) = value {
        out.static_key(key);
        out.value(value);
    }
}

fn write_stub(out: &mut JsonWriter, key: &JsonKey, value: &Value) {
    if value.is_null() {
        return out.null();
    }
    out.begin_object();
    out.static_key(key);
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
            for child in data.of(row) {
                if let Some(slot) = parents.get_mut(*child as usize) {
                    *slot = Some(RowView { answer: self.answer, ix: node.parent, row });
                }
            }
        }
        parents
    }
    /// The node that this one's rows hang on. None for the root.
    pub fn above(&self) -> Option<NodeView<'a>> {
        let node = &self.answer.plan.nodes[self.ix];
        (!node.hops.is_empty()).then_some(NodeView { ix: node.parent, ..*self })
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
    /// Its position among the rows of its node.
    pub fn place(&self) -> usize {
        self.row
    }
    /// A text column; empty where NULL.
    pub fn text(&self, name: &str) -> &'a str {
        self.get(name).as_str().unwrap_or_default()
    }
    /// Rows of a relation or shortcut.
    pub fn children(&self, name: &str) -> impl Iterator<Item = RowView<'a>> + use<'a> {
        let answer = self.answer;
        let child = self.node().children.iter().copied().find(|c| answer.plan.nodes[*c].name == name);
        let rows = child.map_or(&[][..], |c| answer.data[c].of(self.row));
        rows.iter().map(move |row| RowView { answer, ix: child.unwrap_or_default(), row: *row as usize })
    }
    /// The first row of a relation or shortcut.
    pub fn child(&self, name: &str) -> Option<RowView<'a>> {
        self.children(name).next()
    }
}
