//! Workflows of promotion.
