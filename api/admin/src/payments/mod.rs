//! Routes below `/admin/payments`.

use serde::Deserialize;
use stheno_api_rest::read;
use stheno_flows::payment::{capture_payment, refund_payment};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Amount, Error, Result};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/admin/payments", list),
        Route::get("/admin/payments/payment-providers", providers),
        Route::get("/admin/payments/{id}", retrieve),
        Route::post("/admin/payments/{id}/capture", capture),
        Route::post("/admin/payments/{id}/refund", refund),
    ]
}

/// `GET /admin/payments`
async fn list(request: Request) -> Result<Reply> {
    read::list(&request, "payment", "payments").await
}

/// `GET /admin/payments/payment-providers`
async fn providers(request: Request) -> Result<Reply> {
    read::list(&request, "payment_provider", "payment_providers").await
}

/// `GET /admin/payments/{id}`: an unknown one is `{}`, as in the contract.
async fn retrieve(request: Request) -> Result<Reply> {
    answer(&request, request.param("id")).await
}

async fn answer(request: &Request, id: &str) -> Result<Reply> {
    let question = read::question(request, "payment").lenient().filter(serde_json::json!({ "id": id }));
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    if answer.is_empty() {
        return Ok(Reply::ok(&serde_json::json!({})));
    }
    Ok(Reply::json(read::one(&answer, "payment")))
}

#[derive(Deserialize)]
struct Capture {
    #[serde(default)]
    amount: Option<serde_json::Number>,
}

/// `POST /admin/payments/{id}/capture`
async fn capture(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let body: Capture = request.body_as()?;
    capture_payment::run(&request.ctx, id.clone(), amount_of(body.amount)?).await?;
    answer(&request, &id).await
}

#[derive(Deserialize)]
struct Refund {
    #[serde(default)]
    amount: Option<serde_json::Number>,
    refund_reason_id: Option<String>,
    note: Option<String>,
}

/// `POST /admin/payments/{id}/refund`
async fn refund(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    let Refund { amount, refund_reason_id, note } = request.body_as()?;
    let asked = refund_payment::Asked { amount: amount_of(amount)?, refund_reason_id, note };
    refund_payment::run(&request.ctx, id.clone(), asked).await?;
    answer(&request, &id).await
}

/// An amount of a body; those beyond all money are refused.
fn amount_of(number: Option<serde_json::Number>) -> Result<Option<Amount>> {
    let Some(number) = number else { return Ok(None) };
    let amount = Amount::parse(&number.to_string());
    amount.map(Some).ok_or_else(|| Error::invalid_data("Invalid request: the amount is too large"))
}
