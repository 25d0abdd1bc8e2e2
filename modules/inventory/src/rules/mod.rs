//! How much of a variant is there, and whether an order can be served: pure functions. Rules: Medusa 2.21
//! `utils/product/get-variant-availability`, `core-flows/cart/utils/prepare-confirm-inventory-input`.
//!
//! A check here is for early and clear refusals. What counts is the conditional update that makes the reservation.

mod availability;
mod confirm;

#[cfg(test)]
mod tests;

pub use availability::{InventoryItem, Level, available_quantity};
pub use confirm::{Claim, Error, Line, Variant, claims, confirm};
