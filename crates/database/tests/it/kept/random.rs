//! Random interleavings of readers and writers.

use super::outside::Outside;
use super::{forgetful, item, node, questions, read};
use crate::world::{World, suite};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use stheno_database::{Database, Expr, Options, Tx, Update};
use stheno_kernel::{Error, Result};

suite!(any_order_reads_as_if_nothing_were_kept, no_read_is_older_than_what_was_acknowledged);

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// A writer from outside, and how far it is with its transaction.
struct Writer {
    outside: Outside,
    in_transaction: bool,
    saved: bool,
}

impl Writer {
    async fn act(&mut self, dice: &mut Dice, alone: bool) {
        let next = match (dice.below(8), self.in_transaction, self.saved) {
            (0, false, _) if alone => self.then("BEGIN", true, false),
            (0, true, false) => self.then("SAVEPOINT s", true, true),
            (1, true, true) => self.then("ROLLBACK TO s; RELEASE s", true, false),
            (2, true, _) => self.then("COMMIT", false, false),
            (3, true, _) => self.then("ROLLBACK", false, false),
            _ if !alone && !self.in_transaction => return,
            _ => write(dice),
        };
        self.outside.run(&next).await;
    }
    fn then(&mut self, sql: &str, in_transaction: bool, saved: bool) -> String {
        (self.in_transaction, self.saved) = (in_transaction, saved);
        sql.to_owned()
    }
}

fn write(dice: &mut Dice) -> String {
    let (id, number) = (["a", "b", "c"][dice.below(3) as usize], dice.below(6));
    match dice.below(6) {
        0 => format!("INSERT INTO item VALUES ('{id}', 'n{number}', {number}) ON CONFLICT (id) DO NOTHING"),
        1 => format!("UPDATE item SET units = {number} WHERE id = '{id}'"),
        2 => format!("UPDATE item SET name = 'n{number}'"),
        3 => format!("DELETE FROM item WHERE id = '{id}'"),
        4 => format!(
            "INSERT INTO tag VALUES ('t{number}', '{id}') ON CONFLICT (id) DO UPDATE SET item_id = excluded.item_id"
        ),
        _ => format!("DELETE FROM tag WHERE id <> 't{number}'"),
    }
}

/// A write of a node, which fails half of the time.
async fn write_inside(node: &Database, dice: &mut Dice) {
    let (units, fails) = (i64::try_from(dice.below(6)).unwrap(), dice.below(2) == 0);
    let question = questions().swap_remove(dice.below(10) as usize);
    let set = vec![("units", Expr::param(units))];
    let update = Update { table: "item", set, filter: Expr::column("id").eq("a"), returning: vec![] };
    let _: Result<()> = node
        .transaction(move |tx: Tx| async move {
            tx.run(question.clone()).await?;
            tx.run(update).await?;
            tx.run(question).await?;
            if fails { Err(Error::invalid_data("no")) } else { Ok(()) }
        })
        .await;
}

/// One thing after another, in any order: transactions from outside stay open while nodes read and write beside them. Each
/// read answers what the database has at that instant.
async fn any_order_reads_as_if_nothing_were_kept(world: &World) {
    let nodes = [node(world, Options::default()).await, node(world, Options::default()).await];
    let plain = forgetful(world).await;
    let outside = |outside| Writer { outside, in_transaction: false, saved: false };
    let mut writers = [outside(Outside::of(world).await), outside(Outside::of(world).await)];
    for seed in 1..=6_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for step in 0..150 {
            // One writer at a time: another would wait for its locks, or on SQLite for its transaction.
            let busy = writers.iter().position(|writer| writer.in_transaction);
            let at = dice.below(2) as usize;
            match dice.below(4) {
                0 => writers[busy.unwrap_or(at)].act(&mut dice, true).await,
                1 if busy.is_none() => write_inside(&nodes[at], &mut dice).await,
                _ => {
                    let question = questions().swap_remove(dice.below(10) as usize);
                    let found = read(&nodes[at], question.clone()).await;
                    assert_eq!(
                        found,
                        read(&plain, question.clone()).await,
                        "seed {seed}, step {step}: {question:?}"
                    );
                }
            }
        }
        for writer in writers.iter_mut().filter(|writer| writer.in_transaction) {
            writer.outside.run("ROLLBACK").await;
            (writer.in_transaction, writer.saved) = (false, false);
        }
    }
    let hits: u64 = nodes.iter().map(|node| node.kept().hits).sum();
    assert!(hits > 50, "{hits} hits prove little");
    for node in nodes.into_iter().chain([plain]) {
        node.close().await;
    }
}

/// Writers that count up, some of them in vain, and readers beside them on two nodes: what was acknowledged before a read began
/// is in it, and nothing that was undone.
async fn no_read_is_older_than_what_was_acknowledged(world: &World) {
    const ROUNDS: i64 = 150;
    let nodes = [node(world, Options::default()).await, node(world, Options::default()).await];
    Outside::of(world).await.run("INSERT INTO item VALUES ('a', 'n', 0)").await;
    let acknowledged = Arc::new(AtomicI64::new(0));
    let count_up = |node: Database, acknowledged: Arc<AtomicI64>| async move {
        for round in 1..=ROUNDS {
            for fails in [true, false] {
                let set = vec![("units", Expr::param(if fails { -round } else { round }))];
                let update =
                    Update { table: "item", set, filter: Expr::column("id").eq("a"), returning: vec![] };
                let _: Result<()> = node
                    .transaction(move |tx: Tx| async move {
                        tx.run(update).await?;
                        // Whatever is kept of this must not outlive the transaction.
                        tx.run(item("a")).await?;
                        if fails { Err(Error::invalid_data("no")) } else { Ok(()) }
                    })
                    .await;
            }
            acknowledged.store(round, Ordering::SeqCst);
        }
    };
    let watch = |node: Database, acknowledged: Arc<AtomicI64>| async move {
        let mut last = 0;
        while last < ROUNDS {
            let least = acknowledged.load(Ordering::SeqCst);
            let found = read(&node, item("a")).await[0][2].as_int().unwrap();
            assert!(found >= least.max(last), "{found} was read after {least}, and after {last} here");
            last = found;
        }
    };
    let mut tasks = vec![tokio::spawn(count_up(nodes[0].clone(), Arc::clone(&acknowledged)))];
    for reader in 0..6 {
        tasks.push(tokio::spawn(watch(nodes[reader % 2].clone(), Arc::clone(&acknowledged))));
    }
    // A second writer makes commits in groups, and fails beside the first.
    let other = nodes[0].clone();
    tasks.push(tokio::spawn(async move {
        for round in 0..ROUNDS {
            let set = vec![("units", Expr::param(round))];
            let update = Update { table: "gate", set, filter: Expr::always(), returning: vec![] };
            let _: Result<()> = other
                .transaction(move |tx: Tx| async move {
                    tx.run(item("a")).await?;
                    tx.run(update).await?;
                    tx.run(item("a")).await?;
                    if round % 2 == 0 { Err(Error::invalid_data("no")) } else { Ok(()) }
                })
                .await;
        }
    }));
    for task in tasks {
        task.await.unwrap();
    }
    for node in nodes {
        node.close().await;
    }
}
