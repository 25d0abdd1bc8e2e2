//! Tax lines of a cart: worked out for every line and method, written where they differ from what is there.

use super::state::{CartState, rate};
use crate::pricing::taxes as tax_rows;
use stheno_cart::{LineItemTaxLine, ShippingMethodTaxLine};
use stheno_kernel::{Amount, Error, Result};
use stheno_model::Model as _;
use stheno_tax::rules::{self, Address, TaxLine, Taxable};
use stheno_workflow::FlowTx;

/// Taxes the cart if its region does so by itself and the address says where; otherwise it bears no tax.
pub async fn update(cx: &FlowTx, state: &mut CartState) -> Result<()> {
    let is_automatic = country(state).is_some() && state.region.as_ref().is_some_and(|r| r.automatic_taxes);
    calculate(cx, state, is_automatic).await
}

/// Taxes the cart whatever its region says. Fails without a country.
pub async fn force(cx: &FlowTx, state: &mut CartState) -> Result<()> {
    if country(state).is_none() {
        return Err(Error::invalid_data("country code is required to calculate taxes"));
    }
    calculate(cx, state, true).await
}

fn country(state: &CartState) -> Option<&str> {
    state.shipping_address.as_ref()?.country_code.as_deref().filter(|c| !c.is_empty())
}

fn has_rows(state: &CartState) -> bool {
    !state.lines.is_empty() || !state.methods.is_empty()
}

async fn calculate(cx: &FlowTx, state: &mut CartState, is_taxed: bool) -> Result<()> {
    if !has_rows(state) {
        return Ok(());
    }
    cx.step("get-item-tax-lines").await?;
    let mut due = match country(state).filter(|_| is_taxed) {
        Some(country) => {
            let province_code = state.shipping_address.as_ref().and_then(|a| a.province.as_deref());
            let charged = tax_rows::load(cx.tx(), cx.app().graph(), country, province_code).await?;
            let address = Address { country_code: country, province_code };
            rules::tax_lines(&charged.regions, &charged.rates, address, &taxables(state))
        }
        None => vec![Vec::new(); state.lines.len() + state.methods.len()],
    };
    let of_methods = due.split_off(state.lines.len());
    cx.step("set-tax-lines-for-items").await?;
    set_lines(cx, state, due).await?;
    set_methods(cx, state, of_methods).await
}

fn taxables(state: &CartState) -> Vec<Taxable<'_>> {
    let lines = state.lines.iter().map(|line| Taxable::Item {
        product_id: line.item.product_id.as_deref(),
        product_type_id: line.item.product_type_id.as_deref(),
    });
    let methods = state.methods.iter().map(|held| Taxable::Shipping {
        shipping_option_id: held.method.shipping_option_id.as_deref().unwrap_or_default(),
    });
    lines.chain(methods).collect()
}

/// Whether the lines kept are those that are due.
fn is_same<'a>(
    kept: impl ExactSizeIterator<Item = (&'a str, f64, Option<&'a str>)>,
    due: &[TaxLine],
) -> bool {
    kept.len() == due.len()
        && kept.zip(due).all(|((code, kept_rate, rate_id), due)| {
            code == due.code && rate(kept_rate) == due.rate && rate_id == Some(due.rate_id.as_str())
        })
}

/// A rate as its column keeps it.
fn column(rate: Amount) -> f64 {
    rate.to_string().parse().unwrap_or_default()
}

async fn set_lines(cx: &FlowTx, state: &mut CartState, due: Vec<Vec<TaxLine>>) -> Result<()> {
    let (mut stale, mut fresh) = (Vec::new(), Vec::new());
    for (line, due) in state.lines.iter_mut().zip(due) {
        let due = if line.item.is_giftcard { Vec::new() } else { due };
        let kept = line.tax_lines.iter().map(|t| (t.code.as_str(), t.rate, t.tax_rate_id.as_deref()));
        if is_same(kept, &due) {
            continue;
        }
        stale.extend(line.tax_lines.drain(..).map(|t| t.id.to_string()));
        line.tax_lines = due
            .into_iter()
            .map(|tax| LineItemTaxLine {
                item_id: line.item.id.clone(),
                description: Some(tax.name),
                code: tax.code,
                rate: column(tax.rate),
                provider_id: Some(tax.provider_id),
                tax_rate_id: Some(tax.rate_id.into()),
                ..LineItemTaxLine::new(cx.stamp())
            })
            .collect();
        fresh.extend(line.tax_lines.iter().cloned());
    }
    state.replace(cx, &stale, fresh).await
}

async fn set_methods(cx: &FlowTx, state: &mut CartState, due: Vec<Vec<TaxLine>>) -> Result<()> {
    let (mut stale, mut fresh) = (Vec::new(), Vec::new());
    for (held, due) in state.methods.iter_mut().zip(due) {
        let kept = held.tax_lines.iter().map(|t| (t.code.as_str(), t.rate, t.tax_rate_id.as_deref()));
        if is_same(kept, &due) {
            continue;
        }
        stale.extend(held.tax_lines.drain(..).map(|t| t.id.to_string()));
        held.tax_lines = due
            .into_iter()
            .map(|tax| ShippingMethodTaxLine {
                shipping_method_id: held.method.id.clone(),
                description: Some(tax.name),
                code: tax.code,
                rate: column(tax.rate),
                provider_id: Some(tax.provider_id),
                tax_rate_id: Some(tax.rate_id.into()),
                ..ShippingMethodTaxLine::new(cx.stamp())
            })
            .collect();
        fresh.extend(held.tax_lines.iter().cloned());
    }
    state.replace(cx, &stale, fresh).await
}
