//! Workflows of the cart. Each one locks the cart, changes it, and ends in [`refresh`].

pub mod add_shipping_method_to_cart;
pub mod add_to_cart;
pub mod complete_cart;
mod completion;
pub mod create_cart;
pub mod create_payment_collection_for_cart;
pub mod customer;
pub mod delete_line_items;
mod lines;
pub mod list_shipping_options_for_cart;
pub(crate) mod load;
pub mod offers;
pub mod promotions;
pub mod refresh;
mod shopper;
pub mod state;
mod stock;
pub mod taxes;
pub mod transfer_cart_customer;
pub mod update_cart;
pub mod update_cart_promotions;
pub mod update_line_item_in_cart;
pub mod update_tax_lines;

pub use state::CartState;
