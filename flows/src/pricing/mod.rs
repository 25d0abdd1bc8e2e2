//! Workflows of pricing.
