//! Kept rows: the very next read sees what anybody has committed, and sends nothing where nobody has.

pub mod outside;
mod random;
mod requests;
mod upkeep;
mod writers;

use crate::world::World;
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::{Alias, Compare, Database, Expr, Function, Options, Select, Tx, Type};
use stheno_kernel::Value;

fn table(name: &'static str, columns: &[(&'static str, SqlType)], keep: Keep) -> Table {
    Table {
        name,
        columns: columns
            .iter()
            .map(|(name, ty)| Column { name, ty: *ty, nullable: *name != "id", default: None })
            .collect(),
        primary_key: vec!["id"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep,
    }
}

/// Two kept tables, one that is not, and one of reference.
pub fn tables() -> Vec<Table> {
    vec![
        table(
            "item",
            &[("id", SqlType::Text), ("name", SqlType::Text), ("units", SqlType::Integer)],
            Keep::Rows,
        ),
        table("tag", &[("id", SqlType::Text), ("item_id", SqlType::Text)], Keep::Rows),
        table("gate", &[("id", SqlType::Text), ("units", SqlType::Integer)], Keep::No),
        table("shelf", &[("id", SqlType::Text), ("name", SqlType::Text)], Keep::Reference),
    ]
}

/// A node over the world's database.
pub async fn node(world: &World, options: Options) -> Database {
    let node = world.again(Options { pool: 4, readers: 2, ..options }).await;
    node.migrate(&tables(), &[]).await.unwrap();
    node
}

/// A node that keeps nothing.
pub async fn forgetful(world: &World) -> Database {
    node(world, Options { kept_bytes: 0, ..Options::default() }).await
}

pub async fn read(node: &Database, select: Select) -> Vec<Vec<Value>> {
    node.read(|tx: Tx| async move { tx.run(select).await }).await.unwrap().into_rows().collect()
}

/// How many statements a read sends that are no look at versions.
pub async fn sent(node: &Database, select: Select) -> usize {
    let log = node.record();
    read(node, select).await;
    log.take().iter().filter(|sql| !sql.contains("stheno_table_change")).count()
}

pub fn items() -> Select {
    let item =
        Select::from("item").column("id", Type::Text).column("name", Type::Text).column("units", Type::Int);
    item.order(Expr::column("id"), false)
}

pub fn item(id: &str) -> Select {
    items().filter(Expr::column("id").eq(id))
}

pub fn count(table: &'static str) -> Select {
    Select::from(table).expr(Expr::Call(Function::CountAll, vec![]), Type::Int)
}

const TAG: Alias = Alias(1);

fn of_item() -> Expr {
    Expr::Column(TAG, "item_id").compare(Compare::Eq, Expr::column("id"))
}

/// Items that have a tag, the tags beside them, and how many there are of each kind: both tables, wherever a table may stand.
pub fn questions() -> Vec<Select> {
    let tags_of = || Select::from_as("tag", TAG).filter(of_item());
    let counted = Select::from_as("tag", TAG).expr(Expr::Call(Function::CountAll, vec![]), Type::Int);
    let ids = Select::from_as("tag", TAG).expr(Expr::Column(TAG, "item_id"), Type::Text);
    vec![
        items(),
        item("a"),
        item("b"),
        count("item"),
        count("tag"),
        items().filter(Expr::Exists(Box::new(tags_of()))),
        items()
            .left_join("tag", TAG, of_item())
            .expr(Expr::Column(TAG, "id"), Type::Text)
            .order(Expr::Column(TAG, "id"), false),
        items().expr(Expr::Scalar(Box::new(counted.filter(of_item()))), Type::Int),
        items().filter(Expr::InSelect(Box::new(Expr::column("id")), Box::new(ids))),
        count("item").filter(Expr::column("units").compare(Compare::Gt, Expr::param(3_i64))),
    ]
}
