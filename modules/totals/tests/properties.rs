//! What holds for every cart, under both roundings.

use proptest::prelude::*;
use stheno_kernel::{Amount, Decimal};
use stheno_totals::*;

fn cents(range: std::ops::Range<i64>) -> impl Strategy<Value = Amount> {
    range.prop_map(|units| Amount::from(Decimal::new(units, 2)))
}
fn taxes() -> impl Strategy<Value = Vec<TaxLine>> {
    prop::collection::vec((0_i64..3_000).prop_map(|r| TaxLine { rate: Decimal::new(r, 2).into() }), 0..3)
}
/// Discounts of at most `shares` percent of the price each, without tax where the price has none.
fn discounts(price: Amount, inclusive: bool, shares: &[i64]) -> Vec<Adjustment> {
    let part = |share: &i64| price * Amount::from(Decimal::new(*share, 2));
    shares.iter().map(|s| Adjustment { amount: part(s), is_tax_inclusive: inclusive }).collect()
}
fn item() -> impl Strategy<Value = LineItem> {
    let shares = prop::collection::vec(0_i64..=50, 0..=2);
    (cents(0..50_000_000), 1_i64..1_000, any::<bool>(), taxes(), shares).prop_map(
        |(unit_price, quantity, is_tax_inclusive, tax_lines, shares)| LineItem {
            unit_price,
            quantity: quantity.into(),
            is_tax_inclusive,
            tax_lines,
            adjustments: discounts(unit_price * quantity.into(), is_tax_inclusive, &shares),
            detail: None,
        },
    )
}
fn method() -> impl Strategy<Value = ShippingMethod> {
    let shares = prop::collection::vec(0_i64..=50, 0..=2);
    (cents(0..100_000), any::<bool>(), taxes(), shares).prop_map(
        |(amount, is_tax_inclusive, tax_lines, shares)| {
            let adjustments = discounts(amount, is_tax_inclusive, &shares);
            ShippingMethod { amount, is_tax_inclusive, tax_lines, adjustments }
        },
    )
}
prop_compose! {
    fn any_cart()(
        items in prop::collection::vec(item(), 0..6),
        shipping_methods in prop::collection::vec(method(), 0..3),
    ) -> Cart {
        Cart { items, shipping_methods, ..Cart::default() }
    }
}
fn rounding() -> impl Strategy<Value = Rounding> {
    prop_oneof![Just(Rounding::None), Just(Rounding::Currency(2)), Just(Rounding::Currency(0))]
}

/// Equal but for the last digits of a quotient.
fn close(a: Amount, b: Amount) -> bool {
    (a - b).decimal().abs() < Decimal::new(1, 12)
}

proptest! {
    #[test]
    fn parts_add_up_to_wholes(cart in any_cart(), rounding in rounding()) {
        let totals = cart_totals(&cart, rounding);
        let t = totals.amounts;
        prop_assert!(close(t.total, t.item_total + t.shipping_total));
        prop_assert!(close(t.subtotal, t.item_subtotal + t.shipping_subtotal));
        prop_assert!(close(t.tax_total, t.item_tax_total + t.shipping_tax_total));
        prop_assert!(close(t.original_total, t.original_item_total + t.original_shipping_total));
        prop_assert!(close(t.discount_total, t.item_discount_total + t.shipping_discount_total));
        prop_assert!(close(t.item_total, totals.items.iter().map(|i| i.amounts.total).sum()));
        for item in &totals.items {
            prop_assert!(close(item.amounts.tax_total, item.tax_lines.iter().map(|l| l.total).sum()));
            prop_assert!(close(item.amounts.original_tax_total, item.tax_lines.iter().map(|l| l.subtotal).sum()));
        }
    }

    #[test]
    fn net_and_tax_make_gross(cart in any_cart(), rounding in rounding()) {
        let totals = cart_totals(&cart, rounding);
        let lines = totals.items.iter().map(|i| i.amounts).chain(totals.shipping_methods.iter().map(|m| m.amounts));
        for t in lines {
            prop_assert!(close(t.total, t.subtotal - t.discount_subtotal + t.tax_total));
            prop_assert!(close(t.original_total, t.original_subtotal + t.original_tax_total));
            prop_assert!(close(t.discount_total, t.discount_subtotal + t.discount_tax_total));
            prop_assert!(close(t.original_total - t.discount_total, t.total));
        }
    }

    #[test]
    fn nothing_is_negative_and_no_discount_exceeds_its_price(cart in any_cart(), rounding in rounding()) {
        let totals = cart_totals(&cart, rounding);
        let dust = Amount::from(Decimal::new(-1, 12));
        for field in CartAmounts::FIELDS {
            prop_assert!(totals.get(field).unwrap() >= dust, "{field}");
        }
        for item in &totals.items {
            for field in LineTotals::FIELDS {
                prop_assert!(item.get(field).unwrap() >= dust, "{field}");
            }
            prop_assert!(item.amounts.discount_total <= item.amounts.original_total - dust);
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter(cart in any_cart(), rounding in rounding()) {
        let mut reversed = cart.clone();
        reversed.items.reverse();
        reversed.shipping_methods.reverse();
        for item in &mut reversed.items {
            item.adjustments.reverse();
            item.tax_lines.reverse();
        }
        let (a, b) = (cart_totals(&cart, rounding), cart_totals(&reversed, rounding));
        for field in CartAmounts::FIELDS {
            prop_assert!(close(a.get(field).unwrap(), b.get(field).unwrap()), "{field}");
        }
    }

    #[test]
    fn rounded_totals_are_payable(cart in any_cart(), digits in 0_u32..=2) {
        let totals = cart_totals(&cart, Rounding::Currency(digits));
        for field in CartAmounts::FIELDS {
            let amount = totals.get(field).unwrap();
            prop_assert_eq!(amount, amount.round_to(digits), "{}", field);
        }
    }

    #[test]
    fn rounding_moves_a_line_by_less_than_a_unit_per_rounded_part(item in item()) {
        let exact = item_totals(&item, Rounding::None).amounts.total;
        let rounded = item_totals(&item, Rounding::Currency(2)).amounts.total;
        let parts = 2 + item.tax_lines.len() as i64;
        prop_assert!((exact - rounded).decimal().abs() <= Decimal::new(parts, 2));
    }

    #[test]
    fn a_price_with_tax_and_its_net_agree(net in cents(1..10_000_000), rate in 0_i64..3_000) {
        let tax_lines = vec![TaxLine { rate: Decimal::new(rate, 2).into() }];
        let exclusive = LineItem {
            unit_price: net, quantity: 1.into(), tax_lines, ..LineItem::default()
        };
        let gross = item_totals(&exclusive, Rounding::None).amounts.total;
        let inclusive = LineItem { unit_price: gross, is_tax_inclusive: true, ..exclusive.clone() };
        let (a, b) = (item_totals(&exclusive, Rounding::None).amounts, item_totals(&inclusive, Rounding::None).amounts);
        for field in LineTotals::FIELDS {
            prop_assert!(close(a.get(field).unwrap(), b.get(field).unwrap()), "{field}");
        }
        let shown = price_with_tax(gross, true, &exclusive.tax_lines);
        prop_assert!(close(shown.without_tax, net));
    }

    #[test]
    fn absurd_numbers_do_not_panic(price in -900_000_000_000_000_i64.., quantity in any::<i64>(), rate in any::<i64>()) {
        let item = LineItem {
            unit_price: price.into(),
            quantity: quantity.into(),
            is_tax_inclusive: rate % 2 == 0,
            tax_lines: vec![TaxLine { rate: rate.into() }],
            adjustments: vec![Adjustment { amount: price.into(), is_tax_inclusive: true }],
            detail: Some(Detail::default()),
        };
        let cart = Cart { items: vec![item.clone(), item], ..Cart::default() };
        cart_totals(&cart, Rounding::None);
        cart_totals(&cart, Rounding::Currency(2));
    }
}

#[test]
fn a_shelf_price_stays_the_price_to_pay_when_tax_is_rounded() {
    let item = LineItem {
        unit_price: Amount::parse("9.99").unwrap(),
        quantity: 1.into(),
        is_tax_inclusive: true,
        tax_lines: vec![TaxLine { rate: 19.into() }],
        ..LineItem::default()
    };
    let t = item_totals(&item, Rounding::Currency(2)).amounts;
    assert_eq!(
        (t.total.to_string(), t.tax_total.to_string(), t.subtotal.to_string()),
        ("9.99".into(), "1.6".into(), "8.39".into())
    );
}

#[test]
fn an_empty_cart_is_all_zero() {
    let totals = cart_totals(&Cart::default(), Rounding::None);
    assert!(CartAmounts::FIELDS.iter().all(|field| totals.get(field) == Some(Amount::ZERO)));
    assert_eq!(totals.get("fulfilled_total"), None);
    assert_eq!(totals.get("gift_card_total"), None);
}
