//! Typed columns: `Cart::EMAIL.eq("a@b.c")`, `Patch::at(now).set(Cart::EMAIL, email)`.

use crate::Model;
use std::marker::PhantomData;
use stheno_database::{Alias, Compare, Expr, Order};
use stheno_kernel::{Timestamp, Value};

/// A column of a model; the derive makes one constant per field.
pub struct Column<M> {
    name: &'static str,
    model: PhantomData<fn() -> M>,
}

impl<M> Clone for Column<M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M> Copy for Column<M> {}

impl<M> Column<M> {
    /// For the derive.
    pub const fn new(name: &'static str) -> Self {
        Self { name, model: PhantomData }
    }
    /// The column's name.
    pub const fn name(self) -> &'static str {
        self.name
    }
    /// The column in a statement whose first table is the model's.
    pub fn expr(self) -> Expr {
        Expr::Column(Alias::ROOT, self.name)
    }
    /// The column under another table name.
    pub fn of(self, alias: Alias) -> Expr {
        Expr::Column(alias, self.name)
    }
    /// `column = value`; with NULL, `IS NULL`.
    pub fn eq(self, value: impl Into<Value>) -> Expr {
        self.expr().eq(value)
    }
    /// `column <> value`, false for NULL.
    pub fn ne(self, value: impl Into<Value>) -> Expr {
        self.expr().compare(Compare::Ne, Expr::param(value))
    }
    /// `column <op> value`.
    pub fn compare(self, op: Compare, value: impl Into<Value>) -> Expr {
        self.expr().compare(op, Expr::param(value))
    }
    /// `column IN (values)`; nothing for no values.
    pub fn is_in(self, values: impl IntoIterator<Item = impl Into<Value>>) -> Expr {
        self.expr().is_in(values)
    }
    /// `column IS NULL`
    pub fn is_null(self) -> Expr {
        self.expr().is_null()
    }
    /// `column IS NOT NULL`
    pub fn is_not_null(self) -> Expr {
        self.expr().is_not_null()
    }
    /// Sorted by this column, ascending.
    pub fn ascending(self) -> Order {
        Order { expr: self.expr(), descending: false, nullable: true }
    }
    /// Sorted by this column, descending.
    pub fn descending(self) -> Order {
        Order { expr: self.expr(), descending: true, nullable: true }
    }
}

/// New values for columns of a model; `updated_at` is among them, but in quiet ones.
pub struct Patch<M> {
    pub(crate) set: Vec<(&'static str, Expr)>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Patch<M> {
    /// A patch made at this instant.
    pub fn at(now: Timestamp) -> Self {
        let mut set = Vec::new();
        if M::meta().field("updated_at").is_some() {
            set.push(("updated_at", Expr::param(now)));
        }
        Self { set, model: PhantomData }
    }
    /// A patch that leaves `updated_at` as it is: for migrations.
    pub fn quiet() -> Self {
        Self { set: Vec::new(), model: PhantomData }
    }
    /// Gives a column a value; a big number's `raw_*` column follows by itself.
    pub fn set(mut self, column: Column<M>, value: impl Into<Value>) -> Self {
        self.set.extend(crate::dynamic::cells_of(M::meta(), column.name, value.into()));
        self
    }
    /// Gives a column a value where there is one; `None` leaves the column alone.
    pub fn set_some(self, column: Column<M>, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }
    /// Gives a column what an expression over the old row yields. Big numbers keep their `raw_*` only with [`Patch::set`],
    /// so this refuses nothing: arithmetic on a big number also rewrites `raw_*` from the same expression.
    pub fn set_expr(mut self, column: Column<M>, expr: Expr) -> Self {
        self.set.extend(crate::dynamic::exprs_of(M::meta(), column.name, expr));
        self
    }
    /// Whether nothing but `updated_at` would change.
    pub fn is_empty(&self) -> bool {
        self.set.iter().all(|(name, _)| *name == "updated_at")
    }
}
