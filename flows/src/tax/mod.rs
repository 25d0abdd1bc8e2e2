//! Workflows of tax.
