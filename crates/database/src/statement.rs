//! The small SQL that we speak: a statement is a value, rendered for a database when it runs.
//!
//! Every parameter is a bound value, never text in the SQL; names of tables and columns are `&'static str` because
//! they come from models, never from a request.

use crate::fixed::Fixed;
use stheno_kernel::{JsonText, Value};

/// A table's name within one statement: `t0`, `t1`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alias(pub u16);

impl Alias {
    /// The first table of a statement.
    pub const ROOT: Self = Self(0);
}

/// What a result column decodes to; SQLite has no types of its own for most of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// boolean
    Bool,
    /// integer, bigint
    Int,
    /// real, double precision
    Float,
    /// numeric
    Decimal,
    /// text, varchar, enum
    Text,
    /// timestamptz
    Time,
    /// jsonb, json
    Json,
    /// text[]
    Texts,
}

/// A comparison that is never true of NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    /// =
    Eq,
    /// <>
    Ne,
    /// <
    Lt,
    /// <=
    Lte,
    /// >
    Gt,
    /// >=
    Gte,
}

/// A function that both databases have or are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `count(*)`, no arguments.
    CountAll,
    /// Exact sum of numbers; 0 for no rows.
    Sum,
    /// Least of a group.
    Min,
    /// Greatest of a group.
    Max,
    /// First argument that is not NULL.
    Coalesce,
    /// Lower case.
    Lower,
    /// Text concatenation.
    Concat,
    /// The lesser of two numbers.
    Least,
    /// The greater of two numbers.
    Greatest,
}

/// An SQL expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A column of a table of the statement.
    Column(Alias, &'static str),
    /// A bound value.
    Param(Value),
    /// A comparison.
    Compare(Box<Expr>, Compare, Box<Expr>),
    /// `IN` a list of values; an empty list is false. A few texts are bound one by one, other lists as one array: however
    /// long a list is, there are five forms of the SQL.
    In(Box<Expr>, Vec<Value>),
    /// `IN (SELECT ...)`.
    InSelect(Box<Expr>, Box<Select>),
    /// `IS NULL`
    IsNull(Box<Expr>),
    /// `LIKE`, with `%` and `_` and `\` as the escape; the pattern is bound.
    Like {
        /// What is matched.
        expr: Box<Expr>,
        /// The pattern.
        pattern: String,
        /// `ILIKE`: Unicode case is ignored, on both databases.
        ignore_case: bool,
    },
    /// A condition on texts of one row, each of which holds a text wherever the condition is true of it. An index over these
    /// texts ([`crate::ddl::TRIGRAM`]) may find the rows by it; the condition decides. For conditions that choose rows.
    Search {
        /// The index.
        index: &'static str,
        /// The row's table.
        at: Alias,
        /// What one of the texts holds, whatever its case.
        text: String,
        /// The condition.
        condition: Box<Expr>,
    },
    /// A regular expression (`~`), bound; one that [`crate::check_regex`] takes means the same on both databases.
    Matches(Box<Expr>, String),
    /// All of these; none is true.
    And(Vec<Expr>),
    /// Any of these; none is false.
    Or(Vec<Expr>),
    /// Negation.
    Not(Box<Expr>),
    /// `EXISTS (SELECT 1 ...)`.
    Exists(Box<Select>),
    /// A select of one column and at most one row, as a value.
    Scalar(Box<Select>),
    /// The text at a path of a JSON column (`#>>`), NULL where there is none.
    JsonText(Box<Expr>, Vec<String>),
    /// The number at a path of a JSON column, or the one that a text there spells; NULL where there is none of at most
    /// 28 digits before the point.
    JsonNumber(Box<Expr>, Vec<String>),
    /// Whether what is at a path of a JSON column contains this (`@>`), NULL where there is nothing.
    JsonContains(Box<Expr>, Vec<String>, JsonText),
    /// Whether an array column holds all of (`@>`) these texts.
    ArrayContains(Box<Expr>, Vec<String>),
    /// Whether an array column holds none but (`<@`) these texts.
    ArrayContained(Box<Expr>, Vec<String>),
    /// Whether an array column shares any (`&&`) of these texts.
    ArrayOverlaps(Box<Expr>, Vec<String>),
    /// Exact addition of numbers.
    Add(Box<Expr>, Box<Expr>),
    /// Exact subtraction of numbers.
    Sub(Box<Expr>, Box<Expr>),
    /// Exact product of numbers.
    Mul(Box<Expr>, Box<Expr>),
    /// A number as Medusa's `raw_*` JSON: `{"value": "<number>", "precision": 20}`.
    RawNumber(Box<Expr>),
    /// A function call.
    Call(Function, Vec<Expr>),
    /// `CASE WHEN .. THEN .. ELSE .. END`
    Case(Vec<(Expr, Expr)>, Box<Expr>),
}

impl Expr {
    /// A column of the statement's first table.
    pub fn column(name: &'static str) -> Self {
        Self::Column(Alias::ROOT, name)
    }
    /// A bound value.
    pub fn param(value: impl Into<Value>) -> Self {
        Self::Param(value.into())
    }
    /// The constant true.
    pub fn always() -> Self {
        Self::And(Vec::new())
    }
    /// The constant false.
    pub fn never() -> Self {
        Self::Or(Vec::new())
    }
    /// `self <op> other`
    pub fn compare(self, op: Compare, other: Self) -> Self {
        Self::Compare(Box::new(self), op, Box::new(other))
    }
    /// `self = value`; with NULL it is `IS NULL`.
    pub fn eq(self, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => self.is_null(),
            value => self.compare(Compare::Eq, Self::Param(value)),
        }
    }
    /// `self IN (values)`
    pub fn is_in(self, values: impl IntoIterator<Item = impl Into<Value>>) -> Self {
        Self::In(Box::new(self), values.into_iter().map(Into::into).collect())
    }
    /// `lower(self)`
    pub fn lower(self) -> Self {
        Self::Call(Function::Lower, vec![self])
    }
    /// `self IS NULL`
    pub fn is_null(self) -> Self {
        Self::IsNull(Box::new(self))
    }
    /// `self IS NOT NULL`
    pub fn is_not_null(self) -> Self {
        Self::Not(Box::new(self.is_null()))
    }
    /// Both; flattens conjunctions.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::And(mut a), Self::And(b)) => {
                a.extend(b);
                Self::And(a)
            }
            (Self::And(mut a), b) => {
                a.push(b);
                Self::And(a)
            }
            (a, Self::And(mut b)) => {
                b.insert(0, a);
                Self::And(b)
            }
            (a, b) => Self::And(vec![a, b]),
        }
    }
    /// Either.
    pub fn or(self, other: Self) -> Self {
        Self::Or(vec![self, other])
    }
    /// Negation.
    #[expect(clippy::should_implement_trait, reason = "reads as SQL beside `and` and `or`")]
    pub fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
    /// `self + other`, exact.
    pub fn plus(self, other: Self) -> Self {
        Self::Add(Box::new(self), Box::new(other))
    }
    /// `self - other`, exact.
    pub fn minus(self, other: Self) -> Self {
        Self::Sub(Box::new(self), Box::new(other))
    }
}

/// A sort key.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// What is sorted by.
    pub expr: Expr,
    /// Descending. NULLs are last ascending and first descending, as PostgreSQL has it.
    pub descending: bool,
    /// Whether it may be NULL. What may not is read in an index's order by SQLite where the rows come from a list as well.
    pub nullable: bool,
}

/// A table joined to the ones before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// The table.
    pub table: &'static str,
    /// Its name in the statement.
    pub alias: Alias,
    /// `LEFT JOIN` rather than `JOIN`.
    pub left: bool,
    /// The condition.
    pub on: Expr,
}

/// The page of each group of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct PageOfEach {
    /// Rows for which this is equal are one group.
    pub group: Expr,
    /// Rows of a group passed over.
    pub skip: u64,
    /// Rows of a group at most.
    pub take: Option<u64>,
}

/// `SELECT`
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// The result columns and what each decodes to.
    pub columns: Vec<(Expr, Type)>,
    /// The first table.
    pub table: &'static str,
    /// Its name in the statement; sub-selects must not reuse an outer one.
    pub alias: Alias,
    /// Further tables.
    pub joins: Vec<Join>,
    /// `WHERE`
    pub filter: Expr,
    /// `GROUP BY`
    pub group: Vec<Expr>,
    /// `ORDER BY`
    pub order: Vec<Order>,
    /// Of the rows, in their order, a page of each group; not with `distinct`, `group`, `limit` or `lock`.
    pub page_of_each: Option<PageOfEach>,
    /// `DISTINCT`
    pub distinct: bool,
    /// `LIMIT`
    pub limit: Option<u64>,
    /// `OFFSET`
    pub offset: u64,
    /// `FOR UPDATE` where rows lock (PostgreSQL); SQLite's one writer needs none.
    pub lock: bool,
    /// `UNION ALL`: the rows of these as well, whose columns are like this one's. Only in lists ([`Expr::InSelect`]), which
    /// have neither order nor limit.
    pub union: Vec<Select>,
}

impl Select {
    /// All rows of `table` as [`Alias::ROOT`], no columns yet.
    pub fn from(table: &'static str) -> Self {
        Self::from_as(table, Alias::ROOT)
    }
    /// All rows of `table` under `alias`, no columns yet.
    pub fn from_as(table: &'static str, alias: Alias) -> Self {
        Self {
            columns: Vec::new(),
            table,
            alias,
            joins: Vec::new(),
            filter: Expr::always(),
            group: Vec::new(),
            order: Vec::new(),
            page_of_each: None,
            distinct: false,
            limit: None,
            offset: 0,
            lock: false,
            union: Vec::new(),
        }
    }
    /// Adds a column of the first table.
    pub fn column(mut self, name: &'static str, ty: Type) -> Self {
        self.columns.push((Expr::Column(self.alias, name), ty));
        self
    }
    /// Adds a result column.
    pub fn expr(mut self, expr: Expr, ty: Type) -> Self {
        self.columns.push((expr, ty));
        self
    }
    /// Narrows the rows; repeated calls all hold.
    pub fn filter(mut self, condition: Expr) -> Self {
        self.filter = std::mem::replace(&mut self.filter, Expr::always()).and(condition);
        self
    }
    /// Joins a table.
    pub fn join(mut self, table: &'static str, alias: Alias, on: Expr) -> Self {
        self.joins.push(Join { table, alias, left: false, on });
        self
    }
    /// Left-joins a table.
    pub fn left_join(mut self, table: &'static str, alias: Alias, on: Expr) -> Self {
        self.joins.push(Join { table, alias, left: true, on });
        self
    }
    /// Adds a sort key.
    pub fn order(mut self, expr: Expr, descending: bool) -> Self {
        self.order.push(Order { expr, descending, nullable: true });
        self
    }
    /// Adds a sort key that is never NULL.
    pub fn order_not_null(mut self, expr: Expr, descending: bool) -> Self {
        self.order.push(Order { expr, descending, nullable: false });
        self
    }
    /// At most this many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }
    /// Locks the rows until the transaction ends.
    pub fn for_update(mut self) -> Self {
        self.lock = true;
        self
    }
}

/// What an insert does where a unique rule already holds a row.
#[derive(Clone, Debug, PartialEq)]
pub struct OnConflict {
    /// The columns of the unique index.
    pub target: Vec<&'static str>,
    /// The index's own condition, for partial ones; over columns of [`Alias::ROOT`], rendered without the alias.
    pub target_filter: Option<Expr>,
    /// Columns that take the new row's value; none leaves the old row alone.
    pub update: Vec<&'static str>,
}

/// `INSERT`
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// Into this table.
    pub table: &'static str,
    /// These columns.
    pub columns: Vec<&'static str>,
    /// These rows, as wide as `columns`; split by the backend where they exceed its bound on parameters.
    pub rows: Vec<Vec<Value>>,
    /// `ON CONFLICT`
    pub on_conflict: Option<OnConflict>,
    /// `RETURNING`
    pub returning: Vec<(&'static str, Type)>,
}

/// `UPDATE`: columns in `set` and `filter` are of [`Alias::ROOT`].
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// This table.
    pub table: &'static str,
    /// Column and new value; the value may use the row's old columns.
    pub set: Vec<(&'static str, Expr)>,
    /// The rows. There is no default: "all rows" must be said with [`Expr::always`].
    pub filter: Expr,
    /// `RETURNING`
    pub returning: Vec<(&'static str, Type)>,
}

/// `DELETE`
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// From this table.
    pub table: &'static str,
    /// The rows. There is no default: "all rows" must be said with [`Expr::always`].
    pub filter: Expr,
    /// `RETURNING`
    pub returning: Vec<(&'static str, Type)>,
}

/// Anything that runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `SELECT`
    Select(Select),
    /// `INSERT`
    Insert(Insert),
    /// `UPDATE`
    Update(Update),
    /// `DELETE`
    Delete(Delete),
    /// A select whose text is made already.
    Fixed(Fixed),
}

macro_rules! into_statement {
    ($($kind:ident),*) => {$(impl From<$kind> for Statement { fn from(s: $kind) -> Self { Self::$kind(s) } })*};
}
into_statement!(Select, Insert, Update, Delete);
