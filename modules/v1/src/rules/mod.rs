//! Rules as pure functions: data in, data out.

pub mod address;
pub mod dates;
pub mod money;
pub mod naming;
pub mod selection;
pub mod status;
pub mod totals;
