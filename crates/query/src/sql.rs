//! From a plan's node to its statement.

use crate::plan::{NodePlan, Plan, Source};
use crate::registry::Hop;
use stheno_database::{Alias, Expr, Function, Select, Type};
use stheno_kernel::Value;
use stheno_model::ModelMeta;

/// The alias of the row between parent and node, for nodes that have one.
const BETWEEN: Alias = Alias(1);

/// Rows that are not soft-deleted.
pub(crate) fn alive(meta: &ModelMeta, alias: Alias) -> Expr {
    if meta.soft_deletes() { Expr::Column(alias, "deleted_at").is_null() } else { Expr::always() }
}

/// The name of a joined node's table in its base's statement.
fn alias_of(ix: usize, base: usize) -> Alias {
    // Filters name their tables from 10 on, and a request has fewer relations than this.
    const FIRST: u16 = 1_000;
    if ix == base { Alias::ROOT } else { Alias(FIRST.saturating_add(u16::try_from(ix).unwrap_or(u16::MAX - FIRST))) }
}

/// A node's columns, and those of the nodes joined to it.
pub(crate) fn with_columns(select: Select, plan: &Plan, ix: usize) -> Select {
    let mut select = own_columns(select, &plan.nodes[ix], Alias::ROOT);
    for at in plan.joined_to(ix) {
        let node = &plan.nodes[at];
        let parent = &plan.nodes[node.parent];
        let Some((Hop::Column { own, target }, _)) = node.hops.last().copied() else { continue };
        debug_assert_eq!(parent.columns[node.parent_column].name, own);
        let alias = alias_of(at, ix);
        let key = Expr::Column(alias_of(node.parent, ix), own);
        let on = Expr::Column(alias, target).compare(stheno_database::Compare::Eq, key);
        select = select.left_join(node.meta.table, alias, on.and(alive(node.meta, alias)));
        select = own_columns(select, node, alias);
    }
    select
}

fn own_columns(mut select: Select, node: &NodePlan, alias: Alias) -> Select {
    for column in &node.columns {
        let own = Expr::Column(alias, column.name);
        let between = Expr::Column(BETWEEN, column.name);
        let expr = match column.source {
            Source::Own => own,
            Source::Between => between,
            Source::Overlay if node.meta.field(column.name).is_some() => {
                Expr::Call(Function::Coalesce, vec![between, own])
            }
            Source::Overlay => between,
        };
        select = select.expr(expr, column.ty);
    }
    select
}

/// A child's rows for these parent keys; the first column is the key they belong to.
pub(crate) fn children(plan: &Plan, ix: usize, keys: Vec<Value>) -> Select {
    let node = &plan.nodes[ix];
    let (select, key) = joined_back(node);
    let select = with_columns(select.expr(key.clone(), Type::Text), plan, ix);
    let sorted = if node.is_list {
        let order = if node.meta.field("rank").is_some() && node.meta.field("url").is_some() { "rank" } else { node.meta.key() };
        select.order(Expr::Column(Alias::ROOT, order), false)
    } else {
        select
    };
    sorted.filter(Expr::In(Box::new(key), keys))
}

/// `FROM node JOIN ... back to the parent`, and the expression that equals the parent's key.
fn joined_back(node: &NodePlan) -> (Select, Expr) {
    let mut select = Select::from(node.meta.table).filter(alive(node.meta, Alias::ROOT));
    let mut near = Alias::ROOT;
    let mut next = 1_u16;
    for (position, (hop, _)) in node.hops.iter().enumerate().rev() {
        // `before` is the table on the parent's side of this hop; for the first hop that is the parent itself.
        let before = position.checked_sub(1).map(|p| node.hops[p].1);
        match *hop {
            Hop::Column { own, target } => {
                let far_key = Expr::Column(near, target);
                let Some(before) = before else { return (select, far_key) };
                let alias = Alias(next);
                next += 1;
                select = select.join(before.table, alias, far_key.compare(stheno_database::Compare::Eq, Expr::Column(alias, own)));
                select = select.filter(alive(before, alias));
                near = alias;
            }
            Hop::Shared { target, claims, claimed, claimant, .. } => {
                // The claims stand where a pivot stands for other hops: their column is of the row between.
                let alias = Alias(next);
                let on = Expr::Column(alias, claimed)
                    .compare(stheno_database::Compare::Eq, Expr::Column(near, node.meta.key()))
                    .and(Expr::Column(alias, "deleted_at").is_null())
                    .and(Expr::Column(alias, claimant).is_not_null());
                return (select.left_join(claims, alias, on), Expr::Column(near, target));
            }
            Hop::Pivot { pivot, own, target, target_key, soft_delete, own_key } => {
                let alias = Alias(next);
                next += 1;
                let on = Expr::Column(near, target_key).compare(stheno_database::Compare::Eq, Expr::Column(alias, target));
                select = select.join(pivot, alias, on);
                if soft_delete {
                    select = select.filter(Expr::Column(alias, "deleted_at").is_null());
                }
                let key = Expr::Column(alias, own);
                let Some(before) = before else { return (select, key) };
                let outer = Alias(next);
                next += 1;
                select = select.join(before.table, outer, key.compare(stheno_database::Compare::Eq, Expr::Column(outer, own_key)));
                near = outer;
            }
            Hop::Through { through, target_key, table, own_key } => {
                let meta = (through.model)();
                let alias = Alias(next);
                next += 1;
                let on = Expr::Column(near, target_key).compare(stheno_database::Compare::Eq, Expr::Column(alias, through.target));
                select = select.join(meta.table, alias, on).filter(alive(meta, alias));
                let key = Expr::Column(alias, through.own);
                if through.version.is_none() && before.is_none() {
                    return (select, key);
                }
                let outer = Alias(next);
                next += 1;
                let mut on = key.clone().compare(stheno_database::Compare::Eq, Expr::Column(outer, own_key));
                if let Some(version) = through.version {
                    on = on.and(Expr::Column(alias, version).compare(stheno_database::Compare::Eq, Expr::Column(outer, version)));
                }
                select = select.join(table, outer, on);
                if before.is_none() {
                    return (select, key);
                }
                near = outer;
            }
        }
    }
    (select, Expr::Column(near, node.meta.key()))
}
