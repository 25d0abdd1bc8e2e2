//! The watch over tables: made, mended, ended; memory and books stay bounded.

use super::outside::Outside;
use super::{count, item, items, node, questions, read, sent, tables};
use crate::world::{World, suite};
use stheno_database::ddl::Keep;
use stheno_database::{Options, Type};

suite!(
    memory_is_bounded,
    changes_are_put_together,
    tables_that_were_there_are_watched,
    what_is_no_longer_kept_is_no_longer_watched,
    what_becomes_reference_is_noted_elsewhere,
    a_watch_that_was_lost_is_set_again,
    versions_that_go_back_prove_nothing_newer,
);

async fn memory_is_bounded(world: &World) {
    const BYTES: usize = 256 * 1024;
    let node = node(world, Options { kept_bytes: BYTES, ..Options::default() }).await;
    let outside = Outside::of(world).await;
    let long = "x".repeat(1000);
    outside.run(&format!("INSERT INTO item VALUES ('a', '{long}', 1)")).await;
    for number in 0..2000 {
        let columns = items().expr(stheno_database::Expr::param(number.to_string()), Type::Text);
        assert_eq!(read(&node, columns).await.len(), 1);
    }
    let figures = node.kept();
    assert!(figures.bytes <= BYTES as u64 && figures.entries > 50, "{figures:?}");
    // What is too large for its share is not kept at all.
    outside.run(&format!("UPDATE item SET name = '{}'", "x".repeat(BYTES / 16))).await;
    read(&node, items()).await;
    assert_eq!(sent(&node, items()).await, 1);
    node.close().await;
}

/// PostgreSQL notes each change in a row of its own; there are never many of them for long.
async fn changes_are_put_together(world: &World) {
    let node = node(world, Options::default()).await;
    let outside = Outside::of(world).await;
    if !node.is_postgres() {
        return node.close().await;
    }
    outside.run(&"INSERT INTO tag VALUES ('t', 'a') ON CONFLICT (id) DO NOTHING;".repeat(2000)).await;
    read(&node, count("tag")).await;
    let mut looks = 0;
    while outside.number("SELECT count(*) FROM stheno_table_change").await > 512 {
        looks += 1;
        assert!(looks < 20_000, "nobody puts the changes together");
        read(&node, count("tag")).await;
    }
    assert_eq!(sent(&node, count("tag")).await, 0, "the sum is the same");
    outside.run("INSERT INTO tag VALUES ('u', 'a')").await;
    assert_eq!(read(&node, count("tag")).await[0][0].as_int(), Some(2));
    node.close().await;
}

async fn tables_that_were_there_are_watched(world: &World) {
    let outside = Outside::of(world).await;
    outside.run("CREATE TABLE item (id text PRIMARY KEY, name text, units integer); INSERT INTO item VALUES ('a', 'old', 1)").await;
    let node = node(world, Options::default()).await;
    assert_eq!(read(&node, item("a")).await[0][1].as_str(), Some("old"));
    assert_eq!(sent(&node, item("a")).await, 0);
    outside.run("UPDATE item SET name = 'new'").await;
    assert_eq!(read(&node, item("a")).await[0][1].as_str(), Some("new"));
    node.close().await;
}

async fn watches(world: &World, outside: &Outside) -> i64 {
    outside
        .number(if world.db.is_postgres() {
            "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'stheno_kept%'"
        } else {
            "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'stheno_kept_*'"
        })
        .await
}

async fn what_is_no_longer_kept_is_no_longer_watched(world: &World) {
    let node = node(world, Options::default()).await;
    let outside = Outside::of(world).await;
    let by_table = if node.is_postgres() { 1 } else { 3 };
    assert_eq!(watches(world, &outside).await, 3 * by_table);
    let mut fewer = tables();
    fewer[1].keep = Keep::No;
    node.migrate(&fewer, &[]).await.unwrap();
    assert_eq!(watches(world, &outside).await, 2 * by_table);
    read(&node, count("tag")).await;
    assert_eq!(sent(&node, count("tag")).await, 1);
    outside.run("INSERT INTO tag VALUES ('t', 'a')").await;
    assert_eq!(read(&node, count("tag")).await[0][0].as_int(), Some(1));
    node.migrate(&tables(), &[]).await.unwrap();
    assert_eq!(watches(world, &outside).await, 3 * by_table);
    read(&node, count("tag")).await;
    assert_eq!(sent(&node, count("tag")).await, 0);
    node.close().await;
}

async fn what_becomes_reference_is_noted_elsewhere(world: &World) {
    let node = node(world, Options::default()).await;
    let outside = Outside::of(world).await;
    let watches_before = watches(world, &outside).await;
    let mut others = tables();
    (others[0].keep, others[3].keep) = (Keep::Reference, Keep::Rows);
    node.migrate(&others, &[]).await.unwrap();
    assert_eq!(watches(world, &outside).await, watches_before);
    for n in 0..3 {
        outside
            .run(&format!("INSERT INTO item VALUES ('{n}', 'n', 1); INSERT INTO shelf VALUES ('{n}', 'oak')"))
            .await;
        for table in ["item", "shelf"] {
            assert_eq!(read(&node, count(table)).await[0][0].as_int(), Some(n + 1));
            assert_eq!(sent(&node, count(table)).await, 0, "{table}");
        }
    }
    node.close().await;
}

async fn a_watch_that_was_lost_is_set_again(world: &World) {
    let first = node(world, Options::default()).await;
    first.close().await;
    let outside = Outside::of(world).await;
    let lost = if world.db.is_postgres() {
        "ALTER TABLE item DISABLE TRIGGER stheno_kept; DROP TRIGGER stheno_kept ON tag"
    } else {
        "DROP TRIGGER stheno_kept_delete_item"
    };
    outside.run(lost).await;
    let node = node(world, Options::default()).await;
    outside.run("INSERT INTO item VALUES ('a', 'n', 1); INSERT INTO tag VALUES ('t', 'a')").await;
    for way in ["DELETE FROM item", "DELETE FROM tag"] {
        for question in questions() {
            read(&node, question).await;
        }
        outside.run(way).await;
        let table = if way.ends_with("tag") { "tag" } else { "item" };
        assert_eq!(read(&node, count(table)).await[0][0].as_int(), Some(0), "after {way}");
    }
    node.close().await;
}

/// A backup is put back, with the books of its time; then the shop goes another way than it went before.
async fn versions_that_go_back_prove_nothing_newer(world: &World) {
    let node = node(world, Options::default()).await;
    let outside = Outside::of(world).await;
    let books = if node.is_postgres() { "stheno_table_change" } else { "stheno_table_version" };
    outside.run("INSERT INTO item VALUES ('a', 'saved', 1)").await;
    outside.run(&format!("CREATE TABLE saved AS SELECT * FROM {books}")).await;
    for name in ["first", "second"] {
        outside.run(&format!("UPDATE item SET name = '{name}'")).await;
        assert_eq!(read(&node, item("a")).await[0][1].as_str(), Some(name));
        let restore = format!(
            "BEGIN; UPDATE item SET name = 'saved'; DELETE FROM {books}; INSERT INTO {books} SELECT * FROM saved; COMMIT"
        );
        outside.run(&restore).await;
        assert_eq!(read(&node, item("a")).await[0][1].as_str(), Some("saved"));
    }
    node.close().await;
}
