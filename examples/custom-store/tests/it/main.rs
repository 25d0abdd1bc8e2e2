//! The shop of the tutorial, over HTTP on both databases.

mod background;
mod brands;
mod desk;
mod migrating;
mod products;
mod readme;
