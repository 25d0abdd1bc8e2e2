//! A small shop with links of every cardinality, on a scratch database of each kind.

use std::sync::Arc;
use stheno_database::ddl::{SqlType, Table};
use stheno_database::scratch::Scratch;
use stheno_database::{Database, Expr, Insert, MigrationReport, Options, Select, Type};
use stheno_kernel::{IdGenerator, Result, Stamp, Timestamp, Value};
use stheno_link::manage::{Changes, LinkRow, create, delete_records, dismiss, list, require_records, update};
use stheno_link::{Extra, LinkInput, LinkPattern, LinkRegistry, define_link, side};
use stheno_model::{FieldKind, HasMany, Model, ModelMeta};

/// A variant of a product.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "product", entity = "Variant", table = "variant", prefix = "variant")]
#[model(aliases("variant", "variants"), linkable("variant_id"))]
pub struct Variant {
    #[field(id)]
    pub id: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// Prices, with rows that go with them.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "pricing", entity = "PriceSet", table = "price_set", prefix = "pset")]
#[model(aliases("price_set", "price_sets"), linkable("price_set_id"), cascade("prices"))]
pub struct PriceSet {
    #[field(id)]
    pub id: String,
    #[relation(key = "price_set_id")]
    pub prices: HasMany<Price>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// A price.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "pricing", entity = "Price", table = "price", prefix = "price")]
#[model(aliases("price", "prices"), linkable("price_id"))]
pub struct Price {
    #[field(id)]
    pub id: String,
    pub price_set_id: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// What lies in stock.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "inventory", entity = "Item", table = "item", prefix = "item")]
#[model(aliases("item", "items"), linkable("item_id"))]
pub struct Item {
    #[field(id)]
    pub id: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// Who made it.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "brand", entity = "Brand", table = "brand", prefix = "brand")]
#[model(aliases("brand", "brands"), linkable("brand_id"))]
pub struct Brand {
    #[field(id)]
    pub id: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

pub const REQUIRED_QUANTITY: Extra = Extra {
    name: "required_quantity",
    sql: SqlType::Numeric,
    kind: FieldKind::BigNumber,
    nullable: false,
    default: Some("1"),
};

/// One to one with prices that go along; many to many with items; many variants to one brand; one price to one item.
pub fn registry() -> LinkRegistry {
    let mut registry = LinkRegistry::default();
    let links = [
        define_link(side(Variant::meta), side(PriceSet::meta).delete_cascade())
            .table("variant_price_set")
            .id_prefix("vps"),
        define_link(side(Variant::meta).list(), side(Item::meta).list()).extra_column(REQUIRED_QUANTITY),
        define_link(side(Variant::meta).list(), side(Brand::meta)),
        define_link(side(Price::meta), side(Item::meta).list()).table("price_item"),
    ];
    for link in links {
        registry.define(link).unwrap();
    }
    registry
}

/// A migrated scratch database; it goes with the value.
pub struct Shop {
    pub database: Database,
    pub links: Arc<LinkRegistry>,
    ids: Arc<IdGenerator>,
    scratch: Option<Scratch>,
}

/// A shop on SQLite, and one on PostgreSQL if `TEST_DATABASE_URL` (or a local server) answers.
pub async fn shops() -> Vec<Shop> {
    let shops = bare_shops().await;
    for shop in &shops {
        shop.migrate().await;
    }
    shops
}

/// As [`shops`], but as an application leaves the database that enforces no cardinality: without unique indexes.
pub async fn unguarded_shops() -> Vec<Shop> {
    let shops = bare_shops().await;
    for shop in &shops {
        let mut tables = shop.tables();
        tables.iter_mut().for_each(|table| table.indexes.retain(|index| !index.unique));
        shop.database.migrate(&tables, &[]).await.unwrap();
    }
    shops
}

async fn bare_shops() -> Vec<Shop> {
    let sqlite = Database::connect("sqlite::memory:", Options::default()).await.unwrap();
    let mut shops = vec![Shop::of(sqlite, None)];
    if let Some((database, scratch)) = scratch_postgres().await {
        shops.push(Shop::of(database, Some(scratch)));
    }
    shops
}

async fn scratch_postgres() -> Option<(Database, Scratch)> {
    let server = std::env::var("TEST_DATABASE_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    let scratch = match Scratch::create(&server, None).await {
        Ok(scratch) => scratch,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL must be there in CI: {error:?}");
            eprintln!("skipped on PostgreSQL: {error}");
            return None;
        }
    };
    let database = Database::connect(&scratch.url(), Options::default()).await.unwrap();
    Some((database, scratch))
}

impl Shop {
    fn of(database: Database, scratch: Option<Scratch>) -> Self {
        Self { database, links: Arc::new(registry()), ids: Arc::default(), scratch }
    }

    fn tables(&self) -> Vec<Table> {
        let metas = [Variant::meta(), PriceSet::meta(), Price::meta(), Item::meta(), Brand::meta()];
        let schema = stheno_model::schema::Schema { models: metas.to_vec(), extra: Vec::new() };
        let mut tables = schema.tables();
        tables.extend(stheno_link::tables(&self.links));
        tables
    }

    pub async fn migrate(&self) -> MigrationReport {
        self.database.migrate(&self.tables(), &[]).await.unwrap()
    }

    /// Closes the connections and removes the database.
    pub async fn close(self) {
        self.database.close().await;
        if let Some(scratch) = self.scratch {
            scratch.remove().await.unwrap();
        }
    }

    pub fn stamp(&self, second: i64) -> Stamp {
        Stamp::new(at(second), Arc::clone(&self.ids))
    }

    pub async fn create(&self, second: i64, inputs: &[LinkInput]) -> Result<Changes> {
        let (links, stamp, inputs) = (Arc::clone(&self.links), self.stamp(second), inputs.to_vec());
        self.database.transaction(move |tx| async move { create(&tx, &links, &inputs, &stamp).await }).await
    }

    pub async fn dismiss(&self, second: i64, inputs: &[LinkInput]) -> Result<Changes> {
        let (links, inputs) = (Arc::clone(&self.links), inputs.to_vec());
        self.database
            .transaction(move |tx| async move { dismiss(&tx, &links, &inputs, at(second)).await })
            .await
    }

    pub async fn update(&self, second: i64, inputs: &[LinkInput]) -> Result<Changes> {
        let (links, stamp, inputs) = (Arc::clone(&self.links), self.stamp(second), inputs.to_vec());
        self.database.transaction(move |tx| async move { update(&tx, &links, &inputs, &stamp).await }).await
    }

    pub async fn require(&self, inputs: &[LinkInput]) -> Result<()> {
        let (links, inputs) = (Arc::clone(&self.links), inputs.to_vec());
        self.database.transaction(move |tx| async move { require_records(&tx, &links, &inputs).await }).await
    }

    pub async fn delete(&self, second: i64, meta: &'static ModelMeta, id: &str) -> Changes {
        let (links, ids) = (Arc::clone(&self.links), [id.to_owned()]);
        let work = self
            .database
            .transaction(move |tx| async move { delete_records(&tx, &links, meta, &ids, at(second)).await });
        work.await.unwrap()
    }

    /// Every column of every row of a link, dismissed ones too, by key.
    pub async fn rows(&self, table: &str) -> Vec<Vec<Value>> {
        let (_, meta) = self.links.by_table(table).unwrap();
        let select =
            meta.fields.iter().fold(Select::from(meta.table), |s, f| s.column(f.name, f.kind.cell()));
        let select = meta.primary_key.iter().fold(select, |s, key| s.order(Expr::column(key), false));
        let rows = self.database.read(move |tx| async move { tx.run(select).await }).await.unwrap();
        rows.into_rows().collect()
    }

    pub async fn list(&self, patterns: Vec<LinkPattern>) -> Result<Vec<LinkRow>> {
        let links = Arc::clone(&self.links);
        self.database.read(move |tx| async move { list(&tx, &links, &patterns).await }).await
    }

    /// The pairs that are linked, of all of a link's rows.
    pub async fn pairs(&self, table: &str) -> Vec<(String, String)> {
        let (link, _) = self.links.by_table(table).unwrap();
        let (left, right, table) = (link.left.column, link.right.column, link.table);
        let select = Select::from(table)
            .column(left, Type::Text)
            .column(right, Type::Text)
            .filter(Expr::column("deleted_at").is_null())
            .order(Expr::column(left), false)
            .order(Expr::column(right), false);
        let rows = self.database.read(move |tx| async move { tx.run(select).await }).await.unwrap();
        rows.iter()
            .map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned()))
            .collect()
    }

    /// Puts records of a model there, by id; `extra` are further columns, the same for each.
    pub async fn put(&self, meta: &'static ModelMeta, ids: &[&str], extra: &[(&'static str, &str)]) {
        let mut columns = vec!["id", "created_at", "updated_at"];
        columns.extend(extra.iter().map(|(column, _)| *column));
        let row = |id: &&str| {
            let mut row: Vec<Value> = vec![(*id).into(), at(0).into(), at(0).into()];
            row.extend(extra.iter().map(|(_, value)| Value::from(*value)));
            row
        };
        let rows = ids.iter().map(row).collect();
        let insert = Insert { table: meta.table, columns, rows, on_conflict: None, returning: Vec::new() };
        self.database.transaction(move |tx| async move { tx.run(insert).await }).await.unwrap();
    }

    /// Writes live rows of a link past every rule, each made a second after the one before.
    pub async fn write_pairs(&self, table: &str, pairs: &[(&str, &str)]) {
        let (link, meta) = self.links.by_table(table).unwrap();
        let row = |(second, (left, right)): (i64, &(&str, &str))| -> Vec<Value> {
            let id = format!("link_{second}");
            vec![(*left).into(), (*right).into(), id.into(), at(second).into(), at(second).into()]
        };
        let insert = Insert {
            table: meta.table,
            columns: vec![link.left.column, link.right.column, "id", "created_at", "updated_at"],
            rows: (1..).zip(pairs).map(row).collect(),
            on_conflict: None,
            returning: Vec::new(),
        };
        self.database.transaction(move |tx| async move { tx.run(insert).await }).await.unwrap();
    }

    /// The ids of the live records of a model.
    pub async fn live(&self, meta: &'static ModelMeta) -> Vec<String> {
        let select = Select::from(meta.table)
            .column("id", Type::Text)
            .filter(Expr::column("deleted_at").is_null())
            .order(Expr::column("id"), false);
        let rows = self.database.read(move |tx| async move { tx.run(select).await }).await.unwrap();
        rows.iter().map(|row| row[0].as_str().unwrap().to_owned()).collect()
    }
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + second * 1000).unwrap()
}

pub fn price(variant: &str, price_set: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("pricing", "price_set_id", price_set))
}

pub fn item(variant: &str, item: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("inventory", "item_id", item))
}

pub fn brand(variant: &str, brand: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("brand", "brand_id", brand))
}

/// What a pair of texts looks like in the answer of [`Shop::pairs`].
pub fn texts(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(l, r)| ((*l).to_owned(), (*r).to_owned())).collect()
}

pub fn priced(price: &str, item: &str) -> LinkInput {
    LinkInput::new(("pricing", "price_id", price), ("inventory", "item_id", item))
}
