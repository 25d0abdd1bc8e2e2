//! A shop with links, for the steps over them: variants with prices that go along, items of stock, and brands.

use crate::shop::{scratch, tables};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;
use stheno_database::ddl::SqlType;
use stheno_database::{Database, Expr, Insert, Select, Tx, Type};
use stheno_event::{EventBus, EventOptions};
use stheno_kernel::{FixedClock, IdGenerator, Result, Timestamp, Value};
use stheno_link::{Extra, LinkInput, LinkRegistry, Shortcut, define_link, read_only, side};
use stheno_model::{FieldKind, HasMany, Model, ModelMeta, Schema};
use stheno_query::GraphBuilder;
use stheno_workflow::{App, AppParts, Faults, FlowTx};

macro_rules! models {
    ($($name:ident $module:literal $table:literal $key:literal;)*) => {$(
        /// A record that may be linked.
        #[derive(Model, Clone, Debug, Default)]
        #[model(module = $module, entity = $table, table = $table, prefix = $table)]
        #[model(aliases($table), linkable($key))]
        pub struct $name {
            #[field(id)]
            pub id: String,
            pub created_at: Timestamp,
            pub updated_at: Timestamp,
            pub deleted_at: Option<Timestamp>,
        }
    )*};
}
models! {
    Variant "product" "variant" "variant_id";
    Item "inventory" "item" "item_id";
    Brand "brand" "brand" "brand_id";
}

/// Prices, with rows that go with them.
#[derive(Model, Clone, Debug, Default, PartialEq)]
#[model(module = "pricing", entity = "PriceSet", table = "price_set", prefix = "pset")]
#[model(aliases("price_set"), linkable("price_set_id"), cascade("prices"))]
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
#[model(aliases("price"), linkable("price_id"))]
pub struct Price {
    #[field(id)]
    pub id: String,
    pub price_set_id: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

fn models() -> Vec<&'static ModelMeta> {
    vec![Variant::meta(), Item::meta(), Brand::meta(), PriceSet::meta(), Price::meta()]
}

const EXTRA: [Extra; 3] = [
    Extra {
        name: "quantity",
        sql: SqlType::Numeric,
        kind: FieldKind::BigNumber,
        nullable: false,
        default: Some("1"),
    },
    Extra { name: "note", sql: SqlType::Text, kind: FieldKind::Text, nullable: true, default: None },
    Extra { name: "data", sql: SqlType::Jsonb, kind: FieldKind::Json, nullable: true, default: None },
];

fn registry() -> LinkRegistry {
    let mut registry = LinkRegistry::default();
    let items = define_link(side(Variant::meta).list(), side(Item::meta).list()).table("variant_item");
    let links = [
        define_link(side(Variant::meta), side(PriceSet::meta).delete_cascade()).table("variant_price_set"),
        EXTRA.into_iter().fold(items, stheno_link::define::LinkBuilder::extra_column),
        define_link(side(Variant::meta).list(), side(Brand::meta)).table("variant_brand"),
    ];
    for link in links {
        registry.define(link).unwrap();
    }
    let of_set = read_only((Price::meta, "price_set_id"), PriceSet::meta).alias("set");
    registry.define_read_only(of_set.shortcut(Shortcut::list("siblings", "set.prices"))).unwrap();
    registry
}

pub fn price(variant: &str, set: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("pricing", "price_set_id", set))
}
pub fn item(variant: &str, item: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("inventory", "item_id", item))
}
pub fn brand(variant: &str, brand: &str) -> LinkInput {
    LinkInput::new(("product", "variant_id", variant), ("brand", "brand_id", brand))
}

pub struct Linked {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub faults: Arc<Faults>,
}

/// Every row of a table, all columns, dismissed and deleted ones too.
type Rows = Vec<Vec<Value>>;

/// What steps over links may touch.
#[derive(Debug, PartialEq)]
pub struct World {
    /// The pivot tables, whole.
    pub links: Vec<(&'static str, Rows)>,
    /// The live records of each model.
    pub records: Vec<(&'static str, Vec<String>)>,
}

/// A shop on each database, with links that live, that were changed, and that were dismissed.
pub async fn shops(test: &str) -> Vec<Linked> {
    let mut all = tables();
    all.extend(Schema { models: models(), extra: Vec::new() }.tables());
    all.extend(stheno_link::tables(&registry()));
    let mut shops = Vec::new();
    for database in scratch::databases(&format!("workflow_linked_{test}"), &all).await {
        let shop = Linked::over(database);
        shop.furnish().await.unwrap();
        shop.clock.advance_millis(60_000);
        shops.push(shop);
    }
    shops
}

impl Linked {
    /// No registry of flows: the framework's own steps need none.
    fn over(database: Database) -> Self {
        let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-01").unwrap()));
        let (faults, links) = (Arc::<Faults>::default(), registry());
        let events = EventBus::new(EventOptions::default()).unwrap();
        events.subscribe("*", "all", |_| async { Ok(()) });
        let extensions: [(TypeId, Arc<dyn Any + Send + Sync>); 1] =
            [(TypeId::of::<Faults>(), Arc::<Faults>::clone(&faults))];
        let app = App::new(AppParts {
            database,
            graph: Arc::new(GraphBuilder::default().models(&models()).links(&links).build()),
            links: Arc::new(links),
            events,
            clock: Arc::<FixedClock>::clone(&clock),
            ids: Arc::new(IdGenerator::default()),
            extensions: HashMap::from(extensions),
        });
        Self { app, clock, faults }
    }

    async fn furnish(&self) -> Result<()> {
        let create = |cx: FlowTx| async move {
            for (meta, ids) in
                [(Variant::meta(), ["v1", "v2"]), (Item::meta(), ["i1", "i2"]), (Brand::meta(), ["b1", "b2"])]
            {
                put(&cx, meta, &ids, &[]).await?;
            }
            put(&cx, PriceSet::meta(), &["p1", "p2", "p3"], &[]).await?;
            put(&cx, Price::meta(), &["price1"], &[("price_set_id", "p1")]).await?;
            let full = item("v1", "i1")
                .with("quantity", "2.50")
                .with("note", "n")
                .with("data", serde_json::json!({"b": [1, 2.5], "a": null}));
            let links = vec![
                full,
                item("v1", "i2"),
                item("v2", "i1"),
                price("v1", "p1"),
                price("v2", "p2"),
                brand("v1", "b1"),
            ];
            stheno_workflow::steps::create_remote_link_step(&cx, links).await.map(drop)
        };
        self.app.context().transaction("furnish", create).await?;
        self.clock.advance_millis(1_000);
        let dismiss = |cx: FlowTx| async move {
            let links = vec![item("v1", "i2"), price("v2", "p2")];
            stheno_workflow::steps::dismiss_remote_link_step(&cx, links).await.map(drop)
        };
        self.app.context().transaction("furnish", dismiss).await
    }

    pub async fn world(&self) -> World {
        let mut links = Vec::new();
        for (link, meta) in self.app.links().stored() {
            let select =
                meta.fields.iter().fold(Select::from(meta.table), |s, f| s.column(f.name, f.kind.cell()));
            let select = meta.primary_key.iter().fold(select, |s, key| s.order(Expr::column(key), false));
            links.push((link.table, self.rows(select).await));
        }
        let mut records = Vec::new();
        for meta in models() {
            let select = Select::from(meta.table).column("id", Type::Text).order(Expr::column("id"), false);
            let rows = self.rows(select.filter(Expr::column("deleted_at").is_null())).await;
            records.push((meta.table, rows.iter().map(|row| row[0].as_str().unwrap().to_owned()).collect()));
        }
        World { links, records }
    }

    /// The names of events that wait in the outbox, in their order.
    pub async fn events(&self) -> Vec<String> {
        let select =
            Select::from("stheno_outbox").column("name", Type::Text).order(Expr::column("seq"), false);
        self.rows(select).await.into_iter().map(|row| row[0].as_str().unwrap().to_owned()).collect()
    }

    async fn rows(&self, select: Select) -> Rows {
        let rows = self.app.database().read(|tx: Tx| async move { tx.run(select).await }).await.unwrap();
        rows.into_rows().collect()
    }
}

async fn put(
    cx: &FlowTx,
    meta: &'static ModelMeta,
    ids: &[&str],
    extra: &[(&'static str, &str)],
) -> Result<()> {
    let mut columns = vec!["id", "created_at", "updated_at"];
    columns.extend(extra.iter().map(|(column, _)| *column));
    let row = |id: &&str| {
        let mut row: Vec<Value> = vec![(*id).into(), cx.now().into(), cx.now().into()];
        row.extend(extra.iter().map(|(_, value)| Value::from(*value)));
        row
    };
    let rows = ids.iter().map(row).collect();
    cx.execute(Insert { table: meta.table, columns, rows, on_conflict: None, returning: Vec::new() })
        .await
        .map(drop)
}
