//! Workflows of user.
