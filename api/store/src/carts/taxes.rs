//! `POST /store/carts/{id}/taxes`: works the taxes out. Contract: `contract/scenarios/store/carts/taxes`.

use super::retrieve;
use stheno_flows::cart::update_tax_lines;
use stheno_http::{Reply, Request, Result};

/// Taxes the cart and answers it.
pub(super) async fn handle(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let held = update_tax_lines::run(&request.ctx, id.clone()).await?;
    retrieve::answer_with(&request, &id, held).await
}
