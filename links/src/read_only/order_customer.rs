//! Order and customer, by `order.customer_id`.

use stheno_customer::Customer;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;
use stheno_order::Order;

pub(crate) const LINKS: [ReadOnlyLink; 2] = [
    ReadOnlyLink::one((Order::meta, "customer_id"), "customer", (Customer::meta, "id")),
    ReadOnlyLink::list((Customer::meta, "id"), "orders", (Order::meta, "customer_id")),
];
