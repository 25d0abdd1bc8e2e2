//! `POST /store/carts/{id}/customer`: the logged-in customer takes a cart over.
//! Contract: `contract/scenarios/store/carts/customer`.

use super::retrieve;
use stheno_flows::cart::transfer_cart_customer;
use stheno_http::{Reply, Request, Result};

/// Hands the cart over and answers it.
pub(super) async fn handle(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let held = transfer_cart_customer::run(&request.ctx, id.clone(), request.actor_id().to_owned()).await?;
    retrieve::answer_with(&request, &id, held).await
}
