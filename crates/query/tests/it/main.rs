//! What a graph answers beyond plain relations, on a small catalogue in memory.

mod catalogue;
mod shapes;
