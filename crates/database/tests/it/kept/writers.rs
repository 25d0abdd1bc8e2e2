//! Each way to write, by somebody else, by another node, and by the transaction itself.

use super::outside::Outside;
use super::{count, forgetful, item, items, node, questions, read, sent};
use crate::world::{World, suite};
use stheno_database::{Database, Delete, Expr, Insert, Options, Select, Tx, Type, Update};
use stheno_kernel::{Error, Result, Timestamp, Value};
use tokio::sync::oneshot;

suite!(
    a_second_read_sends_nothing,
    each_way_to_write_is_seen,
    what_is_undone_was_never_there,
    a_late_commit_is_seen,
    a_transaction_sees_what_it_wrote,
    whoever_holds_a_lock_sees_what_was_done_before,
    what_is_not_kept,
    nodes_see_each_other,
);

const START: &str =
    "INSERT INTO item VALUES ('a', 'one', 1), ('b', 'two', 2); INSERT INTO tag VALUES ('t', 'a')";

async fn start(world: &World) -> (Database, Outside) {
    let node = node(world, Options::default()).await;
    let outside = Outside::of(world).await;
    outside.run(START).await;
    (node, outside)
}

fn rename(id: &str, name: &str) -> Update {
    let set = vec![("name", Expr::param(name))];
    Update { table: "item", set, filter: Expr::column("id").eq(id), returning: vec![] }
}

fn name(rows: &[Vec<Value>]) -> &str {
    rows[0][1].as_str().unwrap()
}

async fn a_second_read_sends_nothing(world: &World) {
    let (node, _outside) = start(world).await;
    for question in questions() {
        assert_eq!(sent(&node, question.clone()).await, 1, "{question:?}");
        assert_eq!(sent(&node, question.clone()).await, 0, "{question:?}");
    }
    let figures = node.kept();
    let all = questions().len() as u64;
    assert_eq!((figures.hits, figures.misses, figures.entries), (all, all, all));
    assert!(figures.bytes > 0);
    // Several at once: one look at versions for all of them, and nothing else.
    let log = node.record();
    let all = questions().into_iter().map(Into::into).collect();
    node.read(|tx: Tx| async move { tx.run_all(all).await }).await.unwrap();
    assert_eq!(log.take().len(), usize::from(node.is_postgres()));
    node.close().await;
}

async fn each_way_to_write_is_seen(world: &World) {
    let (node, outside) = start(world).await;
    let plain = forgetful(world).await;
    let everything = if node.is_postgres() { "TRUNCATE tag" } else { "DELETE FROM tag" };
    // Somebody who may write the table, and knows nothing of our books. Roles are the server's: the name is the database's.
    let role = world.url.rsplit('/').next().unwrap();
    let clerk = format!(
        "CREATE ROLE {role}; GRANT UPDATE, SELECT ON item TO {role}; SET ROLE {role}; UPDATE item SET units = 6; \
         RESET ROLE; REVOKE ALL ON item FROM {role}; DROP ROLE {role}"
    );
    let mut ways = vec![
        "INSERT INTO item VALUES ('c', 'three', 3)",
        "UPDATE item SET units = 9 WHERE id = 'b'",
        "INSERT INTO item VALUES ('a', 'again', 1) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        "DELETE FROM item WHERE id = 'c'",
        "INSERT INTO tag SELECT 't-' || id, id FROM item",
        "BEGIN; UPDATE item SET units = 1; UPDATE item SET units = 4; COMMIT",
        "BEGIN; SAVEPOINT s; UPDATE item SET units = 7; RELEASE s; COMMIT",
        everything,
        "DELETE FROM item",
        START,
    ];
    if node.is_postgres() {
        ways.push("SET session_replication_role = replica; UPDATE item SET units = 5; RESET session_replication_role");
        ways.push(&clerk);
    } else {
        ways.push("REPLACE INTO item VALUES ('a', 'replaced', 8)");
        ways.push(
            "DROP TABLE tag; CREATE TABLE tag (id TEXT, item_id TEXT); INSERT INTO tag VALUES ('new', 'b')",
        );
        ways.push("UPDATE tag SET item_id = 'a'");
        ways.push("DROP TRIGGER stheno_kept_update_item");
        ways.push("UPDATE item SET units = 5");
    }
    for way in ways {
        for question in questions() {
            read(&node, question).await;
        }
        outside.run(way).await;
        for question in questions() {
            assert_eq!(read(&node, question.clone()).await, read(&plain, question).await, "after {way}");
        }
    }
    node.close().await;
    plain.close().await;
}

async fn what_is_undone_was_never_there(world: &World) {
    let (node, outside) = start(world).await;
    read(&node, items()).await;
    outside.run("BEGIN; UPDATE item SET name = 'never'").await;
    assert_eq!(sent(&node, items()).await, 0);
    outside.run("ROLLBACK").await;
    assert_eq!(sent(&node, items()).await, 0);
    // What is written next must not pass for what was undone.
    outside.run("UPDATE item SET name = 'really'").await;
    assert_eq!(name(&read(&node, items()).await), "really");
    // A transaction of ours that fails, and one that is undone in part.
    let failed: Result<()> = node
        .transaction(|tx: Tx| async move {
            tx.run(rename("a", "never")).await?;
            assert_eq!(name(&tx.run(item("a")).await?.into_rows().collect::<Vec<_>>()), "never");
            Err(Error::invalid_data("no"))
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(name(&read(&node, item("a")).await), "really");
    outside.run("BEGIN; SAVEPOINT s; UPDATE item SET name = 'never'; ROLLBACK TO s; RELEASE s; COMMIT").await;
    assert_eq!(name(&read(&node, item("a")).await), "really");
    node.close().await;
}

async fn a_late_commit_is_seen(world: &World) {
    let (node, outside) = start(world).await;
    outside.run("BEGIN; UPDATE item SET name = 'late'").await;
    // Read and kept while the change is there but not committed.
    for question in questions() {
        read(&node, question).await;
    }
    assert_eq!(name(&read(&node, items()).await), "one");
    outside.run("COMMIT").await;
    assert_eq!(name(&read(&node, items()).await), "late");
    node.close().await;
}

async fn a_transaction_sees_what_it_wrote(world: &World) {
    let (node, _outside) = start(world).await;
    read(&node, item("a")).await;
    let names = node
        .transaction(|tx: Tx| async move {
            let mut names = Vec::new();
            let mut look = async |tx: &Tx| {
                let rows: Vec<_> = tx.run(item("a")).await?.into_rows().collect();
                names.push(rows.first().map_or("gone".to_owned(), |row| row[1].as_str().unwrap().to_owned()));
                Ok::<_, Error>(())
            };
            look(&tx).await?;
            tx.run(rename("a", "mine")).await?;
            look(&tx).await?;
            look(&tx).await?;
            tx.run_all(vec![rename("a", "later").into(), item("a").into()]).await?;
            look(&tx).await?;
            tx.later(rename("a", "put off")).await?;
            look(&tx).await?;
            tx.run(Delete { table: "item", filter: Expr::column("id").eq("a"), returning: vec![] }).await?;
            look(&tx).await?;
            let cells = vec![vec!["a".into(), "last".into(), 1.into()]];
            let columns = vec!["id", "name", "units"];
            tx.run(Insert { table: "item", columns, rows: cells, on_conflict: None, returning: vec![] })
                .await?;
            look(&tx).await?;
            Ok::<_, Error>(names)
        })
        .await
        .unwrap();
    assert_eq!(names, ["one", "mine", "mine", "later", "put off", "gone", "last"]);
    assert_eq!(name(&read(&node, item("a")).await), "last");
    node.close().await;
}

/// A transaction that waits for a lock must not go by what it knew before. On SQLite nobody can write beside it.
async fn whoever_holds_a_lock_sees_what_was_done_before(world: &World) {
    let (node, outside) = start(world).await;
    outside.run("INSERT INTO gate VALUES ('g', 1)").await;
    if !node.is_postgres() {
        return node.close().await;
    }
    read(&node, item("a")).await;
    outside.run("BEGIN; SELECT * FROM gate FOR UPDATE").await;
    let (knows, known) = oneshot::channel();
    let waits = node.transaction(|tx: Tx| async move {
        assert_eq!(name(&tx.run(item("a")).await?.into_rows().collect::<Vec<_>>()), "one");
        knows.send(()).unwrap();
        tx.run(Select::from("gate").column("id", Type::Text).for_update()).await?;
        let rows: Vec<_> = tx.run(item("a")).await?.into_rows().collect();
        Ok::<_, Error>(name(&rows).to_owned())
    });
    let holds = async {
        known.await.unwrap();
        outside.run("UPDATE item SET name = 'before'; COMMIT").await;
    };
    assert_eq!(tokio::join!(waits, holds).0.unwrap(), "before");
    node.close().await;
}

async fn what_is_not_kept(world: &World) {
    let (node, _outside) = start(world).await;
    let at = Expr::param(Value::Time(Timestamp::default())).is_not_null();
    for question in [
        count("gate"),
        items().filter(at),
        count("item").filter(Expr::Exists(Box::new(Select::from_as("gate", super::TAG)))),
    ] {
        read(&node, question.clone()).await;
        assert_eq!(sent(&node, question).await, 1);
    }
    let locking = || node.transaction(|tx: Tx| async move { tx.run(item("a").for_update()).await });
    locking().await.unwrap();
    let log = node.record();
    locking().await.unwrap();
    assert_eq!(log.take().len(), 1);
    assert_eq!(node.kept().entries, 0);
    node.close().await;
}

async fn nodes_see_each_other(world: &World) {
    let (one, _outside) = start(world).await;
    let two = node(world, Options::default()).await;
    let off = forgetful(world).await;
    for (turn, writer) in [&one, &two, &off, &one, &off, &two].into_iter().enumerate() {
        let given = format!("name {turn}");
        for node in [&one, &two, &off] {
            read(node, item("a")).await;
        }
        let to = given.clone();
        writer.transaction(|tx: Tx| async move { tx.run(rename("a", &to)).await }).await.unwrap();
        for node in [&one, &two, &off] {
            assert_eq!(name(&read(node, item("a")).await), given);
        }
    }
    assert_eq!(off.kept(), stheno_database::KeptFigures::default());
    assert_eq!(sent(&off, item("a")).await, 1);
    for node in [one, two, off] {
        node.close().await;
    }
}
