//! Tables that stand between rules and what they restrict, without a record of their own.

use stheno_database::ddl::{Column, ForeignKey, Keep, SqlType, Table};

/// Promotion to rule, and application method to the rules of what must be bought and of what gets cheaper.
pub fn pivot_tables() -> Vec<Table> {
    let rule: (_, _) = (&["promotion_rule_id"], "promotion_rule");
    let method: (_, _) = (&["application_method_id"], "promotion_application_method");
    vec![
        pivot("promotion_promotion_rule", [(&["promotion_id"], "promotion"), rule]),
        pivot("application_method_target_rules", [method, rule]),
        pivot("application_method_buy_rules", [method, rule]),
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
