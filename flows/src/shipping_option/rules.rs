//! Conditions of shipping options.

use serde::Deserialize;
use serde_json::Value as Json;
use stheno_fulfillment::ShippingOptionRule;
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::{Model as _, Patch, Records as _};
use stheno_workflow::FlowTx;
use stheno_workflow::steps::remove_records;

/// A condition as a body names it; with an id, one that is there already.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    id: Option<String>,
    attribute: String,
    operator: String,
    value: Json,
}

/// Adds conditions to an option; answers their ids.
pub(super) async fn add(cx: &FlowTx, option_id: &str, wanted: Vec<Wanted>) -> Result<Vec<String>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    cx.step("create-shipping-option-rules").await?;
    let rows = wanted.into_iter().map(|rule| {
        Ok(ShippingOptionRule {
            value: Some(normalized(&rule)?),
            attribute: rule.attribute,
            operator: rule.operator,
            shipping_option_id: option_id.into(),
            ..ShippingOptionRule::new(cx.stamp())
        })
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let ids = rows.iter().map(|rule| rule.id.as_str().to_owned()).collect();
    cx.insert(rows).await?;
    Ok(ids)
}

/// Changes conditions of an option; answers their ids. One that is not the option's is refused.
pub(super) async fn change(cx: &FlowTx, option_id: &str, wanted: Vec<Wanted>) -> Result<Vec<String>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    cx.step("update-shipping-option-rules").await?;
    let mut ids = Vec::with_capacity(wanted.len());
    for rule in wanted {
        let id = rule.id.clone().unwrap_or_default();
        let this =
            ShippingOptionRule::ID.eq(id.as_str()).and(ShippingOptionRule::SHIPPING_OPTION_ID.eq(option_id));
        let patch = Patch::<ShippingOptionRule>::at(cx.now())
            .set(ShippingOptionRule::VALUE, normalized(&rule)?)
            .set(ShippingOptionRule::ATTRIBUTE, rule.attribute)
            .set(ShippingOptionRule::OPERATOR, rule.operator);
        if cx.update(this, patch).await? == 0 {
            let message = format!("The following rules does not exists: {id} on shipping option {option_id}");
            return Err(Error::invalid_data(message));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// Removes conditions of an option.
pub(super) async fn remove(cx: &FlowTx, option_id: &str, ids: &[String]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    cx.step("delete-shipping-option-rules").await?;
    let these = ShippingOptionRule::ID.is_in(ids).and(ShippingOptionRule::SHIPPING_OPTION_ID.eq(option_id));
    remove_records(cx, ShippingOptionRule::meta(), these).await?;
    Ok(())
}

/// Gives an option exactly these conditions.
pub(super) async fn replace(cx: &FlowTx, option_id: &str, wanted: Vec<Wanted>) -> Result<()> {
    let (kept, fresh): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|rule| rule.id.is_some());
    let kept_ids: Vec<String> = kept.iter().filter_map(|rule| rule.id.clone()).collect();
    let gone = ShippingOptionRule::SHIPPING_OPTION_ID
        .eq(option_id)
        .and(ShippingOptionRule::ID.is_in(kept_ids).not());
    remove_records(cx, ShippingOptionRule::meta(), gone).await?;
    change(cx, option_id, kept).await?;
    add(cx, option_id, fresh).await?;
    Ok(())
}

/// The value as it is stored: a list for `in` and `nin`, else one text.
fn normalized(rule: &Wanted) -> Result<JsonText> {
    let is_list = matches!(rule.operator.as_str(), "in" | "nin");
    if is_list != rule.value.is_array() {
        let operator = &rule.operator;
        return Err(Error::invalid_data(if is_list {
            "Rule value must be an array for in/nin operators".to_owned()
        } else {
            format!("Rule value must be a string, bool, number value for the selected operator {operator}")
        }));
    }
    Ok(JsonText::of(&rule.value))
}
