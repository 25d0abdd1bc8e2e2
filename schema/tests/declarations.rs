//! What must hold of the declarations themselves, whatever the database.

use std::collections::{BTreeMap, BTreeSet};
use stheno_model::{FieldKind, ModelMeta, RelationKind};
use stheno_schema::{modules, schema};

fn describe(model: &ModelMeta) -> String {
    format!("{}.{}", model.module, model.entity)
}

#[test]
fn models_name_their_module_and_modules_their_models() {
    for (module, models) in modules() {
        assert!(!models.is_empty(), "{module} has no models");
        for model in models {
            assert_eq!(model.module, module, "{}", describe(model));
        }
    }
}

#[test]
fn no_foreign_key_and_no_relation_crosses_modules() {
    let schema = schema();
    let module_of: BTreeMap<_, _> = schema.models.iter().map(|m| (m.table, m.module)).collect();
    for model in &schema.models {
        for key in model.foreign_keys {
            assert_eq!(
                module_of.get(key.references),
                Some(&model.module),
                "{} {:?}",
                describe(model),
                key.columns
            );
        }
        for relation in model.relations {
            assert_eq!((relation.target)().module, model.module, "{}.{}", describe(model), relation.name);
        }
    }
    for table in &schema.extra {
        let sides: BTreeSet<_> = table.foreign_keys.iter().map(|key| module_of.get(key.references)).collect();
        assert_eq!(sides.len(), 1, "{}", table.name);
    }
}

#[test]
fn relations_find_their_columns() {
    let schema = schema();
    let columns = |table: &str| -> BTreeSet<&str> {
        let tables = schema.tables();
        let table = tables.iter().find(|t| t.name == table).unwrap_or_else(|| panic!("no table `{table}`"));
        table.columns.iter().map(|c| c.name).collect()
    };
    for model in &schema.models {
        for relation in model.relations {
            let (table, keys) = match relation.kind {
                RelationKind::BelongsTo { key } => (model.table, vec![key]),
                RelationKind::HasOne { key } | RelationKind::HasMany { key } => {
                    ((relation.target)().table, vec![key])
                }
                RelationKind::ManyToMany { pivot, own, target, soft_delete } => {
                    assert_eq!(columns(pivot).contains("deleted_at"), soft_delete, "{pivot}");
                    (pivot, vec![own, target])
                }
                RelationKind::Through(through) => {
                    let mut keys = vec![through.own, through.target];
                    keys.extend(through.version);
                    keys.extend(through.overlay);
                    ((through.model)().table, keys)
                }
            };
            for key in keys {
                assert!(
                    columns(table).contains(key),
                    "{}.{}: no {table}.{key}",
                    describe(model),
                    relation.name
                );
            }
        }
    }
}

#[test]
fn names_in_the_graph_and_keys_of_links_are_unique() {
    let (mut names, mut tables) = (BTreeMap::new(), BTreeSet::new());
    for model in schema().models {
        assert!(tables.insert(model.table), "two models of table {}", model.table);
        for name in model.aliases.iter().chain(model.linkable) {
            if let Some(other) = names.insert(*name, describe(model)) {
                panic!("`{name}` is both {other} and {}", describe(model));
            }
        }
    }
}

#[test]
fn secrets_are_hidden() {
    let hidden: Vec<String> = schema()
        .models
        .iter()
        .flat_map(|m| m.fields.iter().filter(|f| f.hidden).map(|f| format!("{}.{}", m.table, f.name)))
        .collect();
    let secrets = [
        "api_key.salt",
        "auth_mfa_factor.provider_metadata",
        "auth_mfa_recovery_code.code_hash",
        "auth_password_reset_token.token_hash",
        "auth_verification.provider_metadata",
        "order_line_item.totals_id",
        "provider_identity.provider_metadata",
    ];
    assert_eq!(hidden.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(secrets));
}

#[test]
fn only_text_is_translated() {
    for model in schema().models {
        for field in model.fields.iter().filter(|f| f.translatable) {
            assert_eq!(field.kind, FieldKind::Text, "{}.{}", model.table, field.name);
        }
    }
}
