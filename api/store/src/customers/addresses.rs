//! `/store/customers/me/addresses`: my address book. Contract: `contract/scenarios/store/customers/addresses.mjs`.

use stheno_api_rest::Absent;
use stheno_api_rest::addresses::AddressBook;
use stheno_http::{Request, Route};

pub(super) fn routes() -> Vec<Route> {
    let mine = AddressBook {
        path: "/store/customers/me/addresses",
        one: "/store/customers/me/addresses/{address_id}",
        owner: Request::actor_id,
        entry: Absent::WasNotFound("Address"),
        customer: Absent::WasNotFound("Customer"),
        // The id is the customer's, as in Medusa.
        deleted: |entry| (&entry.customer_id, "address"),
    };
    mine.routes()
}
