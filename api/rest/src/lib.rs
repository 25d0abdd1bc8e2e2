//! What the store and the admin API share: lists, single records, and resources whose verbs are plain.

pub mod absent;
pub mod addresses;
pub mod admin_resource;
pub mod batch;
pub mod categories;
pub mod orders;
pub mod read;
pub mod resource;

pub use absent::{Absent, record, record_of};
pub use admin_resource::AdminResource;
pub use read::{list, list_of, retrieve, retrieve_of};
pub use resource::Resource;
