//! Texts found by a part of them, through an index that only says where to look.

use crate::world::{World, suite, texts};
use stheno_database::ddl::{Column, Index, Keep, SqlType, TRIGRAM, Table};
use stheno_database::{Alias, Database, Delete, Expr, Insert, Options, Select, Tx, Type, Update};
use stheno_kernel::Value;

suite!(
    an_index_changes_no_answer,
    rows_are_looked_up_in_the_index,
    whoever_writes_is_found_at_once,
    what_triggers_do_is_not_counted,
    tables_that_were_there_get_the_index,
    other_columns_are_another_index,
);

const INDEX: &str = "stheno_search_note";

/// Notes with two texts, searched by these of them.
fn note(searched: &'static [&'static str]) -> Table {
    let column = |name, nullable| Column { name, ty: SqlType::Text, nullable, default: None };
    let index = Index { name: INDEX, columns: searched, unique: false, filter: None, method: Some(TRIGRAM) };
    Table {
        name: "note",
        columns: vec![column("id", false), column("title", true), column("text", true)],
        primary_key: vec!["id"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: if searched.is_empty() { vec![] } else { vec![index] },
        keep: Keep::No,
    }
}

const BOTH: &[&str] = &["title", "text"];

async fn notes(world: &World, rows: Vec<[Value; 3]>) {
    let insert = Insert {
        table: "note",
        columns: vec!["id", "title", "text"],
        rows: rows.into_iter().map(Vec::from).collect(),
        on_conflict: None,
        returning: vec![],
    };
    assert!(world.write(insert).await.unwrap().affected() > 0);
}

fn row(id: &str, title: &str, text: &str) -> [Value; 3] {
    [id.into(), title.into(), text.into()]
}

/// The condition that a text is in one of both, as it is without an index.
fn plain(part: &str) -> Expr {
    let escaped: String = part
        .chars()
        .flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c]))
        .collect();
    let like = |column| Expr::Like {
        expr: Box::new(Expr::column(column)),
        pattern: format!("%{escaped}%"),
        ignore_case: true,
    };
    like("title").or(like("text"))
}

/// The same with the index.
fn searched(part: &str) -> Expr {
    Expr::Search { index: INDEX, at: Alias::ROOT, text: part.to_owned(), condition: Box::new(plain(part)) }
}

fn select(filter: Expr) -> Select {
    Select::from("note").column("id", Type::Text).filter(filter).order(Expr::column("id"), false)
}

async fn found(database: &Database, filter: Expr) -> Vec<String> {
    texts(database.read(move |tx: Tx| async move { tx.run(select(filter)).await }).await.unwrap())
}

/// Numbers that look like chance, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
    fn text(&mut self, longest: usize) -> String {
        const LETTERS: &str = "aAbBiIİıßẞéÉeñÑσΣςkKåÅжЖწᲬɬⱢϳ\u{37f}ǆǅ中文字\u{307}\u{301}19+@.-_%\\\"'*():^";
        let letters: Vec<char> = LETTERS.chars().collect();
        // Few letters at a time, so that parts meet.
        let from = self.below(letters.len() - 6);
        (0..self.below(longest) + 1).map(|_| letters[from + self.below(6)]).collect()
    }
}

async fn an_index_changes_no_answer(world: &World) {
    world.db.migrate(&[note(BOTH)], &[]).await.unwrap();
    let mut chance = Chance(7);
    let mut all: Vec<String> = (0..400).map(|_| chance.text(14)).collect();
    let rows = |all: &[String]| -> Vec<[Value; 3]> {
        let row = |(n, two): (usize, &[String])| {
            let text = if n % 7 == 0 { Value::Null } else { two[1].as_str().into() };
            [format!("n{n:03}").into(), two[0].as_str().into(), text]
        };
        all.chunks(2).enumerate().map(row).collect()
    };
    notes(world, rows(&all)).await;
    for round in 0..2 {
        let (mut hits, mut misses) = (0, 0);
        for _ in 0..400 {
            let of = all[chance.below(all.len())].clone();
            let chars: Vec<char> = of.chars().collect();
            let start = chance.below(chars.len());
            let part: String = chars[start..].iter().take(2 + chance.below(5)).collect();
            let part = match chance.below(4) {
                0 => part.to_lowercase(),
                1 => part.to_uppercase(),
                2 => chance.text(5),
                _ => part,
            };
            let expected = found(&world.db, plain(&part)).await;
            assert_eq!(found(&world.db, searched(&part)).await, expected, "{part:?} in round {round}");
            if expected.is_empty() { misses += 1 } else { hits += 1 }
        }
        assert!(hits > 150 && misses > 10, "{hits} {misses}");
        // Some rows go, some change, and the index follows.
        let gone = (0..200).step_by(5).map(|n| format!("n{n:03}"));
        let delete = Delete { table: "note", filter: Expr::column("id").is_in(gone), returning: vec![] };
        world.write(delete).await.unwrap();
        for n in (1..200).step_by(5) {
            let text = chance.text(14);
            let set = vec![("title", Expr::param(text.as_str())), ("text", Expr::param(Value::Null))];
            let filter = Expr::column("id").eq(format!("n{n:03}"));
            world.write(Update { table: "note", set, filter, returning: vec![] }).await.unwrap();
            all.push(text);
        }
    }
}

/// Enough rows that a planner sees the use of an index.
async fn many(world: &World) {
    let text = format!("Quillfeather{}", "-".repeat(600));
    let rows = (0..5_000).map(|n| row(&format!("n{n:04}"), &format!("Title {n} of many"), &text));
    notes(world, rows.collect()).await;
    world.db.analyze().await.unwrap();
}

async fn rows_are_looked_up_in_the_index(world: &World) {
    world.db.migrate(&[note(BOTH)], &[]).await.unwrap();
    many(world).await;
    let plan = async |part| world.db.explain(select(searched(part)).into()).await.unwrap();
    let used = plan("title 4321").await;
    assert!(used.contains(INDEX) && !used.contains("Seq Scan"), "{used}");
    if !world.db.is_postgres() {
        assert!(used.contains("SEARCH t0 USING INTEGER PRIMARY KEY"), "{used}");
    }
    // Nothing can be looked up by less than three characters, which PostgreSQL wants to be letters or digits.
    for (part, on_sqlite) in [("43", false), ("%", false), ("-@-", true)] {
        let plan = plan(part).await;
        assert_eq!(plan.contains(INDEX), on_sqlite && !world.db.is_postgres(), "{plan}");
    }
    // What all rows hold is found without it, in order.
    let page = select(searched("quillfeather")).limit(2);
    assert_eq!(texts(world.read(page).await.unwrap()), ["n0000", "n0001"]);
    assert_eq!(found(&world.db, searched("TITLE 4321 ")).await, ["n4321"]);
    assert_eq!(found(&world.db, searched("e 4321")).await, ["n4321"]);
}

async fn whoever_writes_is_found_at_once(world: &World) {
    world.db.migrate(&[note(BOTH)], &[]).await.unwrap();
    notes(world, vec![row("a", "Élan vital", ""), row("b", "plain", "words")]).await;
    let other = world.again(Options::default()).await;
    assert_eq!(found(&other, searched("ÉLAN")).await, ["a"]);
    let foreign = async |sql: &str| match world.url.strip_prefix("sqlite:") {
        // Without a function of ours, as any tool that knows SQLite.
        Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        None => {
            let (client, connection) =
                tokio_postgres::connect(&world.url, tokio_postgres::NoTls).await.unwrap();
            let connection = tokio::spawn(connection);
            client.batch_execute(sql).await.unwrap();
            drop(client);
            connection.await.unwrap().unwrap();
        }
    };
    foreign("UPDATE note SET text = 'Quillfeather' WHERE id = 'b'").await;
    foreign("INSERT INTO note (id, title) VALUES ('c', 'a quill')").await;
    foreign("DELETE FROM note WHERE id = 'a'").await;
    for database in [&world.db, &other] {
        assert_eq!(found(database, searched("QUILL")).await, ["b", "c"]);
        assert_eq!(found(database, searched("words")).await, [""; 0]);
        assert_eq!(found(database, searched("élan")).await, [""; 0]);
    }
    other.close().await;
}

async fn what_triggers_do_is_not_counted(world: &World) {
    world.db.migrate(&[note(BOTH)], &[]).await.unwrap();
    notes(world, vec![row("a", "one", ""), row("b", "two", ""), row("c", "three", "")]).await;
    let before = world.db.statements();
    let set = vec![("text", Expr::param("changed"))];
    let update =
        |filter| Update { table: "note", set: set.clone(), filter, returning: vec![("id", Type::Text)] };
    let changed = world.write(update(Expr::column("id").is_in(["a", "b"]))).await.unwrap();
    assert_eq!((changed.len(), world.db.statements() - before), (2, 1));
    let delete = |filter| Delete { table: "note", filter, returning: vec![] };
    assert_eq!(world.write(delete(searched("three"))).await.unwrap().affected(), 1);
    assert_eq!(world.write(delete(Expr::always())).await.unwrap().affected(), 2);
}

async fn tables_that_were_there_get_the_index(world: &World) {
    world.db.migrate(&[note(&[])], &[]).await.unwrap();
    many(world).await;
    let tables = [note(BOTH)];
    let report = world.db.migrate(&tables, &[]).await.unwrap();
    let pending: Vec<_> = report.indexes_pending.iter().map(|index| index.name).collect();
    if world.db.is_postgres() {
        assert_eq!((report.indexes_created, pending), (0, vec![INDEX]));
        // Until it is there, all rows are read.
        assert_eq!(found(&world.db, searched("title 4321")).await, ["n4321"]);
        let other = world.again(Options::default()).await;
        let same = other.migrate(&tables, &[]).await.unwrap();
        let (one, two) = tokio::join!(world.db.build_indexes(&report), other.build_indexes(&same));
        assert_eq!(one.unwrap() + two.unwrap(), 1, "one of two nodes builds it");
        other.close().await;
        cut_off(world, &tables).await;
    } else {
        assert_eq!((report.indexes_created, pending), (1, vec![]));
    }
    let plan = world.db.explain(select(searched("title 4321")).into()).await.unwrap();
    assert!(plan.contains(INDEX), "{plan}");
    assert_eq!(found(&world.db, searched("title 4321")).await, ["n4321"]);
    assert_eq!(world.db.migrate(&tables, &[]).await.unwrap(), Default::default());
    let before = world.db.statements();
    world.db.migrate(&tables, &[]).await.unwrap();
    assert_eq!(world.db.statements() - before, 1, "nothing is left for the next start");
}

/// What a build leaves that did not come to its end: an index that is written, and does not serve.
async fn cut_off(world: &World, tables: &[Table]) {
    let sql = format!("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{INDEX}'::regclass");
    let (client, connection) = tokio_postgres::connect(&world.url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(&sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    let report = world.db.migrate(tables, &[]).await.unwrap();
    assert_eq!(report.indexes_pending.len(), 1);
    assert_eq!(world.db.build_indexes(&report).await.unwrap(), 1);
    assert_eq!(world.db.build_indexes(&report).await.unwrap(), 0);
}

async fn other_columns_are_another_index(world: &World) {
    world.db.migrate(&[note(&["title"])], &[]).await.unwrap();
    many(world).await;
    let report = world.db.migrate(&[note(BOTH)], &[]).await.unwrap();
    world.db.build_indexes(&report).await.unwrap();
    assert_eq!(found(&world.db, searched("quillfeather")).await.len(), 5_000);
    notes(world, vec![row("x", "", "a late quire")]).await;
    assert_eq!(found(&world.db, searched("quire")).await, ["x"]);
}

/// A table that is written anew by hand numbers its rows anew.
#[tokio::test(flavor = "multi_thread")]
async fn renumbered_rows_are_found() {
    World::sqlite()
        .await
        .run(async |world| {
            world.db.migrate(&[note(BOTH)], &[]).await.unwrap();
            notes(world, vec![row("a", "first", ""), row("b", "second", ""), row("c", "third", "")]).await;
            let path = world.url.strip_prefix("sqlite:").unwrap();
            let foreign = rusqlite::Connection::open(path).unwrap();
            foreign
                .execute_batch("DELETE FROM note WHERE id = 'a'; UPDATE note SET rowid = rowid - 1")
                .unwrap();
            assert_eq!(found(&world.db, searched("third")).await, [""; 0], "this is what is mended");
            let again = world.again(Options::default()).await;
            assert_eq!(found(&again, searched("third")).await, ["c"]);
            assert_eq!(found(&again, searched("second")).await, ["b"]);
            again.close().await;
        })
        .await;
}

/// Whose database does not let him create the extension goes on without, and gets the index once it is there.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_extension_all_rows_are_read() {
    let Some(world) = World::postgres().await else { return };
    world
        .run(async |world| {
            let role = format!("{}_user", world.url.rsplit('/').next().unwrap());
            let (client, connection) =
                tokio_postgres::connect(&world.url, tokio_postgres::NoTls).await.unwrap();
            let connection = tokio::spawn(connection);
            let create = format!(
                "CREATE ROLE {role} LOGIN PASSWORD 'weak'; GRANT CREATE, USAGE ON SCHEMA public TO {role}"
            );
            client.batch_execute(&create).await.unwrap();
            let (scheme, rest) = world.url.split_once("://").unwrap();
            let host = rest.split_once('@').map_or(rest, |(_, host)| host);
            let url = format!("{scheme}://{role}:weak@{host}");
            let database = Database::connect(&url, Options::default()).await.unwrap();
            let tables = [note(BOTH)];
            let report = database.migrate(&tables, &[]).await.unwrap();
            assert_eq!((report.tables_created, report.indexes_pending.len()), (1, 0));
            let add = "INSERT INTO note (id, title) VALUES ('a', 'Quillfeather')";
            client.batch_execute(add).await.unwrap();
            assert_eq!(found(&database, searched("QUILL")).await, ["a"]);
            client.batch_execute("CREATE EXTENSION pg_trgm").await.unwrap();
            let report = database.migrate(&tables, &[]).await.unwrap();
            assert_eq!(database.build_indexes(&report).await.unwrap(), 1);
            assert_eq!(found(&database, searched("QUILL")).await, ["a"]);
            database.close().await;
            client.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
            drop(client);
            connection.await.unwrap().unwrap();
        })
        .await;
}
