//! A page of orders, newest first. Statuses are worked out, so where they are asked for, the customer's orders are looked at
//! before they are counted.

use super::filters::Filters;
use super::placed;
use crate::shown;
use serde_json::json;
use stheno_http::{Request, Result};
use stheno_query::{Answer, GraphRequest, RowView};
use stheno_v1::rules::selection::Selection;

/// A page.
pub(crate) struct Found {
    pub answer: Answer,
    pub count: i64,
    pub offset: u64,
    pub limit: u64,
}

/// The orders that the filters leave.
pub(crate) async fn find(request: &Request, filters: &Filters, selection: &Selection) -> Result<Found> {
    let app = &request.ctx.app;
    let Filters { offset, limit, .. } = *filters;
    let fields = shown::order_fields(selection);
    let stored = filters.question(&numbered(request, filters).await?);
    if !filters.is_worked_out() {
        let question = sorted(placed().filter(stored)).fields(fields).page(offset, limit);
        let answer = app.graph().query(app.database(), question).await?;
        let count = answer.count().unwrap_or_default();
        return Ok(Found { answer, count, offset, limit });
    }
    let all = sorted(placed().filter(stored)).fields(shown::STATUS_FIELDS);
    let all = app.graph().query(app.database(), all).await?;
    let is_any = |asked: &[String], status: &str| asked.is_empty() || asked.iter().any(|one| one == status);
    let mut ids = Vec::new();
    for order in all.rows().iter() {
        let (payment, fulfillment) = shown::statuses(order);
        if is_any(&filters.payment_status, payment) && is_any(&filters.fulfillment_status, fulfillment) {
            ids.push(order.text("id"));
        }
    }
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let shown: Vec<&str> = ids.into_iter().skip(size(offset)).take(size(limit)).collect();
    let question = sorted(placed().filter(json!({ "id": shown }))).fields(fields);
    let answer = app.graph().query(app.database(), question).await?;
    Ok(Found { answer, count, offset, limit })
}

/// The customer's orders whose number holds the free text: a number is text to people only.
async fn numbered(request: &Request, filters: &Filters) -> Result<Vec<String>> {
    let Some(digits) = filters.digits() else { return Ok(Vec::new()) };
    let mine = placed().fields(["id", "display_id"]).filter(json!({ "customer_id": request.actor_id() }));
    let app = &request.ctx.app;
    let mine = app.graph().query(app.database(), mine).await?;
    let number = |order: RowView<'_>| order.get("display_id").as_int().map(|number| number.to_string());
    let holds = |order: &RowView<'_>| number(*order).is_some_and(|number| number.contains(digits));
    Ok(mine.rows().iter().filter(holds).map(|order| order.text("id").to_owned()).collect())
}

fn sorted(question: GraphRequest) -> GraphRequest {
    question.order("created_at", true).order("id", true)
}
