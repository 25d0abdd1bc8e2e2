//! A database of the shop's first release, which had no handles and no links.

use stheno::prelude::*;
use stheno_commerce::commerce;
use stheno_testkit::databases;

mod first_release {
    use stheno::prelude::*;

    /// Who makes a product.
    #[derive(Model, Clone, Debug, Default)]
    #[model(prefix = "brand", aliases("brand", "brands"))]
    pub struct Brand {
        #[field(id)]
        pub id: String,
        #[field(unique, search)]
        pub name: String,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub deleted_at: Option<Timestamp>,
    }
}

#[tokio::test]
async fn an_existing_database_gets_the_column_its_values_and_the_link() {
    for scratch in databases().await {
        let database = scratch.connect().await;
        let old = commerce(&[]).module(Module::new([first_release::Brand::meta()]));
        old.migrate(&database).await.unwrap();
        let rows = |tx: Tx| async move {
            let brand = |id: &str, name: &str| first_release::Brand {
                id: id.to_owned(),
                name: name.to_owned(),
                ..first_release::Brand::default()
            };
            tx.insert(vec![brand("brand_1", "Acme"), brand("brand_2", "Bolt")]).await
        };
        database.transaction(rows).await.unwrap();
        let report = crate::desk::custom_store().migrate(&database).await.unwrap();
        assert_eq!((report.tables_created, report.columns_added), (1, 3));
        assert_eq!(report.migrations_run, ["brand-handles"]);
        let again = crate::desk::custom_store().migrate(&database).await.unwrap();
        assert_eq!(again, Default::default());
        database.close().await;

        let shop = stheno_testkit::Shop::open(&scratch, crate::desk::custom_store()).await;
        let brands =
            GraphRequest::new("brands").fields(["name", "handle", "products.id"]).order("name", false);
        let answer = shop.app.graph().query(shop.app.database(), brands).await.unwrap().to_json();
        assert_eq!((&answer[0]["handle"], &answer[1]["handle"]), (&json!("acme"), &json!("bolt")));
        shop.close().await;
        scratch.remove().await;
    }
}
