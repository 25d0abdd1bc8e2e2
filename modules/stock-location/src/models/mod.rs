//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]

mod stock_location;
mod stock_location_address;

pub use stock_location::StockLocation;
pub use stock_location_address::StockLocationAddress;
