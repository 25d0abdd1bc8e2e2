//! Auth: login, registration, tokens, password reset.

pub mod authenticate;
pub mod claims;
pub mod generate_reset_password_token;
pub(crate) mod hashing;
pub mod refresh_token;
pub mod register;
pub mod update_provider;
