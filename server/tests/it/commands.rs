//! Commands, configuration, a start and a clean stop.

use crate::served::{Place, Served, text};
use stheno_database::{Database, Insert};
use stheno_kernel::{Timestamp, Value};
use stheno_link::LinkRegistry;

#[test]
fn every_command_explains_itself() {
    let place = Place::new();
    for command in [
        &["--help"][..],
        &["start", "--help"],
        &["migrate", "--help"],
        &["user", "--help"],
        &["seed", "--help"],
        &["openapi", "--help"],
        &["links", "--help"],
        &["links", "check", "--help"],
    ] {
        let output = place.run(command);
        assert!(output.status.success() && text(&output.stdout).contains("Usage:"), "{command:?}");
    }
    assert!(!place.run(&["nothing"]).status.success());
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0, "help touches nothing");
}

#[test]
fn a_new_shop_starts_where_it_stands_and_stops_when_told() {
    let place = Place::new();
    let mut served = Served::start(place.stheno(["start"]));
    assert_eq!(served.get("/health", ""), (200, "OK".into()));
    assert_eq!(served.get("/store/regions", "").0, 400, "a key is asked for");
    assert_eq!(served.get("/admin/regions", "").0, 401);
    assert!(
        place.path().join("data/stheno.db").exists()
            && place.path().join("data/stheno-secrets.toml").exists()
    );
    assert!(served.stop());
    // It opens again, and the secrets are those of the first time.
    let secrets = std::fs::read_to_string(place.path().join("data/stheno-secrets.toml")).unwrap();
    assert!(Served::start(place.stheno(["start", "--no-migrate"])).stop());
    assert_eq!(std::fs::read_to_string(place.path().join("data/stheno-secrets.toml")).unwrap(), secrets);
}

#[test]
fn the_demo_shop_is_made_once_and_says_how_to_get_in() {
    let place = Place::new();
    let mut served = Served::start(place.stheno(["start", "--demo"]));
    let key =
        served.said.split_whitespace().find(|word| word.starts_with("pk_")).expect("the key is printed");
    assert!(served.said.contains("Admin login"), "{}", served.said);
    let (status, body) = served.get("/store/products?limit=1", &format!("x-publishable-api-key: {key}"));
    assert!(status == 200 && body.contains("\"products\":[{"), "{status} {body}");
    assert!(served.stop());
    assert_eq!(Served::start(place.stheno(["start", "--demo"])).said, "");
    let again = place.run(&["seed", "demo"]);
    assert!(
        !again.status.success() && text(&again.stderr).contains("without products"),
        "{}",
        text(&again.stderr)
    );
}

#[test]
fn users_are_made_from_the_command_line() {
    let place = Place::new();
    let output = place.run(&["user", "--email", "a@b.test", "--password", "secret"]);
    assert!(output.status.success() && text(&output.stdout).contains("a@b.test"));
    let twice = place.run(&["user", "--email", "a@b.test", "--password", "secret"]);
    assert!(
        !twice.status.success() && text(&twice.stderr).contains("already exists"),
        "{}",
        text(&twice.stderr)
    );
    assert!(place.run(&["migrate", "--analyze"]).status.success());
}

#[test]
fn production_wants_its_secrets() {
    let place = Place::new();
    let refused = place.stheno(["start"]).env("STHENO_ENV", "production").output().unwrap();
    assert!(
        !refused.status.success() && text(&refused.stderr).contains("JWT_SECRET"),
        "{}",
        text(&refused.stderr)
    );
    let mut given = place.stheno(["start"]);
    given.envs([("STHENO_ENV", "production"), ("JWT_SECRET", "a"), ("COOKIE_SECRET", "b")]);
    assert!(Served::start(given).stop());
    assert!(!place.path().join("data/stheno-secrets.toml").exists());
}

#[test]
fn the_file_is_read_and_the_environment_wins() {
    let place = Place::new();
    std::fs::write(place.path().join("stheno.toml"), "database_url = \"sqlite:here.db\"\nport = 1\n")
        .unwrap();
    assert!(Served::start(place.stheno(["start"])).stop());
    assert!(place.path().join("here.db").exists());
    std::fs::write(place.path().join("stheno.toml"), "databaseurl = \"x\"\n").unwrap();
    let refused = place.run(&["migrate"]);
    assert!(!refused.status.success() && text(&refused.stderr).contains("stheno.toml"));
}

#[test]
fn the_api_is_described_to_whoever_reads_it() {
    let output = Place::new().run(&["openapi"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["paths"]["/store/products"]["get"]["operationId"].is_string());
}

/// Tables as Medusa makes them: nothing keeps links from being too many, and none of our own tables is there.
async fn as_medusa_left_it(database: &Database) {
    let mut links = LinkRegistry::default();
    stheno_links::register(&mut links, &[]);
    let mut tables = stheno_schema::schema().tables();
    tables.extend(stheno_link::tables(&links));
    tables.iter_mut().for_each(|table| table.indexes.retain(|index| !index.name.starts_with("stheno_")));
    database.migrate(&tables, &[]).await.expect("the tables are made");
}

/// A price set with two variants, and a channel's link to a product that never was.
async fn spoil(database: &Database, stamp: &str) {
    let insert = |table, columns: [&'static str; 3], rows: Vec<[&str; 3]>| Insert {
        table,
        columns: columns.to_vec(),
        rows: rows.into_iter().map(|row| row.map(Value::from).to_vec()).collect(),
        on_conflict: None,
        returning: Vec::new(),
    };
    let (set, old, new) = (format!("pset_{stamp}"), format!("old_{stamp}"), format!("new_{stamp}"));
    let now =
        |seconds: i64| Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000).expect("it is a time");
    let mut variants =
        insert("product_variant", ["id", "title", "sku"], vec![[&old, "Old", &old], [&new, "New", &new]]);
    variants.columns.push("variant_rank");
    variants.rows.iter_mut().for_each(|row| row.push(Value::Int(0)));
    let sets = Insert {
        table: "price_set",
        columns: vec!["id"],
        rows: vec![vec![set.as_str().into()]],
        on_conflict: None,
        returning: Vec::new(),
    };
    let mut pairs = insert(
        "product_variant_price_set",
        ["variant_id", "price_set_id", "id"],
        vec![[&old, &set, "pvps_1"], [&new, &set, "pvps_2"]],
    );
    pairs.columns.push("created_at");
    pairs.rows.iter_mut().zip(1..).for_each(|(row, second)| row.push(now(second).into()));
    let (product, channel) = (format!("prod_{stamp}"), format!("sc_{stamp}"));
    let dangling = insert(
        "product_sales_channel",
        ["product_id", "sales_channel_id", "id"],
        vec![[&product, &channel, "prodsc_1"]],
    );
    let statements = vec![variants.into(), sets.into(), pairs.into(), dangling.into()];
    let written = database.transaction(move |tx| async move { tx.run_all(statements).await }).await;
    written.map(drop).expect("the rows are written");
}

/// What the command prints, its errors after it, and how it ended.
fn told(place: &Place, url: &str, arguments: &[&str]) -> (String, bool) {
    let mut command = place.stheno(arguments);
    // Somebody listens, so that events would be written.
    let output =
        command.env("DATABASE_URL", url).env("STHENO_EVENT_LOG", "events.log").output().expect("it runs");
    (text(&output.stdout) + &text(&output.stderr), output.status.success())
}

#[tokio::test]
async fn links_are_checked_and_repaired_before_and_after_the_migration() {
    for scratch in stheno_testkit::databases().await {
        let (place, url, database) = (Place::new(), scratch.url(), scratch.connect().await);
        as_medusa_left_it(&database).await;
        let tables = database.tables().await.unwrap();
        assert_eq!(told(&place, &url, &["links", "check"]), ("every link is sound\n".to_owned(), true));

        spoil(&database, "a").await;
        let (said, is_well) = told(&place, &url, &["links", "check"]);
        assert!(!is_well, "{said}");
        for line in [
            "product_sales_channel         1  Product is not there  prod_a - sc_a",
            "product_variant_price_set     1  one link too many     old_a - pset_a",
        ] {
            assert!(said.contains(line), "{said}");
        }
        let (said, is_well) = told(&place, &url, &["links", "check", "--repair"]);
        assert!(is_well && said.contains("product_variant_price_set: 1 rows dismissed"), "{said}");
        assert_eq!(database.tables().await.unwrap(), tables, "nothing was migrated");
        assert!(told(&place, &url, &["links", "check"]).1);

        spoil(&database, "b").await;
        let (said, is_well) = told(&place, &url, &["migrate"]);
        assert!(is_well && said.contains("stheno_uq_product_variant_price_set_price_set_id"), "{said}");
        assert!(said.contains("`stheno links check --repair`"), "{said}");
        assert!(told(&place, &url, &["links", "check", "--repair"]).1);
        let (said, _) = told(&place, &url, &["migrate"]);
        assert!(said.contains("indexes added: 1,") && !said.contains("not created"), "{said}");
        let (said, is_well) = told(&place, &url, &["links", "check"]);
        assert!(is_well, "{said}");
        database.close().await;
        scratch.remove().await;
    }
}

#[tokio::test]
async fn a_shop_with_orders_goes_on_rounding_as_it_did() {
    for scratch in stheno_testkit::databases().await {
        let (place, url) = (Place::new(), scratch.url());
        let migrate = |rounding: &str| {
            let mut command = place.stheno(["migrate"]);
            let output = command.env("DATABASE_URL", &url).env("STHENO_ROUNDING", rounding).output();
            let output = output.expect("it runs");
            (output.status.success(), text(&output.stderr))
        };
        assert!(migrate("none").0 && migrate("currency").0, "without orders, a shop may choose again");
        let database = scratch.connect().await;
        let order = Insert {
            table: "order",
            columns: vec!["id", "currency_code"],
            rows: vec![vec!["order_1".into(), "eur".into()]],
            on_conflict: None,
            returning: Vec::new(),
        };
        database.transaction(move |tx| async move { tx.execute(order).await }).await.expect("it is written");
        database.close().await;
        assert!(migrate("currency").0);
        let (is_well, said) = migrate("none");
        assert!(!is_well && said.contains("orders whose rounding is currency"), "{said}");
        let (is_well, said) = migrate("cents");
        assert!(!is_well && said.contains("STHENO_ROUNDING is cents"), "{said}");
        scratch.remove().await;
    }
}
