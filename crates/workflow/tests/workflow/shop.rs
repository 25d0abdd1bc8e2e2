//! A shop of one flow, `place-order`: it reserves stock, has a bank authorize, sends a mail and writes an order.

#[path = "../../../event/tests/scratch/mod.rs"]
pub mod scratch;

use serde_json::json;
use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::{Compare, Database, Expr, Insert, Select, Tx, Type, Update};
use stheno_event::{EventBus, EventOptions};
use stheno_kernel::{Error, FixedClock, IdGenerator, Result, Timestamp};
use stheno_link::LinkRegistry;
use stheno_query::GraphBuilder;
use stheno_workflow::{App, AppParts, Faults, Flow, FlowRegistry, FlowTx, Hooks, Outside, RequestCtx, Undo};

pub const FLOW: &str = "place-order";
/// What the shop starts with.
pub const STOCK: i64 = 20;

/// The world outside, which no rollback reaches.
#[derive(Default)]
pub struct Bank {
    /// Amounts by idempotency key.
    pub authorized: Mutex<BTreeMap<String, i64>>,
    /// Every authorization that took effect, the cancelled ones too.
    pub effects: AtomicUsize,
    /// Cancellations, the repeated ones too.
    pub cancels: AtomicUsize,
    /// This many cancellations take effect and yet err.
    pub flaky_cancels: AtomicUsize,
}

pub fn bank(ctx: &RequestCtx) -> Arc<Bank> {
    ctx.app.extension().expect("the shop has a bank")
}

pub struct Authorize;

impl Outside for Authorize {
    const NAME: &'static str = "authorize-payment";
    type Input = i64;
    type Output = String;

    async fn run(ctx: RequestCtx, key: String, amount: i64) -> Result<String> {
        let bank = bank(&ctx);
        if bank.authorized.lock().unwrap().insert(key.clone(), amount).is_none() {
            bank.effects.fetch_add(1, Ordering::SeqCst);
        }
        Ok(key)
    }
    async fn undo(ctx: RequestCtx, key: String, _: i64, output: Option<String>) -> Result<()> {
        assert!(output.is_none_or(|output| output == key));
        let bank = bank(&ctx);
        bank.authorized.lock().unwrap().remove(&key);
        bank.cancels.fetch_add(1, Ordering::SeqCst);
        let flaky = bank.flaky_cancels.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        if flaky.is_ok() { Err(Error::conflict("the line is bad")) } else { Ok(()) }
    }
}

/// A mail cannot be called back: its undo says so by doing nothing.
pub struct SendMail;

impl Outside for SendMail {
    const NAME: &'static str = "send-mail";
    type Input = String;
    type Output = ();

    async fn run(_: RequestCtx, _: String, _: String) -> Result<()> {
        Ok(())
    }
    async fn undo(_: RequestCtx, _: String, _: String, _: Option<()>) -> Result<()> {
        Ok(())
    }
}

pub struct ReleaseStock;

impl Undo for ReleaseStock {
    const NAME: &'static str = "release-stock";
    type Input = i64;

    async fn undo(cx: FlowTx, quantity: i64) -> Result<()> {
        let set = vec![("left", Expr::column("left").plus(Expr::param(quantity)))];
        cx.execute(Update { table: "stock", set, filter: Expr::always(), returning: vec![] }).await.map(drop)
    }
}

/// `place-order`: answers the id of the cart's one order.
pub async fn place_order(ctx: &RequestCtx, cart: &str) -> Result<String> {
    let id = cart.to_owned();
    ctx.flow(FLOW, cart, |flow| async move {
        let cart = id.clone();
        let ticket = match flow.transaction("reserve-stock", |cx| reserve(cx, cart)).await? {
            Ok(order) => return Ok(order),
            Err(ticket) => ticket,
        };
        let authorization = flow.run(ticket).await?;
        flow.outside::<SendMail>(authorization).await?;
        flow.finish("create-order", |cx| create(cx, id)).await
    })
    .await
}

/// The order there is, or the way to one.
async fn reserve(cx: FlowTx, cart: String) -> Result<Result<String, stheno_workflow::Ticket<Authorize>>> {
    let order = Select::from("orders").column("id", Type::Text).filter(Expr::column("cart").eq(cart));
    if let Some(order) = cx.run(order).await?.first() {
        return Ok(Ok(order[0].as_str().unwrap_or_default().to_owned()));
    }
    take_stock(cx.clone()).await?;
    cx.announce::<Authorize>(1999).map(Err)
}

pub async fn take_stock(cx: FlowTx) -> Result<()> {
    cx.step("take-stock").await?;
    let taken = cx.execute(Update {
        table: "stock",
        set: vec![("left", Expr::column("left").minus(Expr::param(1)))],
        filter: Expr::column("left").compare(Compare::Gte, Expr::param(1)),
        returning: vec![],
    });
    if taken.await? == 0 {
        return Err(Error::not_allowed("Out of stock"));
    }
    cx.on_failure::<ReleaseStock>(&1)
}

async fn create(cx: FlowTx, cart: String) -> Result<String> {
    let order = cx.stamp().id("order");
    let row = vec![order.as_str().into(), cart.into()];
    cx.execute(Insert {
        table: "orders",
        columns: vec!["id", "cart"],
        rows: vec![row],
        on_conflict: None,
        returning: vec![],
    })
    .await?;
    cx.step("announce-order").await?;
    cx.emit("order.placed", json!({"id": order}));
    Ok(order)
}

/// What `finish_with` does for a flow that was cut off after its announcement.
pub async fn finish_order(flow: Flow) -> Result<()> {
    if let Some(ticket) = flow.ticket::<Authorize>()? {
        flow.run(ticket).await?;
    }
    let cart = flow.key().to_owned();
    flow.finish("create-order", |cx| create(cx, cart)).await.map(drop)
}

pub struct Shop {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub bank: Arc<Bank>,
    pub faults: Arc<Faults>,
}

fn column(name: &'static str, ty: SqlType) -> Column {
    Column { name, ty, nullable: false, default: None }
}

fn table(name: &'static str, columns: Vec<Column>, primary_key: Vec<&'static str>) -> Table {
    Table {
        name,
        columns,
        primary_key,
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    }
}

pub fn tables() -> Vec<Table> {
    let text = |name| column(name, SqlType::Text);
    let json = |name| Column { nullable: true, ..column(name, SqlType::Jsonb) };
    let time = |name| Column { default: Some("now()"), ..column(name, SqlType::Timestamptz) };
    let execution = vec![
        text("id"),
        text("workflow_id"),
        text("transaction_id"),
        text("run_id"),
        json("execution"),
        json("context"),
        text("state"),
        time("created_at"),
        time("updated_at"),
        Column { nullable: true, default: None, ..time("deleted_at") },
        Column { nullable: true, ..column("retention_time", SqlType::Integer) },
    ];
    let mut tables = vec![
        table("workflow_execution", execution, vec!["workflow_id", "transaction_id", "run_id"]),
        table("stock", vec![text("id"), column("left", SqlType::Integer)], vec!["id"]),
        table("orders", vec![text("id"), text("cart")], vec!["id"]),
    ];
    tables.extend(stheno_event::tables());
    tables.extend(stheno_workflow::tables());
    tables.push(stheno_database::node_table());
    tables
}

/// A shop on each database, with a stock of twenty.
pub async fn shops(test: &str) -> Vec<Shop> {
    let mut shops = Vec::new();
    for database in scratch::databases(&format!("workflow_{test}"), &tables()).await {
        stock(&database).await;
        shops.push(shop(database, Hooks::default(), false));
    }
    shops
}

/// Fills the stock.
pub async fn stock(database: &Database) {
    let row = vec!["s".into(), STOCK.into()];
    let (table, columns) = ("stock", vec!["id", "left"]);
    let stock = Insert { table, columns, rows: vec![row], on_conflict: None, returning: vec![] };
    database.transaction(|tx: Tx| async move { tx.execute(stock).await }).await.unwrap();
}

/// A row of an order, with the cart for an id.
pub fn order(cart: &str) -> Insert {
    let row = vec![cart.into(), cart.into()];
    Insert {
        table: "orders",
        columns: vec!["id", "cart"],
        rows: vec![row],
        on_conflict: None,
        returning: vec![],
    }
}

/// A shop on each database that knows other steps.
pub async fn finishing(test: &str, register: fn(&mut FlowRegistry)) -> Vec<Shop> {
    let mut shops = Vec::new();
    for shop in self::shops(test).await {
        let mut registry = FlowRegistry::default();
        register(&mut registry);
        shops.push(shop_with(shop.app.database().clone(), Hooks::default(), registry, alone()));
    }
    shops
}

/// The shop of a database; `finishes` flows that were cut off rather than undo them.
pub fn shop(database: Database, hooks: Hooks, finishes: bool) -> Shop {
    node(database, hooks, finishes, alone())
}

/// A time and a bank of one's own.
fn alone() -> (Arc<FixedClock>, Arc<Bank>) {
    (Arc::new(FixedClock::new(Timestamp::parse("2026-03-01").unwrap())), Arc::default())
}

/// As [`shop`], beside others: of one bank, at one time.
pub fn node(database: Database, hooks: Hooks, finishes: bool, world: (Arc<FixedClock>, Arc<Bank>)) -> Shop {
    let mut registry = FlowRegistry::default();
    registry.outside::<Authorize>().outside::<SendMail>().undo::<ReleaseStock>();
    if finishes {
        registry.finish_with(FLOW, finish_order);
    }
    shop_with(database, hooks, registry, world)
}

fn shop_with(
    database: Database,
    hooks: Hooks,
    registry: FlowRegistry,
    (clock, bank): (Arc<FixedClock>, Arc<Bank>),
) -> Shop {
    let faults = Arc::<Faults>::default();
    let events = EventBus::new(EventOptions::default()).unwrap();
    events.subscribe("*", "all", |_| async { Ok(()) });
    let extensions: [(TypeId, Arc<dyn Any + Send + Sync>); 4] = [
        (TypeId::of::<Bank>(), Arc::<Bank>::clone(&bank)),
        (TypeId::of::<Faults>(), Arc::<Faults>::clone(&faults)),
        (TypeId::of::<FlowRegistry>(), Arc::new(registry)),
        (TypeId::of::<Hooks>(), Arc::new(hooks)),
    ];
    let app = App::new(AppParts {
        database,
        graph: Arc::new(GraphBuilder::default().build()),
        links: Arc::new(LinkRegistry::default()),
        events,
        clock: Arc::<FixedClock>::clone(&clock),
        ids: Arc::new(IdGenerator::default()),
        extensions: HashMap::from(extensions),
    });
    Shop { app, clock, bank, faults }
}

/// Everything that the flow may have touched.
#[derive(Debug, PartialEq)]
pub struct World {
    pub left: i64,
    pub orders: usize,
    pub authorized: usize,
    pub events: usize,
    pub locks: usize,
    /// States of the journal's rows, in their order.
    pub journal: Vec<String>,
}

impl World {
    pub fn untouched(journal: &[&str]) -> Self {
        let journal = journal.iter().map(|&s| s.to_owned()).collect();
        Self { left: STOCK, orders: 0, authorized: 0, events: 0, locks: 0, journal }
    }
    pub fn with_orders(orders: usize, journal: &[&str]) -> Self {
        let left = STOCK - i64::try_from(orders).unwrap();
        Self { left, orders, authorized: orders, events: orders, ..Self::untouched(journal) }
    }
}

impl Shop {
    /// Another node: the same database, bank and clock, its own process.
    pub async fn place(&self, cart: &str) -> Result<String> {
        place_order(&self.app.context(), cart).await
    }
    pub async fn recover(&self) -> usize {
        stheno_workflow::recover(&self.app).await.unwrap()
    }
    async fn cells(&self, select: Select) -> Vec<Vec<stheno_kernel::Value>> {
        let rows = self.app.database().read(|tx: Tx| async move { tx.run(select).await }).await.unwrap();
        rows.into_rows().collect()
    }
    pub async fn world(&self) -> World {
        let stock = self.cells(Select::from("stock").column("left", Type::Int)).await;
        let order = Expr::column("id");
        let journal = self
            .cells(Select::from("workflow_execution").column("state", Type::Text).order(order, false))
            .await;
        let authorized = self.bank.authorized.lock().unwrap().len();
        World {
            left: stock[0][0].as_int().unwrap(),
            orders: self.cells(Select::from("orders").column("id", Type::Text)).await.len(),
            authorized,
            events: self.cells(Select::from("stheno_outbox").column("seq", Type::Int)).await.len(),
            locks: self.cells(Select::from("stheno_flow_lock").column("run_id", Type::Text)).await.len(),
            journal: journal.into_iter().map(|row| row[0].as_str().unwrap().to_owned()).collect(),
        }
    }
}
