//! `GET /admin/payments/payment-providers`: list.

use stheno_api_rest::read;
use stheno_http::{Reply, Request, Result};

pub(super) async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "payment_provider", "payment_providers").await
}
