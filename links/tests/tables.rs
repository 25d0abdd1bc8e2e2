//! The pivot tables can be made, and our unique indexes are on them. That they are Medusa's otherwise, `schema/tests` shows.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use stheno_database::ddl::Table;
use stheno_database::scratch::Scratch;
use stheno_database::{Database, Options};
use stheno_link::LinkRegistry;

fn tables() -> Vec<Table> {
    let mut registry = LinkRegistry::default();
    stheno_links::register(&mut registry, &["rbac", "translation"]);
    stheno_link::tables(&registry)
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
