//! Which tax rates a line bears: pure functions. Rules: Medusa 2.21 `tax` (`services/tax-module-service` getTaxLines,
//! `providers/system`).

use stheno_kernel::Amount;

#[cfg(test)]
mod tests;

/// `tax_lines.provider_id` of the rates kept in this module.
pub const SYSTEM_PROVIDER: &str = "system";

/// A row of `tax_region` that is not deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxRegion {
    /// `txreg_…`
    pub id: String,
    /// Two letters, lower case.
    pub country_code: String,
    /// Lower case; none for the country itself.
    pub province_code: Option<String>,
    /// A province's country.
    pub parent_id: Option<String>,
    /// Who computes the taxes of the country.
    pub provider_id: Option<String>,
}

/// A row of `tax_rate` that is not deleted, with its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxRate {
    /// `txr_…`
    pub id: String,
    /// The region that it belongs to.
    pub tax_region_id: String,
    /// In percent; none counts as zero.
    pub rate: Option<Amount>,
    /// For reports.
    pub code: String,
    /// For people.
    pub name: String,
    /// Whether it holds for everything that no rule of the region names.
    pub is_default: bool,
    /// Whether the country's rate is charged too, beside the province's.
    pub is_combinable: bool,
    /// What it holds for.
    pub rules: Vec<TaxRateRule>,
}

/// A row of `tax_rate_rule` that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxRateRule {
    /// Of what kind `reference_id` is.
    pub reference: Reference,
    /// The id that the rate holds for.
    pub reference_id: String,
}

/// `tax_rate_rule.reference`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum Reference {
    Product,
    ProductType,
    ShippingOption,
}

impl Reference {
    /// Reads the column. Rules with other references match nothing.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "product" => Some(Self::Product),
            "product_type" => Some(Self::ProductType),
            "shipping_option" => Some(Self::ShippingOption),
            _ => None,
        }
    }
}

/// Where the goods go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// In either case.
    pub country_code: &'a str,
    /// In either case.
    pub province_code: Option<&'a str>,
}

/// What is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Taxable<'a> {
    Item { product_id: Option<&'a str>, product_type_id: Option<&'a str> },
    Shipping { shipping_option_id: &'a str },
}

/// A tax line to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxLine {
    /// In percent.
    pub rate: Amount,
    /// For reports.
    pub code: String,
    /// For people; a cart keeps it as `description`.
    pub name: String,
    /// `tax_rate_id` on carts and orders.
    pub rate_id: String,
    /// [`SYSTEM_PROVIDER`]
    pub provider_id: String,
}

/// The tax lines of each of `lines`; none where the country has no tax region.
pub fn tax_lines(
    regions: &[TaxRegion],
    rates: &[TaxRate],
    address: Address<'_>,
    lines: &[Taxable<'_>],
) -> Vec<Vec<TaxLine>> {
    let regions = regions_at(regions, address);
    let of_line = |line: &Taxable<'_>| rates_for(&regions, rates, *line).into_iter().map(tax_line).collect();
    lines.iter().map(of_line).collect()
}

/// The tax regions of an address: its country, and its province if that has one. None without the country.
pub fn regions_at<'a>(regions: &'a [TaxRegion], address: Address<'_>) -> Vec<&'a TaxRegion> {
    let is_province = |region: &TaxRegion| match (&region.province_code, address.province_code) {
        (None, _) => true,
        (Some(code), Some(province)) => code.eq_ignore_ascii_case(province),
        (Some(_), None) => false,
    };
    let here: Vec<_> = (regions.iter())
        .filter(|region| {
            region.country_code.eq_ignore_ascii_case(address.country_code) && is_province(region)
        })
        .collect();
    if here.iter().any(|region| region.province_code.is_none()) { here } else { vec![] }
}

/// The rates that a line bears: the most specific, and the country's beside a province's that is combinable. Among
/// equals the first counts.
pub fn rates_for<'a>(regions: &[&TaxRegion], rates: &'a [TaxRate], line: Taxable<'_>) -> Vec<&'a TaxRate> {
    let region_of = |rate: &TaxRate| regions.iter().copied().find(|region| region.id == rate.tax_region_id);
    let ranked = |rate: &'a TaxRate| {
        let region = region_of(rate)?;
        let fit = fit(rate, line)?;
        Some(((region.province_code.is_none(), fit), region, rate))
    };
    let mut candidates: Vec<_> = rates.iter().filter_map(ranked).collect();
    candidates.sort_by_key(|(rank, ..)| *rank);
    let Some((_, region, best)) = candidates.first() else { return vec![] };
    let parent = region.parent_id.as_ref().filter(|_| best.is_combinable);
    let beside = parent.and_then(|parent| candidates.iter().find(|(_, region, _)| region.id == *parent));
    [Some(*best), beside.map(|(_, _, rate)| *rate)].into_iter().flatten().collect()
}

/// How closely a rate fits a line: by its own id, by its type, by default. `None` if it does not hold for the line.
fn fit(rate: &TaxRate, line: Taxable<'_>) -> Option<u8> {
    let names = |reference: Reference, id: Option<&str>| {
        id.is_some_and(|id| {
            rate.rules.iter().any(|rule| rule.reference == reference && rule.reference_id == id)
        })
    };
    let (by_id, by_type) = match line {
        Taxable::Item { product_id, product_type_id } => {
            (names(Reference::Product, product_id), names(Reference::ProductType, product_type_id))
        }
        Taxable::Shipping { shipping_option_id } => {
            (names(Reference::ShippingOption, Some(shipping_option_id)), false)
        }
    };
    match (by_id, by_type, rate.is_default) {
        (true, ..) => Some(0),
        (_, true, _) => Some(1),
        (.., true) => Some(2),
        _ => None,
    }
}

fn tax_line(rate: &TaxRate) -> TaxLine {
    TaxLine {
        rate: rate.rate.unwrap_or_default(),
        code: rate.code.clone(),
        name: rate.name.clone(),
        rate_id: rate.id.clone(),
        provider_id: SYSTEM_PROVIDER.into(),
    }
}
