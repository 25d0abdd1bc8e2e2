//! A library: every kind of field and of relation, links of each kind, and computed fields.

#![expect(dead_code, reason = "relations are declared, and read by name only")]

use std::sync::Arc;
use stheno_database::ddl::SqlType;
use stheno_kernel::{Amount, JsonText, Result, Timestamp, Value};
use stheno_link::definition::{Extra, Shortcut};
use stheno_link::{LinkRegistry, define_link, read_only, side};
use stheno_model::{BelongsTo, FieldKind, HasMany, HasOne, ManyToMany, Model};
use stheno_query::{Asked, Computer, Context, Graph, GraphBuilder, NodeView, RowView, absent};

/// A shelf of books; shelves stand in shelves.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "Shelf", table = "shelf", prefix = "shelf", aliases("shelf", "shelves"))]
#[index(name = "IDX_shelf_parent", on("parent_id"))]
pub struct Shelf {
    #[field(id)]
    pub id: String,
    pub name: String,
    pub version: i64,
    pub parent_id: Option<String>,
    #[relation(nullable)]
    pub parent: BelongsTo<Shelf>,
    #[relation(key = "parent_id")]
    pub shelves: HasMany<Shelf>,
    #[relation(key = "shelf_id")]
    pub books: HasMany<Book>,
    #[relation(key = "shelf_id")]
    pub notes: HasMany<Note>,
    #[relation(through = Loan, own = "shelf_id", target = "book_id", version = "version")]
    #[relation(overlay("title"), detail = "loan")]
    pub lent: HasMany<Book>,
    pub deleted_at: Option<Timestamp>,
}

/// A book, with one of each kind of field.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "Book", table = "book", prefix = "book")]
#[model(aliases("book", "books"), linkable("book_id"), search_index)]
#[index(name = "IDX_book_shelf", on("shelf_id"))]
pub struct Book {
    #[field(id)]
    pub id: String,
    #[field(search)]
    pub title: String,
    #[field(values("novel", "atlas"), default = "'novel'::text")]
    pub r#type: String,
    #[field(search)]
    pub pages: i32,
    pub weight: f64,
    pub price: Amount,
    pub is_lendable: bool,
    #[field(hidden)]
    pub secret: String,
    pub data: JsonText,
    pub metadata: Option<JsonText>,
    pub languages: Vec<String>,
    pub published_at: Option<Timestamp>,
    pub currency_code: Option<String>,
    pub shelf_id: String,
    pub shelf: BelongsTo<Shelf>,
    pub cover_id: Option<String>,
    #[relation(nullable)]
    pub cover: BelongsTo<Cover>,
    #[relation(key = "book_id", nullable)]
    pub blurb: HasOne<Blurb>,
    #[relation(pivot = "book_tag", own = "book_id", target = "tag_code")]
    pub tags: ManyToMany<Tag>,
    pub deleted_at: Option<Timestamp>,
}

/// A cover, whose key the book holds.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "Cover", table = "cover", prefix = "cov")]
pub struct Cover {
    #[field(id)]
    pub id: String,
    pub url: String,
    pub deleted_at: Option<Timestamp>,
}

/// What stands on the back, which holds the book's key.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "Blurb", table = "blurb", prefix = "blurb")]
pub struct Blurb {
    #[field(id)]
    pub id: String,
    pub text: String,
    pub book_id: String,
    pub book: BelongsTo<Book>,
}

/// A tag, found by its code.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "Tag", table = "tag", primary_key("code"), aliases("tag"))]
pub struct Tag {
    #[field(id)]
    pub code: String,
}

/// The pivot of [`Book::tags`].
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "BookTag", table = "book_tag", primary_key("book_id", "tag_code"))]
pub struct BookTag {
    pub book_id: String,
    pub tag_code: String,
    pub deleted_at: Option<Timestamp>,
}

/// A book lent to a shelf as it was at a version, under another title perhaps.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "Loan", table = "loan", prefix = "loan")]
pub struct Loan {
    #[field(id)]
    pub id: String,
    pub shelf_id: String,
    pub book_id: String,
    pub version: i64,
    pub title: Option<String>,
    #[field(hidden)]
    pub borrower: String,
    pub deleted_at: Option<Timestamp>,
}

/// A note on a version of a shelf.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "library", entity = "Note", table = "note", prefix = "note")]
pub struct Note {
    #[field(id)]
    pub id: String,
    pub shelf_id: String,
    pub version: i64,
}

/// Who writes.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "people", entity = "Author", table = "author", prefix = "author")]
#[model(aliases("author", "authors"), linkable("author_id"))]
pub struct Author {
    #[field(id)]
    pub id: String,
    pub name: String,
    #[field(hidden)]
    pub password: String,
    #[relation(key = "author_id")]
    pub awards: HasMany<Award>,
    pub deleted_at: Option<Timestamp>,
}

/// What an author has won.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "people", entity = "Award", table = "award", prefix = "award")]
pub struct Award {
    #[field(id)]
    pub id: String,
    pub weight: i32,
    pub author_id: String,
    pub author: BelongsTo<Author>,
}

/// What prices are in.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "money", entity = "Currency", table = "currency", primary_key("code"))]
#[model(aliases("currency", "currencies"), linkable("currency_code"))]
pub struct Currency {
    #[field(id)]
    pub code: String,
    pub name: String,
}

/// `fame` of authors, by the weight of their awards; `motto` shows as null beside all fields; `rank` is absent without
/// fame, and brings `name` along.
struct Fame;

impl Computer for Fame {
    fn fields(&self) -> &'static [&'static str] {
        &["fame", "motto", "rank"]
    }
    fn null_with_all(&self) -> &'static [&'static str] {
        &["motto"]
    }
    fn widen(&self, asked: &mut Asked<'_>) {
        if asked.has("rank") {
            asked.show("name");
        }
    }
    fn needs(&self, fields: &[&'static str]) -> Vec<&'static str> {
        if fields == ["motto"] { vec!["name"] } else { vec!["awards.weight"] }
    }
    fn compute(
        &self,
        rows: NodeView<'_>,
        fields: &[&'static str],
        context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        let fame =
            |row: RowView<'_>| row.children("awards").filter_map(|a| a.get("weight").as_int()).sum::<i64>();
        let cell = |row: RowView<'_>, field: &str| match (field, fame(row)) {
            ("motto", _) => Value::from(format!("{}!", row.text("name"))),
            ("fame", fame) => Value::Int(fame * context.get::<i64>("fame").copied().unwrap_or(1)),
            (_, 0) => absent(),
            _ => Value::Int(1),
        };
        Ok(rows.iter().map(|row| fields.iter().map(|field| cell(row, field)).collect()).collect())
    }
}

/// `label` of books, which comes with all fields.
struct Label;

impl Computer for Label {
    fn fields(&self) -> &'static [&'static str] {
        &["label"]
    }
    fn with_all(&self) -> &'static [&'static str] {
        &["label"]
    }
    fn needs(&self, _: &[&'static str]) -> Vec<&'static str> {
        vec!["title", "cover.url"]
    }
    fn compute(&self, rows: NodeView<'_>, _: &[&'static str], _: &Context) -> Result<Vec<Vec<Value>>> {
        let label = |row: RowView<'_>| {
            let cover = row.child("cover");
            format!("{} ({})", row.text("title"), cover.as_ref().map_or("bare", |cover| cover.text("url")))
        };
        Ok(rows.iter().map(|row| vec![label(row).into()]).collect())
    }
}

/// `book.author` and `author.books` by a stored link, `book.author_fame` through it; `book.currency` by a column, and
/// `currency.priced` by the same, though several may be.
pub fn links() -> LinkRegistry {
    const BOOK: &[Shortcut] =
        &[Shortcut::one("author", "author"), Shortcut::one("author_fame", "author.fame")];
    let mut registry = LinkRegistry::default();
    let share = Extra {
        name: "share",
        sql: SqlType::Numeric,
        kind: FieldKind::BigNumber,
        nullable: true,
        default: None,
    };
    let link = define_link(side(Book::meta).list(), side(Author::meta)).table("book_author");
    let mut link = link.extra_column(share).build().unwrap();
    link.left.shortcuts = BOOK;
    registry.add(link);
    registry.define_read_only(read_only((Book::meta, "currency_code"), Currency::meta)).unwrap();
    let priced = read_only((Currency::meta, "code"), Book::meta).matching("currency_code").alias("priced");
    registry.define_read_only(priced).unwrap();
    registry
}

/// The library's graph.
pub fn graph() -> Arc<Graph> {
    let library = [Shelf::meta(), Book::meta(), Cover::meta(), Blurb::meta(), Tag::meta(), BookTag::meta()];
    let rest = [Loan::meta(), Note::meta(), Author::meta(), Award::meta(), Currency::meta()];
    let graph = GraphBuilder::default()
        .models(&[library.as_slice(), &rest].concat())
        .links(&links())
        .versioned(Shelf::meta(), "notes", "version")
        .beneath(Shelf::meta(), "lent", ("title", "own_title"))
        .searched(Shelf::meta(), "books")
        .keyed(Book::meta(), "title")
        .absent_when_null(Book::meta(), &["published_at", "blurb"])
        .computer(Author::meta(), Fame)
        .computer(Book::meta(), Label)
        .build();
    Arc::new(graph)
}
