//! Workflow `add-shipping-method-to-cart`: takes options for a cart; a method of the same shipping profile makes way.

use super::list_shipping_options_for_cart as options;
use super::refresh::{self, Refresh};
use super::state::{CartState, Method};
use serde_json::{Map, Value as Json, json};
use stheno_cart::ShippingMethod;
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::Model as _;
use stheno_query::Held;
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// An option to take.
#[derive(Clone, Debug)]
pub struct OptionInput {
    /// The option.
    pub id: String,
    /// What its provider is told.
    pub data: Map<String, Json>,
}

/// Adds methods for the options; answers the rows of the cart.
pub async fn run(ctx: &RequestCtx, cart_id: String, inputs: Vec<OptionInput>) -> Result<Held> {
    ctx.transaction("add-shipping-method-to-cart", move |cx| async move {
        let mut state = CartState::open(&cx, &cart_id).await?;
        cx.hook_with("validate", || json!({ "cart_id": cart_id })).await?;
        cx.step("validate-shipping-options").await?;
        let ids: Vec<String> = inputs.iter().map(|i| i.id.clone()).collect();
        let held = held_options(&state);
        // Together, so that making way and refreshing find them there.
        options::look_up(&cx, &mut state, &[ids.as_slice(), &held].concat()).await?;
        let offered = options::priced(&cx, &mut state, &ids).await?;
        let mut fresh = Vec::new();
        let mut profiles = Vec::new();
        for input in inputs {
            let option = offered.iter().find(|o| o.id == input.id);
            let option =
                option.ok_or_else(|| Error::invalid_data("Shipping Options are invalid for cart."))?;
            let quote = option.quote.as_ref().ok_or_else(|| {
                Error::invalid_data(format!("Shipping options with IDs {} do not have a price", option.id))
            })?;
            profiles.extend(option.shipping_profile_id.clone());
            fresh.push(ShippingMethod {
                cart_id: state.cart.id.clone(),
                name: option.name.clone(),
                amount: quote.unit_price,
                is_tax_inclusive: quote.is_tax_inclusive,
                shipping_option_id: Some(option.id.as_str().into()),
                data: Some(JsonText::of(&input.data)),
                ..ShippingMethod::new(cx.stamp())
            });
        }
        make_way(&cx, &mut state, &profiles).await?;
        cx.step("add-shipping-method-to-cart-step").await?;
        state.insert(&cx, fresh.clone()).await?;
        state.methods.extend(fresh.into_iter().map(Method::of_new));
        state.keep_methods();
        refresh::run(&cx, &mut state, Refresh::default()).await?;
        cx.emit("cart.updated", json!({ "id": cart_id }));
        Ok(state.into_held(&cx))
    })
    .await
}

/// The options of the methods that the cart has.
fn held_options(state: &CartState) -> Vec<String> {
    state.methods.iter().filter_map(|held| held.method.shipping_option_id.clone()).map(Into::into).collect()
}

/// Methods without a profile, or of one of these, go.
async fn make_way(cx: &FlowTx, state: &mut CartState, profiles: &[String]) -> Result<()> {
    if state.methods.is_empty() {
        return Ok(());
    }
    cx.step("remove-shipping-method-from-cart-step").await?;
    let profile_of = options::profiles(&state.options);
    let collides = |held: &Method| {
        let profile = held.method.shipping_option_id.as_deref().and_then(|id| profile_of.get(id));
        profile.is_none_or(|p| profiles.iter().any(|incoming| incoming == p))
    };
    let gone: Vec<String> =
        state.methods.iter().filter(|m| collides(m)).map(|m| m.method.id.to_string()).collect();
    delete_records(cx, ShippingMethod::meta(), &gone).await?;
    state.held.drop_rows(ShippingMethod::meta().table, &gone);
    state.methods.retain(|m| !gone.contains(&m.method.id.to_string()));
    Ok(())
}
