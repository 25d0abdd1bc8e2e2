//! `/admin/customers/{id}/addresses`: a customer's address book. Contract: `contract/scenarios/admin/customers.mjs`.

use stheno_api_rest::Absent;
use stheno_api_rest::addresses::AddressBook;
use stheno_http::Route;

pub(super) fn routes() -> Vec<Route> {
    let theirs = AddressBook {
        path: "/admin/customers/{id}/addresses",
        one: "/admin/customers/{id}/addresses/{address_id}",
        owner: |request| request.param("id"),
        entry: Absent::Empty,
        customer: Absent::Empty,
        deleted: |entry| (&entry.id, "customer_address"),
    };
    theirs.routes()
}
