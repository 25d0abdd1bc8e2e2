//! Whether the stock suffices for all lines together.

use super::availability::{InventoryItem, Level};
use stheno_kernel::{Amount, Decimal, ErrorKind};

/// What is to be sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `cali_…`, `ordli_…`; comes back in [`Claim::line_id`].
    pub id: Option<String>,
    /// `variant_…`
    pub variant_id: String,
    /// Pieces.
    pub quantity: Amount,
    /// Sells what is not there, whatever the variant says.
    pub allow_backorder: bool,
}

/// A variant with its stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// `variant_…`
    pub id: String,
    /// Others are never short.
    pub manage_inventory: bool,
    /// Sells what is not there.
    pub allow_backorder: bool,
    /// What one piece of it is made of.
    pub items: Vec<InventoryItem>,
}

/// What one line takes of one inventory item: a reservation to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The line that it is for.
    pub line_id: Option<String>,
    /// `iitem_…`
    pub inventory_item_id: String,
    /// Pieces of the inventory item in one piece of the variant.
    pub required_quantity: Amount,
    /// Pieces of the inventory item in the whole line.
    pub total_quantity: Amount,
    /// Whether it may be more than there is.
    pub allow_backorder: bool,
    /// Where to take it from, best first: locations that hold all of it, else those that know the item, else all of
    /// the channel.
    pub location_ids: Vec<String>,
}

/// Why a line cannot be sold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing that the channel sells lies anywhere.
    #[error(
        "Sales channel {sales_channel_id} is not associated with any stock location for variant {variant_id}."
    )]
    NoLocation {
        /// `sc_…`
        sales_channel_id: String,
        /// `variant_…`
        variant_id: String,
    },
    /// A managed variant must have some.
    #[error("Variant {0} does not have any inventory items associated with it.")]
    NoInventoryItems(String),
    /// Not enough.
    #[error("Some variant does not have the required inventory")]
    Insufficient,
}

impl Error {
    /// Status and wire `type`.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NoLocation { .. } | Self::NoInventoryItems(_) => ErrorKind::InvalidData,
            Self::Insufficient => ErrorKind::NotAllowed,
        }
    }
    /// Wire `code`, where there is one.
    pub fn code(&self) -> Option<&'static str> {
        matches!(self, Self::Insufficient).then_some("insufficient_inventory")
    }
}

impl From<Error> for stheno_kernel::Error {
    fn from(error: Error) -> Self {
        let told = Self::new(error.kind(), error.to_string());
        match error.code() {
            Some(code) => told.with_code(code),
            None => told,
        }
    }
}

/// What the lines take, of managed variants only.
pub fn claims(lines: &[Line], variants: &[Variant], sales_channel_id: &str) -> Result<Vec<Claim>, Error> {
    for variant in variants.iter().filter(|variant| variant.manage_inventory && !variant.allow_backorder) {
        let may_lack = lines.iter().any(|line| line.variant_id == variant.id && line.allow_backorder);
        let in_channel = variant.items.iter().flat_map(|item| &item.levels).any(|level| level.is_in_channel);
        if !in_channel && !may_lack {
            let (sales_channel_id, variant_id) = (sales_channel_id.into(), variant.id.clone());
            return Err(Error::NoLocation { sales_channel_id, variant_id });
        }
    }
    let channel = channel_locations(variants);
    let mut claims = vec![];
    for line in lines {
        let Some(variant) = variants.iter().find(|v| v.id == line.variant_id && v.manage_inventory) else {
            continue;
        };
        if variant.items.is_empty() {
            return Err(Error::NoInventoryItems(variant.id.clone()));
        }
        claims.extend(variant.items.iter().map(|item| claim(line, variant, item, &channel)));
    }
    Ok(claims)
}

/// Whether there is enough for every claim, and for all claims on one inventory item together. (Upstream looks at each
/// alone and sells shared stock twice.)
pub fn confirm(claims: &[Claim], variants: &[Variant]) -> Result<(), Error> {
    for claim in claims.iter().filter(|claim| !claim.allow_backorder) {
        let all: Amount = (claims.iter())
            .filter(|other| !other.allow_backorder && other.inventory_item_id == claim.inventory_item_id)
            .map(|other| other.total_quantity)
            .sum();
        let item = variants.iter().flat_map(|v| &v.items).find(|item| item.id == claim.inventory_item_id);
        let levels = item.map_or(&[][..], |item| &item.levels);
        let here: Amount = (levels.iter())
            .filter(|level| claim.location_ids.contains(&level.location_id))
            .map(Level::available_quantity)
            .sum();
        let in_channel: Amount =
            levels.iter().filter(|level| level.is_in_channel).map(Level::available_quantity).sum();
        if here < claim.total_quantity || in_channel < all {
            return Err(Error::Insufficient);
        }
    }
    Ok(())
}

/// The locations of the channel, in the order in which the levels name them.
fn channel_locations(variants: &[Variant]) -> Vec<&str> {
    let mut locations: Vec<&str> = vec![];
    for level in variants.iter().flat_map(|v| &v.items).flat_map(|item| &item.levels) {
        if level.is_in_channel && !locations.contains(&level.location_id.as_str()) {
            locations.push(&level.location_id);
        }
    }
    locations
}

fn claim(line: &Line, variant: &Variant, item: &InventoryItem, channel: &[&str]) -> Claim {
    let total_quantity = times(item.required_quantity, line.quantity);
    let level = |location: &str| item.levels.iter().find(|level| level.location_id == location);
    let those = |holds: &dyn Fn(&str) -> bool| -> Vec<String> {
        channel.iter().filter(|location| holds(location)).map(|&location| location.into()).collect()
    };
    let with_all = those(&|l| level(l).is_some_and(|level| level.available_quantity() >= total_quantity));
    let with_level = those(&|l| level(l).is_some());
    let location_ids = [with_all, with_level].into_iter().find(|list| !list.is_empty());
    Claim {
        line_id: line.id.clone(),
        inventory_item_id: item.id.clone(),
        required_quantity: item.required_quantity,
        total_quantity,
        allow_backorder: variant.allow_backorder || line.allow_backorder,
        location_ids: location_ids.unwrap_or_else(|| those(&|_| true)),
    }
}

/// More than any stock, where the product is beyond what numbers hold.
fn times(required: Amount, quantity: Amount) -> Amount {
    let beyond = Decimal::from(1_000_000_000_000_000_000_000_000_i128);
    Amount::from(
        required.decimal().checked_mul(quantity.decimal()).map_or(beyond, |product| product.min(beyond)),
    )
}
