//! What a graph answers: plain and odd relations, filters, pages, computed fields, refusals.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod catalogue;
mod computed;
mod filters;
mod held;
mod hidden;
mod kept;
mod library;
mod names;
mod pages;
mod plans;
mod properties;
mod records;
mod refused_filters;
mod relation_pages;
mod requests;
mod shapes;
mod world;
