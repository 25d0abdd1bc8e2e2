//! Variants that are made of the same parts: what a cart holds of them counts together, from the first line on.

use crate::checkout::{Bench, Line, Stocked};
use stheno_cart::LineItem;
use stheno_commerce::commerce;
use stheno_flows::cart::add_to_cart::{self, ItemInput};
use stheno_flows::cart::update_line_item_in_cart::{self, Update};
use stheno_inventory::InventoryLevel;
use stheno_kernel::{Amount, ErrorKind, Result};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Patch, Records as _};
use stheno_pricing::{Price, PriceSet};
use stheno_testkit::{Shop, on_both};
use stheno_workflow::steps::create_remote_link_step;

/// Gives a variant a price of ten.
async fn price(shop: &Shop, variant: &Stocked) {
    let variant = variant.variant_id.clone();
    let made = shop.app.context().transaction("price", move |cx| async move {
        let set = PriceSet::new(cx.stamp());
        let price = Price {
            currency_code: "eur".into(),
            amount: Amount::from(10),
            price_set_id: set.id.clone(),
            ..Price::new(cx.stamp())
        };
        let link =
            LinkInput::new(("product", "variant_id", variant), ("pricing", "price_set_id", set.id.as_str()));
        cx.insert_one(set).await?;
        cx.insert_one(price).await?;
        create_remote_link_step(&cx, vec![link]).await.map(drop)
    });
    made.await.unwrap();
}

async fn add(shop: &Shop, cart: &str, variant: &Stocked, quantity: i64) -> Result<()> {
    let item = ItemInput { variant_id: variant.variant_id.clone(), quantity, metadata: None };
    add_to_cart::run(&shop.app.context(), cart.to_owned(), vec![item]).await.map(drop)
}

#[tokio::test]
async fn lines_that_share_stock_are_added_up() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            let bench = Bench::open(&shop).await;
            let first = bench.variant(3).await;
            let second = bench.variant_of_same_stock(&first).await;
            let other = bench.variant(1).await;
            for variant in [&first, &second, &other] {
                price(&shop, variant).await;
            }
            let cart = bench.cart(&[Line { variant: &first, quantity: 2 }]).await;
            let refused = add(&shop, &cart, &second, 2).await.unwrap_err();
            assert_eq!(
                (refused.kind(), refused.code()),
                (ErrorKind::NotAllowed, Some("insufficient_inventory"))
            );
            add(&shop, &cart, &second, 1).await.unwrap();
            assert!(add(&shop, &cart, &second, 1).await.is_err());
            let variant = first.variant_id.clone();
            let found = shop
                .app
                .database()
                .read(move |tx| async move { tx.find::<LineItem>(LineItem::VARIANT_ID.eq(variant)).await });
            let line = found.await.unwrap().remove(0).id.into_string();
            let ctx = shop.app.context();
            let update = |quantity| {
                let update = Update { quantity, metadata: None };
                update_line_item_in_cart::run(&ctx, cart.clone(), line.clone(), update)
            };
            assert!(update(3).await.is_err());
            update(1).await.unwrap();
            add(&shop, &cart, &second, 1).await.unwrap();
            // What is sold out meanwhile does not keep out what has nothing to do with it.
            let emptied = shop.app.context().transaction("sell", |cx| async move {
                let patch =
                    Patch::<InventoryLevel>::at(cx.now()).set(InventoryLevel::STOCKED_QUANTITY, Amount::ZERO);
                let shared = InventoryLevel::INVENTORY_ITEM_ID.eq(first.inventory_item_id);
                cx.update(shared, patch).await
            });
            assert_eq!(emptied.await.unwrap(), 1);
            add(&shop, &cart, &other, 1).await.unwrap();
            assert!(add(&shop, &cart, &second, 1).await.is_err());
        },
    )
    .await;
}
