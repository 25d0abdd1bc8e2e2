//! The rows of one node while a request is answered: cells, and which rows hang on which row of the parent.

use crate::plan::NodePlan;
use std::collections::HashMap;
use stheno_database::Rows;
use stheno_kernel::Value;

/// No group.
const NONE: u32 = u32::MAX;

/// The rows of one node: columns of a statement's rows, which others may share.
#[derive(Default)]
pub(crate) struct NodeData {
    rows: Rows,
    /// Where the node's columns begin.
    first: usize,
    width: usize,
    /// Which rows of the statement are the node's, where it is not all of them.
    picked: Option<Vec<u32>>,
    /// Rows, those of one parent side by side.
    dealt: Vec<u32>,
    /// By row of the parent: its rows among those dealt, from and to.
    spans: Vec<(u32, u32)>,
    /// Computed cells: one list of rows per computed field.
    pub(crate) computed: Vec<Vec<Value>>,
}

impl NodeData {
    /// All rows of a statement, which has the node's columns from `first` on.
    pub(crate) fn of_statement(node: &NodePlan, rows: Rows, first: usize) -> Self {
        Self { rows, first, width: node.columns.len(), ..Self::default() }
    }
    pub(crate) fn rows(&self) -> usize {
        if self.width == 0 { 0 } else { self.picked.as_ref().map_or(self.rows.len(), Vec::len) }
    }
    pub(crate) fn row(&self, row: usize) -> &[Value] {
        let row = self.picked.as_ref().map_or(row, |picked| picked[row] as usize);
        &self.rows.row(row)[self.first..self.first + self.width]
    }
    /// The rows that hang on a row of the parent.
    pub(crate) fn of(&self, parent_row: usize) -> &[u32] {
        let span = self.spans.get(parent_row).copied();
        span.map_or(&[], |(from, to)| &self.dealt[from as usize..to as usize])
    }

    /// Hangs rows on the parent's: `groups` are those of the parent, the statement's first column says to which key each row
    /// belongs.
    pub(crate) fn deal(&mut self, groups: &Groups<'_>) {
        let found = |row: &[Value]| {
            row.first()
                .and_then(Value::as_str)
                .and_then(|key| groups.by_key.get(key))
                .copied()
                .unwrap_or(NONE)
        };
        let group_of: Vec<u32> = self.rows.iter().map(found).collect();
        // By group, where its next row goes: first counted, then summed up.
        let mut next = vec![0_u32; groups.by_key.len() + 1];
        for group in group_of.iter().filter(|group| **group != NONE) {
            next[*group as usize + 1] += 1;
        }
        for group in 1..next.len() {
            next[group] += next[group - 1];
        }
        let span =
            |group: &u32| next.get(*group as usize).copied().zip(next.get(*group as usize + 1).copied());
        self.spans = groups.of_row.iter().map(|group| span(group).unwrap_or_default()).collect();
        self.dealt = vec![0; next.last().map_or(0, |rows| *rows as usize)];
        for (row, group) in (0_u32..).zip(&group_of).filter(|(_, group)| **group != NONE) {
            let at = &mut next[*group as usize];
            self.dealt[*at as usize] = row;
            *at += 1;
        }
    }

    /// Leaves each row of the parent a page of its rows.
    pub(crate) fn cut(&mut self, skip: u64, take: Option<u64>) {
        let skip = u32::try_from(skip).unwrap_or(NONE);
        let take = take.map_or(NONE, |take| u32::try_from(take).unwrap_or(NONE));
        for (from, to) in &mut self.spans {
            *from = from.saturating_add(skip).min(*to);
            *to = from.saturating_add(take).min(*to);
        }
    }

    /// Leaves each row of the parent those of its rows that `keeps` holds for: the parent's cells, then the row's.
    pub(crate) fn retain(&mut self, parent: &Self, keeps: impl Fn(&[Value], &[Value]) -> bool) {
        let mut dealt = Vec::with_capacity(self.dealt.len());
        let mut spans = Vec::with_capacity(self.spans.len());
        for parent_row in 0..self.spans.len() {
            let from = count(dealt.len());
            let own = |row: &&u32| keeps(parent.row(parent_row), self.row(**row as usize));
            dealt.extend(self.of(parent_row).iter().filter(own));
            spans.push((from, count(dealt.len())));
        }
        (self.dealt, self.spans) = (dealt, spans);
    }
}

/// Gathers the rows of a node that is joined to its parent: one for each key, however many rows of the parent share it.
pub(crate) struct Joined<'a> {
    rows: &'a Rows,
    data: NodeData,
    picked: Vec<u32>,
    by_key: HashMap<&'a str, u32>,
}

impl<'a> Joined<'a> {
    /// The node's columns begin at `first`.
    pub(crate) fn new(node: &NodePlan, rows: &'a Rows, first: usize) -> Self {
        let data = NodeData::of_statement(node, rows.clone(), first);
        Self { rows, data, picked: Vec::new(), by_key: HashMap::new() }
    }

    /// Takes a row of the statement; its key is the node's first cell, and where it is null there is none. `parent` is the
    /// row of the parent that came with it. Answers whether the row is a new one, and where it is.
    pub(crate) fn push(&mut self, parent: Option<Pushed>, row: u32) -> Option<Pushed> {
        let key = self.rows.row(row as usize).get(self.data.first).and_then(Value::as_str);
        let pushed = key.map(|key| match self.by_key.get(key) {
            Some(row) => Pushed { row: *row, is_new: false },
            None => {
                let own = count(self.picked.len());
                self.by_key.insert(key, own);
                self.picked.push(row);
                Pushed { row: own, is_new: true }
            }
        });
        // A row of the parent that came before has its own already.
        if parent.is_some_and(|parent| parent.is_new) {
            let data = &mut self.data;
            let from = count(data.dealt.len());
            data.dealt.extend(pushed.map(|pushed| pushed.row));
            data.spans.push((from, count(data.dealt.len())));
        }
        pushed
    }

    pub(crate) fn data(self) -> NodeData {
        NodeData { picked: Some(self.picked), ..self.data }
    }
}

/// A row that was taken in.
#[derive(Clone, Copy)]
pub(crate) struct Pushed {
    pub(crate) row: u32,
    pub(crate) is_new: bool,
}

/// The rows of a parent by the key that leads to a child; rows of one key are one group.
pub(crate) struct Groups<'a> {
    by_key: HashMap<&'a str, u32>,
    of_row: Vec<u32>,
    /// By group.
    keys: Vec<&'a str>,
}

impl<'a> Groups<'a> {
    pub(crate) fn of(parent: &'a NodeData, node: &NodePlan) -> Self {
        let mut groups = Self {
            by_key: HashMap::with_capacity(parent.rows()),
            of_row: Vec::with_capacity(parent.rows()),
            keys: Vec::with_capacity(parent.rows()),
        };
        for cells in (0..parent.rows()).map(|row| parent.row(row)) {
            let counts_none = node.counted_by.is_some_and(|column| cells[column].as_int() == Some(0));
            let key = cells.get(node.parent_column).and_then(Value::as_str).filter(|_| !counts_none);
            let group = key.map_or(NONE, |key| groups.group(key));
            groups.of_row.push(group);
        }
        groups
    }

    fn group(&mut self, key: &'a str) -> u32 {
        *self.by_key.entry(key).or_insert_with(|| {
            self.keys.push(key);
            count(self.keys.len() - 1)
        })
    }

    /// Each key once.
    pub(crate) fn keys(&self) -> Vec<Value> {
        self.keys.iter().map(|key| Value::from(*key)).collect()
    }
}

/// Rows of one answer fit into 32 bits: memory ends long before.
fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(NONE)
}
