//! The questions, each with what it must find, and what it may read.

use crate::shop::{Order, Shop, id};
use serde_json::{Value as Json, json};

pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) entity: &'static str,
    pub(crate) fields: Vec<&'static str>,
    pub(crate) filter: Json,
    /// Path, and whether descending.
    pub(crate) order: Option<(&'static str, bool)>,
    pub(crate) statements: usize,
    /// Big tables that may be read whole: what is sorted or negated without a filter that narrows it, and the one table
    /// whose filtered column has no index, in Medusa's schema as in ours.
    pub(crate) reads: &'static [&'static str],
    /// The ids of all that match, in order.
    pub(crate) expected: fn(&Shop) -> Vec<String>,
}

/// A question answered by one statement that reads no big table whole.
fn ask(
    name: &'static str,
    entity: &'static str,
    filter: Json,
    expected: fn(&Shop) -> Vec<String>,
) -> Question {
    Question { name, entity, fields: vec!["id"], filter, order: None, statements: 1, reads: &[], expected }
}

impl Question {
    fn showing(self, fields: &[&'static str], statements: usize) -> Self {
        Self { fields: fields.to_vec(), statements, ..self }
    }
    fn sorted(self, path: &'static str, descending: bool) -> Self {
        Self { order: Some((path, descending)), ..self }
    }
    fn reading(self, reads: &'static [&'static str]) -> Self {
        Self { reads, ..self }
    }
}

fn orders(shop: &Shop, is: impl Fn(&Order) -> bool) -> Vec<String> {
    ids("order", shop.orders(is))
}

fn ids(prefix: &str, numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(|n| id(prefix, n)).collect()
}

/// Sorts by a key, nulls last, and by number where keys are equal.
fn by<K: Ord>(mut numbers: Vec<usize>, key: impl Fn(usize) -> Option<K>, descending: bool) -> Vec<usize> {
    numbers.sort_by(|a, b| {
        let order = match (key(*a), key(*b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        (if descending { order.reverse() } else { order }).then(a.cmp(b))
    });
    numbers
}

fn email(customer: usize) -> String {
    format!("c{customer}@example.test")
}

pub(crate) fn all() -> Vec<Question> {
    [of_orders(), of_lines(), of_the_catalogue(), of_others(), negated(), combined(), sorted(), searched()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_orders() -> Vec<Question> {
    vec![
        ask(
            "orders by a nested value of their customer's metadata",
            "order",
            json!({ "customer": { "metadata": { "tier": "gold" } } }),
            |shop| orders(shop, |o| shop.has_customer(o, |_, c| c.is_gold)),
        )
        .showing(&["id", "customer.email"], 1)
        .reading(&["customer"]),
        ask(
            "orders by full text of their customer's email",
            "order",
            json!({ "customer": { "email": { "$fulltext": "c77 example" } } }),
            |shop| orders(shop, |o| shop.has_customer(o, |n, _| n.to_string().starts_with("77"))),
        )
        .reading(&["customer"]),
        ask(
            "orders by their customer's group",
            "orders",
            json!({ "customer": { "groups": { "name": "Group 7" } } }),
            |shop| orders(shop, |o| shop.has_customer(o, |_, c| c.group == Some(7))),
        ),
        ask(
            "orders by channel, region and customer at once",
            "order",
            json!({ "sales_channel": { "name": "Channel 1" }, "region.name": "Region 2",
                "customer.groups.name": "Group 9" }),
            |shop| {
                orders(shop, |o| {
                    o.channel == 1 && o.region == 2 && shop.has_customer(o, |_, c| c.group == Some(9))
                })
            },
        ),
        ask(
            "orders by the provider of their payments",
            "order",
            json!({ "payment_collections": { "payments": { "provider_id": "pp_rare" } } }),
            |shop| orders(shop, |o| shop.payments(o).any(|p| p.provider == "pp_rare")),
        )
        .showing(&["id", "payment_collections.payments.provider_id"], 3),
        ask(
            "orders by the location that they left from",
            "order",
            json!({ "fulfillments": { "location_id": id("sloc", 5) } }),
            |shop| orders(shop, |o| o.location == Some(5)),
        ),
    ]
}

fn of_lines() -> Vec<Question> {
    vec![
        ask(
            "orders by a product's title",
            "order",
            json!({ "items": { "product": { "title": "Product 0042" } } }),
            |shop| orders(shop, |o| shop.has_product(o, |p| shop.products[p].title == "Product 0042")),
        )
        .showing(&["id", "items.title", "items.product.title"], 2),
        ask(
            "orders by a variant's stock number",
            "order",
            json!({ "items.variant.sku": "SKU-77" }),
            |shop| orders(shop, |o| shop.has_variant(o, |v| v == 77)),
        ),
        ask(
            "orders that hold one product and another",
            "order",
            json!({ "$and": [{ "items": { "product": { "handle": "product-1" } } },
                { "items": { "product": { "title": { "$like": "Product 02%" } } } }] }),
            |shop| {
                orders(shop, |o| {
                    shop.has_product(o, |p| p == 1)
                        && shop.has_product(o, |p| shop.products[p].title.starts_with("Product 02"))
                })
            },
        ),
        ask(
            "carts by product, twice the same table",
            "cart",
            json!({ "items": { "product": { "handle": "product-8" },
                "variant": { "product": { "title": { "$like": "Product%" } } } } }),
            |shop| {
                ids(
                    "cart",
                    (0..shop.orders.len())
                        .filter(|n| shop.is_live(8) && shop.orders[*n].lines[0].variant / 2 == 8),
                )
            },
        ),
    ]
}

fn of_the_catalogue() -> Vec<Question> {
    vec![
        ask(
            "products by the stock number of their variants' inventory",
            "product",
            json!({ "variants": { "inventory_items": { "inventory": { "sku": "INV-101" } } } }),
            |shop| {
                ids(
                    "prod",
                    (0..shop.products.len()).filter(|n| {
                        shop.is_live(*n)
                            && [2 * n, 2 * n + 1]
                                .iter()
                                .any(|v| shop.variants[*v].items.iter().any(|(i, _)| *i == 101))
                    }),
                )
            },
        ),
        ask(
            "variants by a column of their link to inventory",
            "variant",
            json!({ "inventory_items": { "required_quantity": { "$gt": 1, "$lt": 10 } } }),
            |shop| {
                ids(
                    "variant",
                    (0..shop.variants.len())
                        .filter(|n| shop.variants[*n].items.iter().any(|(_, required)| *required > 1)),
                )
            },
        )
        .showing(&["id", "inventory_items.required_quantity"], 2),
        ask(
            "products by their prices, with alternatives inside",
            "product",
            json!({ "variants": { "prices": { "$or": [{ "amount": { "$gte": 99 } }, { "amount": "11" }],
                "currency_code": "eur" } } }),
            |shop| {
                ids(
                    "prod",
                    (0..shop.products.len()).filter(|n| {
                        shop.is_live(*n)
                            && [2 * n, 2 * n + 1].iter().any(|v| matches!(shop.variants[*v].price, 99.. | 11))
                    }),
                )
            },
        ),
        ask(
            "inventory by the product that is made of it",
            "inventory_item",
            json!({ "variants": { "product": { "handle": "product-5" } } }),
            |shop| {
                let of = |v: usize| shop.variants[v].items.iter().map(|(item, _)| *item);
                let mut items: Vec<usize> = of(10).chain(of(11)).collect();
                items.sort_unstable();
                items.dedup();
                ids("iitem", items)
            },
        ),
    ]
}

fn of_others() -> Vec<Question> {
    vec![
        ask(
            "customers by the products that they ordered",
            "customer",
            json!({ "orders": { "items": { "product": { "handle": "product-31" } } } }),
            |shop| {
                let found = orders_of(shop, |o| shop.has_product(o, |p| p == 31));
                let mut customers: Vec<usize> = found.filter_map(|o| o.customer).collect();
                customers.sort_unstable();
                customers.dedup();
                ids("cus", customers.into_iter().filter(|n| !shop.customers[*n].is_deleted))
            },
        ),
        ask(
            "carts by the code of a promotion",
            "cart",
            json!({ "promotions": { "code": "PROMO-17" } }),
            |shop| ids("cart", (0..shop.orders.len()).filter(|n| shop.orders[*n].promotion == Some(17))),
        ),
        ask(
            "payment collections by the customer of their order",
            "payment_collection",
            json!({ "order": { "customer_id": [id("cus", 10), id("cus", 11), id("cus", 12)] } }),
            |shop| {
                let found = orders_of(shop, |o| matches!(o.customer, Some(10..=12)));
                let linked = found.flat_map(|o| o.payments.iter()).copied();
                let mut linked: Vec<usize> = linked.filter(|n| shop.payments[*n].is_linked).collect();
                linked.sort_unstable();
                ids("pay_col", linked)
            },
        ),
        ask(
            "fulfillments by the products of their order",
            "fulfillment",
            json!({ "order": { "items": { "product": { "handle": "product-300" } } } }),
            |shop| ids("ful", shop.orders(|o| o.location.is_some() && shop.has_product(o, |p| p == 300))),
        ),
        ask(
            "link rows by a column of what they link",
            "order_promotions",
            json!({ "promotions": { "code": "PROMO-21" } }),
            |shop| ids("order", (0..shop.orders.len()).filter(|n| shop.orders[*n].promotion == Some(21))),
        )
        .showing(&["order_id", "promotions.code"], 1),
    ]
}

fn orders_of(shop: &Shop, is: impl Fn(&Order) -> bool) -> impl Iterator<Item = &Order> {
    shop.orders(is).into_iter().map(|n| &shop.orders[n])
}

fn negated() -> Vec<Question> {
    vec![
        ask(
            "orders by their customer, with a negation inside",
            "order",
            json!({ "customer": { "groups": { "name": "Group 7" }, "email": { "$not": { "$ilike": "%1@%" } } } }),
            |shop| orders(shop, |o| shop.has_customer(o, |n, c| c.group == Some(7) && n % 10 != 1)),
        ),
        ask(
            "orders without a certain product",
            "order",
            json!({ "customer": { "groups": { "name": "Group 8" } },
                "$not": { "items": { "product": { "title": { "$like": "Product 00%" } } } } }),
            |shop| {
                orders(shop, |o| {
                    shop.has_customer(o, |_, c| c.group == Some(8))
                        && !shop.has_product(o, |p| shop.products[p].title.starts_with("Product 00"))
                })
            },
        ),
        ask(
            "orders of which nothing was sent",
            "order",
            json!({ "fulfillments": null, "payment_collections": { "payments": { "provider_id": "pp_rare" } } }),
            |shop| {
                orders(shop, |o| o.location.is_none() && shop.payments(o).any(|p| p.provider == "pp_rare"))
            },
        ),
    ]
}

fn combined() -> Vec<Question> {
    vec![
        ask(
            "orders by one linked record or another",
            "order",
            json!({ "$or": [{ "promotions": { "code": "PROMO-3" } }, { "items": { "variant": { "sku": "SKU-90" } } }] }),
            |shop| orders(shop, |o| o.promotion == Some(3) || shop.has_variant(o, |v| v == 90)),
        ),
        ask(
            "orders by an own column or a linked record",
            "order",
            json!({ "$or": [{ "display_id": [12, 4_001] }, { "promotions": { "code": "PROMO-33" } }] }),
            |shop| {
                ids("order", shop.orders(|o| o.promotion == Some(33) || o.number == 11 || o.number == 4_000))
            },
        ),
        ask(
            "orders by alternatives within alternatives",
            "order",
            json!({ "$and": [{ "region": { "name": "Region 1" } },
                { "$or": [{ "promotions": { "code": "PROMO-40" } },
                    { "$and": [{ "sales_channel.name": "Channel 2" },
                        { "$or": [{ "fulfillments.location_id": id("sloc", 9) },
                            { "items.variant.sku": "SKU-500" }] }] }] }] }),
            |shop| {
                orders(shop, |o| {
                    o.region == 1
                        && (o.promotion == Some(40)
                            || o.channel == 2 && (o.location == Some(9) || shop.has_variant(o, |v| v == 500)))
                })
            },
        ),
    ]
}

fn sorted() -> Vec<Question> {
    vec![
        ask("orders sorted by their customer's email", "order", json!({}), |shop| {
            let email_of =
                |n: usize| shop.orders[n].customer.filter(|c| !shop.customers[*c].is_deleted).map(email);
            ids("order", by(shop.orders(|_| true), email_of, false))
        })
        .showing(&["id", "customer.email"], 1)
        .sorted("customer.email", false)
        .reading(&["order", "customer"]),
        ask(
            "orders of a group sorted by the title of their first product",
            "order",
            json!({ "customer": { "groups": { "name": "Group 5" } } }),
            |shop| {
                let title_of = |n: usize| {
                    let products = shop.orders[n].lines.iter().filter(|line| line.is_current);
                    let first = products.map(|line| line.variant / 2).filter(|p| shop.is_live(*p)).min();
                    first.map(|p| shop.products[p].title.clone())
                };
                let found = shop.orders(|o| shop.has_customer(o, |_, c| c.group == Some(5)));
                ids("order", by(found, title_of, false))
            },
        )
        .sorted("items.product.title", false),
        ask(
            "canceled payments' orders, the largest first",
            "order",
            json!({ "payment_collections": { "status": "canceled" } }),
            |shop| {
                let amount = |n: usize| {
                    let first = shop.orders[n].payments.iter().filter(|p| shop.payments[**p].is_linked).min();
                    first.map(|p| shop.payments[*p].amount)
                };
                ids("order", by(shop.orders(|o| shop.payments(o).any(|p| p.is_canceled)), amount, true))
            },
        )
        .sorted("payment_collections.amount", true)
        .reading(&["payment_collection"]),
        ask(
            "variants sorted by a column of their link to inventory",
            "variant",
            json!({ "product": { "sales_channels": { "name": "Channel 2" } } }),
            |shop| {
                let sold = |n: usize| shop.is_live(n / 2) && shop.products[n / 2].channels.contains(&2);
                let first = |n: usize| shop.variants[n].items.iter().min().map(|(_, required)| *required);
                ids("variant", by((0..shop.variants.len()).filter(|n| sold(*n)).collect(), first, true))
            },
        )
        .sorted("inventory_items.required_quantity", true),
        ask(
            "products sorted by the name of their channel",
            "product",
            json!({ "title": { "$like": "Product 01%" } }),
            |shop| {
                let titled =
                    |n: &usize| shop.is_live(*n) && shop.products[*n].title.starts_with("Product 01");
                let first = |n: usize| shop.products[n].channels.iter().min().copied();
                ids("prod", by((0..shop.products.len()).filter(titled).collect(), first, true))
            },
        )
        .showing(&["id", "sales_channels.name"], 2)
        .sorted("sales_channels.name", true),
    ]
}

/// What `q` finds. None fills its page, which tells the count then.
fn searched() -> Vec<Question> {
    vec![
        ask("customers by a part of their address", "customer", json!({ "q": "C4321@" }), |shop| {
            ids("cus", (0..shop.customers.len()).filter(|n| *n == 4_321 && !shop.customers[*n].is_deleted))
        }),
        ask("customers by two parts", "customer", json!({ "q": "c5917 EXAMPLE" }), |shop| {
            let named = |n: &usize| email(*n).contains("c5917") && !shop.customers[*n].is_deleted;
            ids("cus", (0..shop.customers.len()).filter(named))
        }),
        ask("orders by the name or the number", "order", json!({ "q": "1234" }), |shop| {
            orders(shop, |order| order.number == 1_233)
        }),
        ask("products by their title or a variant's number", "product", json!({ "q": "sku-117" }), |shop| {
            let has = |n: usize| [n * 2, n * 2 + 1].iter().any(|v| format!("sku-{v}").contains("sku-117"));
            ids("prod", (0..shop.products.len()).filter(|n| shop.is_live(*n) && has(*n)))
        }),
    ]
}
