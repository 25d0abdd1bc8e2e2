//! `POST /store/payment-collections/{id}/payment-sessions`

use super::answer;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use stheno_flows::payment::create_payment_sessions::{self, Input};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::post("/store/payment-collections/{id}/payment-sessions", create)]
}

#[derive(Deserialize)]
struct Body {
    provider_id: String,
    #[serde(default)]
    data: Map<String, Json>,
}

/// Opens a session with a provider, in place of earlier ones.
async fn create(request: Request) -> Result<Reply> {
    let Body { provider_id, data } = request.body_as()?;
    let id = request.param("id").to_owned();
    let customer_id = request.customer_id().map(str::to_owned);
    let input = Input { payment_collection_id: id.clone(), provider_id, customer_id, data };
    let held = create_payment_sessions::run(&request.ctx, input).await?;
    answer(&request, &id, held).await
}
