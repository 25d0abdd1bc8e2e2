//! Order, limits and NULLs.

use crate::world::{World, decimal, suite, texts, thing_with};
use stheno_database::{Alias, Expr, Select, Type};
use stheno_kernel::Value;

suite!(decimals_order_by_value, nulls_are_the_greatest, keys_from_a_list_come_in_order, limits_and_offsets);

async fn prices(world: &World, prices: &[Option<&str>]) {
    world.things().await;
    for (i, price) in prices.iter().enumerate() {
        let id = char::from(b'a' + u8::try_from(i).unwrap()).to_string();
        world.write(thing_with(&id, vec![("price", price.map_or(Value::Null, decimal))])).await.unwrap();
    }
}

async fn ordered(world: &World, by: Expr, descending: bool) -> String {
    let select = Select::from("thing").column("id", Type::Text).order(by, descending);
    texts(world.read(select).await.unwrap()).concat()
}

async fn decimals_order_by_value(world: &World) {
    prices(world, &[Some("10"), Some("9.99"), Some("100"), Some("0.00000001"), Some("12345678901234567890")])
        .await;
    assert_eq!(ordered(world, Expr::column("price"), false).await, "dbace");
    assert_eq!(ordered(world, Expr::column("price"), true).await, "ecabd");
    let computed = Expr::param(0).minus(Expr::column("price"));
    assert_eq!(ordered(world, computed, false).await, "ecabd");
}

async fn nulls_are_the_greatest(world: &World) {
    prices(world, &[Some("2"), None, Some("1")]).await;
    assert_eq!(ordered(world, Expr::column("price"), false).await, "cab");
    assert_eq!(ordered(world, Expr::column("price"), true).await, "bac");
}

/// Rows whose keys a list finds are read in the order of the key, and no more than the page has.
async fn keys_from_a_list_come_in_order(world: &World) {
    prices(world, &[Some("2"), None, Some("1")]).await;
    let list = Select::from_as("thing", Alias(1)).column("id", Type::Text);
    let by = |descending| {
        let list = Expr::InSelect(Box::new(Expr::column("id")), Box::new(list.clone()));
        let select = Select::from("thing").column("id", Type::Text).filter(list).limit(2);
        select.order_not_null(Expr::column("id"), descending)
    };
    assert_eq!(texts(world.read(by(false)).await.unwrap()).concat(), "ab");
    assert_eq!(texts(world.read(by(true)).await.unwrap()).concat(), "cb");
    let plan = world.db.explain(by(false).into()).await.unwrap();
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

async fn limits_and_offsets(world: &World) {
    prices(world, &[Some("1"), Some("2"), Some("3"), Some("4")]).await;
    let page = |limit: Option<u64>, offset| {
        let mut select = Select::from("thing").column("id", Type::Text).order(Expr::column("id"), false);
        (select.limit, select.offset) = (limit, offset);
        async move { texts(world.read(select).await.unwrap()).concat() }
    };
    assert_eq!(page(Some(2), 0).await, "ab");
    assert_eq!(page(Some(2), 1).await, "bc");
    assert_eq!(page(None, 3).await, "d");
    assert_eq!(page(Some(0), 0).await, "");
    assert_eq!(page(Some(u64::MAX), 0).await, "abcd");
}
