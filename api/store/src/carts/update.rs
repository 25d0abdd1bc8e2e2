//! `POST /store/carts/{id}`: changes a cart. Contract: `contract/scenarios/store/carts/update`.

use super::create::Address;
use super::retrieve;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};
use stheno_flows::cart::update_cart;
use stheno_http::{Reply, Request, Result};

#[derive(Deserialize)]
struct Body {
    region_id: Option<String>,
    #[serde(default, deserialize_with = "given")]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    shipping_address: Option<Option<Address>>,
    #[serde(default, deserialize_with = "given")]
    billing_address: Option<Option<Address>>,
    sales_channel_id: Option<String>,
    #[serde(default, deserialize_with = "given")]
    metadata: Option<Option<Map<String, Json>>>,
    promo_codes: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    locale: Option<Option<String>>,
}

/// Tells a member that is null from one that is absent.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Changes the cart and answers it.
pub(super) async fn handle(request: Request) -> Result<Reply> {
    let body: Body = request.body_as()?;
    let address = |given: Option<Option<Address>>| {
        given.map(|address| address.map(Address::given).transpose()).transpose()
    };
    let input = update_cart::Input {
        region_id: body.region_id,
        email: body.email,
        sales_channel_id: body.sales_channel_id,
        locale: body.locale,
        metadata: body.metadata,
        shipping_address: address(body.shipping_address)?,
        billing_address: address(body.billing_address)?,
        promo_codes: body.promo_codes,
    };
    let id = request.param("id").to_owned();
    let held = update_cart::run(&request.ctx, id.clone(), input).await?;
    retrieve::answer_with(&request, &id, held).await
}
