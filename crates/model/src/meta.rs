//! The declaration of a model, as data.

use stheno_database::ddl::{ForeignKey, Index, Keep, SqlType};
use stheno_database::{Alias, Expr, Type};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text, ids and enums included.
    Text,
    /// One of these texts.
    Enum(&'static [&'static str]),
    /// A whole number.
    Integer,
    /// A whole number that the database counts up.
    Serial,
    /// A binary fraction (`rate`, `weight`).
    Float,
    /// An exact number, with a `raw_*` column beside it.
    BigNumber,
    /// The `raw_*` column of a big number: written by us, never by a caller.
    RawBigNumber,
    /// True or false.
    Boolean,
    /// An instant.
    Time,
    /// JSON.
    Json,
    /// A list of texts.
    Texts,
}

impl FieldKind {
    /// What a cell of this kind decodes to.
    pub const fn cell(self) -> Type {
        match self {
            Self::Text | Self::Enum(_) => Type::Text,
            Self::Integer | Self::Serial => Type::Int,
            Self::Float => Type::Float,
            Self::BigNumber => Type::Decimal,
            Self::RawBigNumber | Self::Json => Type::Json,
            Self::Boolean => Type::Bool,
            Self::Time => Type::Time,
            Self::Texts => Type::Texts,
        }
    }
}

/// A stored field; its name is its column's.
#[derive(Clone, Copy, Debug)]
pub struct FieldMeta {
    /// Name, of the column too.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// The column's type.
    pub sql: SqlType,
    /// Whether it may be null.
    pub nullable: bool,
    /// PostgreSQL's text of the column default.
    pub default: Option<&'static str>,
    /// Matched by the `q` filter.
    pub searchable: bool,
    /// Has translations.
    pub translatable: bool,
    /// Never in the graph: secrets.
    pub hidden: bool,
    /// In the graph only of rows where this column holds this text; of others it reads as an empty text.
    pub shown_where: Option<(&'static str, &'static str)>,
}

impl FieldMeta {
    /// What the graph reads of this field in the row at `alias`: for answers, filters and sort keys alike, so that none of
    /// them tells what another keeps.
    pub fn read(&self, alias: Alias) -> Expr {
        let own = Expr::Column(alias, self.name);
        match self.shown_where {
            None => own,
            Some((column, text)) => {
                let is_shown = Expr::Column(alias, column).eq(text);
                Expr::Case(vec![(is_shown, own)], Box::new(Expr::param("")))
            }
        }
    }
}

/// How a relation finds its rows.
#[derive(Clone, Copy, Debug)]
pub enum RelationKind {
    /// This record's column `key` holds the target's primary key.
    BelongsTo {
        /// Own column.
        key: &'static str,
    },
    /// At most one target row whose column `key` holds this record's primary key.
    HasOne {
        /// The target's column.
        key: &'static str,
    },
    /// Target rows whose column `key` holds this record's primary key.
    HasMany {
        /// The target's column.
        key: &'static str,
    },
    /// Through a pivot table.
    ManyToMany {
        /// The pivot table.
        pivot: &'static str,
        /// Its column with this record's primary key.
        own: &'static str,
        /// Its column with the target's primary key.
        target: &'static str,
        /// Whether pivot rows have `deleted_at`.
        soft_delete: bool,
    },
    /// Through a versioned row of the same module that lends columns to the target (order items).
    Through(Through),
}

/// [`RelationKind::Through`]: `order.items` answers line items, with quantities of the order's current version.
#[derive(Clone, Copy, Debug)]
pub struct Through {
    /// The model of the row between.
    pub model: fn() -> &'static ModelMeta,
    /// Its column with this record's primary key.
    pub own: &'static str,
    /// Its column with the target's primary key.
    pub target: &'static str,
    /// Columns of this record and of the row between that must be equal, if versions are kept.
    pub version: Option<&'static str>,
    /// Columns of the row between that stand in for the target's of the same name where not null.
    pub overlay: &'static [&'static str],
    /// The member of the target under which the row between itself is shown (`detail`).
    pub detail: &'static str,
}

/// A relation within the module.
#[derive(Clone, Copy, Debug)]
pub struct RelationMeta {
    /// Name in the graph.
    pub name: &'static str,
    /// How rows are found.
    pub kind: RelationKind,
    /// The model related to.
    pub target: fn() -> &'static ModelMeta,
    /// Whether there may be none, for relations to one.
    pub nullable: bool,
}

impl RelationMeta {
    /// Whether the graph shows a list.
    pub const fn is_list(&self) -> bool {
        matches!(
            self.kind,
            RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. } | RelationKind::Through(_)
        )
    }
}

/// A model.
#[derive(Debug)]
pub struct ModelMeta {
    /// The module's name with underscores (`sales_channel`).
    pub module: &'static str,
    /// Medusa's name of the model (`SalesChannel`).
    pub entity: &'static str,
    /// The table.
    pub table: &'static str,
    /// Names that `query.graph` accepts as `entity`; none for rows that only hang on others.
    pub aliases: &'static [&'static str],
    /// Keys under which links name this record (`variant_id`).
    pub linkable: &'static [&'static str],
    /// Id prefix without `_`; empty where ids are not made by us.
    pub id_prefix: &'static str,
    /// Primary key columns.
    pub primary_key: &'static [&'static str],
    /// Stored fields in the order of the columns.
    pub fields: &'static [FieldMeta],
    /// Relations within the module.
    pub relations: &'static [RelationMeta],
    /// Relations whose rows go (and come back) with this record.
    pub cascade: &'static [&'static str],
    /// Many-to-many relations whose pivot rows go with this record.
    pub detach: &'static [&'static str],
    /// Indexes.
    pub indexes: &'static [Index],
    /// Checks.
    pub checks: &'static [&'static str],
    /// Foreign keys.
    pub foreign_keys: &'static [ForeignKey],
    /// Written about as often as read: its rows are not kept in memory.
    pub volatile: bool,
    /// Kept, and as of its beginning throughout a request: what merchants arrange, and no flow guards by a lock on something else.
    pub reference: bool,
}

impl ModelMeta {
    /// Whether rows that were read are kept in memory.
    pub fn keep(&self) -> Keep {
        match (self.volatile, self.reference) {
            (true, _) => Keep::No,
            (false, true) => Keep::Reference,
            (false, false) => Keep::Rows,
        }
    }
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldMeta> {
        self.fields.iter().find(|f| f.name == name)
    }
    /// The `raw_*` column beside a big number.
    pub fn raw_of(&self, column: &str) -> Option<&'static str> {
        let at = self.fields.iter().position(|f| f.name == column && f.kind == FieldKind::BigNumber)?;
        self.fields.get(at + 1).filter(|f| f.kind == FieldKind::RawBigNumber).map(|f| f.name)
    }
    /// The relation of this name.
    pub fn relation(&self, name: &str) -> Option<&'static RelationMeta> {
        self.relations.iter().find(|r| r.name == name)
    }
    /// The stored fields, in the order of cells.
    pub fn stored(&self) -> impl Iterator<Item = &'static FieldMeta> {
        self.fields.iter()
    }
    /// The first primary key column: what relations and links refer to.
    pub fn key(&self) -> &'static str {
        self.primary_key.first().copied().unwrap_or("id")
    }
    /// Whether deleting marks rows instead of removing them.
    pub fn soft_deletes(&self) -> bool {
        self.field("deleted_at").is_some()
    }
}
