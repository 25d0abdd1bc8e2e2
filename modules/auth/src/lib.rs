//! Who can log in, and how they prove it.

pub mod models;
pub mod password;
pub mod reset_token;
pub mod service;

pub use models::*;
use stheno_model::{Model as _, ModelMeta};

/// The module's name in links and in the graph.
pub const NAME: &str = "auth";

/// The module's models.
pub fn models() -> Vec<&'static ModelMeta> {
    vec![
        AuthIdentity::meta(),
        AuthMfaFactor::meta(),
        AuthMfaRecoveryCode::meta(),
        AuthPasswordResetToken::meta(),
        AuthVerification::meta(),
        ProviderIdentity::meta(),
    ]
}
