//! The pivot tables against those of a migrated Medusa database, which `pivots.md` lists, and our unique indexes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;
use stheno_database::ddl::{SqlType, Table};
use stheno_database::scratch::Scratch;
use stheno_database::{Database, Options};
use stheno_link::LinkRegistry;

/// Tables that only we have: Medusa ships these definitions and never loads them.
const OURS: [&str; 2] = ["order_claim_payment_collection", "order_exchange_payment_collection"];

fn tables() -> Vec<Table> {
    let mut registry = LinkRegistry::default();
    stheno_links::register(&mut registry, &["rbac", "translation"]);
    stheno_link::tables(&registry)
}

fn type_name(ty: SqlType) -> String {
    match ty {
        SqlType::Varchar(n) => format!("character varying({n})"),
        SqlType::Timestamptz => "timestamp with time zone".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// A table in the form of `pivots.md`; `stheno_uq_*` indexes are left out.
fn described(table: &Table) -> String {
    let mut lines: Vec<String> = Vec::new();
    for column in &table.columns {
        let must = if column.nullable { "" } else { "!" };
        let default = column.default.map(|d| format!(" = {d}")).unwrap_or_default();
        lines.push(format!("- `{}` {}{must}{default}", column.name, type_name(column.ty)));
    }
    lines.push(format!("- PRIMARY KEY ({})", table.primary_key.join(", ")));
    let mut indexes: Vec<String> = table
        .indexes
        .iter()
        .filter(|index| !index.unique)
        .map(|index| {
            let filter = index.filter.map(|f| format!(" WHERE ({f})")).unwrap_or_default();
            format!("- index \"{}\": btree ({}){filter}", index.name, index.columns.join(", "))
        })
        .collect();
    indexes.sort();
    lines.extend(indexes);
    lines.join("\n")
}

#[test]
fn pivot_tables_are_medusas() {
    let listed: BTreeMap<&str, &str> = include_str!("pivots.md")
        .split("\n## ")
        .skip(1)
        .filter_map(|section| section.split_once("\n\n"))
        .map(|(name, lines)| (name, lines.trim()))
        .collect();
    let tables = tables();
    for table in &tables {
        match listed.get(table.name) {
            Some(lines) => assert_eq!(described(table), *lines, "{}", table.name),
            None => assert!(OURS.contains(&table.name), "{} is not Medusa's", table.name),
        }
    }
    assert_eq!(tables.len(), listed.len() + OURS.len());
}

#[test]
fn the_database_keeps_cardinality() {
    let unique: Vec<&str> = tables()
        .iter()
        .flat_map(|table| table.indexes.iter().filter(|index| index.unique))
        .inspect(|index| assert_eq!(index.filter, Some("deleted_at IS NULL")))
        .map(|index| index.name)
        .collect();
    assert_eq!(
        unique,
        [
            "stheno_uq_cart_payment_collection_payment_collection_id",
            "stheno_uq_customer_account_holder_account_holder_id",
            "stheno_uq_location_fulfillment_set_fulfillment_set_id",
            "stheno_uq_order_cart_order_id",
            "stheno_uq_order_claim_payment_collection_payment_collection_id",
            "stheno_uq_order_exchange_payment_collection_payment__-52192c6ec",
            "stheno_uq_order_fulfillment_fulfillment_id",
            "stheno_uq_order_payment_collection_payment_collection_id",
            "stheno_uq_product_shipping_profile_product_id",
            "stheno_uq_product_variant_price_set_variant_id",
            "stheno_uq_product_variant_price_set_price_set_id",
            "stheno_uq_return_fulfillment_fulfillment_id",
            "stheno_uq_shipping_option_price_set_shipping_option_id",
            "stheno_uq_shipping_option_price_set_price_set_id",
        ]
    );
}

async fn migrates(database: Database) {
    let tables = tables();
    let report = database.migrate(&tables, &[]).await.unwrap();
    assert_eq!((report.tables_created, report.indexes_skipped.len()), (tables.len(), 0));
    assert_eq!(database.migrate(&tables, &[]).await.unwrap(), Default::default());
    database.close().await;
}

#[tokio::test]
async fn they_can_be_made_on_sqlite() {
    migrates(Database::connect("sqlite::memory:", Options::default()).await.unwrap()).await;
}

#[tokio::test]
async fn they_can_be_made_on_postgres() {
    let server = std::env::var("TEST_DATABASE_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    match Scratch::create(&server, None).await {
        Ok(scratch) => {
            migrates(Database::connect(&scratch.url(), Options::default()).await.unwrap()).await;
            scratch.remove().await.unwrap();
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL must be there in CI: {error:?}");
            eprintln!("skipped on PostgreSQL: {error}");
        }
    }
}
