//! `calculated_price` as answers print it.

use super::calculate::CalculatedPrice;
use super::rows::PriceRow;
use stheno_kernel::{Amount, JsonText, JsonWriter, Value};

/// Prices on both sides of tax, for answers that know the country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxedAmounts {
    /// `calculated_amount_with_tax`
    pub calculated_with_tax: Amount,
    /// `calculated_amount_without_tax`
    pub calculated_without_tax: Amount,
    /// `original_amount_with_tax`: zero where there is no original price.
    pub original_with_tax: Amount,
    /// `original_amount_without_tax`
    pub original_without_tax: Option<Amount>,
}

impl CalculatedPrice<'_> {
    /// Writes the object.
    pub fn write(&self, out: &mut JsonWriter, taxed: Option<&TaxedAmounts>) {
        out.begin_object();
        member(out, "id", self.price_set_id);
        member(out, "is_calculated_price_price_list", self.is_calculated_price_price_list());
        member(out, "is_calculated_price_tax_inclusive", self.is_calculated_price_tax_inclusive);
        member(out, "calculated_amount", self.calculated_amount());
        member(out, "raw_calculated_amount", self.calculated_amount().raw_json());
        member(out, "is_original_price_price_list", self.is_original_price_price_list());
        member(out, "is_original_price_tax_inclusive", self.is_original_price_tax_inclusive);
        member(out, "original_amount", self.original_amount());
        member(out, "raw_original_amount", self.original_amount().map(Amount::raw_json));
        member(out, "currency_code", &self.calculated.currency_code);
        out.key("calculated_price");
        write_price(out, Some(self.calculated));
        out.key("original_price");
        write_price(out, self.original);
        if let Some(taxed) = taxed {
            member(out, "calculated_amount_with_tax", taxed.calculated_with_tax);
            member(out, "calculated_amount_without_tax", taxed.calculated_without_tax);
            member(out, "original_amount_with_tax", taxed.original_with_tax);
            member(out, "original_amount_without_tax", taxed.original_without_tax);
        }
        out.end_object();
    }
    /// The object as text.
    pub fn to_json(&self, taxed: Option<&TaxedAmounts>) -> JsonText {
        let mut out = JsonWriter::with_capacity(768);
        self.write(&mut out, taxed);
        JsonText::from_trusted(String::from_utf8_lossy(&out.into_bytes()).into_owned())
    }
}

fn member(out: &mut JsonWriter, name: &str, value: impl Into<Value>) {
    out.key(name);
    out.value(&value.into());
}

fn write_price(out: &mut JsonWriter, price: Option<&PriceRow>) {
    // A limit of zero pieces prints as none.
    let limit = |limit: Option<Amount>| limit.filter(|amount| !amount.is_zero());
    let list = price.and_then(|price| price.price_list.as_deref());
    out.begin_object();
    member(out, "id", price.map(|price| price.id.as_str()));
    member(out, "price_list_id", list.map(|list| list.id.as_str()));
    member(out, "price_list_type", list.map(|list| list.list_type.as_str()));
    member(out, "min_quantity", price.and_then(|price| limit(price.min_quantity)));
    member(out, "max_quantity", price.and_then(|price| limit(price.max_quantity)));
    out.end_object();
}
