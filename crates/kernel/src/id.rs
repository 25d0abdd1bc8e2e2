//! Ids: `prefix_ULID`, monotonic within a process, one Rust type per kind of record.

use crate::{Clock, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

/// Makes ids that sort by the order in which they were made.
pub struct IdGenerator(Mutex<ulid::Generator>);

impl Default for IdGenerator {
    fn default() -> Self {
        Self(Mutex::new(ulid::Generator::new()))
    }
}

impl IdGenerator {
    /// A new id, `prefix_ULID`, with the clock's time in its first ten characters.
    pub fn next(&self, prefix: &str, clock: &dyn Clock) -> String {
        self.next_at(prefix, clock.now())
    }

    /// As [`IdGenerator::next`], at a given instant.
    pub fn next_at(&self, prefix: &str, now: Timestamp) -> String {
        let at = UNIX_EPOCH + Duration::from_millis(now.as_millis().max(0).unsigned_abs());
        let mut generator = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The generator refuses only when its 80 random bits overflow within one millisecond.
        let ulid = generator
            .generate_from_datetime(at)
            .or_else(|_| generator.generate_from_datetime(at + Duration::from_millis(1)))
            .expect("two neighbouring milliseconds cannot both have used up 2^80 ids");
        if prefix.is_empty() { ulid.to_string() } else { format!("{prefix}_{ulid}") }
    }
}

/// What a new record is stamped with: the instant, and ids to draw from.
#[derive(Clone)]
pub struct Stamp {
    /// `created_at` and `updated_at` of what is made with this stamp.
    pub now: Timestamp,
    ids: Arc<IdGenerator>,
}

impl Stamp {
    /// A stamp of this instant.
    pub fn new(now: Timestamp, ids: Arc<IdGenerator>) -> Self {
        Self { now, ids }
    }
    /// A new id, `prefix_ULID`.
    pub fn id(&self, prefix: &str) -> String {
        self.ids.next_at(prefix, self.now)
    }
}

/// Declares id types: `define_ids! { /// doc \n CustomerId = "cus"; ... }`.
///
/// An id is opaque text: callers may bring their own where Medusa accepts it, so the prefix is not checked.
#[macro_export]
macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);
        impl $name {
            /// Medusa's prefix of this kind.
            pub const PREFIX: &'static str = $prefix;
            /// A new id of this kind.
            pub fn generate(stamp: &$crate::Stamp) -> Self {
                Self(stamp.id($prefix))
            }
            /// The text of the id.
            pub fn as_str(&self) -> &str { &self.0 }
            /// The text of the id, by value.
            pub fn into_string(self) -> String { self.0 }
        }
        impl std::ops::Deref for $name { type Target = str; fn deref(&self) -> &str { &self.0 } }
        impl std::borrow::Borrow<str> for $name { fn borrow(&self) -> &str { &self.0 } }
        impl From<String> for $name { fn from(text: String) -> Self { Self(text) } }
        impl From<&str> for $name { fn from(text: &str) -> Self { Self(text.to_owned()) } }
        impl From<$name> for String { fn from(id: $name) -> Self { id.0 } }
        impl From<$name> for $crate::Value { fn from(id: $name) -> Self { $crate::Value::Text(id.0) } }
        impl From<&$name> for $crate::Value { fn from(id: &$name) -> Self { $crate::Value::Text(id.0.clone()) } }
        impl $crate::value::FromValue for $name {
            fn from_value(value: $crate::Value) -> Option<Self> {
                <String as $crate::value::FromValue>::from_value(value).map(Self)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedClock;

    #[test]
    fn ids_sort_in_the_order_they_were_made() {
        let (ids, clock) =
            (IdGenerator::default(), FixedClock::new(Timestamp::from_millis(1_700_000_000_000).unwrap()));
        let made: Vec<String> = (0..1000).map(|_| ids.next("cart", &clock)).collect();
        assert!(made.windows(2).all(|w| w[0] < w[1]));
        assert!(made[0].starts_with("cart_01HF7YAT00"));
        assert_eq!(made[0].len(), "cart_".len() + 26);
    }
}
