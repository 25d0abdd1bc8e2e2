//! `Currency`, table `currency`.

use stheno_kernel::{Amount, Timestamp};
use stheno_model::Model;

/// A currency by its lower-case ISO 4217 code.
///
/// `decimal_digits` are those of its smallest unit; amounts are rounded to multiples of `rounding` where that
/// is not zero.
#[derive(Model, Clone, Debug, Default)]
#[model(reference)]
#[model(module = "currency", entity = "Currency", table = "currency")]
#[model(aliases("currency", "currencies"), linkable("currency_code"))]
#[model(primary_key("code"))]
pub struct Currency {
    #[field(id, search)]
    pub code: String,
    pub symbol: String,
    pub symbol_native: String,
    #[field(search)]
    pub name: String,
    #[field(default = "0")]
    pub decimal_digits: i64,
    #[field(default = "0")]
    pub rounding: Amount,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
