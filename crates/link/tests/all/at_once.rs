//! Many callers at once: whatever their order, exactly the rows that are allowed stay, and nobody gets another error than
//! that of a record that may have one link.

use crate::shop::{Shop, brand, item, price, priced, shops};
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::{ErrorKind, Result};
use stheno_link::LinkInput;
use stheno_link::manage::Changes;

const CALLERS: usize = 64;

/// A link between models of the shop, by what a record of either side may have.
struct Kind {
    table: &'static str,
    pair: fn(&str, &str) -> LinkInput,
    /// A left record may be linked with one right record only.
    one_right: bool,
    /// A right record may be linked with one left record only.
    one_left: bool,
    refusal: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        table: "variant_price_set",
        pair: price,
        one_right: true,
        one_left: true,
        refusal: "Cannot create multiple links between 'product' and 'pricing'",
    },
    Kind {
        table: "product_variant_brand_brand",
        pair: brand,
        one_right: true,
        one_left: false,
        refusal: "Cannot create multiple links between 'product' and 'brand'",
    },
    Kind {
        table: "price_item",
        pair: priced,
        one_right: false,
        one_left: true,
        refusal: "Cannot create multiple links between 'pricing' and 'inventory'",
    },
    Kind {
        table: "product_variant_inventory_item",
        pair: item,
        one_right: false,
        one_left: false,
        refusal: "",
    },
];

enum Call {
    Create(Vec<LinkInput>),
    Dismiss(Vec<LinkInput>),
}

/// Lets all calls run at once; answers how many creates went through. Any error but the refusal fails the test.
async fn at_once(shop: &Arc<Shop>, kind: &Kind, calls: Vec<Call>) -> usize {
    let run = |call: Call| {
        let shop = Arc::clone(shop);
        tokio::spawn(async move {
            match call {
                Call::Create(links) => (true, shop.create(1, &links).await),
                Call::Dismiss(links) => (false, shop.dismiss(2, &links).await),
            }
        })
    };
    let tasks: Vec<_> = calls.into_iter().map(run).collect();
    let mut made = 0;
    for task in tasks {
        let (creates, outcome): (bool, Result<Changes>) = task.await.unwrap();
        match outcome {
            Ok(_) => made += usize::from(creates),
            Err(error) => assert_eq!(
                (creates, error.kind(), error.message()),
                (true, ErrorKind::InvalidData, kind.refusal),
                "{}: {error:?}",
                kind.table
            ),
        }
    }
    made
}

/// Fails if a record has more links than it may.
async fn keeps_its_rule(shop: &Shop, kind: &Kind) -> usize {
    let pairs = shop.pairs(kind.table).await;
    let most = |of: fn(&(String, String)) -> &String| {
        let mut counts: HashMap<&String, usize> = HashMap::new();
        pairs.iter().for_each(|pair| *counts.entry(of(pair)).or_default() += 1);
        counts.into_values().max().unwrap_or(0)
    };
    assert!(!kind.one_right || most(|pair| &pair.0) <= 1, "{}: {pairs:?}", kind.table);
    assert!(!kind.one_left || most(|pair| &pair.1) <= 1, "{}: {pairs:?}", kind.table);
    pairs.len()
}

/// Runs a test on each database, for each kind.
async fn for_each_kind<F: Future<Output = ()>>(test: impl Fn(Arc<Shop>, &'static Kind) -> F) {
    for shop in shops().await {
        let shop = Arc::new(shop);
        for kind in &KINDS {
            test(Arc::clone(&shop), kind).await;
        }
        Arc::into_inner(shop).unwrap().close().await;
    }
}

fn many(call: impl Fn(usize) -> Call) -> Vec<Call> {
    (0..CALLERS).map(call).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_that_want_one_record_as_many_win_as_it_may_have() {
    for_each_kind(async |shop, kind| {
        let rights = many(|i| Call::Create(vec![(kind.pair)("left", &format!("r{i}"))]));
        let made = at_once(&shop, kind, rights).await;
        assert_eq!(made, if kind.one_right { 1 } else { CALLERS }, "{}", kind.table);
        let lefts = many(|i| Call::Create(vec![(kind.pair)(&format!("l{i}"), "right")]));
        let more = at_once(&shop, kind, lefts).await;
        assert_eq!(more, if kind.one_left { 1 } else { CALLERS }, "{}", kind.table);
        assert_eq!(keeps_its_rule(&shop, kind).await, made + more);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_equal_pair_64_times_is_one_row_and_no_error() {
    for_each_kind(async |shop, kind| {
        let made = at_once(&shop, kind, many(|_| Call::Create(vec![(kind.pair)("left", "right")]))).await;
        assert_eq!((made, keeps_its_rule(&shop, kind).await), (CALLERS, 1), "{}", kind.table);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn creates_that_race_dismissals_keep_the_rule() {
    for_each_kind(async |shop, kind| {
        let pair = |i: usize| (kind.pair)("left", &format!("r{}", i % 8));
        let mut calls = many(|i| Call::Create(vec![pair(i)]));
        for (at, dismissal) in many(|i| Call::Dismiss(vec![pair(i)])).into_iter().enumerate() {
            calls.insert(2 * at, dismissal);
        }
        assert!(at_once(&shop, kind, calls).await > 0);
        keeps_its_rule(&shop, kind).await;
        // Whatever the race left, the next callers find it whole.
        let all: Vec<_> = (0..8).map(pair).collect();
        at_once(&shop, kind, vec![Call::Dismiss(all)]).await;
        assert_eq!(keeps_its_rule(&shop, kind).await, 0);
        assert_eq!(at_once(&shop, kind, vec![Call::Create(vec![pair(0)])]).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_equal_pair_that_races_its_dismissal_is_no_error() {
    for_each_kind(async |shop, kind| {
        let pair = || vec![(kind.pair)("left", "right")];
        let calls = many(|i| if i % 2 == 0 { Call::Create(pair()) } else { Call::Dismiss(pair()) });
        assert_eq!(at_once(&shop, kind, calls).await, CALLERS / 2, "{}", kind.table);
        assert!(keeps_its_rule(&shop, kind).await <= 1);
    })
    .await;
}

/// Callers that name the same pairs in opposite orders, over two links, would wait for each other if each locked in its own
/// order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_in_opposite_orders_do_not_lock_each_other_out() {
    for_each_kind(async |shop, kind| {
        let pairs = |i: usize| -> Vec<LinkInput> {
            let links = (0..6).flat_map(|n| {
                let (l, r) = (format!("l{n}"), format!("r{n}"));
                [(kind.pair)(&l, &r), item(&format!("v{n}"), "i")]
            });
            if i.is_multiple_of(2) {
                links.collect()
            } else {
                links.collect::<Vec<_>>().into_iter().rev().collect()
            }
        };
        let calls = many(|i| if i % 4 < 2 { Call::Create(pairs(i)) } else { Call::Dismiss(pairs(i)) });
        assert_eq!(at_once(&shop, kind, calls).await, CALLERS / 2, "{}", kind.table);
        keeps_its_rule(&shop, kind).await;
    })
    .await;
}
