//! Lines from what a shopper asks for, and which line of the cart takes more of the same.

use super::offers::{Offer, Quote};
use super::state::{CartState, Line};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stheno_cart::LineItem;
use stheno_ids::CartId;
use stheno_kernel::{Error, JsonText, Result, Stamp};
use stheno_model::Model as _;

/// A variant to put into a cart.
#[derive(Clone, Debug, Deserialize)]
pub struct ItemInput {
    /// The variant.
    pub variant_id: String,
    /// Pieces; whole and at least one.
    #[serde(deserialize_with = "pieces")]
    pub quantity: i64,
    /// Whatever the shop keeps with the line.
    #[serde(default)]
    pub metadata: Option<Map<String, Json>>,
}

/// Whole pieces from a JSON number; fractions are refused by the column, so they are refused here.
pub fn pieces<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    whole(&number).ok_or_else(|| serde::de::Error::custom("quantity must be a whole number"))
}

/// The whole number that a JSON number stands for.
pub fn whole(number: &serde_json::Number) -> Option<i64> {
    const PIECES_MAX: i64 = i32::MAX as i64;
    let text = number.to_string();
    let text = text.strip_suffix(".0").unwrap_or(&text);
    text.parse::<i64>().ok().filter(|n| (0..=PIECES_MAX).contains(n))
}

impl ItemInput {
    /// The metadata as its column keeps it: `{}` where none was given.
    pub fn metadata_text(&self) -> JsonText {
        JsonText::of(&self.metadata.clone().unwrap_or_default())
    }
}

/// A new line of `quantity` pieces.
pub fn new_line(
    stamp: &Stamp,
    cart: &CartId,
    input: &ItemInput,
    offer: &Offer,
    quote: &Quote,
) -> Result<LineItem> {
    if input.quantity <= 0 {
        return Err(Error::invalid_data("Item quantity must be greater than 0"));
    }
    let text = |name: &str| offer.text(name);
    Ok(LineItem {
        cart_id: cart.clone(),
        title: text("product_title").unwrap_or_default(),
        subtitle: text("variant_title"),
        thumbnail: text("thumbnail"),
        quantity: input.quantity,
        variant_id: Some(input.variant_id.as_str().into()),
        product_id: text("product_id").map(Into::into),
        product_title: text("product_title"),
        product_description: text("product_description"),
        product_subtitle: text("product_subtitle"),
        product_type: text("product_type"),
        product_type_id: text("product_type_id").map(Into::into),
        product_collection: text("product_collection"),
        product_handle: text("product_handle"),
        variant_sku: text("variant_sku"),
        variant_barcode: text("variant_barcode"),
        variant_title: text("variant_title"),
        requires_shipping: offer.requires_shipping,
        is_discountable: offer.is_discountable,
        is_giftcard: offer.is_giftcard,
        is_tax_inclusive: quote.is_tax_inclusive,
        unit_price: quote.unit_price,
        compare_at_unit_price: quote.compare_at,
        metadata: Some(input.metadata_text()),
        ..LineItem::new(stamp)
    })
}

/// The line of the cart that more of the same goes to: same variant, same metadata, no price of its own.
pub fn same_line<'a>(state: &'a mut CartState, input: &ItemInput) -> Option<&'a mut Line> {
    let wanted = Json::Object(input.metadata.clone().unwrap_or_default());
    state.lines.iter_mut().find(|line| {
        let own = line.item.metadata.as_ref().map_or_else(|| Json::Object(Map::new()), JsonText::to_value);
        line.item.variant_id.as_deref() == Some(input.variant_id.as_str())
            && !line.item.is_custom_price
            && own == wanted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_and_within_the_column() {
        let read = |json: &str| serde_json::from_str::<ItemInput>(json).map(|i| i.quantity).ok();
        assert_eq!(read(r#"{"variant_id":"v","quantity":2}"#), Some(2));
        assert_eq!(read(r#"{"variant_id":"v","quantity":2.0}"#), Some(2));
        assert_eq!(read(r#"{"variant_id":"v","quantity":1.5}"#), None);
        assert_eq!(read(r#"{"variant_id":"v","quantity":1e12}"#), None);
    }
}
