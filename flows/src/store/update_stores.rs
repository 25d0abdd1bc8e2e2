//! Workflow `update-stores`: changes the shop; currencies and locales that are named replace the old ones.

use crate::plain::as_invalid;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::HashSet;
use stheno_kernel::{Error, Result};
use stheno_model::{Conflict, Model as _, Records as _, dynamic};
use stheno_pricing::PricePreference;
use stheno_store::{Store, StoreCurrency, StoreLocale};
use stheno_workflow::steps::remove_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// A currency as a body names it.
#[derive(Deserialize)]
struct Currency {
    currency_code: String,
    #[serde(default)]
    is_default: Option<bool>,
    #[serde(default)]
    is_tax_inclusive: Option<bool>,
}

/// A locale as a body names it.
#[derive(Deserialize)]
struct Locale {
    locale_code: String,
}

/// Changes the store `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, mut body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-stores", move |cx| async move {
        let currencies: Option<Vec<Currency>> = take(&mut body, "supported_currencies")?;
        let locales: Option<Vec<Locale>> = take(&mut body, "supported_locales")?;
        let of_store = Store::ID.eq(id.as_str());
        if cx.find_locked::<Store>(of_store.clone()).await?.is_empty() {
            return Err(Error::not_found(format!("Store with id \"{id}\" not found")));
        }
        cx.step("update-stores").await?;
        dynamic::update_json(cx.tx(), Store::meta(), of_store, &body, cx.now()).await.map_err(as_invalid)?;
        if let Some(currencies) = currencies {
            set_currencies(&cx, &id, currencies).await?;
        }
        if let Some(locales) = locales {
            set_locales(&cx, &id, locales).await?;
        }
        Ok(())
    })
    .await
}

fn take<T: serde::de::DeserializeOwned>(body: &mut Map<String, Json>, name: &str) -> Result<Option<T>> {
    let Some(json) = body.shift_remove(name) else { return Ok(None) };
    serde_json::from_value(json).map(Some).map_err(|e| Error::invalid_data(format!("Invalid request: {e}")))
}

fn refuse_twice<'a>(codes: impl Iterator<Item = &'a String>, what: &str) -> Result<()> {
    let mut seen = HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(Error::invalid_data(format!("Duplicate {what} codes: {code}")));
        }
    }
    Ok(())
}

async fn set_currencies(cx: &FlowTx, store_id: &str, mut currencies: Vec<Currency>) -> Result<()> {
    for currency in &mut currencies {
        currency.currency_code = currency.currency_code.to_lowercase();
    }
    refuse_twice(currencies.iter().map(|c| &c.currency_code), "currency")?;
    let defaults = currencies.iter().filter(|c| c.is_default == Some(true)).count();
    match (defaults, currencies.is_empty()) {
        (0, false) => {
            return Err(Error::invalid_data("There should be a default currency set for the store"));
        }
        (2.., _) => return Err(Error::invalid_data("Only one default currency is allowed")),
        _ => {}
    }
    remove_records(cx, StoreCurrency::meta(), StoreCurrency::STORE_ID.eq(store_id)).await?;
    let rows = currencies.iter().map(|currency| StoreCurrency {
        currency_code: currency.currency_code.clone(),
        is_default: currency.is_default.unwrap_or_default(),
        store_id: Some(store_id.into()),
        ..StoreCurrency::new(cx.stamp())
    });
    cx.insert(rows.collect()).await?;
    set_preferences(cx, &currencies).await
}

/// A currency that says nothing of tax keeps the preference that it has.
async fn set_preferences(cx: &FlowTx, currencies: &[Currency]) -> Result<()> {
    if currencies.is_empty() {
        return Ok(());
    }
    cx.step("update-price-preferences-as-array").await?;
    let (said, silent): (Vec<_>, Vec<_>) = currencies.iter().partition(|c| c.is_tax_inclusive.is_some());
    for (group, update) in [(said, vec!["is_tax_inclusive", "updated_at"]), (silent, Vec::new())] {
        let rows: Vec<_> = group
            .into_iter()
            .map(|currency| PricePreference {
                attribute: "currency_code".to_owned(),
                value: Some(currency.currency_code.clone()),
                is_tax_inclusive: currency.is_tax_inclusive.unwrap_or_default(),
                ..PricePreference::new(cx.stamp())
            })
            .collect();
        let target_filter = Some(PricePreference::DELETED_AT.is_null());
        if !rows.is_empty() {
            cx.upsert(rows, Conflict { target: vec!["attribute", "value"], target_filter, update }).await?;
        }
    }
    Ok(())
}

async fn set_locales(cx: &FlowTx, store_id: &str, locales: Vec<Locale>) -> Result<()> {
    refuse_twice(locales.iter().map(|l| &l.locale_code), "locale")?;
    remove_records(cx, StoreLocale::meta(), StoreLocale::STORE_ID.eq(store_id)).await?;
    let rows = locales.into_iter().map(|locale| StoreLocale {
        locale_code: locale.locale_code,
        store_id: Some(store_id.into()),
        ..StoreLocale::new(cx.stamp())
    });
    cx.insert(rows.collect()).await
}
