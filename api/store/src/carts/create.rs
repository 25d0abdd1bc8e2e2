//! `POST /store/carts`: a new cart. Contract: `contract/scenarios/store/carts/create`.

use super::retrieve;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use stheno_flows::cart::add_to_cart::ItemInput;
use stheno_flows::cart::create_cart::{self, AddressInput};
use stheno_http::{Reply, Request, Result, StatusCode};
use stheno_kernel::Error;

#[derive(Deserialize)]
struct Body {
    region_id: Option<String>,
    shipping_address: Option<Address>,
    billing_address: Option<Address>,
    email: Option<String>,
    currency_code: Option<String>,
    #[serde(default)]
    items: Vec<ItemInput>,
    sales_channel_id: Option<String>,
    promo_codes: Option<Vec<String>>,
    metadata: Option<Map<String, Json>>,
    locale: Option<String>,
}

/// An address, or the id of one of this cart's; the addresses of customers are not theirs.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Address {
    Given(Box<AddressInput>),
    Named(String),
}

impl Address {
    /// The address, if it was written out; no id leads to another.
    pub(super) fn given(self) -> Result<AddressInput> {
        match self {
            Self::Given(address) => Ok(*address),
            Self::Named(id) => Err(Error::not_found(format!("Address with id \"{id}\" not found"))),
        }
    }
}

/// Creates the cart and answers it.
pub(super) async fn handle(request: Request) -> Result<Reply> {
    let body: Body = request.body_as()?;
    let channel = match sales_channel(&request, body.sales_channel_id.as_deref()) {
        Ok(channel) => channel,
        Err(refusal) => return Ok(*refusal),
    };
    let input = create_cart::Input {
        region_id: body.region_id,
        customer_id: request.customer_id().map(str::to_owned),
        sales_channel_id: channel,
        email: body.email,
        currency_code: body.currency_code,
        locale: body.locale.or_else(|| request.ctx.locale.as_deref().map(str::to_owned)),
        metadata: body.metadata,
        shipping_address: body.shipping_address.map(Address::given).transpose()?,
        billing_address: body.billing_address.map(Address::given).transpose()?,
        items: body.items,
        promo_codes: body.promo_codes,
    };
    let (id, held) = create_cart::run(&request.ctx, input).await?;
    retrieve::answer_with(&request, &id, held).await
}

/// The channel the cart sells from: one of the publishable key's. The refusals have a body of their own.
fn sales_channel(request: &Request, wanted: Option<&str>) -> Result<Option<String>, Box<Reply>> {
    let refuse = |error: String| {
        let message = "Provided request body contains errors. Please check the data and retry the request";
        Err(Box::new(Reply::status(
            StatusCode::BAD_REQUEST,
            &json!({ "errors": [error], "message": message }),
        )))
    };
    let channels = &request.ctx.sales_channels;
    match (wanted, &channels[..]) {
        (Some(id), _) if channels.iter().any(|c| c == id) => Ok(Some(id.to_owned())),
        (Some(id), _) => refuse(format!(
            "Sales channel ID in payload {id} is not associated with the Publishable API Key in the header."
        )),
        (None, [only]) => Ok(Some(only.clone())),
        (None, []) => Ok(None),
        (None, _) => refuse(
            "Cannot assign sales channel to cart. The Publishable API Key in the header has multiple associated sales \
             channels. Please provide a sales channel ID in the request body."
                .to_owned(),
        ),
    }
}
