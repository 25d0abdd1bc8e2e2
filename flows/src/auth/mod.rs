//! Workflows of auth.
