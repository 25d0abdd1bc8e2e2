//! What one request asks is proved together: one look at versions, and after it took a lock only for reference tables.

use super::outside::Outside;
use super::{item, node, read};
use crate::world::{World, suite};
use stheno_database::{Database, Expr, Options, Select, Tx, Type, Update};
use stheno_kernel::{Error, Result, Value};

suite!(
    a_request_looks_once,
    a_request_that_may_write_looks_at_reference_tables_alone,
    a_request_that_locks_sees_what_was_done_before,
    a_request_sees_what_it_wrote_itself,
    what_a_request_undid_was_never_there,
);

const START: &str = "INSERT INTO item VALUES ('a', 'one', 1); INSERT INTO shelf VALUES ('s', 'oak'); \
     INSERT INTO gate VALUES ('g', 1)";

async fn start(world: &World) -> (Database, Outside) {
    let node = node(world, Options::default()).await;
    let outside = Outside::of(world).await;
    outside.run(START).await;
    for question in [item("a"), shelf()] {
        read(&node, question).await;
    }
    (node, outside)
}

fn shelf() -> Select {
    Select::from("shelf")
        .column("id", Type::Text)
        .column("name", Type::Text)
        .filter(Expr::column("id").eq("s"))
}

fn gate() -> Select {
    Select::from("gate").column("units", Type::Int).filter(Expr::column("id").eq("g")).for_update()
}

fn rename(table: &'static str, id: &str, name: &str) -> Update {
    let set = vec![("name", Expr::param(name))];
    Update { table, set, filter: Expr::column("id").eq(id), returning: vec![] }
}

fn name(rows: &[Vec<Value>]) -> String {
    rows[0][1].as_str().unwrap().to_owned()
}

async fn name_of(node: &Database, select: Select) -> String {
    name(&read(node, select).await)
}

async fn a_request_looks_once(world: &World) {
    let (node, outside) = start(world).await;
    let request = node.for_request(true);
    let log = node.record();
    for _ in 0..2 {
        assert_eq!((name_of(&request, item("a")).await, name_of(&request, shelf()).await), two("one", "oak"));
    }
    assert_eq!(log.take().len(), usize::from(node.is_postgres()), "one look, and none on SQLite");

    outside.run("UPDATE item SET name = 'two'; UPDATE shelf SET name = 'elm'").await;
    let seen = (name_of(&request, item("a")).await, name_of(&request, shelf()).await);
    // As it began, unless a second went by since.
    assert!(seen == two("two", "elm") || node.is_postgres() && seen == two("one", "oak"), "{seen:?}");
    let after = node.for_request(true);
    assert_eq!((name_of(&after, item("a")).await, name_of(&after, shelf()).await), two("two", "elm"));

    // It is no way to read what is long gone.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!((name_of(&request, item("a")).await, name_of(&request, shelf()).await), two("two", "elm"));
    node.close().await;
}

async fn a_request_that_may_write_looks_at_reference_tables_alone(world: &World) {
    let (node, outside) = start(world).await;
    let looks = |expected: usize| if node.is_postgres() { expected } else { 0 };
    let request = node.for_request(false);
    let log = node.record();
    for _ in 0..2 {
        assert_eq!(name_of(&request, shelf()).await, "oak");
    }
    assert_eq!(log.take().len(), looks(1));
    for _ in 0..2 {
        assert_eq!((name_of(&request, item("a")).await, name_of(&request, shelf()).await), two("one", "oak"));
    }
    assert_eq!(log.take().len(), looks(1), "one more, of all");
    // Within one read as well, what reference tables were looked at for is not taken for more.
    let both = node.read(|tx: Tx| async move {
        let shelves = tx.run(shelf()).await?;
        Ok::<_, Error>((shelves.row(0)[1].clone(), tx.run(item("a")).await?.row(0)[1].clone()))
    });
    assert_eq!(both.await.unwrap(), (Value::from("oak"), Value::from("one")));
    let sent = log.take();
    assert!(sent.len() == looks(2) && sent.iter().all(|sql| !sql.contains("FROM \"item\"")), "{sent:?}");
    outside.run("UPDATE item SET name = 'two'").await;
    assert_eq!(name_of(&node.for_request(false), item("a")).await, "two");
    outside.run("UPDATE shelf SET name = 'elm'").await;
    assert_eq!(name_of(&node.for_request(false), shelf()).await, "elm");
    assert_eq!(log.take().iter().filter(|sql| sql.contains("FROM \"item\"")).count(), 1);
    node.close().await;
}

fn two(item: &str, shelf: &str) -> (String, String) {
    (item.to_owned(), shelf.to_owned())
}

async fn a_request_that_locks_sees_what_was_done_before(world: &World) {
    let (node, outside) = start(world).await;
    let request = node.for_request(true);
    assert_eq!(name_of(&request, item("a")).await, "one");
    // Somebody holds the lock, writes, and lets go: who gets it next sees that.
    outside.run("BEGIN; UPDATE gate SET units = 2; UPDATE item SET name = 'two'; UPDATE shelf SET name = 'elm'; COMMIT").await;
    let within = request.transaction(|tx: Tx| async move {
        tx.run(gate()).await?;
        let [item, shelf] = [tx.run(item("a")).await?, tx.run(shelf()).await?]
            .map(|rows| name(&rows.into_rows().collect::<Vec<_>>()));
        Ok::<_, Error>((item, shelf))
    });
    let (found, reference) = within.await.unwrap();
    assert_eq!(found, "two");
    // No lock on something else guards it.
    assert!(reference == "elm" || node.is_postgres() && reference == "oak", "{reference}");
    assert_eq!(name_of(&request, item("a")).await, "two");

    // A lock on a reference table itself does.
    let held = request.transaction(|tx: Tx| async move {
        tx.run(shelf().for_update()).await?;
        Ok::<_, Error>(name(&tx.run(shelf()).await?.into_rows().collect::<Vec<_>>()))
    });
    assert_eq!(held.await.unwrap(), "elm");
    assert_eq!(name_of(&request, shelf()).await, "elm");
    node.close().await;
}

async fn a_request_sees_what_it_wrote_itself(world: &World) {
    let (node, _outside) = start(world).await;
    let request = node.for_request(true);
    assert_eq!(name_of(&request, shelf()).await, "oak");
    let within = request.transaction(|tx: Tx| async move {
        tx.run(rename("shelf", "s", "ash")).await?;
        tx.run(rename("item", "a", "two")).await?;
        let rows = [tx.run(shelf()).await?, tx.run(item("a")).await?];
        Ok::<_, Error>(rows.map(|rows| name(&rows.into_rows().collect::<Vec<_>>())))
    });
    assert_eq!(within.await.unwrap(), ["ash", "two"]);
    assert_eq!((name_of(&request, item("a")).await, name_of(&request, shelf()).await), two("two", "ash"));
    node.close().await;
}

async fn what_a_request_undid_was_never_there(world: &World) {
    let (node, _outside) = start(world).await;
    let request = node.for_request(true);
    for table in ["shelf", "item"] {
        let (id, question) = if table == "shelf" { ("s", shelf()) } else { ("a", item("a")) };
        let before = name_of(&request, question.clone()).await;
        let asked = question.clone();
        let undone: Result<()> = request
            .transaction(move |tx: Tx| async move {
                tx.run(rename(table, id, "never")).await?;
                let seen = tx.run(asked).await?.into_rows().collect::<Vec<_>>();
                assert_eq!(name(&seen), "never");
                Err(Error::conflict("undone"))
            })
            .await;
        assert!(undone.is_err());
        assert_eq!(name_of(&request, question.clone()).await, before);
        assert_eq!(name_of(&node, question).await, before);
    }
    node.close().await;
}
