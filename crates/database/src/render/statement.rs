//! The four statements.

use super::{Origin, Rendered, Writer};
use crate::statement::{
    Alias, Delete, Expr, Insert, OnConflict, Order, PageOfEach, Select, Statement, Type, Update,
};
use std::fmt::Write as _;
use stheno_kernel::Value;

/// A number of rows as it is bound.
fn bound(rows: u64) -> Value {
    Value::Int(i64::try_from(rows).unwrap_or(i64::MAX))
}

impl Writer {
    pub(super) fn statement(&mut self, statement: Statement) -> (Vec<Type>, Origin) {
        match statement {
            Statement::Select(select) => (self.select(select), Origin::Other),
            Statement::Fixed(fixed) => {
                let Rendered { sql, params, types, reads, touches, .. } = fixed.rendered(self.dialect);
                (self.sql, self.params, self.tables, self.locked) =
                    (sql, params, reads.unwrap_or_default(), touches);
                (types, Origin::Other)
            }
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => {
                let Delete { table, filter, returning } = delete;
                self.push("DELETE FROM ");
                self.table(table, Alias::ROOT);
                self.filter(filter);
                (self.returning(&returning), Origin::Delete { table })
            }
        }
    }

    pub(super) fn select(&mut self, mut select: Select) -> Vec<Type> {
        match select.page_of_each.take() {
            Some(page) => self.page_of_each(select, page),
            None => self.rows(select, None),
        }
    }

    /// Numbers the rows of each group in a select within, and takes those of the page.
    fn page_of_each(&mut self, mut select: Select, page: PageOfEach) -> Vec<Type> {
        let order = std::mem::take(&mut select.order);
        self.push("SELECT ");
        for column in 0..select.columns.len() {
            // Writing into a `String` cannot fail.
            let _ = write!(self.sql, "{}c{column}", if column > 0 { ", " } else { "" });
        }
        self.push(" FROM (");
        let types = self.rows(select, Some((page.group, order)));
        self.push(") AS paged WHERE place > ");
        self.bind(bound(page.skip));
        if let Some(take) = page.take {
            self.push(" AND place <= ");
            self.bind(bound(page.skip.saturating_add(take)));
        }
        self.push(" ORDER BY place");
        types
    }

    /// The rows of a select. Where they are to be numbered, within their groups and in an order, the columns are named
    /// `c0` and on, and the number `place`.
    fn rows(&mut self, select: Select, numbered: Option<(Expr, Vec<Order>)>) -> Vec<Type> {
        let Select {
            columns,
            table,
            alias,
            joins,
            filter,
            group,
            order,
            page_of_each: _,
            distinct,
            limit,
            offset,
            lock,
            union,
        } = select;
        self.push(if distinct { "SELECT DISTINCT " } else { "SELECT " });
        let mut types = Vec::with_capacity(columns.len().max(1));
        for (i, (expr, ty)) in columns.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.expr(expr);
            if numbered.is_some() {
                let _ = write!(self.sql, " AS c{i}");
            }
            types.push(ty);
        }
        if let Some((group, order)) = numbered {
            self.push(", row_number() OVER (PARTITION BY ");
            self.expr(group);
            self.order(order);
            self.push(") AS place");
        }
        if types.is_empty() {
            self.push("1");
            types.push(Type::Int);
        }
        self.push(" FROM ");
        self.table(table, alias);
        for join in joins {
            self.push(if join.left { " LEFT JOIN " } else { " JOIN " });
            self.table(join.table, join.alias);
            self.push(" ON ");
            self.expr(join.on);
        }
        self.filter(filter);
        for (i, expr) in group.into_iter().enumerate() {
            self.push(if i == 0 { " GROUP BY " } else { ", " });
            self.expr(expr);
        }
        self.order(order);
        self.limit(limit, offset);
        if lock {
            self.locked.push(table);
        }
        if lock && self.postgres() {
            self.push(" FOR UPDATE OF ");
            self.alias(alias);
        }
        for further in union {
            self.push(" UNION ALL ");
            self.select(further);
        }
        types
    }

    pub(super) fn filter(&mut self, filter: Expr) {
        if !matches!(&filter, Expr::And(all) if all.is_empty()) {
            self.push(" WHERE ");
            self.expr(filter);
        }
    }

    fn order(&mut self, order: Vec<Order>) {
        for (i, Order { expr, descending, nullable }) in order.into_iter().enumerate() {
            self.push(if i == 0 { " ORDER BY " } else { ", " });
            self.sort_key(expr);
            self.push(match (descending, self.postgres()) {
                (false, is_postgres) if is_postgres || !nullable => "",
                (true, is_postgres) if is_postgres || !nullable => " DESC",
                (false, _) => " NULLS LAST",
                (true, _) => " DESC NULLS FIRST",
            });
        }
    }

    fn limit(&mut self, limit: Option<u64>, offset: u64) {
        if let Some(limit) = limit {
            self.push(" LIMIT ");
            self.bind(bound(limit));
        } else if offset > 0 && !self.postgres() {
            self.push(" LIMIT -1");
        }
        if offset > 0 {
            self.push(" OFFSET ");
            self.bind(bound(offset));
        }
    }

    fn insert(&mut self, insert: Insert) -> (Vec<Type>, Origin) {
        let Insert { table, columns, rows, on_conflict, returning } = insert;
        self.push("INSERT INTO ");
        self.name(table);
        if columns.is_empty() {
            self.push(" DEFAULT VALUES");
        } else {
            self.push(" (");
            self.names(columns.iter().copied());
            self.push(") VALUES ");
            self.params.reserve(rows.len() * columns.len());
            for (i, row) in rows.into_iter().enumerate() {
                self.push(if i == 0 { "(" } else { ", (" });
                for (j, value) in row.into_iter().enumerate() {
                    if j > 0 {
                        self.push(", ");
                    }
                    self.bind(value);
                }
                self.push(")");
            }
        }
        if let Some(on_conflict) = on_conflict {
            self.on_conflict(on_conflict);
        }
        (self.returning(&returning), Origin::Insert { table, columns })
    }

    fn on_conflict(&mut self, on_conflict: OnConflict) {
        let OnConflict { target, target_filter, update } = on_conflict;
        self.push(" ON CONFLICT");
        if !target.is_empty() {
            self.push(" (");
            self.names(target);
            self.push(")");
        }
        if let Some(filter) = target_filter {
            self.inline = true;
            self.filter(filter);
            self.inline = false;
        }
        self.push(if update.is_empty() { " DO NOTHING" } else { " DO UPDATE SET " });
        for (i, column) in update.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.name(column);
            self.push(" = excluded.");
            self.name(column);
        }
    }

    fn update(&mut self, update: Update) -> (Vec<Type>, Origin) {
        let Update { table, set, filter, returning } = update;
        self.push("UPDATE ");
        self.table(table, Alias::ROOT);
        let mut taken = Vec::with_capacity(set.len());
        for (i, (column, expr)) in set.into_iter().enumerate() {
            self.push(if i == 0 { " SET " } else { ", " });
            self.name(column);
            self.push(" = ");
            if let Expr::Param(value) = expr {
                taken.push((column, Some(self.params.len())));
                self.bind(value);
            } else {
                taken.push((column, None));
                self.expr(expr);
            }
        }
        let start = self.sql.len();
        self.filter(filter);
        let filter = start..self.sql.len();
        (self.returning(&returning), Origin::Update { table, set: taken, filter })
    }

    fn returning(&mut self, returning: &[(&'static str, Type)]) -> Vec<Type> {
        if !returning.is_empty() {
            self.push(" RETURNING ");
            self.names(returning.iter().map(|(name, _)| *name));
        }
        returning.iter().map(|(_, ty)| *ty).collect()
    }
}
