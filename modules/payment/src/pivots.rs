//! The table between payment collections and providers, without a record of its own.

use stheno_database::ddl::{Column, ForeignKey, Keep, SqlType, Table};

/// Payment collection to provider.
pub fn pivot_tables() -> Vec<Table> {
    vec![pivot(
        "payment_collection_payment_providers",
        [(&["payment_collection_id"], "payment_collection"), (&["payment_provider_id"], "payment_provider")],
    )]
}

/// A table of two keys: rows of both sides, which it never outlives.
fn pivot(name: &'static str, sides: [(&'static [&'static str; 1], &'static str); 2]) -> Table {
    let column = |name| Column { name, ty: SqlType::Text, nullable: false, default: None };
    let foreign_key = |(columns, references): (&'static [&'static str; 1], _)| ForeignKey {
        columns,
        references,
        referenced: &["id"],
        on_update_cascade: true,
        on_delete: Some("CASCADE"),
    };
    Table {
        name,
        columns: sides.map(|(key, _)| column(key[0])).into(),
        primary_key: sides.map(|(key, _)| key[0]).into(),
        foreign_keys: sides.map(foreign_key).into(),
        checks: Vec::new(),
        indexes: Vec::new(),
        keep: Keep::Reference,
    }
}
