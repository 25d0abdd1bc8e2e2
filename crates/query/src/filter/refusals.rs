//! The sentences of refused filters: they name entity, path and operator, and the nearest operator that would do.

use super::FilterCompiler;
use crate::registry::distance;
use serde_json::Value as Json;
use stheno_kernel::Error;
use stheno_model::FieldMeta;

/// A field that a filter is about.
#[derive(Clone, Copy)]
pub(super) struct Of {
    pub(super) entity: &'static str,
    pub(super) field: &'static FieldMeta,
}

impl FilterCompiler<'_> {
    /// The refusal of an operator that a field does not take; `inside` is the path within a JSON field.
    pub(super) fn refused_operator(
        &self,
        of: Of,
        inside: &[String],
        operator: &str,
        takes: impl IntoIterator<Item = &'static str>,
    ) -> Error {
        let shown = start_of(operator);
        let nearest = nearest(operator, takes);
        Error::invalid_data(format!(
            "{}: operator \"{shown}\" is not supported{nearest}",
            self.field(of, inside)
        ))
    }

    /// The refusal of an operator's value.
    pub(super) fn refused_value(
        &self,
        of: Of,
        inside: &[String],
        operator: &str,
        expected: &str,
        value: &Json,
    ) -> Error {
        let received = start_of(&value.to_string());
        let field = self.field(of, inside);
        Error::invalid_data(format!("{field}: operator {operator} takes {expected}, received {received}"))
    }

    /// The refusal of what stands for filters of an entity.
    pub(super) fn refused_filters(&self, entity: &str, what: &str, value: &Json) -> Error {
        let (at, received) = (self.place(&[], 0), start_of(&value.to_string()));
        Error::invalid_data(format!("{what} of entity '{entity}'{at}, received {received}"))
    }

    /// The refusal of an operator between filters of an entity.
    pub(super) fn refused_junction(&self, entity: &str, operator: &str) -> Error {
        let (at, shown) = (self.place(&[], 0), start_of(operator));
        let nearest = nearest(operator, ["$and", "$or", "$not"]);
        Error::invalid_data(format!(
            "Filters of entity '{entity}'{at}: operator \"{shown}\" is not supported{nearest}"
        ))
    }

    fn field(&self, of: Of, inside: &[String]) -> String {
        format!("Field '{}' of entity '{}'{}", of.field.name, of.entity, self.place(inside, 1))
    }

    /// Where the compiler is, if that takes more than so many names to say.
    fn place(&self, inside: &[String], known: usize) -> String {
        let names: Vec<&str> = self.trail.iter().chain(inside).map(String::as_str).collect();
        if names.len() > known { format!(" (at {})", start_of(&names.join("."))) } else { String::new() }
    }
}

/// As much of a caller's text as a sentence holds.
fn start_of(text: &str) -> String {
    const CHARS_MAX: usize = 80;
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

fn nearest(wrong: &str, takes: impl IntoIterator<Item = &'static str>) -> String {
    // No operator is much longer, and the distance to a long text takes long.
    const CHARS_MAX: usize = 20;
    let takes: Vec<&str> = takes.into_iter().collect();
    let close = takes
        .iter()
        .filter(|_| wrong.len() <= CHARS_MAX)
        .map(|name| (distance(name, wrong), name))
        .filter(|(distance, _)| (1..=2).contains(distance))
        .min();
    match close {
        Some((_, name)) => format!(", did you mean \"{name}\"?"),
        None => format!(": it takes {}", takes.join(", ")),
    }
}
