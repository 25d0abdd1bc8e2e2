//! `/store/carts/{id}/promotions`: adds and removes codes. Contract: `contract/scenarios/store/carts/promotions`.

use super::retrieve;
use serde::Deserialize;
use stheno_flows::cart::update_cart_promotions::{self, Action};
use stheno_http::{Reply, Request, Result};

#[derive(Deserialize)]
struct Body {
    promo_codes: Vec<String>,
}

/// `POST`
pub(super) async fn add(request: Request) -> Result<Reply> {
    change(request, Action::Add).await
}

/// `DELETE`
pub(super) async fn remove(request: Request) -> Result<Reply> {
    change(request, Action::Remove).await
}

async fn change(request: Request, action: Action) -> Result<Reply> {
    let body: Body = request.body_as()?;
    let id = request.param("id").to_owned();
    let held = update_cart_promotions::run(&request.ctx, id.clone(), body.promo_codes, action).await?;
    retrieve::answer_with(&request, &id, held).await
}
