//! What every other crate speaks: values, amounts, ids, time, errors, JSON text. No I/O.

pub mod amount;
pub mod clock;
pub mod error;
pub mod id;
pub mod json;
pub mod time;
pub mod value;

pub use amount::{Amount, Money};
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::{Error, ErrorKind, Result};
pub use id::{IdGenerator, Stamp};
pub use json::{JsonKey, JsonText, JsonWriter};
pub use rust_decimal::Decimal;
pub use time::Timestamp;
pub use value::Value;
