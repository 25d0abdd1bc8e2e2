//! What a data model is: fields, relations, cascades, search marks, id prefix - declared once, on a struct.
//!
//! # A model, from declaration to row
//! ```
//! use stheno_database::{Expr, Tx};
//! use stheno_kernel::{Amount, JsonText, Result, Stamp, Timestamp};
//! use stheno_model::{BelongsTo, HasMany, Model, Patch, Records};
//!
//! stheno_kernel::define_ids! {
//!     /// A customer.
//!     CustomerId = "cus";
//! }
//!
//! /// A person or company that buys.
//! #[derive(Model, Clone, Debug, Default)]
//! #[model(module = "customer", entity = "Customer", table = "customer", prefix = "cus")]
//! #[model(aliases("customer", "customers"), linkable("customer_id"), cascade("addresses"))]
//! #[index(name = "IDX_customer_email", on("email", "has_account"), unique, filter = "deleted_at IS NULL")]
//! pub struct Customer {
//!     #[field(id)]
//!     pub id: CustomerId,
//!     #[field(search)]
//!     pub email: Option<String>,
//!     #[field(default = "false")]
//!     pub has_account: bool,
//!     /// Two columns: `credit`, and `raw_credit` with its exact text.
//!     pub credit: Amount,
//!     pub metadata: Option<JsonText>,
//!     #[relation(key = "customer_id")]
//!     pub addresses: HasMany<CustomerAddress>,
//!     pub created_at: Timestamp,
//!     pub updated_at: Timestamp,
//!     pub deleted_at: Option<Timestamp>,
//! }
//!
//! /// Where a customer wants things sent.
//! #[derive(Model, Clone, Debug, Default)]
//! #[model(module = "customer", entity = "CustomerAddress", table = "customer_address", prefix = "cuaddr")]
//! #[foreign_key(on("customer_id"), references = "customer", on_delete = "CASCADE", on_update_cascade)]
//! pub struct CustomerAddress {
//!     #[field(id)]
//!     pub id: String,
//!     pub customer_id: CustomerId,
//!     pub customer: BelongsTo<Customer>,
//!     pub deleted_at: Option<Timestamp>,
//! }
//!
//! /// A new customer; then every customer of that address gets an account; then they go, with what hangs on them.
//! async fn tour(tx: &Tx, stamp: &Stamp) -> Result<()> {
//!     let email = Some("a@b.c".to_owned());
//!     tx.insert_one(Customer { email: email.clone(), ..Customer::new(stamp) }).await?;
//!     let patch = Patch::at(stamp.now)
//!         .set(Customer::HAS_ACCOUNT, true)
//!         .set_expr(Customer::CREDIT, Customer::CREDIT.expr().plus(Expr::param(Amount::from(5))));
//!     let changed = tx.update_returning(Customer::EMAIL.eq(email), patch).await?;
//!     let ids: Vec<String> = changed.into_iter().map(|customer| customer.id.into_string()).collect();
//!     tx.soft_delete(Customer::meta(), &ids, stamp.now).await?;
//!     Ok(())
//! }
//! # let _ = tour;
//! assert_eq!(Customer::meta().field("raw_credit").map(|f| f.nullable), Some(false));
//! ```
//!
//! # What attributes say
//! The Rust type says kind, column type and nullability: `String` and ids are `text`, `i32`/`i64` `integer`, `f64` `real`,
//! [`Amount`](stheno_kernel::Amount) `numeric` with a `raw_*` column behind it, `Timestamp` `timestamptz`, `JsonText`
//! `jsonb`, `Vec<String>` `text[]`; `Option` is nullable. Attributes add to that:
//!
//! | On | Attribute | Meaning |
//! |---|---|---|
//! | struct | `#[model(module, entity, table, prefix = "..")]` | names, after the struct where not said; without `prefix`, ids are the caller's |
//! | | `#[model(aliases(..), linkable(..))]` | names in `query.graph`; keys in links |
//! | | `#[model(primary_key(..))]` | where it is not `id` |
//! | | `#[model(cascade(..), detach(..))]` | relations that go with a record; pivots that do |
//! | | `#[model(search_index)]` | an index for `q`: for tables that grow with the shop's trade (ADR 0013) |
//! | | `#[model(volatile)]` | written about as often as read: rows that were read are not kept in memory |
//! | | `#[model(reference)]` | what merchants arrange, and no flow guards by a lock on something else: within one request it is as it was when that began |
//! | | `#[index(name = "..", on(..), unique, filter = "..", method = "..")]` | an index |
//! | | `#[check("..")]` | a check |
//! | | `#[foreign_key(on(..), references = "..", referenced(..), on_delete = "..", on_update_cascade)]` | within the module |
//! | field | `#[field(id)]` | made by [`Model::new`] with the prefix |
//! | | `#[field(search, translatable, hidden)]` | matched by `q`; has translations; never shown |
//! | | `#[field(unique)]` | no two live rows hold the same |
//! | | `#[field(shown_where("column", "text"))]` | shown where another column holds this text, empty elsewhere |
//! | | `#[field(default = "..")]` | PostgreSQL's text: `true`, `0`, `'x'::text`, `'{}'::jsonb`, `now()` |
//! | | `#[field(sql = "bigint")]` | another column type; `serial` and `bigserial` are counted by the database |
//! | | `#[field(values(..), enum_type(".."))]` | one of these texts; a PostgreSQL enum |
//! | | `#[field(not_null, nullable)]` | where the column differs from the Rust type |
//! | | `#[field(raw_default = "..", raw_nullable, raw_not_null)]` | the same of the `raw_*` column |
//! | relation | `#[relation(key = "..", nullable)]` | the column that holds the key; [`BelongsTo`] has `<name>_id` |
//! | | `#[relation(pivot = "..", own = "..", target = "..", hard)]` | [`ManyToMany`]; `hard` pivots have no `deleted_at` |
//! | | `#[relation(through = Model, own, target, version, detail = "..", overlay(..))]` | [`Through`], on [`HasMany`] |

mod cascade;
pub mod cells;
pub mod column;
pub mod dynamic;
pub mod json;
pub mod meta;
pub mod records;
pub mod relation;
pub mod schema;

#[cfg(test)]
extern crate self as stheno_model;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod stored;

pub use cells::Cells;
pub use column::{Column, Patch};
pub use meta::{FieldKind, FieldMeta, ModelMeta, RelationKind, RelationMeta, Through};
pub use records::{Conflict, Records, Row, Touched, live, live_as, select_of, with_columns_of};
pub use relation::{BelongsTo, HasMany, HasOne, ManyToMany};
pub use schema::Schema;
pub use stheno_model_derive::Model;

/// What derived code names.
#[doc(hidden)]
pub mod __derive {
    pub use {stheno_database, stheno_kernel};
}

use stheno_kernel::{Result, Stamp, Value};

/// A stored record. Derived; see the crate's example.
pub trait Model: Sized + Clone + Default + Send + Sync + 'static {
    /// Everything there is to know of the model.
    fn meta() -> &'static ModelMeta;
    /// A record with a new id, both times set to the stamp's, and every other field at its declared default.
    fn new(stamp: &Stamp) -> Self;
    /// The cells of all stored fields, in the order of [`ModelMeta::stored`], `raw_*` columns included.
    fn into_cells(self) -> Vec<Value>;
    /// Reads a record back from such cells.
    fn from_cells(cells: Vec<Value>) -> Result<Self>;
}
