//! Cart and customer, by `cart.customer_id`.

use stheno_cart::Cart;
use stheno_customer::Customer;
use stheno_link::ReadOnlyLink;
use stheno_model::Model as _;

pub(crate) const LINKS: [ReadOnlyLink; 2] = [
    ReadOnlyLink::one((Cart::meta, "customer_id"), "customer", (Customer::meta, "id")),
    ReadOnlyLink::list((Customer::meta, "id"), "carts", (Cart::meta, "customer_id")),
];
