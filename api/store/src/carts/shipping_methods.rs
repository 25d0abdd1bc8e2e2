//! `POST /store/carts/{id}/shipping-methods`: takes a shipping option, or several.
//! Contract: `contract/scenarios/store/carts/shipping-methods`.

use super::retrieve;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stheno_flows::cart::add_shipping_method_to_cart::{self, OptionInput};
use stheno_http::{Reply, Request, Result};

#[derive(Deserialize)]
struct Body {
    option_id: OneOrMany<String>,
    #[serde(default)]
    data: Option<OneOrMany<Map<String, Json>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn list(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

/// Adds the methods and answers the cart.
pub(super) async fn handle(request: Request) -> Result<Reply> {
    let body: Body = request.body_as()?;
    let mut data = body.data.map(OneOrMany::list).unwrap_or_default().into_iter();
    let options = body
        .option_id
        .list()
        .into_iter()
        .map(|id| OptionInput { id, data: data.next().unwrap_or_default() })
        .collect();
    let id = request.param("id").to_owned();
    let held = add_shipping_method_to_cart::run(&request.ctx, id.clone(), options).await?;
    retrieve::answer_with(&request, &id, held).await
}
