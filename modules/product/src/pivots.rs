//! Tables that stand between products and what they are sorted by, without a record of their own.

use stheno_database::ddl::{Column, ForeignKey, Keep, SqlType, Table};

/// Product to tag, product to category, variant to option value.
pub fn pivot_tables() -> Vec<Table> {
    let product: (_, _) = (&["product_id"], "product");
    vec![
        pivot("product_tags", [product, (&["product_tag_id"], "product_tag")]),
        pivot("product_category_product", [product, (&["product_category_id"], "product_category")]),
        pivot(
            "product_variant_option",
            [(&["variant_id"], "product_variant"), (&["option_value_id"], "product_option_value")],
        ),
    ]
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
