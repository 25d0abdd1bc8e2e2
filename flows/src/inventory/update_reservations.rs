//! Workflow `update-reservations-workflow`: promises more, less, or from elsewhere.

use super::RESERVATIONS;
use serde_json::{Map, Value as Json};
use stheno_inventory::ReservationItem;
use stheno_inventory::service::{self, Place, Promise};
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_model::json::big_number;
use stheno_workflow::RequestCtx;

/// Changes the reservation `id` by a body.
pub async fn run(ctx: &RequestCtx, id: String, body: Map<String, Json>) -> Result<()> {
    ctx.transaction("update-reservations-workflow", move |cx| async move {
        let this = ReservationItem::ID.eq(id.as_str());
        let Some(old) = cx.find_locked::<ReservationItem>(this).await?.pop() else {
            return Err(Error::invalid_data(format!("Reservation item with id {id} not found")));
        };
        let mut new = old.clone();
        if let Some(location) = body.get("location_id").and_then(Json::as_str) {
            new.location_id = location.into();
        }
        if let Some(quantity) = body.get("quantity").and_then(big_number) {
            new.quantity = quantity;
        }
        let promises = changes(&old, &new);
        service::promise(cx.tx(), &promises, cx.now()).await?;
        RESERVATIONS.update_in(&cx, &id, body).await
    })
    .await
}

/// What changes where.
fn changes(old: &ReservationItem, new: &ReservationItem) -> Vec<Promise> {
    let promise = |of: &ReservationItem, quantity| Promise {
        place: Place::of(of),
        quantity,
        allow_backorder: of.allow_backorder,
    };
    let all = if old.location_id == new.location_id {
        vec![promise(new, new.quantity - old.quantity)]
    } else {
        vec![promise(old, -old.quantity), promise(new, new.quantity)]
    };
    all.into_iter().filter(|p| !p.quantity.is_zero()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use stheno_kernel::Amount;

    #[test]
    fn a_move_frees_one_place_and_takes_of_the_other() {
        let at = |location: &str, quantity: i64| ReservationItem {
            location_id: location.into(),
            quantity: Amount::from(quantity),
            ..ReservationItem::default()
        };
        let told = |old, new| -> Vec<(String, Amount)> {
            changes(&old, &new).into_iter().map(|p| (p.place.location_id, p.quantity)).collect()
        };
        assert_eq!(told(at("a", 3), at("a", 3)), []);
        assert_eq!(told(at("a", 3), at("a", 1)), [("a".to_owned(), Amount::from(-2))]);
        let both = [("a".to_owned(), Amount::from(-3)), ("b".to_owned(), Amount::from(5))];
        assert_eq!(told(at("a", 3), at("b", 5)), both);
    }
}
