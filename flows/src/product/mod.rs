//! Workflows of product.
