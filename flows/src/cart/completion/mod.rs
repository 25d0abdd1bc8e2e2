//! The parts of `complete-cart`: what it reads, the order it writes, the stock it takes, the promotions it counts.

pub mod facts;
pub mod order;
pub mod reserve;
pub mod usage;
