//! A new address in a customer's book. One that is there already is not added again.

use super::{hold, require_country, with_lower_country};
use crate::customer::create_customer_addresses;
use serde_json::{Map, Value as Json};
use stheno_customer::CustomerAddress;
use stheno_kernel::Result;
use stheno_model::Records as _;
use stheno_v1::V1BillingAddress;
use stheno_v1::rules::address::is_same;
use stheno_workflow::RequestCtx;

/// Adds an address from a body of the contract.
pub async fn run(ctx: &RequestCtx, customer_id: String, address: Map<String, Json>) -> Result<()> {
    let address = with_lower_country(address);
    let work = ctx.transaction("v1-add-address", move |cx| async move {
        hold(&cx, &customer_id).await?;
        require_country(&cx, address.get("country_code").and_then(Json::as_str)).await?;
        let book = cx.find::<CustomerAddress>(CustomerAddress::CUSTOMER_ID.eq(customer_id.as_str())).await?;
        let apart = V1BillingAddress::CUSTOMER_ID.eq(customer_id.as_str());
        let apart = cx.find::<V1BillingAddress>(apart).await?;
        let given = |name: &str| address.get(name).and_then(Json::as_str);
        let mut book = book.iter().filter(|known| !apart.iter().any(|row| row.address_id == known.id));
        if !book.any(|known| is_same(given, |name| member(known, name))) {
            create_customer_addresses::create_in(&cx, customer_id, address, None).await?;
        }
        Ok(())
    });
    work.await
}

fn member<'a>(address: &'a CustomerAddress, name: &str) -> Option<&'a str> {
    match name {
        "country_code" => address.country_code.as_deref(),
        "address_1" => address.address_1.as_deref(),
        "address_2" => address.address_2.as_deref(),
        "city" => address.city.as_deref(),
        "phone" => address.phone.as_deref(),
        "postal_code" => address.postal_code.as_deref(),
        "province" => address.province.as_deref(),
        "first_name" => address.first_name.as_deref(),
        "last_name" => address.last_name.as_deref(),
        _ => None,
    }
}
