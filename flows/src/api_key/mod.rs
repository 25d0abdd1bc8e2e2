//! API keys: made, changed, revoked, deleted; the channels of publishable ones; the keys that requests show.

pub mod authenticator;
pub mod create_api_keys;
pub mod delete_api_keys;
pub mod link_sales_channels_to_api_key;
pub mod revoke_api_keys;
pub mod update_api_keys;
