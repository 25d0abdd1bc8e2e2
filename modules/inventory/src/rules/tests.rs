//! Availability and confirmation, and what holds for all stocks.

use super::*;
use proptest::prelude::*;
use stheno_kernel::{Amount, ErrorKind};

fn level(location: &str, stocked: i64, reserved: i64) -> Level {
    Level {
        location_id: location.into(),
        is_in_channel: location.starts_with("in"),
        stocked_quantity: stocked.into(),
        reserved_quantity: reserved.into(),
    }
}
fn item(id: &str, required: i64, levels: Vec<Level>) -> InventoryItem {
    InventoryItem { id: id.into(), required_quantity: required.into(), levels }
}
fn variant(id: &str, items: Vec<InventoryItem>) -> Variant {
    Variant { id: id.into(), manage_inventory: true, allow_backorder: false, items }
}
fn line(variant: &str, quantity: i64) -> Line {
    Line { id: None, variant_id: variant.into(), quantity: quantity.into(), allow_backorder: false }
}
fn verdict(lines: &[Line], variants: &[Variant]) -> Result<(), Error> {
    confirm(&claims(lines, variants, "sc_1")?, variants)
}

#[test]
fn the_scarcest_item_decides() {
    let items = [
        item("screw", 4, vec![level("in1", 30, 3), level("in2", 2, 0), level("out", 100, 0)]),
        item("board", 1, vec![level("in1", 9, 0)]),
    ];
    assert_eq!(available_quantity(&items, true), Some(7.into()));
    assert_eq!(available_quantity(&items, false), Some(9.into()));
    assert_eq!(available_quantity(&[], true), None);
    assert_eq!(available_quantity(&[item("air", 0, vec![])], true), None);
    assert_eq!(available_quantity(&[item("owed", 2, vec![level("in1", 0, 1)])], true), Some((-1).into()));
}

#[test]
fn claims_prefer_locations_that_hold_all() {
    let variants =
        [variant("v", vec![item("i", 2, vec![level("in1", 5, 0), level("in2", 9, 0), level("out", 99, 0)])])];
    let places = |quantity| claims(&[line("v", quantity)], &variants, "sc_1").unwrap().remove(0).location_ids;
    assert_eq!(places(2), ["in1", "in2"]);
    assert_eq!(places(4), ["in2"]);
    assert_eq!(places(6), ["in1", "in2"]);
    assert_eq!(verdict(&[line("v", 7)], &variants), Ok(()));
    assert_eq!(verdict(&[line("v", 8)], &variants), Err(Error::Insufficient));
}

#[test]
fn refusals() {
    let nowhere = [variant("v", vec![item("i", 1, vec![level("out", 9, 0)])])];
    let error = verdict(&[line("v", 1)], &nowhere).unwrap_err();
    let text = "Sales channel sc_1 is not associated with any stock location for variant v.";
    assert_eq!((error.to_string().as_str(), error.kind()), (text, ErrorKind::InvalidData));
    let backordered = Line { allow_backorder: true, ..line("v", 1) };
    assert_eq!(verdict(&[backordered], &nowhere), Ok(()));
    let empty = [variant("v", vec![]), variant("w", vec![item("i", 1, vec![level("in", 1, 0)])])];
    let empty = [Variant { allow_backorder: true, ..empty[0].clone() }, empty[1].clone()];
    assert_eq!(verdict(&[line("v", 1)], &empty), Err(Error::NoInventoryItems("v".into())));
    assert_eq!(verdict(&[line("w", 2)], &empty), Err(Error::Insufficient));
    assert_eq!(Error::Insufficient.code(), Some("insufficient_inventory"));
}

#[test]
fn unmanaged_and_backordered_variants_are_never_short() {
    let unmanaged = [Variant { manage_inventory: false, ..variant("v", vec![]) }];
    assert_eq!(claims(&[line("v", 5)], &unmanaged, "sc_1"), Ok(vec![]));
    let backorder =
        [Variant { allow_backorder: true, ..variant("v", vec![item("i", 1, vec![level("in", 1, 0)])]) }];
    assert_eq!(verdict(&[line("v", 5)], &backorder), Ok(()));
}

#[test]
fn shared_stock_is_not_sold_twice() {
    let part = || item("shared", 1, vec![level("in", 3, 0)]);
    let variants = [variant("a", vec![part()]), variant("b", vec![part()])];
    assert_eq!(verdict(&[line("a", 2), line("b", 1)], &variants), Ok(()));
    assert_eq!(verdict(&[line("a", 2), line("b", 2)], &variants), Err(Error::Insufficient));
}

proptest! {
    #[test]
    fn what_is_available_can_be_sold_and_no_piece_more(
        stocks in prop::collection::vec((1_i64..5, 0_i64..50, 0_i64..50), 1..4),
    ) {
        let items = stocks.iter().enumerate().map(|(i, (required, one, two))| {
            item(&i.to_string(), *required, vec![level("in1", *one, 0), level("in2", *two, 0)])
        });
        let variants = [variant("v", items.collect())];
        let available = available_quantity(&variants[0].items, true).unwrap();
        let sell = |quantity| verdict(&[Line { quantity, ..line("v", 0) }], &variants);
        prop_assert_eq!(sell(available), Ok(()));
        prop_assert_eq!(sell(available + Amount::ONE), Err(Error::Insufficient));
    }
}
