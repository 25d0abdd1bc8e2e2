//! The shop that is asked, in memory: what a question must find is worked out from here.

/// A product; its variants are `2 * product` and `2 * product + 1`.
pub(crate) struct Product {
    pub(crate) title: String,
    pub(crate) channels: Vec<usize>,
    pub(crate) is_deleted: bool,
}

/// A variant. Its price in euro is in whole units.
pub(crate) struct Variant {
    /// Inventory item, and how many of it one of the variant takes.
    pub(crate) items: Vec<(usize, i64)>,
    pub(crate) price: i64,
}

pub(crate) struct Customer {
    pub(crate) group: Option<usize>,
    pub(crate) is_gold: bool,
    pub(crate) is_deleted: bool,
}

pub(crate) struct Line {
    pub(crate) variant: usize,
    /// Whether it belongs to the order's version, rather than to an earlier one.
    pub(crate) is_current: bool,
}

pub(crate) struct Payment {
    pub(crate) amount: i64,
    pub(crate) is_canceled: bool,
    pub(crate) provider: &'static str,
    /// Whether the link to the order stands.
    pub(crate) is_linked: bool,
}

/// An order; the cart that it was placed from has its number.
pub(crate) struct Order {
    pub(crate) number: usize,
    pub(crate) customer: Option<usize>,
    pub(crate) region: usize,
    pub(crate) channel: usize,
    pub(crate) version: i64,
    pub(crate) lines: Vec<Line>,
    pub(crate) promotion: Option<usize>,
    /// Numbers of payment collections.
    pub(crate) payments: Vec<usize>,
    /// The number of the stock location that it left from.
    pub(crate) location: Option<usize>,
    pub(crate) is_deleted: bool,
}

pub(crate) struct Shop {
    pub(crate) products: Vec<Product>,
    pub(crate) variants: Vec<Variant>,
    pub(crate) customers: Vec<Customer>,
    pub(crate) payments: Vec<Payment>,
    pub(crate) orders: Vec<Order>,
}

pub(crate) const GROUPS: usize = 100;
pub(crate) const CHANNELS: usize = 4;
pub(crate) const REGIONS: usize = 3;
pub(crate) const PROMOTIONS: usize = 200;
const PRODUCTS: usize = 600;
const CUSTOMERS: usize = 6_000;
const LOCATIONS: usize = 400;

/// The id of a record by its number, such that ids sort as numbers do.
pub(crate) fn id(prefix: &str, number: usize) -> String {
    format!("{prefix}_{number:06}")
}

/// A number below `below`, scattered.
fn pick(seed: usize, below: usize) -> usize {
    (seed.wrapping_mul(2_654_435_761) >> 9) % below
}

impl Shop {
    pub(crate) fn of(orders: usize) -> Self {
        let mut shop = Self {
            products: (0..PRODUCTS).map(product).collect(),
            variants: (0..PRODUCTS * 2).map(variant).collect(),
            customers: (0..CUSTOMERS).map(customer).collect(),
            payments: Vec::new(),
            orders: Vec::new(),
        };
        for n in 0..orders {
            let order = shop.order(n);
            shop.orders.push(order);
        }
        shop
    }

    fn order(&mut self, n: usize) -> Order {
        let line = |k: usize, is_current| Line { variant: pick(n * 3 + k, PRODUCTS * 2), is_current };
        let mut lines = vec![line(0, true), line(1, true)];
        let is_second = n.is_multiple_of(10);
        if is_second {
            lines.push(line(2, false));
        }
        let provider = if n % 400 == 7 { "pp_rare" } else { "pp_system_default" };
        let first = Payment {
            amount: 10 + (pick(n, 1_000) as i64),
            is_canceled: n % 1_000 == 11,
            provider,
            is_linked: !n.is_multiple_of(41),
        };
        let mut payments = vec![self.payment(first)];
        if n.is_multiple_of(100) {
            let second = Payment {
                amount: 5,
                is_canceled: n.is_multiple_of(1_000),
                provider: "pp_second",
                is_linked: true,
            };
            payments.push(self.payment(second));
        }
        Order {
            number: n,
            customer: (n % 50 != 49).then(|| pick(n, CUSTOMERS)),
            region: n % REGIONS,
            channel: n % CHANNELS,
            version: 1 + i64::from(is_second),
            lines,
            promotion: (n % 20 == 3).then(|| pick(n, PROMOTIONS)),
            payments,
            location: (n.is_multiple_of(2)).then(|| pick(n, LOCATIONS)),
            is_deleted: n % 333 == 5,
        }
    }

    fn payment(&mut self, payment: Payment) -> usize {
        self.payments.push(payment);
        self.payments.len() - 1
    }

    /// Whether a table grows with the shop: those of 5,000 rows and more.
    pub(crate) fn is_big(&self, table: &str) -> bool {
        let of_orders = ["order", "order_item", "order_line_item", "order_cart", "cart", "cart_line_item"];
        let of_payments = ["payment", "payment_session", "payment_collection", "order_payment_collection"];
        let others = ["customer", "fulfillment", "order_fulfillment"];
        [&of_orders[..], &of_payments, &others].concat().contains(&table)
    }

    /// The live orders for which a condition holds, by id.
    pub(crate) fn orders(&self, is: impl Fn(&Order) -> bool) -> Vec<usize> {
        let found = self.orders.iter().enumerate().filter(|(_, order)| !order.is_deleted && is(order));
        found.map(|(n, _)| n).collect()
    }

    /// The live customer of an order, if a condition holds for it.
    pub(crate) fn has_customer(&self, order: &Order, is: impl Fn(usize, &Customer) -> bool) -> bool {
        order.customer.is_some_and(|n| !self.customers[n].is_deleted && is(n, &self.customers[n]))
    }

    /// Whether a line of the order's version has such a variant; its product may be gone.
    pub(crate) fn has_variant(&self, order: &Order, is: impl Fn(usize) -> bool) -> bool {
        order.lines.iter().any(|line| line.is_current && is(line.variant))
    }

    /// Whether a line of the order's version is of such a live product.
    pub(crate) fn has_product(&self, order: &Order, is: impl Fn(usize) -> bool) -> bool {
        self.has_variant(order, |variant| self.is_live(variant / 2) && is(variant / 2))
    }

    pub(crate) fn is_live(&self, product: usize) -> bool {
        !self.products[product].is_deleted
    }

    /// The payment collections linked to an order.
    pub(crate) fn payments<'a>(&'a self, order: &'a Order) -> impl Iterator<Item = &'a Payment> {
        order.payments.iter().map(|n| &self.payments[*n]).filter(|payment| payment.is_linked)
    }
}

fn product(n: usize) -> Product {
    let mut channels = vec![n % CHANNELS];
    if n.is_multiple_of(5) {
        channels.push((n + 1) % CHANNELS);
    }
    Product { title: format!("Product {:04}", n * 7 % PRODUCTS), channels, is_deleted: n % 97 == 13 }
}

fn variant(n: usize) -> Variant {
    let mut items = vec![(n, 1 + 2 * i64::from(n % 60 == 1))];
    if n.is_multiple_of(10) {
        items.push((n + 1, 2));
    }
    Variant { items, price: 10 + (pick(n, 90) as i64) }
}

fn customer(n: usize) -> Customer {
    Customer {
        group: (n.is_multiple_of(3)).then(|| pick(n, GROUPS)),
        is_gold: n % 600 == 9,
        is_deleted: n % 401 == 7,
    }
}
