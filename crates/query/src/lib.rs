//! Query: `GraphRequest -> GraphPlan -> batches -> answer`, pure until the batches.
//!
//! One statement per relation hop, never per row; hops of one depth go out together, and a record found by its key
//! comes with its parent's statement. Rows stay cells from the database to the JSON of the answer. A module's records,
//! the links between modules and computed fields are one graph.
//!
//! Files: a [`GraphRequest`] is planned by `planner/` over the [`registry`], run by [`execute`] with the statements of
//! [`sql`] and [`filter`], and read or written by [`answer`].
//!
//! # What can be asked
//! - Fields to any depth; unknown ones are refused, unless the request is [`GraphRequest::lenient`].
//! - Filters on columns, relations, links, the links' own columns and JSON, joined by `$and`, `$or`, `$not`. A column takes
//!   `$eq $ne $in $nin $is $exists $not $and $or`; numbers, times and texts also `$gt $gte $lt $lte`; texts also
//!   `$like $ilike $re $fulltext`; lists of texts `$contains $contained $overlap`; JSON all of these but the last two.
//!   Null meets no comparison; a list with null in it (`$in`) means rows without a value as well.
//! - Sort keys by columns of the record, of what it hangs on, and of links; nulls come last, and first where descending.
//! - A page, with an exact count; and of nested lists a page, order and filter of their own ([`GraphRequest::relation`]),
//!   which show each record its own rows and leave what is computed from the list as it is.
//! - Rows that the caller holds are not read again: [`GraphRequest::holding`].
//! - That what is named is there: [`GraphRequest::throw_if_key_not_found`] (the names of keys: a model's primary key,
//!   those of its module, and [`GraphBuilder::keyed`]), [`GraphRequest::throw_if_relation_not_found`].
//! - The same as JSON: [`GraphRequest::parse`], for clients within [`Limits`].
//!
//! # How the graph is told more than models and links say
//! - A relation that is found otherwise than its model declares: [`GraphBuilder::relations`] puts another declaration in
//!   its place, [`GraphBuilder::rehop`] another [`Hop`], [`GraphBuilder::join`] adds one that nobody declares;
//!   [`GraphBuilder::versioned`], [`GraphBuilder::within`], [`GraphBuilder::counted`] narrow which rows it shows. Call
//!   them behind [`GraphBuilder::models`]; what names a model or relation that is not there is passed over.
//! - A computed field: a [`Computer`], added to its model by [`GraphBuilder::computer`]. It names the paths that it
//!   needs and fills all rows in one pass, from what was fetched.
//! - A shortcut, which is a field that stands for a path through a link: an entry of
//!   [`Side::shortcuts`](stheno_link::definition::Side::shortcuts); the path begins at the link row. Where it ends in a
//!   computed field, that field is shown under the shortcut's name.
//!
//! ```
//! use serde_json::json;
//! use std::sync::Arc;
//! use stheno_database::Database;
//! use stheno_kernel::{JsonWriter, Result, Value};
//! use stheno_link::definition::Shortcut;
//! use stheno_link::{LinkRegistry, define_link, side};
//! use stheno_model::{HasMany, Model};
//! use stheno_query::{Computer, Context, Graph, GraphBuilder, GraphRequest, Hop, NodeView};
//!
//! /// A book; `series` is a relation that only the graph knows.
//! #[derive(Model, Clone, Debug, Default)]
//! #[model(module = "library", entity = "Book", table = "book", prefix = "book")]
//! #[model(aliases("book", "books"), linkable("book_id"))]
//! pub struct Book {
//!     #[field(id)]
//!     pub id: String,
//!     pub title: String,
//!     pub series_code: Option<String>,
//! }
//!
//! /// Who wrote it.
//! #[derive(Model, Clone, Debug, Default)]
//! #[model(module = "people", entity = "Author", table = "author", prefix = "author")]
//! #[model(aliases("author", "authors"), linkable("author_id"))]
//! pub struct Author {
//!     #[field(id)]
//!     pub id: String,
//!     #[relation(key = "author_id")]
//!     pub awards: HasMany<Award>,
//! }
//!
//! /// What an author won.
//! #[derive(Model, Clone, Debug, Default)]
//! #[model(module = "people", entity = "Award", table = "award", prefix = "award")]
//! pub struct Award {
//!     #[field(id)]
//!     pub id: String,
//!     pub author_id: String,
//! }
//!
//! /// Fills `author.fame`, the number of awards.
//! struct Fame;
//!
//! impl Computer for Fame {
//!     fn fields(&self) -> &'static [&'static str] {
//!         &["fame"]
//!     }
//!     fn needs(&self, _: &[&'static str]) -> Vec<&'static str> {
//!         vec!["awards.id"]
//!     }
//!     fn compute(&self, rows: NodeView<'_>, _: &[&'static str], _: &Context) -> Result<Vec<Vec<Value>>> {
//!         Ok(rows.iter().map(|author| vec![Value::Int(author.children("awards").count() as i64)]).collect())
//!     }
//! }
//!
//! fn graph() -> Result<Arc<Graph>> {
//!     const OF_BOOK: &[Shortcut] = &[Shortcut::one("author", "author"), Shortcut::one("fame", "author.fame")];
//!     let mut links = LinkRegistry::default();
//!     let mut link = define_link(side(Book::meta).list(), side(Author::meta)).build()?;
//!     link.left.shortcuts = OF_BOOK;
//!     links.add(link);
//!     let same_series = Hop::Column { own: "series_code", target: "series_code" };
//!     let graph = GraphBuilder::default()
//!         .models(&[Book::meta(), Author::meta(), Award::meta()])
//!         .links(&links)
//!         .join("book", "series", same_series, "book")
//!         .computer(Author::meta(), Fame);
//!     Ok(Arc::new(graph.build()))
//! }
//!
//! async fn first(graph: &Arc<Graph>, database: &Database, title: &str) -> Result<Vec<u8>> {
//!     let question = GraphRequest::new("book").fields(["title", "fame", "series.title"]);
//!     let question = question.filter(json!({ "title": title, "author": { "awards": { "$not": { "id": null } } } }));
//!     let answer = graph.query(database, question).await?;
//!     let mut json = JsonWriter::default();
//!     answer.write_first(&mut json);
//!     Ok(json.into_bytes())
//! }
//! # let _ = first;
//!
//! let fields = ["title", "fame", "series.title"].map(str::to_owned);
//! let plan = graph()?.plan("book", &fields)?;
//! assert_eq!(
//!     plan.to_string(),
//!     "\
//! Book <- book (id, title, series_code)
//!   author_link.author <- author via library_book_people_author (id)
//!     awards <- award (id)
//!   series <- book (id, title, series_code)
//! "
//! );
//! # Ok::<(), stheno_kernel::Error>(())
//! ```

pub mod answer;
pub mod compute;
pub mod execute;
pub mod field_tree;
pub mod filter;
pub mod held;
mod missing;
mod parse;
pub mod plan;
mod planner;
pub mod registry;
pub mod request;
mod rows;
pub mod sql;
mod terms;

pub use answer::{Answer, NodeView, RowView};
pub use compute::{Asked, Computer, Context, absent};
pub use held::Held;
pub use registry::{Graph, GraphBuilder, Hop};
pub use request::{GraphRequest, Limits, RelationPage};
