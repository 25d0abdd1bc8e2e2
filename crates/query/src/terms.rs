//! What a request says of the rows of nodes beyond what their plan says: conditions, pages, deleted rows.

use crate::filter::FilterCompiler;
use crate::plan::{NodePlan, Plan, node_at};
use crate::registry::Graph;
use crate::request::GraphRequest;
use crate::sql;
use stheno_database::{Alias, Expr, Join, Order, Select};
use stheno_kernel::Result;

/// The terms of one request; nodes are named by their place in the plan.
#[derive(Default)]
pub(crate) struct Terms {
    conditions: Vec<(usize, Expr)>,
    /// By page of the request.
    pages: Vec<Page>,
    /// Nodes whose deleted rows are shown.
    with_deleted: Vec<usize>,
}

/// Which rows of a list are shown, to each record their own.
pub(crate) struct Page {
    pub(crate) skip: u64,
    pub(crate) take: Option<u64>,
    pub(crate) order: Vec<Order>,
    /// The records whose columns the rows are sorted by.
    pub(crate) joins: Vec<Join>,
}

impl Page {
    /// Whether it may show fewer than all.
    pub(crate) fn is_part(&self) -> bool {
        self.skip > 0 || self.take.is_some()
    }
}

impl Terms {
    /// The conditions on the rows of a node.
    pub(crate) fn conditions(&self, ix: usize) -> impl Iterator<Item = &Expr> {
        self.conditions.iter().filter(move |(at, _)| *at == ix).map(|(_, condition)| condition)
    }
    /// The page that a node shows.
    pub(crate) fn page(&self, node: &NodePlan) -> Option<&Page> {
        self.pages.get(node.paged?)
    }
    /// Whether the live rows of a node are shown in their own order, narrowed by nothing that the request says.
    pub(crate) fn is_plain(&self, ix: usize, node: &NodePlan) -> bool {
        let is_narrowed = self.conditions(ix).next().is_some() || self.page(node).is_some();
        !is_narrowed && !self.with_deleted.contains(&ix)
    }
    /// The rows of a node that are there.
    pub(crate) fn alive(&self, plan: &Plan, ix: usize, alias: Alias) -> Expr {
        if self.with_deleted.contains(&ix) {
            return Expr::always();
        }
        sql::alive(plan.nodes[ix].meta, alias)
    }
}

impl Graph {
    pub(crate) fn terms(&self, plan: &Plan, request: &GraphRequest) -> Result<Terms> {
        let mut terms = Terms::default();
        let mut compiler = FilterCompiler::new(self).testing().limited(request.limits);
        for (relation, filters) in &request.narrow {
            for (ix, node) in plan.nodes.iter().enumerate().skip(1).filter(|(_, node)| node.name == *relation)
            {
                terms.conditions.push((ix, compiler.filters(node.entity, Alias::ROOT, filters)?));
            }
        }
        for (path, page) in &request.relations {
            let Some(ix) = node_at(&plan.nodes, path) else { continue };
            let entity = plan.nodes[ix].entity;
            if let Some(filter) = &page.filter {
                terms.conditions.push((ix, compiler.filters(entity, Alias::ROOT, filter)?));
            }
            let mut sorted = Select::from(plan.nodes[ix].meta.table);
            for (path, descending) in &page.order {
                sorted = compiler.sorted(sorted, entity, path, *descending)?;
            }
            let Select { order, joins, .. } = sorted;
            terms.pages.push(Page { skip: page.skip, take: page.take, order, joins });
        }
        terms.with_deleted =
            request.deleted_in.iter().filter_map(|path| node_at(&plan.nodes, path)).collect();
        if request.with_deleted {
            terms.with_deleted.push(0);
        }
        Ok(terms)
    }
}
