//! Runs a plan: the root first, then one batch of statements per depth.

use crate::answer::Answer;
use crate::filter::FilterCompiler;
use crate::held::Held;
use crate::plan::{NodePlan, Plan, Shape};
use crate::registry::{EntityIx, Graph};
use crate::request::GraphRequest;
use crate::rows::{Groups, Joined, NodeData, Pushed};
use crate::sql;
use crate::terms::Terms;
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
        request.refuse_excess()?;
        let entity = self.entity_asked(&request)?;
        let asked = self.keys_asked(entity, &request)?;
        let plan = self.plan_asked(entity, &request)?;
        let terms = self.terms(&plan, &request)?;
        let mut data: Vec<NodeData> = plan.nodes.iter().map(|_| NodeData::default()).collect();
        let mut count_seen = None;
        if let Some(held) = request.held.root(&plan.nodes[0], &request) {
            data[0] = held;
        } else {
            // The count of a kept table is kept by itself: it is the same for all pages.
            let counts_apart = tx.keeps(&[plan.nodes[0].meta.table]);
            let root = self.root_statements(&plan, &request, &terms, counts_apart)?;
            let page = absorb(&plan, 0, &tx.run(root.page).await?);
            count_seen = page.behind;
            data[0] = page.own;
            put(&mut data, page.joined);
            if let (None, Some(skip)) = (&count_seen, request.skip) {
                count_seen = ends_at(skip, request.take, data[0].rows());
            }
            if count_seen.is_none() && request.skip.is_some() {
                // Beyond the last page no row brings the count; where it is kept by itself, none does.
                count_seen = tx.run(root.count).await?.first().and_then(|row| row.first()).cloned();
            }
            if let Some(asked) = asked {
                self.refuse_missing_keys(tx, entity, &asked, root.filter).await?;
            }
        }
        let count = count_seen.as_ref().and_then(Value::as_int);
        for depth in 1..=plan.depth {
            let fetched = self.fetch_depth(tx, &plan, depth, (&terms, &request.held), &data).await?;
            put(&mut data, fetched);
        }
        self.refuse_missing_relations(tx, &plan, &request, &data).await?;
        let mut answer = Answer { plan, data, count, skip: request.skip, take: request.take };
        self.compute(&mut answer, &request)?;
        Ok(answer)
    }

    fn entity_asked(&self, request: &GraphRequest) -> Result<EntityIx> {
        match request.model {
            Some(meta) => self.entity_of(meta),
            None => self.entity_ix(&request.entity),
        }
    }

    fn plan_asked(&self, entity: EntityIx, request: &GraphRequest) -> Result<Arc<Plan>> {
        let paged: Vec<String> = request.relations.iter().map(|(path, _)| path.clone()).collect();
        let apart = request.held.tables();
        let (lenient, fields) = (request.lenient, request.fields.as_slice());
        self.plan_of(Shape { entity, lenient, fields, paged: &paged, apart: &apart })
    }

    fn root_statements(
        &self,
        plan: &Plan,
        request: &GraphRequest,
        terms: &Terms,
        counts_apart: bool,
    ) -> Result<Root> {
        let root = &plan.nodes[0];
        let mut compiler =
            FilterCompiler::new(self).with_deleted(request.with_deleted).limited(request.limits);
        let mut filter = terms.alive(plan, 0, Alias::ROOT);
        filter = filter.and(compiler.all(root.entity, &request.filters)?);
        if let Some(condition) = &request.condition {
            filter = filter.and(condition.clone());
        }
        let mut page =
            sql::with_columns(Select::from(root.meta.table), plan, 0, terms).filter(filter.clone());
        for (path, descending) in &request.order {
            page = compiler.sorted(page, root.entity, path, *descending)?;
        }
        if !request.order.iter().any(|(path, _)| path == root.meta.key()) {
            page = page.order_not_null(Expr::column(root.meta.key()), false);
        }
        page.limit = request.take;
        page.offset = request.skip.unwrap_or(0);
        let count = Select::from(root.meta.table)
            .expr(Expr::Call(Function::CountAll, Vec::new()), Type::Int)
            .filter(filter.clone());
        // A search reads every row, and its count would once more: that is asked for by itself, if the page is full.
        if request.skip.is_some() && !counts_apart && !compiler.searches() {
            page = page.expr(Expr::Scalar(Box::new(count.clone())), Type::Int);
        }
        Ok(Root { page, count, filter })
    }

    /// The rows of all nodes at a depth, by node; `data` are those above.
    async fn fetch_depth(
        &self,
        tx: &Tx,
        plan: &Plan,
        depth: usize,
        (terms, held): (&Terms, &Held),
        data: &[NodeData],
    ) -> Result<Vec<(usize, NodeData)>> {
        let mut fetched = Vec::new();
        let mut asked: Vec<(usize, Groups<'_>)> = Vec::new();
        let mut statements: Vec<Statement> = Vec::new();
        let is_fetched = |n: &NodePlan| n.depth == depth && !n.joined && !n.hops.is_empty();
        for (ix, node) in plan.nodes.iter().enumerate().filter(|(_, n)| is_fetched(n)) {
            let groups = Groups::of(&data[node.parent], node);
            let keys = groups.keys();
            if keys.is_empty() {
                continue;
            }
            // Where there is no row, nothing hangs on it either.
            let is_whole = |own: &NodeData| own.rows() == 0 || plan.joined_to(ix).next().is_none();
            let served = held.serve(node, &keys).filter(|own| terms.is_plain(ix, node) && is_whole(own));
            if let Some(mut own) = served {
                deal(&mut own, node, &groups, &data[node.parent]);
                fetched.push((ix, own));
                continue;
            }
            asked.push((ix, groups));
            statements.push(sql::children(plan, ix, keys, terms).into());
        }
        if statements.is_empty() {
            return Ok(fetched);
        }
        for ((ix, groups), rows) in asked.into_iter().zip(tx.run_all(statements).await?) {
            let node = &plan.nodes[ix];
            let mut absorbed = absorb(plan, ix, &rows);
            deal(&mut absorbed.own, node, &groups, &data[node.parent]);
            if let Some(page) = terms.page(node).filter(|_| node.is_dealt_further()) {
                absorbed.own.cut(page.skip, page.take);
            }
            fetched.push((ix, absorbed.own));
            fetched.extend(absorbed.joined);
        }
        Ok(fetched)
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

/// Hangs rows on those of the parent: by their keys, and further by what both of them say.
fn deal(own: &mut NodeData, node: &NodePlan, groups: &Groups<'_>, parent: &NodeData) {
    own.deal(groups);
    if let Some((of_parent, version)) = node.versions {
        own.retain(parent, |above, cells| above[of_parent] == cells[version]);
    }
    if let Some((key, claimant)) = node.claims {
        own.retain(parent, |above, cells| cells[claimant].is_null() || cells[claimant] == above[key]);
    }
}

/// The statements of the root.
struct Root {
    /// The page, each row with the count of all rows if one is asked for.
    page: Select,
    /// The count alone.
    count: Select,
    /// Which rows match.
    filter: Expr,
}

/// The count of all rows, where the page itself tells where they end.
fn ends_at(skip: u64, take: Option<u64>, rows: usize) -> Option<Value> {
    let rows = u64::try_from(rows).ok()?;
    let is_last = take.is_none_or(|take| rows < take) && (rows > 0 || skip == 0);
    is_last.then(|| i64::try_from(skip + rows).ok().map(Value::Int)).flatten()
}

fn put(data: &mut [NodeData], fetched: Vec<(usize, NodeData)>) {
    for (ix, rows) in fetched {
        data[ix] = rows;
    }
}

/// What a statement answered.
struct Absorbed {
    /// The node's rows.
    own: NodeData,
    /// The rows of nodes joined to it.
    joined: Vec<(usize, NodeData)>,
    /// What stands behind all those in the last row.
    behind: Option<Value>,
}

/// Deals the columns of a node's statement out to the node and to those joined to it. Where the node hangs on a parent, the
/// first column is the key of the parent's row.
fn absorb(plan: &Plan, ix: usize, rows: &Rows) -> Absorbed {
    let first = usize::from(!plan.nodes[ix].hops.is_empty());
    let own = NodeData::of_statement(&plan.nodes[ix], rows.clone(), first);
    let mut next = first + plan.nodes[ix].columns.len();
    let mut joined: Vec<(usize, Joined<'_>)> = Vec::new();
    for at in plan.joined_to(ix) {
        joined.push((at, Joined::new(&plan.nodes[at], rows, next)));
        next += plan.nodes[at].columns.len();
    }
    if !joined.is_empty() {
        let mut pushed: Vec<Option<Pushed>> = vec![None; plan.nodes.len()];
        for row in (0..rows.len()).map(|row| u32::try_from(row).unwrap_or(u32::MAX)) {
            pushed[ix] = Some(Pushed { row, is_new: true });
            for (at, node) in &mut joined {
                pushed[*at] = node.push(pushed[plan.nodes[*at].parent], row);
            }
        }
    }
    let last = rows.iter().last().filter(|row| row.len() > next);
    let behind = last.and_then(|row| row.last()).cloned();
    let joined = joined.into_iter().map(|(at, node)| (at, node.data())).collect();
    Absorbed { own, joined, behind }
}
