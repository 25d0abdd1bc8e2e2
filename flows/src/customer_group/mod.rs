//! Workflows of customer group.
