//! What tells one question from another: the text, the types it decodes to, the values bound to it.

use crate::render::Rendered;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use stheno_kernel::Value;

/// Texts known at once; they follow from the shapes of requests, so that callers could make any number of them.
const SHAPES_MAX: usize = 4096;

/// Gives each text of a statement a number, so that keys are short.
#[derive(Default)]
pub(super) struct Shapes(RwLock<Numbers>);

#[derive(Default)]
struct Numbers {
    by_text: HashMap<Box<str>, u32, foldhash::fast::RandomState>,
    next: u32,
}

impl Shapes {
    pub(super) fn number(&self, sql: &str) -> u32 {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).by_text.get(sql).copied();
        known.unwrap_or_else(|| self.add(sql))
    }

    /// A number never comes again, so that what was kept of texts that were forgotten is met no more.
    fn add(&self, sql: &str) -> u32 {
        let mut numbers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = numbers.by_text.get(sql) {
            return *known;
        }
        if numbers.by_text.len() >= SHAPES_MAX {
            numbers.by_text.clear();
        }
        let number = numbers.next;
        numbers.next = number.wrapping_add(1);
        numbers.by_text.insert(sql.into(), number);
        number
    }
}

#[derive(PartialEq, Eq, Hash)]
pub(super) struct Key {
    shape: u32,
    /// Types and values, each with a mark before it that says where it ends.
    bound: Box<[u8]>,
}

impl Key {
    /// None where a value is an instant.
    pub(super) fn of(shape: u32, rendered: &Rendered) -> Option<Self> {
        let mut bound = Vec::with_capacity(rendered.types.len() + rendered.params.len() * 40);
        bound.extend(rendered.types.iter().map(|ty| *ty as u8));
        rendered.params.iter().try_for_each(|value| put(&mut bound, value))?;
        Some(Self { shape, bound: bound.into() })
    }
    pub(super) fn bytes(&self) -> usize {
        self.bound.len()
    }
}

fn put(out: &mut Vec<u8>, value: &Value) -> Option<()> {
    match value {
        Value::Null => out.push(0),
        Value::Bool(b) => out.extend([1, u8::from(*b)]),
        Value::Int(i) => sized(out, 2, &i.to_le_bytes()),
        Value::Float(f) => sized(out, 3, &f.to_bits().to_le_bytes()),
        Value::Decimal(d) => sized(out, 4, &d.serialize()),
        Value::Text(text) => sized(out, 5, text.as_bytes()),
        Value::Json(json) => sized(out, 6, json.as_str().as_bytes()),
        Value::List(list) => {
            sized(out, 7, &list.len().to_le_bytes());
            list.iter().try_for_each(|value| put(out, value))?;
        }
        Value::Time(_) => return None,
    }
    Some(())
}

fn sized(out: &mut Vec<u8>, mark: u8, bytes: &[u8]) {
    out.push(mark);
    out.extend(bytes.len().to_le_bytes());
    out.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Rendered;
    use crate::statement::Type;
    use stheno_kernel::Timestamp;

    fn key(types: &[Type], params: Vec<Value>) -> Option<Key> {
        Key::of(1, &Rendered::raw("SELECT 1", params, types.to_vec()))
    }

    #[test]
    fn what_differs_has_different_keys() {
        let list = |texts: &[&str]| Value::from(texts.to_vec());
        let distinct = [
            key(&[Type::Text], vec![]),
            key(&[Type::Json], vec![]),
            key(&[], vec![Value::Null]),
            key(&[], vec![Value::from("a"), Value::from("b")]),
            key(&[], vec![Value::from("ab")]),
            key(&[], vec![list(&["a", "b"])]),
            key(&[], vec![list(&["a"]), Value::from("b")]),
            key(&[], vec![list(&["ab"])]),
            key(&[], vec![Value::Int(1)]),
            key(&[], vec![Value::Bool(true)]),
            key(&[], vec![Value::Float(1.0)]),
            key(&[], vec![Value::Decimal("1".parse().unwrap())]),
            key(&[], vec![Value::Decimal("1.0".parse().unwrap())]),
        ];
        for (i, one) in distinct.iter().enumerate() {
            for (j, other) in distinct.iter().enumerate() {
                assert_eq!(one == other, i == j, "{i} and {j}");
            }
        }
    }

    #[test]
    fn instants_are_not_kept() {
        assert!(key(&[], vec![Value::Time(Timestamp::default())]).is_none());
        assert!(key(&[], vec![Value::List(vec![Value::Time(Timestamp::default())])]).is_none());
    }

    #[test]
    fn texts_are_forgotten_but_their_numbers_do_not_come_again() {
        let shapes = Shapes::default();
        let first = shapes.number("SELECT 0");
        assert_eq!(shapes.number("SELECT 0"), first);
        for i in 1..=SHAPES_MAX {
            shapes.number(&format!("SELECT {i}"));
        }
        assert_ne!(shapes.number("SELECT 0"), first);
    }
}
