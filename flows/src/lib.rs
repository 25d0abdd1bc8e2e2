//! Workflows that cross modules, one file each; the workflow's id names the file (`add-to-cart` is `cart/add_to_cart.rs`).
//!
//! A flow takes a `RequestCtx` and an input, does its work in one transaction, and leaves events. Plain creation,
//! change and deletion of one model is [`plain`].

pub mod api_key;
pub mod auth;
pub mod cart;
pub mod common;
pub mod customer;
pub mod customer_group;
pub mod defaults;
pub mod demo;
pub mod fulfillment;
pub mod inventory;
pub mod order;
pub mod payment;
pub mod plain;
pub mod pricing;
pub mod product;
pub mod promotion;
pub mod region;
pub mod sales_channel;
pub mod shipping_option;
pub mod stock_location;
pub mod store;
pub mod tax;
pub mod user;
pub mod v1;
