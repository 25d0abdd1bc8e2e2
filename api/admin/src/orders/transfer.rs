//! `/admin/orders/{id}/transfer`: an order is given to another customer. Contract:
//! `contract/scenarios/store/order-transfers.mjs`.

use serde::Deserialize;
use stheno_api_rest::orders;
use stheno_flows::order::transfer::{
    Words, cancel_transfer_order_request, request_order_transfer_workflow, transfer_order_to_guest_workflow,
};
use stheno_http::{Reply, Request, Result, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/admin/orders/{id}/transfer", request),
        Route::post("/admin/orders/{id}/transfer/cancel", cancel),
        Route::post("/admin/orders/{id}/transfer/guest", to_guest),
    ]
}

#[derive(Deserialize)]
struct Asked {
    customer_id: String,
    description: Option<String>,
    internal_note: Option<String>,
    #[serde(default)]
    update_order_email: bool,
}

#[derive(Deserialize)]
struct Guest {
    email: String,
    description: Option<String>,
    internal_note: Option<String>,
}

/// Asks for the order on behalf of a registered customer.
async fn request(request: Request) -> Result<Reply> {
    let Asked { customer_id, description, internal_note, update_order_email } = request.body_as()?;
    let input = request_order_transfer_workflow::Input {
        order_id: request.param("id").to_owned(),
        customer_id,
        words: Words { description, internal_note },
        update_order_email,
    };
    request_order_transfer_workflow::run(&request.ctx, input).await?;
    orders::answer(&request, request.param("id")).await
}

async fn cancel(request: Request) -> Result<Reply> {
    cancel_transfer_order_request::run(&request.ctx, request.param("id").to_owned()).await?;
    orders::answer(&request, request.param("id")).await
}

/// Gives the order to the guest of this address at once.
async fn to_guest(request: Request) -> Result<Reply> {
    let Guest { email, description, internal_note } = request.body_as()?;
    let words = Words { description, internal_note };
    let input =
        transfer_order_to_guest_workflow::Input { order_id: request.param("id").to_owned(), email, words };
    transfer_order_to_guest_workflow::run(&request.ctx, input).await?;
    orders::answer(&request, request.param("id")).await
}
