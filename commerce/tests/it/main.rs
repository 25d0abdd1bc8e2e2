//! The whole of commerce, on both databases.

mod start;
