//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod search_index;
mod search_index_sync;
mod search_index_version;

pub use search_index::SearchIndex;
pub use search_index_sync::SearchIndexSync;
pub use search_index_version::SearchIndexVersion;
