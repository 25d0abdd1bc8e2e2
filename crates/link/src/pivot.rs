//! Pivot tables: the model of a link's rows, and the tables of a registry.

use crate::definition::{Extra, LinkDefinition, LinkRegistry, Side};
use crate::naming::table_hash;
use stheno_database::ddl::{Column, Index, SqlType, Table};
use stheno_model::{FieldKind, FieldMeta, ModelMeta};

/// Whom a pivot row belongs to, as [`ModelMeta::module`].
pub const MODULE: &str = "link";

/// Rows that are not dismissed.
const LIVE: &str = "deleted_at IS NULL";

/// What the names of indexes that keep cardinality begin with.
const UNIQUE_PREFIX: &str = "stheno_uq_";

/// The longest name that PostgreSQL keeps.
const NAME_MAX: usize = 63;

/// The model of a link's rows. Made anew and leaked at each call, so it is called once per link, when the link is
/// registered.
pub fn meta_of(link: &LinkDefinition) -> &'static ModelMeta {
    let aliases: &'static [&'static str] = link.aliases;
    Box::leak(Box::new(ModelMeta {
        module: MODULE,
        entity: link.entity,
        table: link.table,
        aliases,
        linkable: &[],
        id_prefix: link.id_prefix,
        primary_key: leak(vec![link.left.column, link.right.column]),
        fields: leak(fields(link)),
        relations: &[],
        cascade: &[],
        detach: &[],
        indexes: leak(indexes(link)),
        checks: &[],
        foreign_keys: &[],
        volatile: (link.left.model)().volatile || (link.right.model)().volatile,
        reference: (link.left.model)().reference && (link.right.model)().reference,
    }))
}

/// The pivot tables of all stored links.
pub fn tables(registry: &LinkRegistry) -> Vec<Table> {
    registry.stored().map(|(_, meta)| table(meta)).collect()
}

fn table(meta: &'static ModelMeta) -> Table {
    let column = |f: &FieldMeta| Column { name: f.name, ty: f.sql, nullable: f.nullable, default: f.default };
    Table {
        name: meta.table,
        columns: meta.fields.iter().map(column).collect(),
        primary_key: meta.primary_key.to_vec(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: meta.indexes.to_vec(),
        keep: meta.keep(),
    }
}

fn fields(link: &LinkDefinition) -> Vec<FieldMeta> {
    let key = |name| field(name, FieldKind::Text, SqlType::Varchar(255), false, None);
    let time =
        |name, nullable, default| field(name, FieldKind::Time, SqlType::Timestamptz, nullable, default);
    let extra = |x: &Extra| field(x.name, x.kind, x.sql, x.nullable, x.default);
    let mut fields = vec![key(link.left.column), key(link.right.column), key("id")];
    fields.extend(link.extra.iter().map(extra));
    fields.push(time("created_at", false, Some("CURRENT_TIMESTAMP")));
    fields.push(time("updated_at", false, Some("CURRENT_TIMESTAMP")));
    fields.push(time("deleted_at", true, None));
    fields
}

fn field(
    name: &'static str,
    kind: FieldKind,
    sql: SqlType,
    nullable: bool,
    default: Option<&'static str>,
) -> FieldMeta {
    FieldMeta {
        name,
        kind,
        sql,
        nullable,
        default,
        searchable: false,
        translatable: false,
        hidden: false,
        shown_where: None,
    }
}

/// Medusa's four indexes, then ours: one unique index per side of which a record takes one row at most.
fn indexes(link: &LinkDefinition) -> Vec<Index> {
    let hash = table_hash(link.full_name());
    let index = |column: &'static str, filter| Index {
        name: leak_text(format!("IDX_{column}_{hash}")),
        columns: leak(vec![column]),
        unique: false,
        filter,
        method: None,
    };
    let mut indexes = vec![
        index(link.left.column, Some(LIVE)),
        index(link.right.column, Some(LIVE)),
        index("id", None),
        index("deleted_at", None),
    ];
    indexes.extend(unique_sides(link).map(|side| Index {
        name: leak_text(unique_name(link.table, side.column)),
        columns: leak(vec![side.column]),
        unique: true,
        filter: Some(LIVE),
        method: None,
    }));
    indexes
}

/// The sides of which a record may stand in one live row only: those whose other side is not many.
pub(crate) fn unique_sides(link: &LinkDefinition) -> impl Iterator<Item = &Side> {
    [(&link.left, &link.right), (&link.right, &link.left)]
        .into_iter()
        .filter(|(_, other)| !other.many)
        .map(|(side, _)| side)
}

/// The name of the unique index that keeps a column's cardinality.
pub(crate) fn unique_name(table: &str, column: &str) -> String {
    let name = format!("{UNIQUE_PREFIX}{table}_{column}");
    if name.len() <= NAME_MAX {
        return name;
    }
    let hash = table_hash(&name);
    let room = NAME_MAX.saturating_sub(hash.len() + 1);
    let kept: String = name.chars().take(room).collect();
    format!("{kept}_{hash}")
}

/// Whether an index of this name keeps the cardinality of a link.
pub fn is_cardinality_index(name: &str) -> bool {
    name.starts_with(UNIQUE_PREFIX)
}

pub(crate) fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

pub(crate) fn leak_text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
