//! What violated rules say.

use crate::world::{World, suite, thing, thing_with};
use stheno_database::ddl::{Column, ForeignKey, Index, Keep, SqlType, Table};
use stheno_database::{Delete, Expr, Insert, Options, Select, Tx, Type, Update};
use stheno_kernel::{Error, ErrorKind, Result, Value};

suite!(
    duplicates,
    duplicates_of_updates_and_batches,
    foreign_keys,
    nulls_and_checks,
    syntax,
    timeouts,
    unreachable
);

fn column(name: &'static str, ty: SqlType, nullable: bool) -> Column {
    Column { name, ty, nullable, default: None }
}

fn shop() -> Vec<Table> {
    let index = |name, columns, filter| Index { name, columns, unique: true, filter, method: None };
    let customer = Table {
        name: "customer",
        columns: vec![
            column("id", SqlType::Text, false),
            column("email", SqlType::Text, false),
            column("has_account", SqlType::Boolean, false),
        ],
        primary_key: vec!["id"],
        foreign_keys: vec![],
        checks: vec!["(email = ANY (ARRAY['a@b.c'::text, 'd@e.f'::text, 'g@h.i'::text]))"],
        indexes: vec![index("IDX_customer_email", &["email", "has_account"], Some("(id IS NOT NULL)"))],
        keep: Keep::No,
    };
    let address = Table {
        name: "customer_address",
        columns: vec![column("id", SqlType::Text, false), column("customer_id", SqlType::Text, true)],
        primary_key: vec!["id"],
        foreign_keys: vec![ForeignKey {
            columns: &["customer_id"],
            references: "customer",
            referenced: &["id"],
            on_update_cascade: true,
            on_delete: None,
        }],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    };
    // The referring table first: order must not matter.
    vec![address, customer]
}

fn customer(rows: &[(&str, &str, bool)]) -> Insert {
    Insert {
        table: "customer",
        columns: vec!["id", "email", "has_account"],
        rows: rows
            .iter()
            .map(|(id, email, has)| vec![(*id).into(), (*email).into(), (*has).into()])
            .collect(),
        on_conflict: None,
        returning: vec![],
    }
}

fn address(id: &str, customer: &str) -> Insert {
    Insert {
        table: "customer_address",
        columns: vec!["id", "customer_id"],
        rows: vec![vec![id.into(), customer.into()]],
        on_conflict: None,
        returning: vec![],
    }
}

fn says(result: Result<stheno_database::Rows>, kind: ErrorKind, message: &str) {
    let e = result.unwrap_err();
    assert_eq!((e.kind(), e.message()), (kind, message), "{e:?}");
}

async fn duplicates(world: &World) {
    world.db.migrate(&shop(), &[]).await.unwrap();
    world.write(customer(&[("cus_1", "a@b.c", true)])).await.unwrap();
    says(
        world.write(customer(&[("cus_2", "a@b.c", true)])).await,
        ErrorKind::Duplicate,
        "Customer with email: a@b.c, has_account: true, already exists.",
    );
    says(
        world.write(customer(&[("cus_1", "d@e.f", true)])).await,
        ErrorKind::Duplicate,
        "Customer with id: cus_1, already exists.",
    );
}

async fn duplicates_of_updates_and_batches(world: &World) {
    world.db.migrate(&shop(), &[]).await.unwrap();
    world.write(customer(&[("cus_1", "a@b.c", true), ("cus_2", "d@e.f", true)])).await.unwrap();
    let update = Update {
        table: "customer",
        set: vec![("email", Expr::param("a@b.c"))],
        filter: Expr::column("id").eq("cus_2"),
        returning: vec![("id", Type::Text)],
    };
    let sentence = "Customer with email: a@b.c, has_account: true, already exists.";
    says(world.write(update).await, ErrorKind::Duplicate, sentence);
    let batch = customer(&[("cus_3", "g@h.i", false), ("cus_4", "a@b.c", true)]);
    says(world.write(batch).await, ErrorKind::Duplicate, sentence);
    let within = customer(&[("cus_3", "g@h.i", false), ("cus_4", "g@h.i", false)]);
    says(
        world.write(within).await,
        ErrorKind::Duplicate,
        "Customer with email: g@h.i, has_account: false, already exists.",
    );
}

async fn foreign_keys(world: &World) {
    world.db.migrate(&shop(), &[]).await.unwrap();
    says(
        world.write(address("addr_1", "cus_none")).await,
        ErrorKind::NotFound,
        "You tried to set relationship customer_id: cus_none, but such entity does not exist",
    );
    world.write(customer(&[("cus_1", "a@b.c", true)])).await.unwrap();
    world.write(address("addr_1", "cus_1")).await.unwrap();
    let delete = Delete { table: "customer", filter: Expr::column("id").eq("cus_1"), returning: vec![] };
    assert_eq!(world.write(delete).await.unwrap_err().kind(), ErrorKind::NotFound);
    let rename = Update {
        table: "customer",
        set: vec![("id", Expr::param("cus_9"))],
        filter: Expr::column("id").eq("cus_1"),
        returning: vec![],
    };
    world.write(rename).await.unwrap();
    let follows = Select::from("customer_address").column("customer_id", Type::Text);
    assert_eq!(world.read(follows).await.unwrap().row(0)[0], Value::from("cus_9"));
}

async fn nulls_and_checks(world: &World) {
    world.db.migrate(&shop(), &[]).await.unwrap();
    let mut insert = customer(&[("cus_1", "a@b.c", true)]);
    insert.rows[0][1] = Value::Null;
    says(world.write(insert).await, ErrorKind::InvalidData, "Cannot set field 'email' of Customer to null");
    let invalid = world.write(customer(&[("cus_1", "no such word", true)])).await.unwrap_err();
    assert_eq!(invalid.kind(), ErrorKind::InvalidData, "{invalid:?}");
    world.db.migrate(&[thing()], &[]).await.unwrap();
    for cell in [("units", Value::Int(-1)), ("price", Value::Int(-1)), ("state", Value::from("ajar"))] {
        let column = cell.0;
        let e = world.write(thing_with("a", vec![cell])).await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::InvalidData, "{column}: {e:?}");
    }
}

async fn syntax(world: &World) {
    let e = world.read(Select::from("no_such_table")).await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::Database);
    assert!(!e.message().contains("no_such_table"), "a client reads no SQL: {e}");
    assert!(format!("{e:?}").contains("no_such_table"), "but an operator does: {e:?}");
}

/// A statement that would run for ages ends when its time is over.
async fn timeouts(world: &World) {
    world.things().await;
    let rows = (0..500).map(|i| vec![Value::from(format!("t{i}"))]).collect();
    let many = Insert { table: "thing", columns: vec!["id"], rows, on_conflict: None, returning: vec![] };
    world.write(many).await.unwrap();
    let hasty = world
        .again(Options { statement_timeout_ms: Some(50), readers: 1, pool: 1, ..Options::default() })
        .await;
    let aliases = [1, 2, 3].map(stheno_database::Alias);
    let crossed =
        aliases.iter().fold(Select::from("thing"), |s, alias| s.join("thing", *alias, Expr::always()));
    let slow = Update {
        table: "thing",
        set: vec![("units", Expr::param(1))],
        filter: Expr::Exists(Box::new(crossed_within())),
        returning: vec![],
    };
    let e = hasty.transaction(|tx: Tx| async move { tx.run(slow).await }).await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::Unavailable, "{e:?}");
    hasty.transaction(|tx: Tx| async move { tx.run(thing_with("after", vec![])).await }).await.unwrap();
    let count = crossed.expr(Expr::Call(stheno_database::Function::CountAll, vec![]), Type::Int);
    let e = hasty.read(|tx: Tx| async move { tx.run(count).await }).await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::Unavailable, "{e:?}");
    hasty.ping().await.unwrap();
    hasty.close().await;
    let closed: Result<(), Error> = hasty.ping().await;
    assert_eq!(closed.unwrap_err().kind(), ErrorKind::Unavailable);
}

/// A sub-select that finds nothing, slowly.
fn crossed_within() -> Select {
    let aliases @ [first, rest @ ..] = [4, 5, 6].map(stheno_database::Alias);
    let ids = aliases.iter().map(|alias| Expr::Column(*alias, "id")).collect();
    let never = Expr::Call(stheno_database::Function::Concat, ids).eq("none");
    rest.iter()
        .fold(Select::from_as("thing", first), |s, alias| s.join("thing", *alias, Expr::always()))
        .filter(never)
}

async fn unreachable(world: &World) {
    let url = if world.db.is_postgres() {
        "postgres://nobody@127.0.0.1:1/none"
    } else {
        "sqlite:/proc/none/shop.db"
    };
    let e = stheno_database::Database::connect(url, Options::default()).await.err().unwrap();
    assert_eq!(e.kind(), ErrorKind::Unavailable, "{e:?}");
}
