//! Groups of customers, and who is in them.

pub mod create_customer_groups;
pub mod delete_customer_groups;
pub mod link_customer_groups_to_customer;
pub mod link_customers_to_customer_group;
pub mod update_customer_groups;

use crate::plain::Plain;
use stheno_customer::CustomerGroup;
use stheno_model::Model as _;

/// Groups have no rules and, in Medusa, no events.
const GROUPS: Plain =
    Plain { model: CustomerGroup::meta, flow: "customer-groups", event: "", label: "Customer group" };
