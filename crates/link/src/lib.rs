//! What a link between two modules' records is, and how its rows are managed.
//!
//! A definition is data ([`LinkDefinition`], [`ReadOnlyLink`]); a shop's own is made by [`define_link`]. Definitions
//! live in a [`LinkRegistry`], which migrations, Query and [`manage`] read.

pub mod define;
pub mod definition;
pub mod manage;
pub mod naming;
pub mod pivot;
mod value;

pub use define::{define_link, read_only, side};
pub use definition::{Extra, LinkDefinition, LinkRegistry, ReadOnlyLink, Shortcut, Side};
pub use manage::{LinkInput, LinkPattern, LinkRow, RecordKeys};
pub use pivot::tables;
