//! The rows of stored links: create, dismiss, list; delete and restore with what hangs on them.
//!
//! Pairs are linked by [`create`] and parted by [`dismiss`]. Whoever deletes records does it by [`delete_records`], and
//! their links go with them. [`LinkMemory`] is what undoes any of it later.
//!
//! Everything here runs inside the caller's transaction and costs a bounded number of statements per link table,
//! never one per row. Events come back as data; whoever holds the transaction sends them after the commit.

mod check;
mod create;
mod input;
mod list;
mod memory;
mod pairs;
mod records;
mod row;
mod walk;

pub use check::{Finding, Flaw, check, checkable, repair};
pub use create::{create, update};
pub use input::{LinkInput, LinkKey, LinkPattern, LinkPatternSide, RecordKeys, require_keys};
pub use list::{dismiss, held, list, list_some};
pub use memory::{LinkMemory, put_back};
pub use records::{delete_records, remove_records, require_records, restore_records};
pub use row::{Changes, LinkEvent, LinkRow};
pub use walk::{delete, restore};

use crate::definition::{LinkDefinition, LinkRegistry};
use stheno_kernel::{Error, Result};
use stheno_model::ModelMeta;

/// A stored link of the registry.
pub type Stored<'a> = (&'a LinkDefinition, &'static ModelMeta);

/// The link between two modules by two keys, in its direction.
fn find<'a>(registry: &'a LinkRegistry, left: (&str, &str), right: (&str, &str)) -> Result<Stored<'a>> {
    registry.between(left, right).ok_or_else(|| unknown(left, right))
}

/// Medusa's sentence for a pair that no link joins, whichever method was called.
fn unknown((left, left_key): (&str, &str), (right, right_key): (&str, &str)) -> Error {
    Error::invalid_data(format!(
        "Module to type {left} and {right} by keys {left_key} and {right_key} was not found. Ensure the link \
         exists, keys are correct, and link is passed in the correct order to method 'remoteLink.create'."
    ))
}

/// Medusa's sentence for a record that may have one link only and has one.
fn too_many(link: &LinkDefinition) -> Error {
    let (left, right) = (link.left.module(), link.right.module());
    Error::invalid_data(format!("Cannot create multiple links between '{left}' and '{right}'"))
}

/// Puts items of one link together. Links stand in the order of the registry, as everywhere, so that callers at once lock
/// rows of several tables in one order.
fn by_link<'a, T>(
    registry: &'a LinkRegistry,
    items: impl IntoIterator<Item = (Stored<'a>, T)>,
) -> Vec<(Stored<'a>, Vec<T>)> {
    let mut groups: Vec<(Stored<'a>, Vec<T>)> = Vec::new();
    for (link, item) in items {
        match groups.iter_mut().find(|((known, _), _)| known.table == link.0.table) {
            Some((_, group)) => group.push(item),
            None => groups.push((link, vec![item])),
        }
    }
    let place = |table: &str| registry.stored().position(|(link, _)| link.table == table);
    groups.sort_by_cached_key(|((link, _), _)| place(link.table));
    groups
}
