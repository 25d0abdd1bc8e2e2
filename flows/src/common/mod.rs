//! Workflows that belong to no module: links of any two records.

pub mod batch_links;
pub mod check_links;
pub mod create_links;
pub mod delete_links;
pub mod dismiss_links;
pub mod list_links;
pub mod restore_links;
pub mod update_links;
