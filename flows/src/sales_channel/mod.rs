//! Workflows of sales channel.
