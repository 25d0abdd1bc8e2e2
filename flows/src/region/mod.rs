//! Workflows of region.
