//! Workflows that belong to no module: links of any two records.

pub mod batch_links;
pub mod create_links;
pub mod dismiss_links;
pub mod update_links;
