//! Products and what sorts them.

pub mod batch_link_products_to_category;
pub mod batch_link_products_to_collection;
pub mod batch_product_variants;
pub mod batch_products;
pub mod batch_variant_images;
pub mod batch_variant_inventory_items;
pub mod category_tree;
pub mod create_and_link_product_options_to_product;
pub mod create_collections;
pub mod create_product_categories;
pub mod create_product_options;
pub mod create_product_variants;
pub mod create_products;
pub mod delete_product_categories;
pub mod delete_product_options;
pub mod delete_product_variants;
pub mod delete_products;
pub mod filters;
mod input;
pub mod plain;
pub mod update_collections;
pub mod update_product_categories;
pub mod update_product_option_values;
pub mod update_product_options;
pub mod update_product_variants;
pub mod update_products;
mod variant_inventory;
