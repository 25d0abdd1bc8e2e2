//! Workflows of tax.

pub mod create_tax_rates;
pub mod create_tax_regions;
pub mod rules;
pub mod tax_rate_rules;
pub mod update_tax_rates;
pub mod update_tax_regions;

use crate::plain::Plain;
use stheno_model::Model as _;
use stheno_tax::{TaxRate, TaxRegion};

/// Tax regions: their creation has rules, the rest is plain.
pub const REGIONS: Plain =
    Plain { model: TaxRegion::meta, flow: "tax-regions", event: "", label: "TaxRegion" };

/// Tax rates, likewise.
pub const RATES: Plain = Plain { model: TaxRate::meta, flow: "tax-rates", event: "", label: "Tax rate" };
