//! Nodes: who lives and who does not, and what becomes of the work of the dead.

use crate::world::{World, suite, thing, thing_with};
use std::time::Duration;
use stheno_database::{Expr, Options, Presence, Statement, Update, node_table};
use stheno_kernel::Value;

suite!(a_node_that_ends_is_dead_and_buried_once, a_name_is_not_shared);

async fn nodes(world: &World) {
    world.db.migrate(&[node_table(), thing()], &[]).await.unwrap();
}

/// Looks until somebody is dead; the server may need an instant to notice.
async fn first_dead(presence: &mut Presence) -> Vec<String> {
    let look = async {
        loop {
            let dead = presence.look().await.unwrap();
            if !dead.is_empty() {
                return dead;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("the dead are found")
}

fn renamed(from: &str, to: &str) -> Statement {
    let set = vec![("name", Expr::param(to))];
    Update { table: "thing", set, filter: Expr::column("name").eq(from), returning: vec![] }.into()
}

async fn a_node_that_ends_is_dead_and_buried_once(world: &World) {
    nodes(world).await;
    let others = [world.again(Options::default()).await, world.again(Options::default()).await];
    let [ending, staying] = &others;
    world.write(thing_with("1", vec![("name", ending.node().into())])).await.unwrap();
    world.write(thing_with("2", vec![("name", staying.node().into())])).await.unwrap();
    let (mut first, mut second) = (ending.presence(), staying.presence());
    assert!(first.look().await.unwrap().is_empty());
    assert!(second.look().await.unwrap().is_empty(), "the other lives");
    let estate = || vec![renamed(ending.node(), "free")];
    assert_eq!(second.bury(ending.node(), estate()).await.unwrap(), None, "the living are not buried");
    drop(first);
    assert_eq!(first_dead(&mut second).await, [ending.node()]);
    assert_eq!(second.bury(ending.node(), estate()).await.unwrap(), Some(1));
    assert_eq!(second.bury(ending.node(), estate()).await.unwrap(), None, "and not twice");
    assert!(second.look().await.unwrap().is_empty());
    let name = |id: &'static str| world.eval(id, Expr::column("name"), stheno_database::Type::Text);
    assert_eq!(name("1").await, Value::from("free"));
    assert_eq!(name("2").await, Value::from(staying.node()));
    for database in others {
        database.close().await;
    }
}

async fn a_name_is_not_shared(world: &World) {
    let other = world.again(Options::default()).await;
    assert_ne!(other.node(), world.db.node());
    assert_eq!(other.node(), other.clone().node());
    other.close().await;
}

/// A connection that is cut from outside is made again, by the look after.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_lost_its_connection_comes_back() {
    let Some(world) = World::postgres().await else { return };
    nodes(&world).await;
    let url = world.url.clone();
    world
        .run(async |world| {
            let other = world.again(Options::default()).await;
            let (mut cut, mut watching) = (world.db.presence(), other.presence());
            cut.look().await.unwrap();
            watching.look().await.unwrap();
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            let connection = tokio::spawn(connection);
            let ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = \
                 (SELECT oid FROM pg_database WHERE datname = current_database())";
            assert_eq!(client.query(ended, &[]).await.unwrap().len(), 2);
            drop(client);
            connection.await.unwrap().unwrap();
            // The first look may be the one that notices; whether the other buried this one meanwhile does not matter.
            let back = async |presence: &mut Presence| {
                while presence.look().await.is_err() {
                    tokio::task::yield_now().await;
                }
            };
            back(&mut cut).await;
            back(&mut watching).await;
            assert!(watching.look().await.unwrap().is_empty());
            assert_eq!(watching.bury(world.db.node(), vec![]).await.unwrap(), None);
            drop(cut);
            assert_eq!(first_dead(&mut watching).await, [world.db.node()]);
            other.close().await;
        })
        .await;
}
