//! From a plan's node to its statement.

use crate::plan::{NodePlan, Plan, Source};
use crate::registry::Hop;
use crate::terms::Terms;
use stheno_database::{Alias, Compare, Expr, Function, PageOfEach, Select, Type};
use stheno_kernel::Value;
use stheno_model::{FieldMeta, ModelMeta, Through};

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
    if ix == base {
        Alias::ROOT
    } else {
        Alias(FIRST.saturating_add(u16::try_from(ix).unwrap_or(u16::MAX - FIRST)))
    }
}

/// A node's columns, and those of the nodes joined to it.
pub(crate) fn with_columns(select: Select, plan: &Plan, ix: usize, terms: &Terms) -> Select {
    let mut select = own_columns(select, &plan.nodes[ix], Alias::ROOT);
    for at in plan.joined_to(ix) {
        let node = &plan.nodes[at];
        let parent = &plan.nodes[node.parent];
        let Some((Hop::Column { own, target }, _)) = node.hops.last().copied() else { continue };
        debug_assert_eq!(parent.columns[node.parent_column].name, own);
        let alias = alias_of(at, ix);
        let key = Expr::Column(alias_of(node.parent, ix), own);
        let on = Expr::Column(alias, target).compare(Compare::Eq, key);
        select = select.left_join(node.meta.table, alias, on.and(terms.alive(plan, at, alias)));
        select = own_columns(select, node, alias);
    }
    select
}

fn own_columns(mut select: Select, node: &NodePlan, alias: Alias) -> Select {
    let row_between = match node.hops.last() {
        Some((Hop::Through { through, .. }, _)) => Some((through.model)()),
        _ => None,
    };
    for column in &node.columns {
        let read =
            |field: Option<&FieldMeta>, at| field.map_or(Expr::Column(at, column.name), |f| f.read(at));
        let field = node.meta.field(column.name);
        let own = read(field, alias);
        let between = read(row_between.and_then(|meta| meta.field(column.name)), BETWEEN);
        let expr = match column.source {
            Source::Own => own,
            Source::Between => between,
            Source::Overlay if field.is_some() => Expr::Call(Function::Coalesce, vec![between, own]),
            Source::Overlay => between,
        };
        select = select.expr(expr, column.ty);
    }
    select
}

/// A child's rows for these parent keys; the first column is the key they belong to.
pub(crate) fn children(plan: &Plan, ix: usize, keys: Vec<Value>, terms: &Terms) -> Select {
    let node = &plan.nodes[ix];
    let (select, key) = joined_back(node, terms.alive(plan, ix, Alias::ROOT));
    let mut select = with_columns(select.expr(key.clone(), Type::Text), plan, ix, terms);
    select = select.filter(Expr::In(Box::new(key.clone()), keys));
    for condition in terms.conditions(ix) {
        select = select.filter(condition.clone());
    }
    if !node.is_list {
        return select;
    }
    let page = terms.page(node);
    if let Some(page) = page {
        select.joins.extend(page.joins.iter().cloned());
        select.order.extend(page.order.iter().cloned());
    }
    let is_gallery = node.meta.field("rank").is_some() && node.meta.field("url").is_some();
    if is_gallery && page.is_none_or(|page| page.order.is_empty()) {
        select = select.order(Expr::column("rank"), false);
    }
    select = select.order_not_null(Expr::column(node.meta.key()), false);
    if let Some(page) = page.filter(|page| page.is_part() && !node.is_dealt_further()) {
        select.page_of_each = Some(PageOfEach { group: key, skip: page.skip, take: page.take });
    }
    select
}

/// `FROM node JOIN ... back to the parent`, and the expression that equals the parent's key.
fn joined_back(node: &NodePlan, alive_here: Expr) -> (Select, Expr) {
    let select = Select::from(node.meta.table).filter(alive_here);
    let mut way = WayBack { select, near: Alias::ROOT, next: BETWEEN };
    for (position, (hop, _)) in node.hops.iter().enumerate().rev() {
        // `before` is the table on the parent's side of this hop; for the first hop that is the parent itself.
        let before = position.checked_sub(1).map(|p| node.hops[p].1);
        let key = match *hop {
            Hop::Column { own, target } => way.column(own, target, before),
            Hop::Shared { target, claims, claimed, claimant, .. } => {
                Some(way.shared(node.meta.key(), target, (claims, claimed, claimant)))
            }
            Hop::Pivot { pivot, own, target, target_key, soft_delete, own_key } => {
                way.pivot((pivot, soft_delete), (own, own_key), (target, target_key), before)
            }
            Hop::Through { through, target_key, table, own_key } => {
                way.through(&through, target_key, (table, own_key), before)
            }
        };
        if let Some(key) = key {
            return (way.select, key);
        }
    }
    let key = Expr::Column(way.near, node.meta.key());
    (way.select, key)
}

/// A statement on its way from a node's table to the parent. Each hop answers the expression that equals the parent's
/// key if it was the last one, and otherwise joins the table before it.
struct WayBack {
    select: Select,
    /// The table reached so far.
    near: Alias,
    /// The next name; the first joined table is [`BETWEEN`].
    next: Alias,
}

impl WayBack {
    fn alias(&mut self) -> Alias {
        let alias = self.next;
        self.next = Alias(alias.0 + 1);
        alias
    }

    fn change(&mut self, change: impl FnOnce(Select) -> Select) {
        self.select = change(std::mem::replace(&mut self.select, Select::from("")));
    }

    fn column(
        &mut self,
        own: &'static str,
        target: &'static str,
        before: Option<&ModelMeta>,
    ) -> Option<Expr> {
        let far_key = Expr::Column(self.near, target);
        let Some(before) = before else { return Some(far_key) };
        let alias = self.alias();
        let on = equal(far_key, Expr::Column(alias, own));
        self.change(|select| select.join(before.table, alias, on).filter(alive(before, alias)));
        self.near = alias;
        None
    }

    /// The claims stand where a pivot stands for other hops: their column is of the row between.
    fn shared(
        &mut self,
        key: &'static str,
        target: &'static str,
        (claims, claimed, claimant): (&'static str, &'static str, &'static str),
    ) -> Expr {
        let (alias, near) = (self.alias(), self.near);
        let on = equal(Expr::Column(alias, claimed), Expr::Column(near, key))
            .and(Expr::Column(alias, "deleted_at").is_null())
            .and(Expr::Column(alias, claimant).is_not_null());
        self.change(|select| select.left_join(claims, alias, on));
        Expr::Column(near, target)
    }

    fn pivot(
        &mut self,
        (pivot, soft_delete): (&'static str, bool),
        (own, own_key): (&'static str, &'static str),
        (target, target_key): (&'static str, &'static str),
        before: Option<&ModelMeta>,
    ) -> Option<Expr> {
        let (alias, near) = (self.alias(), self.near);
        let on = equal(Expr::Column(near, target_key), Expr::Column(alias, target));
        self.change(|select| {
            let joined = select.join(pivot, alias, on);
            if soft_delete { joined.filter(Expr::Column(alias, "deleted_at").is_null()) } else { joined }
        });
        let key = Expr::Column(alias, own);
        let Some(before) = before else { return Some(key) };
        self.near = self.alias();
        let on = equal(key, Expr::Column(self.near, own_key));
        let outer = self.near;
        self.change(|select| select.join(before.table, outer, on));
        None
    }

    fn through(
        &mut self,
        through: &Through,
        target_key: &'static str,
        (table, own_key): (&'static str, &'static str),
        before: Option<&ModelMeta>,
    ) -> Option<Expr> {
        let (alias, near, meta) = (self.alias(), self.near, (through.model)());
        let on = equal(Expr::Column(near, target_key), Expr::Column(alias, through.target));
        self.change(|select| select.join(meta.table, alias, on).filter(alive(meta, alias)));
        let key = Expr::Column(alias, through.own);
        if through.version.is_none() && before.is_none() {
            return Some(key);
        }
        let outer = self.alias();
        let mut on = equal(key.clone(), Expr::Column(outer, own_key));
        if let Some(version) = through.version {
            on = on.and(equal(Expr::Column(alias, version), Expr::Column(outer, version)));
        }
        self.change(|select| select.join(table, outer, on));
        self.near = outer;
        before.is_none().then_some(key)
    }
}

fn equal(a: Expr, b: Expr) -> Expr {
    a.compare(Compare::Eq, b)
}
