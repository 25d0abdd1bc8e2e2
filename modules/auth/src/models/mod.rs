//! The records of this module, one file a model.
#![expect(missing_docs, reason = "fields are Medusa's columns; a struct's doc says what names do not")]
#![expect(clippy::duplicated_attributes, reason = "each `index` and `foreign_key` stands for itself")]

mod auth_identity;
mod auth_mfa_factor;
mod auth_mfa_recovery_code;
mod auth_password_reset_token;
mod auth_verification;
mod provider_identity;

pub use auth_identity::AuthIdentity;
pub use auth_mfa_factor::AuthMfaFactor;
pub use auth_mfa_recovery_code::AuthMfaRecoveryCode;
pub use auth_password_reset_token::AuthPasswordResetToken;
pub use auth_verification::AuthVerification;
pub use provider_identity::ProviderIdentity;
