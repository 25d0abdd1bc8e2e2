//! The sentences of violated rules, as Medusa's clients know them.

use stheno_kernel::{Error, ErrorKind};

fn words(table: &str) -> String {
    let mut words = table.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

fn pairs(pairs: &[(String, String)], separator: &str) -> String {
    let mut out = String::new();
    for (i, (key, value)) in pairs.iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        out.push_str(key);
        out.push_str(": ");
        out.push_str(value);
    }
    out
}

pub(crate) fn duplicate(table: &str, keys: &[(String, String)]) -> Error {
    Error::duplicate(format!("{} with {}, already exists.", words(table), pairs(keys, ", ")))
}

pub(crate) fn not_null(table: &str, column: &str) -> Error {
    Error::invalid_data(format!("Cannot set field '{column}' of {} to null", words(table)))
}

pub(crate) fn missing_relationship(keys: &[(String, String)]) -> Error {
    let keys = pairs(keys, ",");
    Error::not_found(format!("You tried to set relationship {keys}, but such entity does not exist"))
}

pub(crate) fn still_referenced(table: &str) -> Error {
    Error::not_found(format!("{} has a relationship that does not allow this", words(table)))
}

pub(crate) fn check(table: &str) -> Error {
    Error::invalid_data(format!("{} has a value that is not allowed", words(table)))
}

pub(crate) fn unavailable() -> Error {
    Error::new(ErrorKind::Unavailable, "The database is not available")
}

pub(crate) fn refused() -> Error {
    Error::new(ErrorKind::Database, "The database refused a statement")
}

pub(crate) fn conflict() -> Error {
    Error::conflict("Another request changed the same records")
}
