//! Workflows of api key.
