//! Runs a plan: the root first, then one batch of statements per depth.

use crate::answer::{Answer, NodeData};
use crate::filter::FilterCompiler;
use crate::plan::{NodePlan, Plan};
use crate::registry::Graph;
use crate::request::GraphRequest;
use crate::sql;
use std::collections::HashSet;
use std::sync::Arc;
use stheno_database::{Alias, Database, Expr, Function, Rows, Select, Statement, Tx, Type};
use stheno_kernel::{Result, Value};

impl Graph {
    /// Answers a request in one hop to the database.
    pub async fn query(self: &Arc<Self>, database: &Database, request: GraphRequest) -> Result<Answer> {
        let graph = Arc::clone(self);
        database.read(move |tx| async move { graph.query_in(&tx, request).await }).await
    }

    /// Answers a request inside a transaction.
    pub async fn query_in(&self, tx: &Tx, request: GraphRequest) -> Result<Answer> {
        let plan = self.plan_of(&request.entity, &request.fields, request.lenient)?;
        let narrowed = self.narrowed(&plan, &request)?;
        let mut data: Vec<NodeData> = plan.nodes.iter().map(NodeData::empty).collect();
        let (select, count) = self.root_statements(&plan, &request)?;
        let mut count_seen = absorb(&plan, 0, tx.run(select).await?, &mut data);
        if count_seen.is_none() && request.skip.is_some() {
            // Beyond the last page no row brings the count.
            count_seen = tx.run(count).await?.first().and_then(|row| row.first()).cloned();
        }
        let count = count_seen.as_ref().and_then(Value::as_int);
        for depth in 1..=plan.depth {
            self.fetch_depth(tx, &plan, depth, &narrowed, &mut data).await?;
        }
        let mut answer = Answer { plan, data, count, skip: request.skip, take: request.take };
        self.compute(&mut answer, &request)?;
        Ok(answer)
    }

    /// Conditions on rows of relations, by node.
    fn narrowed(&self, plan: &Plan, request: &GraphRequest) -> Result<Vec<(usize, Expr)>> {
        let mut compiler = FilterCompiler::new(self);
        let mut narrowed = Vec::new();
        for (relation, filters) in &request.narrow {
            for (ix, node) in plan.nodes.iter().enumerate().skip(1).filter(|(_, node)| node.name == *relation) {
                narrowed.push((ix, compiler.filters(node.entity, Alias::ROOT, filters)?));
            }
        }
        Ok(narrowed)
    }

    /// The page, each row with the count of all rows if one is asked for; and the count alone.
    fn root_statements(&self, plan: &Plan, request: &GraphRequest) -> Result<(Select, Select)> {
        let root = &plan.nodes[0];
        let mut compiler = FilterCompiler::new(self);
        let mut filter = if request.with_deleted { Expr::always() } else { sql::alive(root.meta, Alias::ROOT) };
        for json in &request.filters {
            filter = filter.and(compiler.filters(root.entity, Alias::ROOT, json)?);
        }
        if let Some(condition) = &request.condition {
            filter = filter.and(condition.clone());
        }
        let mut select = sql::with_columns(Select::from(root.meta.table), plan, 0).filter(filter.clone());
        for (path, descending) in &request.order {
            let expr = compiler.sort_key(root.entity, Alias::ROOT, path)?;
            select = select.order(expr, *descending);
        }
        if !request.order.iter().any(|(path, _)| path == root.meta.key()) {
            select = select.order(Expr::column(root.meta.key()), false);
        }
        select.limit = request.take;
        select.offset = request.skip.unwrap_or(0);
        let count = Select::from(root.meta.table)
            .expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int)
            .filter(filter);
        if request.skip.is_some() {
            select = select.expr(Expr::Scalar(Box::new(count.clone())), Type::Int);
        }
        Ok((select, count))
    }

    async fn fetch_depth(
        &self,
        tx: &Tx,
        plan: &Plan,
        depth: usize,
        narrowed: &[(usize, Expr)],
        data: &mut [NodeData],
    ) -> Result<()> {
        let mut asked = Vec::new();
        let mut statements: Vec<Statement> = Vec::new();
        let fetched = |n: &NodePlan| n.depth == depth && !n.joined && !n.hops.is_empty();
        for (ix, node) in plan.nodes.iter().enumerate().filter(|(_, n)| fetched(n)) {
            let keys = distinct_keys(&data[node.parent], node);
            if keys.is_empty() {
                continue;
            }
            let mut select = sql::children(plan, ix, keys);
            for (_, condition) in narrowed.iter().filter(|(at, _)| *at == ix) {
                select = select.filter(condition.clone());
            }
            asked.push(ix);
            statements.push(select.into());
        }
        if statements.is_empty() {
            return Ok(());
        }
        for (ix, rows) in asked.into_iter().zip(tx.run_all(statements).await?) {
            absorb(plan, ix, rows, data);
            let node = &plan.nodes[ix];
            if let Some(versions) = node.versions {
                let (before, after) = data.split_at_mut(ix);
                after[0].keep_version(&before[node.parent], node.parent_column, versions);
            }
            if let Some((parent_key, claimant)) = node.claims {
                let (before, after) = data.split_at_mut(ix);
                after[0].deal(&before[node.parent], node.parent_column, parent_key, claimant);
            }
        }
        Ok(())
    }

    /// Fills computed fields, deepest nodes first, so that an outer field may build on an inner one.
    fn compute(&self, answer: &mut Answer, request: &GraphRequest) -> Result<()> {
        for ix in (0..answer.plan.nodes.len()).rev() {
            let node = &answer.plan.nodes[ix];
            if node.computed.is_empty() || answer.data[ix].rows() == 0 {
                continue;
            }
            let mut columns: Vec<Vec<Value>> = vec![Vec::new(); node.computed.len()];
            for (computer_ix, computer) in self.computers.iter().enumerate() {
                let (positions, fields): (Vec<usize>, Vec<&'static str>) = node
                    .computed
                    .iter()
                    .enumerate()
                    .filter(|(_, (_, c))| *c == computer_ix)
                    .map(|(position, (name, _))| (position, *name))
                    .unzip();
                if fields.is_empty() {
                    continue;
                }
                let rows = computer.compute(answer.node(ix), &fields, &request.context)?;
                for row in rows {
                    for (position, value) in positions.iter().zip(row) {
                        columns[*position].push(value);
                    }
                }
            }
            answer.data[ix].computed = columns;
        }
        Ok(())
    }
}

/// Deals the rows of a node's statement out to the node and to those joined to it; answers what stands behind those in
/// the last row.
fn absorb(plan: &Plan, ix: usize, rows: Rows, data: &mut [NodeData]) -> Option<Value> {
    let count = rows.len();
    let joined: Vec<usize> = plan.joined_to(ix).collect();
    data[ix] = NodeData::with_capacity(&plan.nodes[ix], count);
    let keyed = !plan.nodes[ix].hops.is_empty();
    let dealt: usize = std::iter::once(&ix).chain(&joined).map(|at| plan.nodes[*at].columns.len()).sum();
    let behind = rows.width().saturating_sub(dealt + usize::from(keyed));
    let mut last = None;
    let mut values = rows.into_values().into_iter();
    for _ in 0..count {
        let key = if keyed { values.next() } else { None };
        data[ix].push(key, &mut values);
        for at in &joined {
            // The key is the first column that a node gets.
            data[*at].push_joined(0, &mut values);
        }
        last = values.by_ref().take(behind).last().or(last);
    }
    last
}

fn distinct_keys(parent: &NodeData, node: &NodePlan) -> Vec<Value> {
    let mut seen = HashSet::new();
    let counts = |cells: &[Value]| match node.counted_by.map(|column| &cells[column]) {
        Some(count) => count.as_int() != Some(0),
        None => true,
    };
    (0..parent.rows())
        .map(|row| parent.row(row))
        .filter(|cells| counts(cells))
        .filter_map(|cells| cells.get(node.parent_column)?.as_str())
        .filter(|key| seen.insert(*key))
        .map(Value::from)
        .collect()
}
