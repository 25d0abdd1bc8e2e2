//! Runs a plan: the root first, then one batch of statements per depth.

use crate::answer::{Answer, NodeData};
use crate::filter::FilterCompiler;
use crate::plan::Plan;
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
        let plan = self.plan(&request.entity, &request.fields)?;
        let statements = self.root_statements(&plan, &request)?;
        let counted = statements.len() > 1;
        let mut results = tx.run_all(statements).await?.into_iter();
        let mut data: Vec<NodeData> = Vec::with_capacity(plan.nodes.len());
        data.push(NodeData::root(&plan.nodes[0], results.next()));
        let count = if counted { results.next().and_then(|rows| count_of(&rows)) } else { None };
        data.extend(plan.nodes.iter().skip(1).map(NodeData::empty));
        for depth in 1..=plan.depth {
            self.fetch_depth(tx, &plan, depth, &mut data).await?;
        }
        let mut answer = Answer { plan, data, count, skip: request.skip, take: request.take };
        self.compute(&mut answer, &request)?;
        Ok(answer)
    }

    fn root_statements(&self, plan: &Plan, request: &GraphRequest) -> Result<Vec<Statement>> {
        let root = &plan.nodes[0];
        let mut compiler = FilterCompiler::new(self);
        let mut filter = if request.with_deleted { Expr::always() } else { sql::alive(root.meta, Alias::ROOT) };
        for json in &request.filters {
            filter = filter.and(compiler.filters(root.entity, Alias::ROOT, json)?);
        }
        if let Some(condition) = &request.condition {
            filter = filter.and(condition.clone());
        }
        let mut select = sql::with_columns(Select::from(root.meta.table), root).filter(filter.clone());
        for (path, descending) in &request.order {
            let expr = compiler.sort_key(root.entity, Alias::ROOT, path)?;
            select = select.order(expr, *descending);
        }
        if !request.order.iter().any(|(path, _)| path == root.meta.key()) {
            select = select.order(Expr::column(root.meta.key()), false);
        }
        select.limit = request.take;
        select.offset = request.skip.unwrap_or(0);
        let mut statements = vec![select.into()];
        if request.skip.is_some() {
            let count = Select::from(root.meta.table).expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int);
            statements.push(count.filter(filter).into());
        }
        Ok(statements)
    }

    async fn fetch_depth(&self, tx: &Tx, plan: &Plan, depth: usize, data: &mut [NodeData]) -> Result<()> {
        let mut asked = Vec::new();
        let mut statements: Vec<Statement> = Vec::new();
        for (ix, node) in plan.nodes.iter().enumerate().filter(|(_, n)| n.depth == depth) {
            let keys = distinct_keys(&data[node.parent], node.parent_column);
            if !keys.is_empty() {
                asked.push(ix);
                statements.push(sql::children(node, keys).into());
            }
        }
        if statements.is_empty() {
            return Ok(());
        }
        for (ix, rows) in asked.into_iter().zip(tx.run_all(statements).await?) {
            data[ix] = NodeData::child(&plan.nodes[ix], rows);
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

fn count_of(rows: &Rows) -> Option<i64> {
    rows.first()?.first()?.as_int()
}

fn distinct_keys(parent: &NodeData, column: usize) -> Vec<Value> {
    let mut seen = HashSet::new();
    (0..parent.rows())
        .filter_map(|row| parent.row(row).get(column)?.as_str())
        .filter(|key| seen.insert(*key))
        .map(Value::from)
        .collect()
}
