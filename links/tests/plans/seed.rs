//! The shop as rows of a database.

use crate::shop::{CHANNELS, GROUPS, PROMOTIONS, REGIONS, Shop, id};
use stheno_database::{Insert, Statement};
use stheno_kernel::{Amount, JsonText, Timestamp, Value};

/// What fills an empty database, in the order of foreign keys.
pub(crate) fn statements(shop: &Shop) -> Vec<Statement> {
    let parts = [
        catalogue(shop),
        shown_of_products(shop),
        links_of_products(shop),
        customers(shop),
        carts(shop),
        orders(shop),
        lines(shop),
        payments(shop),
    ];
    parts.into_iter().flatten().chain(links_of_orders(shop)).map(Statement::from).collect()
}

/// Rows of these columns; the others take their defaults.
fn insert<const N: usize>(
    table: &'static str,
    columns: [&'static str; N],
    rows: impl Iterator<Item = [Value; N]>,
) -> Insert {
    let rows = rows.map(Vec::from).collect();
    Insert { table, columns: columns.to_vec(), rows, on_conflict: None, returning: Vec::new() }
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn key(prefix: &str, number: usize) -> Value {
    text(id(prefix, number))
}

fn amount(whole: i64) -> Value {
    Value::from(Amount::from(whole))
}

fn raw(whole: i64) -> Value {
    Value::Json(JsonText::from_trusted(format!(r#"{{"value":"{whole}","precision":20}}"#)))
}

fn deleted(is: bool) -> Value {
    if is { Timestamp::from_millis(1_770_000_000_000).map_or(Value::Null, Value::Time) } else { Value::Null }
}

fn catalogue(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let channels = (0..CHANNELS).map(|n| [key("sc", n), text(format!("Channel {n}"))]);
    made.push(insert("sales_channel", ["id", "name"], channels));
    let regions = (0..REGIONS).map(|n| [key("reg", n), text(format!("Region {n}")), text("eur")]);
    made.push(insert("region", ["id", "name", "currency_code"], regions));
    let promotions = (0..PROMOTIONS).map(|n| [key("promo", n), text(format!("PROMO-{n}")), text("standard")]);
    made.push(insert("promotion", ["id", "code", "type"], promotions));
    let products = shop.products.iter().enumerate().map(|(n, product)| {
        let (title, handle) = (text(product.title.as_str()), text(format!("product-{n}")));
        [key("prod", n), title, handle, text("published"), deleted(product.is_deleted)]
    });
    made.push(insert("product", ["id", "title", "handle", "status", "deleted_at"], products));
    let all = || shop.variants.iter().enumerate();
    let variants = all().map(|(n, _)| {
        [key("variant", n), text(format!("Variant {n}")), text(format!("SKU-{n}")), key("prod", n / 2)]
    });
    made.push(insert("product_variant", ["id", "title", "sku", "product_id"], variants));
    let items = all().map(|(n, _)| [key("iitem", n), text(format!("INV-{n}"))]);
    made.push(insert("inventory_item", ["id", "sku"], items));
    made.push(insert("price_set", ["id"], all().map(|(n, _)| [key("pset", n)])));
    let prices = all().map(|(n, variant)| {
        [key("price", n), text("eur"), amount(variant.price), raw(variant.price), key("pset", n)]
    });
    made.push(insert("price", ["id", "currency_code", "amount", "raw_amount", "price_set_id"], prices));
    made
}

/// Images, and an option of two sizes that all products share.
fn shown_of_products(shop: &Shop) -> Vec<Insert> {
    let products = || 0..shop.products.len();
    let images = products().flat_map(|n| {
        [0, 1].map(|rank| {
            let url = text(format!("https://example.test/{n}-{rank}.jpg"));
            [text(format!("img_{n}_{rank}")), url, Value::Int(rank), key("prod", n)]
        })
    });
    let option = [[text("opt_size"), text("Size")]];
    let values = [0, 1].map(|n| [key("optval", n), text(format!("Size {n}")), text("opt_size")]);
    let offered = products().map(|n| [key("prodopt", n), key("prod", n), text("opt_size")]);
    let offered_values = products().flat_map(|n| {
        [0, 1].map(|value| [text(format!("prodoptval_{n}_{value}")), key("prodopt", n), key("optval", value)])
    });
    let of_variants = (0..shop.variants.len()).map(|n| [key("variant", n), key("optval", n % 2)]);
    vec![
        insert("image", ["id", "url", "rank", "product_id"], images),
        insert("product_option", ["id", "title"], option.into_iter()),
        insert("product_option_value", ["id", "value", "option_id"], values.into_iter()),
        insert("product_product_option", ["id", "product_id", "product_option_id"], offered),
        insert(
            "product_product_option_value",
            ["id", "product_product_option_id", "product_option_value_id"],
            offered_values,
        ),
        insert("product_variant_option", ["variant_id", "option_value_id"], of_variants),
    ]
}

fn links_of_products(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let channels = shop.products.iter().enumerate().flat_map(|(n, product)| {
        product
            .channels
            .iter()
            .map(move |channel| [key("prod", n), key("sc", *channel), text(format!("prodsc_{n}_{channel}"))])
    });
    made.push(insert("product_sales_channel", ["product_id", "sales_channel_id", "id"], channels));
    let all = || shop.variants.iter().enumerate();
    let sets = all().map(|(n, _)| [key("variant", n), key("pset", n), key("pvps", n)]);
    made.push(insert("product_variant_price_set", ["variant_id", "price_set_id", "id"], sets));
    let items = all().flat_map(|(n, variant)| {
        variant.items.iter().map(move |(item, required)| {
            [key("variant", n), key("iitem", *item), text(format!("pvitem_{n}_{item}")), amount(*required)]
        })
    });
    let columns = ["variant_id", "inventory_item_id", "id", "required_quantity"];
    made.push(insert("product_variant_inventory_item", columns, items));
    made
}

fn customers(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let groups = (0..GROUPS).map(|n| [key("cusgroup", n), text(format!("Group {n}"))]);
    made.push(insert("customer_group", ["id", "name"], groups));
    let all = || shop.customers.iter().enumerate();
    let customers = all().map(|(n, customer)| {
        let tier = if customer.is_gold { r#"{"tier":"gold"}"# } else { r#"{"tier":"plain"}"# };
        let metadata = Value::Json(JsonText::from_trusted(tier));
        [key("cus", n), text(format!("c{n}@example.test")), metadata, deleted(customer.is_deleted)]
    });
    made.push(insert("customer", ["id", "email", "metadata", "deleted_at"], customers));
    let members = all().filter_map(|(n, customer)| {
        customer.group.map(|group| [key("cusgc", n), key("cus", n), key("cusgroup", group)])
    });
    made.push(insert("customer_group_customer", ["id", "customer_id", "customer_group_id"], members));
    made
}

fn carts(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let all = || shop.orders.iter().enumerate();
    let carts = all().map(|(n, order)| {
        let customer = order.customer.map_or(Value::Null, |customer| key("cus", customer));
        [key("cart", n), text("eur"), customer]
    });
    made.push(insert("cart", ["id", "currency_code", "customer_id"], carts));
    let items = all().map(|(n, order)| {
        let variant = order.lines[0].variant;
        let (product, variant) = (key("prod", variant / 2), key("variant", variant));
        [key("cali", n), text("A line"), Value::Int(1), amount(5), raw(5), key("cart", n), product, variant]
    });
    let columns =
        ["id", "title", "quantity", "unit_price", "raw_unit_price", "cart_id", "product_id", "variant_id"];
    made.push(insert("cart_line_item", columns, items));
    let promotions = all().filter_map(|(n, order)| {
        order.promotion.map(|promotion| [key("cart", n), key("promo", promotion), key("cartpromo", n)])
    });
    made.push(insert("cart_promotion", ["cart_id", "promotion_id", "id"], promotions));
    made
}

fn orders(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let all = || shop.orders.iter().enumerate();
    // As wide as orders are.
    let note =
        "An order from the till by the door, gift-wrapped, to be sent to the neighbours where nobody is in.";
    let metadata = Value::Json(JsonText::from_trusted(format!(r#"{{"note":"{note}","till":"{note}"}}"#)));
    let orders = all().map(|(n, order)| {
        [
            key("order", n),
            Value::Int(n as i64 + 1),
            key("reg", order.region),
            order.customer.map_or(Value::Null, |customer| key("cus", customer)),
            Value::Int(order.version),
            key("sc", order.channel),
            text("eur"),
            text("somebody.who.buys@mail.example.test"),
            metadata.clone(),
            deleted(order.is_deleted),
        ]
    });
    let columns = [
        "id",
        "display_id",
        "region_id",
        "customer_id",
        "version",
        "sales_channel_id",
        "currency_code",
        "email",
        "metadata",
        "deleted_at",
    ];
    made.push(insert("order", columns, orders));
    made
}

/// The lines of orders, and what each version holds of them.
fn lines(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let all = || shop.orders.iter().enumerate();
    let lines = || {
        let of = |(n, order): (usize, &'_ crate::shop::Order)| {
            let lines = order.lines.iter().enumerate();
            let version = order.version;
            let rows = lines.map(move |(k, line)| {
                (n, n * 3 + k, line.variant, if line.is_current { version } else { 1 })
            });
            rows.collect::<Vec<_>>()
        };
        all().flat_map(of)
    };
    let items = lines().map(|(_, line, variant, _)| {
        [
            key("ordli", line),
            text("A line"),
            key("prod", variant / 2),
            key("variant", variant),
            amount(5),
            raw(5),
        ]
    });
    let columns = ["id", "title", "product_id", "variant_id", "unit_price", "raw_unit_price"];
    made.push(insert("order_line_item", columns, items));
    let versions = lines().map(|(order, line, _, version)| {
        let none = || amount(0);
        [
            key("orditem", line),
            key("order", order),
            key("ordli", line),
            Value::Int(version),
            amount(1),
            raw(1),
            none(),
            none(),
            none(),
            none(),
            none(),
            none(),
        ]
    });
    let columns = [
        "id",
        "order_id",
        "item_id",
        "version",
        "quantity",
        "raw_quantity",
        "fulfilled_quantity",
        "shipped_quantity",
        "return_requested_quantity",
        "return_received_quantity",
        "return_dismissed_quantity",
        "written_off_quantity",
    ];
    made.push(insert("order_item", columns, versions));
    made
}

fn payments(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let all = || shop.payments.iter().enumerate();
    let collections = all().map(|(n, payment)| {
        let status = if payment.is_canceled { "canceled" } else { "completed" };
        [key("pay_col", n), text("eur"), amount(payment.amount), raw(payment.amount), text(status)]
    });
    let columns = ["id", "currency_code", "amount", "raw_amount", "status"];
    made.push(insert("payment_collection", columns, collections));
    let session = |n: usize, payment: &crate::shop::Payment| {
        let (amount, raw) = (amount(payment.amount), raw(payment.amount));
        [key("payses", n), text("eur"), amount, raw, text(payment.provider), key("pay_col", n)]
    };
    let columns = ["id", "currency_code", "amount", "raw_amount", "provider_id", "payment_collection_id"];
    made.push(insert("payment_session", columns, all().map(|(n, payment)| session(n, payment))));
    let payments = all().map(|(n, payment)| {
        let [session, currency, amount, raw, provider, collection] = session(n, payment);
        [key("pay", n), session, currency, amount, raw, provider, collection]
    });
    let columns = [
        "id",
        "payment_session_id",
        "currency_code",
        "amount",
        "raw_amount",
        "provider_id",
        "payment_collection_id",
    ];
    made.push(insert("payment", columns, payments));
    made
}

fn links_of_orders(shop: &Shop) -> Vec<Insert> {
    let mut made = Vec::new();
    let all = || shop.orders.iter().enumerate();
    let carts = all().map(|(n, _)| [key("order", n), key("cart", n), key("ordercart", n)]);
    made.push(insert("order_cart", ["order_id", "cart_id", "id"], carts));
    let collections = all().flat_map(|(n, order)| {
        order.payments.iter().map(move |payment| {
            let is_dismissed = deleted(!shop.payments[*payment].is_linked);
            [key("order", n), key("pay_col", *payment), key("ordpay", *payment), is_dismissed]
        })
    });
    let columns = ["order_id", "payment_collection_id", "id", "deleted_at"];
    made.push(insert("order_payment_collection", columns, collections));
    let promotions = all().filter_map(|(n, order)| {
        order.promotion.map(|promotion| [key("order", n), key("promo", promotion), key("orderpromo", n)])
    });
    made.push(insert("order_promotion", ["order_id", "promotion_id", "id"], promotions));
    let sent = || all().filter_map(|(n, order)| order.location.map(|location| (n, location)));
    let fulfillments = sent().map(|(n, location)| [key("ful", n), key("sloc", location)]);
    made.push(insert("fulfillment", ["id", "location_id"], fulfillments));
    let links = sent().map(|(n, _)| [key("order", n), key("ful", n), key("ordful", n)]);
    made.push(insert("order_fulfillment", ["order_id", "fulfillment_id", "id"], links));
    made
}
