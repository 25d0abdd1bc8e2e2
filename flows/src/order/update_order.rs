//! Workflow `update-order-workflow`: email, addresses, locale and metadata of an order. `POST /admin/orders/{id}`.

use serde_json::{Map, Value as Json, json};
use stheno_ids::OrderAddressId;
use stheno_kernel::{Error, JsonText, Result};
use stheno_model::{Model as _, Patch, Records, dynamic};
use stheno_order::{Order, OrderAddress, OrderChange, OrderChangeAction};
use stheno_workflow::{FlowTx, RequestCtx};

/// Changes an order from a body of the contract.
pub async fn run(ctx: &RequestCtx, id: String, body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-order-workflow", move |cx| async move { update(&cx, &id, body).await }).await
}

async fn update(cx: &FlowTx, id: &str, body: Map<String, Json>) -> Result<()> {
    let order = hold(cx, id).await?;
    cx.step("update-order-validation").await?;
    refuse_canceled(&order)?;
    let email = body.get("email").and_then(Json::as_str);
    if email.is_some_and(|email| !is_email(email)) {
        return Err(Error::invalid_data("The email is not valid"));
    }
    let mut patch = Patch::<Order>::at(cx.now());
    let mut changes: Vec<Json> = Vec::new();
    for (name, old, column) in [
        ("shipping_address", &order.shipping_address_id, Order::SHIPPING_ADDRESS_ID),
        ("billing_address", &order.billing_address_id, Order::BILLING_ADDRESS_ID),
    ] {
        if let Some(Json::Object(given)) = body.get(name) {
            let (address, change) = address(cx, name, old.as_ref(), given).await?;
            patch = patch.set(column, Some(address));
            changes.push(change);
        }
    }
    if let Some(email) = email {
        patch = patch.set(Order::EMAIL, Some(email));
        changes.push(json!({ "type": "email", "old": order.email, "new": email }));
        if order.email.is_none() {
            let customer = crate::cart::customer::of_email(cx, email).await?;
            patch = patch.set(Order::CUSTOMER_ID, customer.map(|customer| customer.id));
        }
    }
    if let Some(metadata) = body.get("metadata") {
        let old = order.metadata.as_ref();
        let merged = metadata.as_object().map(|given| dynamic::merge(old, given)).transpose()?;
        changes.push(json!({ "type": "metadata", "old": old.map(JsonText::to_value), "new": metadata }));
        patch = patch.set(Order::METADATA, merged);
    }
    if let Some(locale) =
        body.get("locale").and_then(Json::as_str).filter(|l| Some(*l) != order.locale.as_deref())
    {
        changes.push(json!({ "type": "locale", "old": order.locale, "new": locale }));
        patch = patch.set(Order::LOCALE, Some(locale));
    }
    if let Some(told) = body.get("no_notification").and_then(Json::as_bool) {
        patch = patch.set(Order::NO_NOTIFICATION, Some(told));
    }
    cx.step("update-orders").await?;
    cx.update(Order::ID.eq(id), patch).await?;
    register(cx, &order, changes).await?;
    cx.emit("order.updated", json!({ "id": id }));
    Ok(())
}

/// The order, held until the transaction ends.
pub(crate) async fn hold(cx: &FlowTx, id: &str) -> Result<Order> {
    let found = cx.find_locked::<Order>(Order::ID.eq(id)).await?.pop();
    found.ok_or_else(|| Error::not_found(format!("Order id not found: {id}")))
}

/// Nothing more happens to an order that was called off.
pub(crate) fn refuse_canceled(order: &Order) -> Result<()> {
    if order.status == "canceled" {
        return Err(Error::invalid_data(format!("Order with id {} has been canceled.", order.id)));
    }
    Ok(())
}

/// As lenient as upstream: something, an at sign, a domain with a dot.
fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let dotted = domain.split_once('.').is_some_and(|(host, top)| !host.is_empty() && !top.is_empty());
    !name.is_empty() && dotted && !text.contains(char::is_whitespace) && !name.contains('@')
}

/// A new address: the old one with what is given in its place.
async fn address(
    cx: &FlowTx,
    name: &str,
    old: Option<&OrderAddressId>,
    given: &Map<String, Json>,
) -> Result<(OrderAddressId, Json)> {
    let old = match old {
        Some(id) => cx.lookup::<OrderAddress>(id).await?,
        None => None,
    };
    let country = given.get("country_code").and_then(Json::as_str).filter(|code| !code.is_empty());
    if country.is_some_and(|code| old.as_ref().and_then(|a| a.country_code.as_deref()) != Some(code)) {
        return Err(Error::invalid_data("Country code cannot be changed"));
    }
    let mut new = OrderAddress { id: OrderAddress::new(cx.stamp()).id, ..old.clone().unwrap_or_default() };
    (new.created_at, new.updated_at) = (cx.now(), cx.now());
    let mut before = Map::new();
    for (field, slot) in [
        ("company", &mut new.company),
        ("first_name", &mut new.first_name),
        ("last_name", &mut new.last_name),
        ("address_1", &mut new.address_1),
        ("address_2", &mut new.address_2),
        ("city", &mut new.city),
        ("country_code", &mut new.country_code),
        ("province", &mut new.province),
        ("postal_code", &mut new.postal_code),
        ("phone", &mut new.phone),
    ] {
        before.insert(field.to_owned(), json!(slot));
        if let Some(value) = given.get(field) {
            *slot = value.as_str().map(str::to_owned);
        }
    }
    if let Some(metadata) = given.get("metadata") {
        new.metadata = (!metadata.is_null()).then(|| metadata.clone().into());
    }
    let id = new.id.clone();
    cx.insert_one(new).await?;
    Ok((id, json!({ "type": name, "old": before, "new": given })))
}

/// Notes what was changed by whom, as confirmed changes that make no version.
async fn register(cx: &FlowTx, order: &Order, changes: Vec<Json>) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    cx.step("register-order-changes").await?;
    let by = Some(cx.ctx().actor.id.clone()).filter(|id| !id.is_empty());
    let row = |_: &Json| OrderChange {
        order_id: order.id.clone(),
        version: order.version,
        change_type: Some("update_order".to_owned()),
        status: "confirmed".to_owned(),
        created_by: by.clone(),
        confirmed_by: by.clone(),
        confirmed_at: Some(cx.now()),
        ..OrderChange::new(cx.stamp())
    };
    let rows: Vec<OrderChange> = changes.iter().map(row).collect();
    let action = |(details, change): (Json, &OrderChange)| OrderChangeAction {
        order_id: order.id.clone(),
        version: Some(order.version),
        action: "UPDATE_ORDER_PROPERTIES".to_owned(),
        details: details.into(),
        applied: true,
        order_change_id: Some(change.id.clone()),
        ..OrderChangeAction::new(cx.stamp())
    };
    let actions = changes.into_iter().zip(&rows).map(action).collect();
    cx.insert(rows).await?;
    cx.insert::<OrderChangeAction>(actions).await
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn emails() {
        assert!(is_email("ann@contract.test") && is_email("a.b+c@x.co.at"));
        assert!(
            !is_email("no email")
                && !is_email("a@b")
                && !is_email("@x.at")
                && !is_email("a@.at")
                && !is_email("a@b@c.at")
        );
    }
}
