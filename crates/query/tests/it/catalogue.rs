//! A shop of two products that share an option; and the graph over it.

#![expect(dead_code, reason = "relations are declared, and read by name only")]
use serde_json::Value as Json;
use std::sync::Arc;
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::statement::Insert;
use stheno_database::{Database, Options, Tx};
use stheno_kernel::{IdGenerator, Result, Stamp, Timestamp, Value};
use stheno_model::schema::Schema;
use stheno_model::{BelongsTo, HasMany, ManyToMany, Model, Records as _};
use stheno_query::{Graph, GraphBuilder, GraphRequest, Hop};

/// A kind of product.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "shop", entity = "Kind", table = "kind", prefix = "kind", aliases("kind"))]
pub struct Kind {
    #[field(id)]
    pub id: String,
    pub name: String,
}

/// Something for sale.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "shop", entity = "Good", table = "good", prefix = "good", aliases("good"))]
pub struct Good {
    #[field(id)]
    pub id: String,
    #[field(search)]
    pub title: String,
    pub kind_id: Option<String>,
    #[relation(nullable)]
    pub kind: BelongsTo<Kind>,
    #[relation(key = "good_id")]
    pub sorts: HasMany<Sort>,
    #[relation(pivot = "good_choice", own = "good_id", target = "choice_id", hard)]
    pub choices: ManyToMany<Choice>,
}

/// A sort of a good.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "shop", entity = "Sort", table = "sort", prefix = "sort", aliases("sort"))]
pub struct Sort {
    #[field(id)]
    pub id: String,
    #[field(search)]
    pub code: String,
    pub notes: i64,
    pub good_id: String,
    pub good: BelongsTo<Good>,
    #[relation(key = "good_id")]
    pub pictures: HasMany<Picture>,
    #[relation(key = "sort_id")]
    pub remarks: HasMany<Remark>,
}

/// A picture of a good.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "shop", entity = "Picture", table = "picture", prefix = "pic", aliases("picture"))]
pub struct Picture {
    #[field(id)]
    pub id: String,
    pub good_id: String,
}

/// A remark on a sort; `notes` counts them.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "shop", entity = "Remark", table = "remark", prefix = "rem", aliases("remark"))]
pub struct Remark {
    #[field(id)]
    pub id: String,
    pub sort_id: String,
}

/// What one can choose of a good.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "shop", entity = "Choice", table = "choice", prefix = "choice", aliases("choice"))]
pub struct Choice {
    #[field(id)]
    pub id: String,
    #[relation(key = "choice_id")]
    pub values: HasMany<ChoiceValue>,
}

/// A value of a choice.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "shop", entity = "ChoiceValue", table = "choice_value", prefix = "val", aliases("value"))]
pub struct ChoiceValue {
    #[field(id)]
    pub id: String,
    pub choice_id: String,
    pub choice: BelongsTo<Choice>,
}

fn pivot(name: &'static str, columns: [&'static str; 3]) -> Table {
    let column = |name| Column { name, ty: SqlType::Text, nullable: true, default: None };
    Table {
        name,
        columns: columns.map(column).into(),
        primary_key: vec![columns[0], columns[1]],
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        keep: Keep::Rows,
    }
}

/// The graph as the catalogue of a shop has it.
pub fn graph() -> Arc<Graph> {
    let models = [
        Kind::meta(),
        Good::meta(),
        Sort::meta(),
        Picture::meta(),
        Remark::meta(),
        Choice::meta(),
        ChoiceValue::meta(),
    ];
    let pictures = Hop::Shared {
        own: "good_id",
        target: "good_id",
        claims: "claim",
        claimed: "picture_id",
        claimant: "sort_id",
    };
    let values = Hop::Pivot {
        pivot: "good_value",
        own_key: "id",
        own: "good_choice_id",
        target: "value_id",
        target_key: "id",
        soft_delete: false,
    };
    let graph = GraphBuilder::default()
        .models(&models)
        .rehop(Sort::meta(), "pictures", pictures)
        .within(Good::meta(), "choices", "values", values, "choice_id")
        .counted(Sort::meta(), "remarks", "notes")
        .searched(Good::meta(), "sorts")
        .build();
    Arc::new(graph)
}

/// `tee` (sorts S and M, of which M has a picture of its own) and `cap`; both may be had in red, the tee in blue as well.
pub async fn shop() -> Result<(Database, Arc<Graph>)> {
    let database =
        Database::connect("sqlite::memory:", Options { kept_bytes: 0, ..Options::default() }).await?;
    let models = graph().models().collect();
    let extra = vec![
        pivot("good_choice", ["good_id", "choice_id", "id"]),
        pivot("good_value", ["good_choice_id", "value_id", "id"]),
        pivot("claim", ["picture_id", "sort_id", "deleted_at"]),
    ];
    database.migrate(&Schema { models, extra }.tables(), &[]).await?;
    let stamp = Stamp::new(Timestamp::default(), Arc::new(IdGenerator::default()));
    database.transaction(move |tx| async move { fill(&tx, &stamp).await }).await?;
    Ok((database, graph()))
}

async fn fill(tx: &Tx, stamp: &Stamp) -> Result<()> {
    tx.insert_one(Kind { id: "k".into(), name: "Clothes".into() }).await?;
    let good = |id: &str, kind_id: Option<&str>| Good {
        id: id.into(),
        title: format!("A {id}"),
        kind_id: kind_id.map(str::to_owned),
        ..Good::new(stamp)
    };
    tx.insert(vec![good("tee", Some("k")), good("cap", None)]).await?;
    let sort = |id: &str, good: &str, notes| Sort {
        id: id.into(),
        code: format!("code-{id}"),
        notes,
        good_id: good.into(),
        ..Sort::new(stamp)
    };
    tx.insert(vec![sort("m", "tee", 1), sort("one", "cap", 0), sort("s", "tee", 0)]).await?;
    let picture = |id: &str| Picture { id: id.into(), good_id: "tee".into() };
    tx.insert(vec![picture("p1"), picture("p2")]).await?;
    tx.insert_one(Remark { id: "r".into(), sort_id: "m".into() }).await?;
    tx.insert_one(Choice { id: "color".into(), ..Choice::new(stamp) }).await?;
    let value =
        |id: &str| ChoiceValue { id: id.into(), choice_id: "color".into(), ..ChoiceValue::new(stamp) };
    tx.insert(vec![value("blue"), value("green"), value("red")]).await?;
    rows(
        tx,
        "good_choice",
        ["good_id", "choice_id", "id"],
        &[["tee", "color", "tc"], ["cap", "color", "cc"]],
    )
    .await?;
    let values = [["tc", "red", "1"], ["tc", "blue", "2"], ["cc", "red", "3"]];
    rows(tx, "good_value", ["good_choice_id", "value_id", "id"], &values).await?;
    rows(tx, "claim", ["picture_id", "sort_id", "deleted_at"], &[["p2", "m", ""]]).await
}

async fn rows(tx: &Tx, table: &'static str, columns: [&'static str; 3], rows: &[[&str; 3]]) -> Result<()> {
    let cell = |text: &&str| if text.is_empty() { Value::Null } else { Value::from(*text) };
    let rows = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let insert = Insert { table, columns: columns.into(), rows, on_conflict: None, returning: Vec::new() };
    tx.execute(insert).await.map(drop)
}

/// The answer to a question, and how many statements it took.
pub async fn ask(question: GraphRequest) -> (Json, Option<i64>, u64) {
    let (database, graph) = shop().await.expect("the shop is made");
    let before = database.statements();
    let answer = graph.query(&database, question).await.expect("the question is understood");
    (answer.to_json(), answer.count(), database.statements() - before)
}
