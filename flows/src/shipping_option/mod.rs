//! Workflows of shipping option.
