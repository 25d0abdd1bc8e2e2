//! From a model's declaration to its table.

use crate::ModelMeta;
use stheno_database::ddl::{Column, Index, Table};

/// PostgreSQL keeps this many bytes of a name.
const NAME_BYTES_MAX: usize = 63;

/// A name as PostgreSQL keeps it, so that SQLite and an existing database agree on it.
pub fn truncated(name: &'static str) -> &'static str {
    &name[..name.floor_char_boundary(NAME_BYTES_MAX)]
}

/// The table of a model.
pub fn table_of(meta: &ModelMeta) -> Table {
    Table {
        name: truncated(meta.table),
        columns: meta
            .stored()
            .map(|f| Column { name: truncated(f.name), ty: f.sql, nullable: f.nullable, default: f.default })
            .collect(),
        primary_key: meta.primary_key.to_vec(),
        foreign_keys: meta.foreign_keys.to_vec(),
        checks: meta.checks.to_vec(),
        indexes: meta
            .indexes
            .iter()
            .map(|index| Index { name: truncated(index.name), ..index.clone() })
            .collect(),
        keep: meta.keep(),
    }
}

/// The tables of a module, or of a whole application: those of models, and pivots that are no models.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Models.
    pub models: Vec<&'static ModelMeta>,
    /// Tables without a model.
    pub extra: Vec<Table>,
}

impl Schema {
    /// Takes in another schema.
    pub fn extend(&mut self, other: Self) {
        self.models.extend(other.models);
        self.extra.extend(other.extra);
    }

    /// All tables, each after those it refers to where that can be (references in a circle stand as declared).
    pub fn tables(&self) -> Vec<Table> {
        let mut waiting: Vec<Table> = self.models.iter().map(|m| table_of(m)).collect();
        waiting.extend(self.extra.iter().cloned());
        let mut ordered: Vec<Table> = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let free = |table: &Table| {
                table.foreign_keys.iter().all(|key| {
                    key.references == table.name || waiting.iter().all(|other| other.name != key.references)
                })
            };
            let ready: Vec<bool> = waiting.iter().map(free).collect();
            let stuck = !ready.contains(&true);
            let mut ready = ready.into_iter();
            let (now, later) =
                waiting.into_iter().partition::<Vec<_>, _>(|_| stuck || ready.next().unwrap_or_default());
            ordered.extend(now);
            waiting = later;
        }
        ordered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model as _;
    use crate::sample::{Book, Shelf, Tag};
    use stheno_database::ddl::SqlType;

    #[test]
    fn a_table_has_a_column_for_each_field_and_each_raw_number() {
        let table = table_of(Book::meta());
        let names: Vec<_> = table.columns.iter().map(|c| c.name).collect();
        assert_eq!(names[..5], ["id", "display_id", "title", "isbn", "type"]);
        let price = names.iter().position(|n| *n == "price").unwrap();
        assert_eq!(
            (table.columns[price].ty, table.columns[price + 1].ty),
            (SqlType::Numeric, SqlType::Jsonb)
        );
        assert_eq!((table.checks, table.primary_key), (vec!["pages >= 0"], vec!["id"]));
    }

    #[test]
    fn tables_follow_those_they_refer_to() {
        let schema = Schema { models: vec![Book::meta(), Tag::meta(), Shelf::meta()], extra: Vec::new() };
        let names: Vec<_> = schema.tables().iter().map(|t| t.name).collect();
        assert_eq!(names, ["tag", "shelf", "book"]);
    }

    #[test]
    fn long_names_end_where_postgresql_ends_them() {
        let long = "IDX_order_claim_item_image_claim_item_id_and_everything_else_as_well";
        assert_eq!(truncated(long).len(), 63);
        assert_eq!(truncated("IDX_a"), "IDX_a");
    }
}
